//! `throughline replay` for one story: as it was known, as an agency saw it, and what changed; read aloud, and for tools.

use serde_json::Value;
use throughline_proto::v1::SharingLevel;
use throughline_tests::{
    Place, Process,
    events::{alongside, noted, with_words},
    process::{run, text},
};

use crate::scene::chosen;

struct Told {
    code: Option<i32>,
    out: String,
    beside: String,
}

impl Told {
    fn lines(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
    }
}

struct Town {
    folder: tempfile::TempDir,
    server: Process,
    rosa: String,
    /// Before the last note.
    then: String,
}

impl Town {
    async fn new() -> Self {
        let place = Place::new().await;
        let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
        let (rosa, hers) = (house.hears_of("Rosa").await, city.hears_of("Rosa").await);
        house.joins(&[&rosa, &hers], house.reader()).await;
        city.write(alongside(&hers, city.reader())).await;
        let note = house.write(with_words(noted(&rosa, "Keeps bees"), &rosa, "In the yard.")).await;
        house.for_resident(&rosa).write(chosen(&rosa, "care-city", SharingLevel::Nothing)).await;
        house.write(noted(&rosa, "Sings")).await;
        place.seen().await;
        drop((house, city));
        let folder = place.close().await;
        let server = Process::start(folder.path());
        Self { folder, server, rosa, then: note.position.to_string() }
    }

    fn replays(&self, more: &[&str]) -> Told {
        let output = run(&[&["replay", "--data", text(self.folder.path())][..], more].concat());
        let told = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Told { code: output.status.code(), out: told(&output.stdout), beside: told(&output.stderr) }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_story_as_it_stood_can_be_read_aloud_and_by_tools() {
    let town = Town::new().await;
    let of_rosa = ["--resident", town.rosa.as_str(), "--reason", "she asked what was known", "--at", town.then.as_str()];
    let told = town.replays(&of_rosa);
    assert_eq!(told.code, Some(0), "{}", told.beside);
    assert!(told.out.starts_with(&format!("The story of {}\nAs it was known on ", town.rosa)), "{}", told.out);
    for line in ["Harmony House noted: Keeps bees.", "    In the yard.", "What it added up to:", "walks beside Rosa."] {
        assert!(told.out.contains(line), "{line}\nis not in\n{}", told.out);
    }
    assert!(!told.out.contains("Sings"), "{}", told.out);
    assert_eq!(town.replays(&of_rosa).out, told.out, "read again, it is the same to the byte");
    let lines = town.replays(&[&of_rosa[..], &["--format", "json"]].concat()).lines();
    let end = lines.last().expect("an end")["end"].clone();
    assert_eq!((end["position"].to_string(), end["entries"].as_u64()), (town.then.clone(), Some(lines.len() as u64 - 2)));
    assert!(lines.iter().any(|line| line["event"]["words"][0]["text"] == "In the yard."), "{lines:?}");
    assert!(lines[lines.len() - 2]["story"]["profiles"].is_array());

    let as_city = |more: &[&str]| {
        town.replays(&[&["--resident", &town.rosa, "--reason", "who could see it", "--as", "care-city"][..], more].concat())
    };
    let then = as_city(&["--at", &town.then]);
    assert!(then.out.contains("as care-city was allowed to see it") && !then.out.contains("In the yard."), "{}", then.out);
    let nobody = town.replays(&["--resident", &town.rosa, "--as", "nobody-at-all"]);
    assert!(nobody.code == Some(1) && nobody.beside.contains("no such agency"), "{}", nobody.beside);
    let past = town.replays(&["--resident", &town.rosa, "--at", "100000"]);
    assert!(past.code == Some(1) && past.beside.contains("the log ends with record"), "{}", past.beside);
    let to_come = town.replays(&["--resident", &town.rosa, "--reason", "a try", "--known-at", "2999-01-01"]);
    assert!(to_come.code == Some(0) && to_come.beside.contains("That moment is still to come"), "{}", to_come.beside);
    town.server.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_is_said_in_plain_words_and_without_a_reason_only_the_structure() {
    let town = Town::new().await;
    let diff = ["--resident", town.rosa.as_str(), "--diff", town.then.as_str(), "2999-01-01"];
    let told = town.replays(&[&diff[..], &["--reason", "what changed"]].concat());
    assert_eq!(told.code, Some(0), "{}", told.beside);
    assert!(told.out.starts_with(&format!("What changed in the story of {} between ", town.rosa)), "{}", told.out);
    for line in ["Written down: Harmony House noted: Sings.  — position ", "Now: Rosa chose that Care City may not see the whole story."]
    {
        assert!(told.out.contains(line), "{line}\nis not in\n{}", told.out);
    }
    let lines = town.replays(&[&diff[..], &["--reason", "what changed", "--format", "json"]].concat()).lines();
    assert!(lines.iter().any(|line| line["kind"] == "added") && lines.last().expect("an end")["end"]["to"]["position"].is_u64());
    for asked in [&diff[..], &["--resident", &town.rosa], &[]] {
        let told = town.replays(asked);
        assert!(told.code == Some(0) && told.beside.contains("say why: --reason"), "{asked:?}: {}", told.beside);
        assert!(!["Sings", "Keeps bees", "In the yard", "Rosa"].iter().any(|secret| told.out.contains(secret)), "{asked:?}: {}", told.out);
    }
    let wrong = town.replays(&["--resident", &town.rosa, "--diff", "1"]);
    assert_eq!(wrong.code, Some(2), "{}", wrong.beside);
    let since = town.replays(&["--reason", "a try", "--after", &town.then]);
    assert!(since.out.contains("Sings") && !since.out.contains("Keeps bees"), "{}", since.out);
    town.server.kill();
}
