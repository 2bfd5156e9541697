//! `verify`: says what it checked, and where the log is not what it was.

use std::{fs, ops::RangeInclusive};

use rusqlite::{Connection, params};
use serde_json::json;

use super::place::{FAILED, Place, told};

/// The agency, the import's own token, five supporters, three people and nineteen rows.
const RECORDS: u64 = 29;
/// Beside each record's facts: what each supporter and each person is called.
const PARTS: u64 = RECORDS + 5 + 3;
/// Records that tell of a permit, somewhere in the middle of the log.
const SOMEWHERE: RangeInclusive<u64> = 10..=11;

/// Flips one bit in the middle of the sealed facts at a position.
fn flip_a_bit_at(place: &Place, position: u64) {
    let slot = i64::try_from(position << 7).expect("a slot");
    let log = Connection::open(place.folder().join("log.sqlite")).expect("it opens");
    let mut part: Vec<u8> = log.query_row("select part from sealed where slot = ?1", [slot], |row| row.get(0)).expect("it is there");
    let middle = part.len() / 2;
    part[middle] ^= 1;
    let changed = log.execute("update sealed set part = ?1 where slot = ?2", params![part, slot]).expect("it can be changed");
    assert_eq!(changed, 1);
}

#[test]
fn an_untouched_log_verifies_and_verify_says_what_it_checked() {
    let place = Place::with_excerpt();
    let said = place.says(&["verify"]);
    assert!(said.contains(&format!("{RECORDS} records, {PARTS} sealed parts and ")), "{said}");
    assert!(said.contains("The log is as it was written."), "{said}");
    let report = &place.says_json(&["verify"])[0];
    assert_eq!((&report["records"], &report["parts"]), (&json!(RECORDS), &json!(PARTS)));
    assert_eq!((&report["sound"], &report["findings"], &report["views"]), (&json!(true), &json!([]), &json!(null)));
}

#[test]
fn verify_only_reads() {
    let place = Place::with_excerpt();
    // Whoever opens this log to write to it signs a checkpoint, as there is none.
    let log = Connection::open(place.folder().join("log.sqlite")).expect("it opens");
    log.execute("delete from checkpoint", []).expect("they are removed");
    fs::remove_file(place.folder().join("checkpoint.note")).expect("it is removed");
    place.says(&["verify"]);
    let left: i64 = log.query_row("select count(*) from checkpoint", [], |row| row.get(0)).expect("counted");
    assert_eq!((left, place.folder().join("checkpoint.note").exists()), (0, false));
}

#[test]
fn views_that_equal_a_replay_verify() {
    let place = Place::with_excerpt();
    let said = place.says(&["verify", "--views"]);
    assert!(said.contains("The views equal a fresh replay, row for row."), "{said}");
    assert_eq!(place.says_json(&["verify", "--views"])[0]["views"], json!([]));
}

#[test]
fn one_flipped_bit_is_named_by_its_position() {
    for position in SOMEWHERE {
        let place = Place::with_excerpt();
        flip_a_bit_at(&place, position);
        let output = place.runs(&["verify"]);
        assert_eq!(output.status.code(), FAILED, "{}", told(&output));
        assert!(told(&output).contains(&format!("position {position}:")), "{}", told(&output));
        assert!(told(&output).contains("The log is NOT as it was written."), "{}", told(&output));

        let output = place.runs(&["verify", "--format", "json"]);
        assert_eq!(output.status.code(), FAILED, "{}", told(&output));
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let positions: Vec<_> = report["findings"].as_array().expect("a list").iter().map(|finding| &finding["position"]).collect();
        assert_eq!((&report["sound"], positions), (&json!(false), vec![&json!(position)]));
    }
}
