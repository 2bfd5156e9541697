//! `throughline audit report`: the numbers are those of the log, nobody is in it, and the same log gives the same bytes.

use std::{collections::BTreeMap, fs, path::Path};

use throughline_log::{Lane, open_facts};
use throughline_proto::v1::{
    Corrected, DescribeChangeRequest, DescribeChangeResponse, DisagreementAdded, EmergencyReviewed, Event, OpenInEmergencyRequest, Party,
    ReplayRequest, ResidentTold, RoundedCount, WithdrawnBecause, event::Kind, party,
};
use throughline_story::kind_name;
use throughline_tests::{
    Caller, Place,
    events::{about, alongside, day, noted, of_nobody, role_held, with_words, withdrawn},
    process::text,
    refused,
};
use throughline_views::{moment_text, now_us};
use uuid::Uuid;

use super::scene::runs;

/// Words, names and reasons that nobody may find in a report.
const CANARIES: [&str; 8] =
    ["Rosalind", "Quincey", "Amaryllis", "Wilhelmina", "quinces", "sings in the yard", "could not wait", "was right to look"];

struct Scene {
    place: Place,
    from: String,
    to: String,
}

/// Much about one person, a little about another; some of it put right, disputed, opened in an emergency, looked at and erased.
async fn scene() -> Scene {
    let from = moment_text(now_us());
    let place = Place::new().await;
    let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
    let (amira, lead) = (house.is_joined_by("Amaryllis").await, city.is_joined_by("Wilhelmina").await);
    let (rosa, sam) = (house.hears_of("Rosalind").await, city.hears_of("Quincey").await);
    house.write(alongside(&rosa, &amira)).await;
    let notes: Vec<Event> = (0..13).map(|_| with_words(noted(&rosa, "sings in the yard"), &rosa, "She tells her quinces.")).collect();
    let receipt = house.record(notes).await.expect("taken in");
    let note = |index: usize| receipt.entries[index].event.clone();
    for index in 0..6 {
        let instead =
            Event { happened: Some(day("2025-10-02")), kind: noted(&rosa, "sings in the yard, and well").kind, ..Event::default() };
        let corrected = Corrected { event: note(index), why: "quinces".into(), instead: Some(Box::new(instead)) };
        house.write(of_nobody(Kind::Corrected(Box::new(corrected)))).await;
    }
    house.write(withdrawn(&note(7), WithdrawnBecause::Mistake)).await;
    let by = Some(Party { party: Some(party::Party::Resident(rosa.clone())) });
    let disagrees = DisagreementAdded { event: note(8), by, view: "Not quinces.".into() };
    house.for_resident(&rosa).write(about(&rosa, Kind::DisagreementAdded(disagrees))).await;
    city.write(role_held("care-city/safeguarding-lead", &lead, false)).await;
    emergencies(&place, &house, &city, &rosa, &lead).await;
    erase(&place.keeper(), &sam).await;
    house.for_supporter(&amira).story(&rosa, place.seen().await).await;
    // Six reasons, and so six looks at everything.
    for number in 0..6 {
        let request = ReplayRequest { reason: format!("quinces, {number}"), ..ReplayRequest::default() };
        let mut replayed = place.keeper().audit().replay(request).await.expect("the keeper may").into_inner();
        while replayed.message().await.expect("it goes on").is_some() {}
    }
    place.seen().await;
    let to = moment_text(now_us() + 1);
    // What comes later is not part of it.
    house.write(noted(&rosa, "sings in the yard")).await;
    place.seen().await;
    Scene { place, from, to }
}

/// Six openings by people of one agency's, five of which somebody else looks at afterwards.
async fn emergencies(place: &Place, house: &Caller, city: &Caller, rosa: &str, lead: &str) {
    for number in 0..6 {
        let opener = city.is_joined_by("Wilhelmina").await;
        place.seen().await;
        let request =
            OpenInEmergencyRequest { request_id: Uuid::new_v4().to_string(), person: rosa.to_owned(), reason: "It could not wait.".into() };
        city.for_supporter(&opener).stories().open_in_emergency(request).await.expect("it opens");
        place.seen().await;
        if number < 5 {
            let opened = place.log().read(place.head() - 1, 1).await.expect("read").pop().expect("it");
            let opening = open_facts(&opened, &place.keys()).expect("opens").id;
            let reviewed = EmergencyReviewed {
                opening,
                found: "It was right to look.".into(),
                told: ResidentTold::Now.into(),
                why_later: String::new(),
            };
            city.for_supporter(lead).write(of_nobody(Kind::EmergencyReviewed(reviewed))).await;
        }
    }
    _ = house;
}

async fn erase(keeper: &Caller, person: &str) {
    let request = throughline_tests::events::erasure(&[person]);
    keeper.people().erase_profiles(request).await.expect("taken in");
}

/// To the nearest five, counted by hand: what each agency wrote of each kind up to a moment, read from the log itself.
async fn by_hand(place: &Place, to: &str) -> BTreeMap<(String, &'static str), u64> {
    let records = place.log().read(0, 10_000).await.expect("read");
    let mut counts = BTreeMap::new();
    for record in
        records.iter().filter(|record| moment_text(record.header.recorded_at_us).as_str() < to && record.header.lane() != Lane::Look)
    {
        let is_entry = |event: &Event| !matches!(event.kind, Some(Kind::Looked(_)));
        if let Some(event) = open_facts(record, &place.keys()).ok().filter(is_entry) {
            *counts.entry((event.agency.clone(), kind_name(&event.kind.expect("a kind")))).or_default() += 1;
        }
    }
    counts
}

async fn describes(caller: &Caller, from: &str, to: &str) -> Result<DescribeChangeResponse, tonic::Status> {
    Ok(caller.audit().describe_change(DescribeChangeRequest { from: from.into(), to: to.into() }).await?.into_inner())
}

async fn reports(scene: &Scene, out: &Path) -> serde_json::Value {
    let data = text(scene.place.folder.path());
    let told =
        runs(&["audit", "report", "--data", data, "--from", &scene.from, "--to", &scene.to, "--out", text(out), "--format", "json"]).await;
    assert_eq!(told.0, Some(0), "{}", told.1);
    told.2
}

fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry"));
    entries.map(|entry| (entry.file_name().into_string().expect("a name"), fs::read_to_string(entry.path()).expect("text"))).collect()
}

/// Without what nodes count themselves, which other tests of this process add to.
fn of_the_log(files: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let cut = |(name, text): (&String, &String)| match name.as_str() {
        "turned-away.svg" | "witnesses.svg" => None,
        "report.json" => {
            let mut json: serde_json::Value = serde_json::from_str(text).expect("JSON");
            json.as_object_mut().expect("an object").remove("counted_beside_the_log").expect("it is there");
            Some((name.clone(), json.to_string()))
        }
        "report.html" => {
            let (before, rest) = text.split_once("<h2>What was turned away</h2>").expect("it is there");
            let (_, after) = rest.split_once("<h2>Every kind of entry</h2>").expect("it is there");
            Some((name.clone(), format!("{before}{after}")))
        }
        _ => Some((name.clone(), text.clone())),
    };
    files.iter().filter_map(cut).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_numbers_are_those_of_the_log_to_the_nearest_five() {
    let scene = scene().await;
    let told = describes(&scene.place.keeper(), &scene.from, &scene.to).await.expect("the keeper may");
    let expected = by_hand(&scene.place, &told.to).await;
    let mut found = BTreeMap::new();
    for agency in &told.agencies {
        for kind in &agency.kinds {
            found.insert((agency.agency.clone(), kind.kind.clone()), kind.entries.expect("a number"));
        }
    }
    assert_eq!(found.len(), expected.len());
    for ((agency, kind), count) in &expected {
        let told = found[&(agency.clone(), (*kind).to_owned())];
        match (*kind, *count) {
            ("agency_joined", exact) => assert_eq!(told, RoundedCount { count: exact, few: false }),
            (_, 1..5) => assert_eq!(told, RoundedCount { count: 0, few: true }, "{agency} {kind}"),
            (_, many) => assert!(!told.few && told.count.is_multiple_of(5) && told.count.abs_diff(many) <= 2, "{agency} {kind}: {many}"),
        }
    }
    assert_eq!(expected[&("harmony-house".to_owned(), "corrected")], 6, "the scene has what it says");
    let emergencies = told.emergencies.expect("told");
    assert_eq!(
        (emergencies.opened, emergencies.reviewed),
        (Some(RoundedCount { count: 5, few: false }), Some(RoundedCount { count: 5, few: false }))
    );
    assert_eq!((emergencies.awaiting, emergencies.median_minutes), (Some(RoundedCount { count: 0, few: true }), 1));
    assert_eq!((told.erasures.len(), told.erasures[0].basis.as_str()), (1, ""), "what one erasure rests on is not told");
    assert_eq!(told.records, told.last_position);
    assert!(told.last_position < scene.place.head(), "what came later is not in it");
    assert!(told.looks.iter().any(|look| look.agency == "harmony-house"));
    // A look at everything is one, and no entry of the keeper's.
    assert!(told.looks.iter().any(|look| look.agency == "keeper" && look.looks == Some(RoundedCount { count: 5, few: false })), "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_in_a_report_and_the_same_log_gives_the_same_bytes() {
    let scene = scene().await;
    let folder = tempfile::tempdir().unwrap();
    let told = reports(&scene, &folder.path().join("one")).await;
    let one = files(&folder.path().join("one"));
    assert_eq!(told, serde_json::from_str::<serde_json::Value>(&one["report.json"]).unwrap());
    for (name, text) in &one {
        let found: Vec<_> = CANARIES.into_iter().filter(|canary| text.contains(canary)).collect();
        assert!(found.is_empty(), "{name} has {found:?} in it");
        let ids = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-').filter(|word| Uuid::try_parse(word).is_ok());
        assert_eq!(ids.count(), 0, "{name} has an id in it");
        assert!(!text.contains("UK GDPR article 17"), "{name} tells what one erasure rests on");
    }
    reports(&scene, &folder.path().join("two")).await;
    assert_eq!(of_the_log(&one), of_the_log(&files(&folder.path().join("two"))));
    // Nor does the node matter, nor that its view was made anew.
    let Scene { place, from, to } = scene;
    let data = place.close().await;
    let rebuilt = runs(&["rebuild", "--data", text(data.path())]).await;
    assert_eq!(rebuilt.0, Some(0), "{}", rebuilt.1);
    let scene = Scene { place: Place::open(data).await, from, to };
    reports(&scene, &folder.path().join("three")).await;
    assert_eq!(of_the_log(&one), of_the_log(&files(&folder.path().join("three"))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_asks_for_nothing_and_runs_nothing_and_every_plot_has_words() {
    let scene = scene().await;
    let folder = tempfile::tempdir().unwrap();
    reports(&scene, folder.path()).await;
    let files = files(folder.path());
    let page = &files["report.html"];
    for forbidden in ["<script", "src=", "href=", "url(", "@import", "javascript:"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    assert!(page.contains("default-src 'none'") && page.contains("@media print"));
    assert_eq!(page.matches("<table>").count(), page.matches("<caption>").count());
    let plots: Vec<_> = files.iter().filter(|(name, _)| name.ends_with(".svg")).collect();
    assert!(plots.len() >= 3, "{:?}", files.keys());
    for (name, plot) in plots {
        assert!(page.contains(plot.as_str()), "{name} is in the page as it is in its file");
        assert!(plot.contains("role=\"img\"") && plot.contains("<title ") && plot.contains("<desc "), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_keeper_asks_and_only_for_time_that_was() {
    let scene = scene().await;
    let house = scene.place.agency("housing").await;
    assert_eq!(refused(describes(&house, &scene.from, &scene.to).await).reason, "NOT_ALLOWED");
    let keeper = scene.place.keeper();
    assert_eq!(refused(describes(&keeper, &scene.to, &scene.from).await).fields, ["from"]);
    assert_eq!(refused(describes(&keeper, "", &scene.to).await).fields, ["from"]);
    assert_eq!(refused(describes(&keeper, &scene.from, "yesterday").await).fields, ["to"]);
    assert_eq!(refused(describes(&keeper, "9999-01-01T00:00:00Z", "9999-01-02T00:00:00Z").await).fields, ["from"]);
    let before = describes(&keeper, "2020-01-01T00:00:00Z", "2020-02-01T00:00:00Z").await.expect("nothing was then");
    assert_eq!((before.records, before.first_position, before.agencies.len(), before.stretches.len()), (0, 0, 0, 31));
    let out = scene.place.folder.path().join("out");
    let wrong = runs(&[
        "audit",
        "report",
        "--data",
        text(scene.place.folder.path()),
        "--from",
        "January",
        "--to",
        "2026-02-01",
        "--out",
        text(&out),
    ])
    .await;
    assert_eq!(wrong.0, Some(2), "{}", wrong.1);
}
