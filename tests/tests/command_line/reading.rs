//! `replay` and `export`: history read back, for people and for programs.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::place::{Place, lines_of_json};

/// The person of whom a row of the municipal log tells.
fn person_of_row(place: &Place, key: &str) -> String {
    let records = place.says_json(&["replay", "--reason", "a test"]);
    let record = records.iter().find(|record| record["event"]["source_key"] == key).expect("the row is in the log");
    record["people"][0].as_str().expect("a person").to_owned()
}

#[test]
fn one_residents_story_is_told_in_the_order_in_which_it_happened() {
    let place = Place::with_excerpt();
    let person = person_of_row(&place, "task-42933");
    let story = place.says(&["replay", "--resident", &person, "--reason", "a test", "--format", "text"]);
    assert!(story.starts_with(&format!("The story of {person}\n")), "{story}");
    let told = [
        "11 October 2011 13:45  Resource21 from The municipality noted: Confirmation of receipt.",
        "12 October 2011 08:26  Resource10 from The municipality noted: T02 Check confirmation of receipt.",
        "24 November 2011 15:36  Resource21 from The municipality noted: T03 Adjust confirmation of receipt.",
        "24 November 2011 15:37  Resource21 from The municipality noted: T02 Check confirmation of receipt.",
    ];
    let places: Vec<_> = told.iter().map(|line| story.find(line).unwrap_or_else(|| panic!("{line}\nis not in\n{story}"))).collect();
    assert!(places.is_sorted(), "{story}");
    assert!(!story.contains("Resource30"), "nobody else's story is in it: {story}");
    assert!(story.contains("2 changes of hands."), "{story}");
}

#[test]
fn an_export_is_one_object_of_json_a_line() {
    let place = Place::with_excerpt();
    let file = place.folder().join("place.ndjson");
    place.says(&["export", "--output", throughline_tests::process::text(&file)]);
    let lines = lines_of_json(&std::fs::read_to_string(&file).expect("it is there"));
    assert!(lines.iter().all(Value::is_object));
    let positions: Vec<_> = lines.iter().map(|line| line["position"].as_u64().expect("a position")).collect();
    assert_eq!(positions, (1..=29).collect::<Vec<_>>());
    let noted: HashSet<_> = lines.iter().filter_map(|line| line["event"]["noted"]["what"].as_str()).collect();
    assert!(noted.contains("T05 Print and send confirmation of receipt"), "{noted:?}");
    let newer = lines_of_json(&place.says(&["export", "--after", "28"]));
    assert_eq!(newer[0], lines.last().expect("a line").clone());
    assert_eq!(newer[0]["position"], json!(29));
    // That everything was read is written down itself.
    assert_eq!((newer.len(), newer[1]["event"]["looked"]["at"].as_str()), (2, Some("LOOKED_AT_EVERYTHING")));
}
