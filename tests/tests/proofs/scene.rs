//! A place that publishes, people in it, and bundles of it. No test lives in here.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    time::Duration,
};

use throughline::{
    bundle::Trust,
    config::{Listen, PublishingSettings},
    node::Serving,
};
use throughline_access::policies::{EMBEDDED, digest};
use throughline_audit::publishing::WitnessAt;
use throughline_log::verifier_key;
use throughline_proto::v1::{GetCheckpointRequest, GetCheckpointResponse, HelpKind, Manner, Met, Part, PolicyAdopted, Role, event::Kind};
use throughline_tests::{
    Place,
    events::{alongside, noted, of_nobody, offered, with_words},
    process::{run, text},
};
use tokio::time::Instant;

/// Far longer than anything here takes, so that a test that hangs says so.
const PATIENCE: Duration = Duration::from_secs(60);
const A_MOMENT: Duration = Duration::from_millis(20);

/// A free port of the loopback.
pub fn anywhere() -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, 0))
}

/// Served with tiles, and with these witnesses.
pub fn publishing(witnesses: Vec<WitnessAt>, needs: usize) -> Serving {
    let publishing = PublishingSettings { at: Listen::At(anywhere()), witnesses, needs, publishes: true };
    Serving { publishing, ..anywhere().into() }
}

/// A new place that publishes without witnesses.
pub async fn place() -> Place {
    place_with(Vec::new(), 0).await
}

/// A new place that publishes.
pub async fn place_with(witnesses: Vec<WitnessAt>, needs: usize) -> Place {
    let folder = tempfile::tempdir().expect("a folder");
    throughline_tests::place::begin(folder.path());
    Place::open_with(folder, publishing(witnesses, needs)).await
}

/// What was published last.
pub async fn newest(place: &Place) -> GetCheckpointResponse {
    place.keeper().audit().get_checkpoint(GetCheckpointRequest {}).await.expect("everybody may").into_inner()
}

/// Waits for something.
pub async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let give_up = Instant::now() + PATIENCE;
    while !is_so().await {
        assert!(Instant::now() < give_up, "it never came about: {what}");
        tokio::time::sleep(A_MOMENT).await;
    }
}

/// What was published, once it covers everything that is in the log now.
pub async fn published(place: &Place) -> GetCheckpointResponse {
    let head = place.head();
    until("everything is published", async || newest(place).await.tree_size >= head).await;
    newest(place).await
}

/// The key that the place signs checkpoints with, as auditors get it.
pub fn key_of(place: &Place) -> String {
    verifier_key(place.log().origin(), &place.keys().signer().public_key())
}

/// An auditor who has this key, and knows no witnesses.
pub fn trust(key: &str) -> Trust {
    Trust::new(&[key.to_owned()], &[], None).expect("a key")
}

/// Who lives here.
pub struct People {
    pub rosa: String,
    pub sam: String,
}

/// Lets people live a little, in requests of one event and of several, adopts policies, and erases one of the people.
pub async fn live(place: &Place) -> People {
    let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
    let amira = house.is_joined_by("Amira").await;
    let (rosa, sam, zephyrine) = (house.hears_of("Rosa").await, city.hears_of("Sam").await, house.hears_of("Zephyrine").await);
    house.write(alongside(&rosa, &amira)).await;
    house.write(alongside(&zephyrine, &amira)).await;
    for person in [&rosa, &zephyrine] {
        house.write(with_words(noted(person, "Sings."), person, "She sings to her quinces.")).await;
        house.write(offered(person, "A lift.", HelpKind::Home)).await;
    }
    let people = [&rosa, &zephyrine].map(|person| Part { person: person.clone(), role: Role::About.into() }).to_vec();
    let both = throughline_proto::v1::Event { people, manner: Manner::InPerson.into(), ..of_nobody(Kind::Met(Met::default())) };
    house.write(with_words(with_words(both, &rosa, "We drank tea."), &zephyrine, "Too hot.")).await;
    city.record((0..4).map(|number| noted(&sam, &format!("Note {number}."))).collect()).await.expect("taken in");
    let (policy, text) = ("ours".to_owned(), format!("{EMBEDDED}\n// As adopted here."));
    place.keeper().write(of_nobody(Kind::PolicyAdopted(PolicyAdopted { policy, digest: digest(&text).to_vec(), text }))).await;
    place.keeper().erases(&zephyrine).await;
    People { rosa, sam }
}

/// Writes a bundle of a place, as its keeper does.
pub async fn bundle(place: &Place, out: &Path, more: &[&str]) {
    published(place).await;
    let (data, out) = (place.folder.path().to_owned(), out.to_owned());
    let more: Vec<String> = more.iter().map(|&more| more.to_owned()).collect();
    let output = tokio::task::spawn_blocking(move || {
        let more: Vec<&str> = more.iter().map(String::as_str).collect();
        run(&[&["bundle", "--data", text(&data), "--out", text(&out), "--quiet"], more.as_slice()].concat())
    });
    let output = output.await.expect("it ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Copies a folder with all that is in it.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").map(|entry| entry.expect("an entry")) {
        let to = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).expect("copied");
        }
    }
}
