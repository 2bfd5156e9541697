//! The commands by which a keeper answers to a resident's rights, with a place that no server runs.

use std::fs;

use serde_json::json;
use throughline_proto::v1::{Part, Role};
use throughline_tests::{
    Place,
    events::{noted, with_words},
    process::{ends, text},
};

/// What a command says that does what it is for.
fn does(arguments: &[&str]) -> String {
    let (code, told, _) = ends(arguments);
    assert_eq!(code, Some(0), "{arguments:?}: {told}");
    told
}

#[tokio::test(flavor = "multi_thread")]
async fn a_story_is_exported_what_tells_of_others_is_decided_about_and_exported_again() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let (rosa, tom) = (house.hears_of("Rosa").await, house.hears_of("Tom").await);
    let mut event = with_words(noted(&rosa, "A talk"), &rosa, "It was about Tom.");
    event.people.push(Part { person: tom, role: Role::Present.into() });
    let written = house.write(event).await;
    drop(house);
    let folder = place.close().await;
    let data = text(folder.path());
    let at = |name: &str| folder.path().join(name);
    let export =
        |out: &str, more: &[&str]| ends(&[&["export", "--resident", &rosa, "--out", text(&at(out)), "--data", data][..], more].concat());

    let (code, told, _) = ends(&["export", "--resident", &rosa, "--data", data]);
    assert!(code == Some(2) && told.contains("--out"), "{told}");
    let (code, told, report) = export("first.zip", &["--format", "json"]);
    assert!(code == Some(0) && report["to_review"] == 1 && report["entries"] == 2, "{told}");
    assert!(fs::read(at("first.zip")).expect("a zip").starts_with(b"PK"));

    let review = at("review.json");
    let review_as = |decision: &str| {
        let decided = json!({ "person": rosa, "entries": [{ "event": written.event, "decision": decision }] });
        fs::write(&review, decided.to_string()).expect("writable");
        ends(&["export", "--resident", &rosa, "--review", text(&review), "--data", data])
    };
    let (code, told, _) = review_as("perhaps");
    assert!(code == Some(2) && told.contains("\"release\"") && told.contains("of_others"), "{told}");
    let (code, told, _) = review_as("");
    assert!(code == Some(2) && told.contains("nothing is decided"), "{told}");
    assert_eq!(review_as("release").0, Some(0));
    let (code, told, report) = export("second.zip", &["--format", "json"]);
    assert!(code == Some(0) && report["to_review"] == 0 && report["kept_back"] == 0, "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_held_how_long_it_is_kept_and_what_is_restricted_is_said_on_the_command_line() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    house.write(with_words(noted(&rosa, "A talk"), &rosa, "She sang.")).await;
    drop(house);
    let folder = place.close().await;
    let data = text(folder.path());
    let with = |arguments: &[&str]| ends(&[arguments, &["--data", data]].concat());
    let at_the_place = |arguments: &[&str]| does(&[arguments, &["--data", data]].concat());

    let held = at_the_place(&["held", &rosa]);
    assert!(held.contains("Harmony House: 2 entries") && !held.contains("She sang."), "numbers alone: {held}");
    let (code, told, _) = with(&["held", "nobody"]);
    assert!(code == Some(1) && told.contains("person"), "{told}");

    at_the_place(&["retention", "set", "noted", "--days", "365", "--after", "last-happened", "--basis", "UK GDPR article 5(1)(e)"]);
    let settings = at_the_place(&["retention", "list"]);
    assert!(settings.contains("365") && settings.contains("article 5(1)(e)"), "{settings}");
    let (code, told, _) = with(&["retention", "set", "banana", "--days", "365", "--after", "last-happened", "--basis", "x"]);
    assert!(code != Some(0) && told.contains("such as met"), "{told}");
    at_the_place(&["retention", "due"]);
    let papers = at_the_place(&["ropa"]);
    assert!(papers.contains("Harmony House") && papers.contains("365") && !papers.contains("Rosa"), "{papers}");

    at_the_place(&["restrict", &rosa, "--basis", "UK GDPR article 18(1)(a)"]);
    let (code, told, _) = with(&["restrict", &rosa, "--basis", "It was settled.", "--end"]);
    assert!(code != Some(0) && told.contains("told"), "the person is told before: {told}");
    at_the_place(&["restrict", &rosa, "--basis", "It was settled.", "--end", "--told-on", "2026-01-01"]);
}
