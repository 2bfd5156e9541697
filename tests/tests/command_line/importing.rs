//! `import`: a real export goes in whole, once, and the replay counts what the import counted.

use std::path::Path;

use serde_json::{Value, json};

use super::place::{Place, excerpt, whole_log};

/// What is in a file.
struct Counts {
    people: u64,
    supporters: u64,
    entries: u64,
    changes_of_hands: u64,
}

const EXCERPT: Counts = Counts { people: 3, supporters: 5, entries: 19, changes_of_hands: 3 };
const WHOLE: Counts = Counts { people: 1_434, supporters: 48, entries: 8_577, changes_of_hands: 1_208 };

fn assert_report(report: &Value, counts: &Counts, is_new: bool) {
    let new = |all: u64| if is_new { all } else { 0 };
    let Counts { people, supporters, entries, changes_of_hands } = *counts;
    for (field, expected) in [
        ("rows", json!(entries)),
        ("people", json!({ "all": people, "new": new(people) })),
        ("supporters", json!({ "all": supporters, "new": new(supporters) })),
        ("entries_added", json!(new(entries))),
        ("already_there", json!(entries - new(entries))),
        ("repeated", json!(0)),
        ("kept_as_noted", json!([])),
        ("bad", json!([])),
        ("changes_of_hands", json!(changes_of_hands)),
    ] {
        assert_eq!(report[field], expected, "{field}");
    }
}

fn assert_goes_in_whole_and_once(file: &Path, counts: &Counts) {
    let place = Place::new();
    assert_report(&place.imports(file), counts, true);
    let replayed = place.says_json(&["replay", "--reason", "a test"]);
    let end = &replayed.last().expect("an end")["end"];
    // The agency, the import's own token, each supporter, each person and each row are one record.
    let records = 2 + counts.supporters + counts.people + counts.entries;
    assert_eq!(*end, json!({ "position": records, "records": records, "changes_of_hands": counts.changes_of_hands }));
    assert_eq!(replayed.len() as u64, records + 1);

    assert_report(&place.imports(file), counts, false);
    let again = place.says_json(&["replay", "--reason", "a test"]);
    assert_eq!(again[..replayed.len() - 1], replayed[..replayed.len() - 1]);
    // Only that somebody looked, and that another token took the place of the one before.
    assert_eq!(again.last().expect("an end")["end"]["records"], json!(records + 3), "nothing was added");
}

#[test]
fn an_excerpt_of_the_municipal_log_goes_in_whole_and_once() {
    assert_goes_in_whole_and_once(&excerpt(), &EXCERPT);
}

/// Only where the file is: it is nobody's to copy into every checkout.
#[test]
fn the_whole_municipal_log_goes_in_whole_and_once() {
    let Some(file) = whole_log() else { return };
    assert_goes_in_whole_and_once(&file, &WHOLE);
}
