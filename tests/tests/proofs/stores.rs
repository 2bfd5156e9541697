//! The same on the log's own file, by somebody who has it and not the keys: rows moved, doubled, put in and cut off, with the head made to fit.

use std::{fs, path::Path};

use rusqlite::{Connection, params};
use serde_json::{Value, json};
use throughline_log::tree::Frontier;
use throughline_tests::process::{ends, text};

use super::scene::{copy, key_of, live, place};

/// The log's file of a place's folder.
fn log(folder: &Path) -> Connection {
    Connection::open(folder.join("log.sqlite")).expect("it opens")
}

/// What `verify` ends with, and what it found: where, and what.
fn verify(folder: &Path, more: &[&str]) -> (Option<i32>, Vec<(u64, String)>, Value) {
    let (code, told, report) = ends(&[&["verify", "--data", text(folder), "--quiet", "--format", "json"], more].concat());
    assert!(report.is_object(), "{told}");
    let findings = report["findings"].as_array().expect("a list").iter();
    let found = findings
        .map(|finding| (finding["position"].as_u64().expect("a position"), finding["trouble"].as_str().expect("a word").to_owned()));
    for finding in report["findings"].as_array().expect("a list") {
        assert!(["means", "expected", "found"].iter().all(|field| finding[field].is_string()), "{finding}");
    }
    (code, found.collect(), report)
}

/// Takes a record's header and leaf, and its parts, to another position.
fn move_record(log: &Connection, from: i64, to: i64) {
    let changed = log.execute("update record set position = ?2 where position = ?1", params![from, to]).expect("moved");
    assert_eq!(changed, 1);
    log.execute("update sealed set slot = slot + (?2 - ?1) * 128 where slot / 128 = ?1", params![from, to]).expect("moved");
}

/// The head as it would be after so many records: no key is wanted for that.
fn make_head_fit(log: &Connection) {
    let mut leaves = log.prepare("select leaf from record order by position").expect("a query");
    let mut frontier = Frontier::default();
    for leaf in leaves.query_map([], |row| row.get::<_, Vec<u8>>(0)).expect("rows") {
        frontier.append(leaf.expect("a leaf").try_into().expect("32 bytes"));
    }
    let size = i64::try_from(frontier.size()).expect("few");
    log.execute("update head set position = ?1, frontier = ?2", params![size, frontier.encode()]).expect("changed");
}

/// A deed, and what is found at which position.
type Deed<'a> = (&'a str, Box<dyn Fn(&Connection) + 'a>, u64, &'a str);

fn deeds(elsewhere: &Path) -> Vec<Deed<'_>> {
    vec![
        (
            "two that changed places",
            Box::new(|log| {
                move_record(log, 7, 1_000);
                move_record(log, 9, 7);
                move_record(log, 1_000, 9);
                make_head_fit(log);
            }),
            12,
            "CheckpointDiffers",
        ),
        (
            "one that is gone, and the others moved up",
            Box::new(|log| {
                log.execute_batch("delete from record where position = 7; delete from sealed where slot / 128 = 7").expect("gone");
                (8..=12).for_each(|position| move_record(log, position, position - 1));
                log.execute_batch("delete from record where position > 12; delete from sealed where slot / 128 > 12").expect("gone");
                make_head_fit(log);
            }),
            0,
            "CheckpointAhead",
        ),
        (
            "one that is there twice",
            Box::new(|log| {
                log.execute(
                    "update record set header = r.header, leaf = r.leaf from record r where r.position = 8 and record.position = 9",
                    [],
                )
                .expect("doubled");
                make_head_fit(log);
            }),
            12,
            "CheckpointDiffers",
        ),
        (
            "one of another log's",
            Box::new(move |log| {
                log.execute("attach ?1 as other", [text(&elsewhere.join("log.sqlite"))]).expect("attached");
                let taken =
                    "update record set header = o.header, leaf = o.leaf from other.record o where o.position = 9 and record.position = 9";
                assert_eq!(log.execute(taken, []).expect("taken"), 1);
                log.execute_batch(
                    "delete from sealed where slot / 128 = 9; insert into sealed select * from other.sealed o where o.slot / 128 = 9",
                )
                .expect("taken");
                make_head_fit(log);
            }),
            12,
            "CheckpointDiffers",
        ),
    ]
}

fn more_deeds() -> Vec<Deed<'static>> {
    vec![
        (
            "the end cut off",
            Box::new(|log| {
                log.execute_batch(
                    "delete from record where position > 8; delete from sealed where slot / 128 > 8; delete from checkpoint where size > 8",
                )
                .expect("gone");
                make_head_fit(log);
            }),
            0,
            "CheckpointAhead",
        ),
        (
            "words that were changed",
            Box::new(|log| {
                let slot: i64 = log.query_row("select max(slot) from sealed where slot % 128 > 0", [], |row| row.get(0)).expect("words");
                log.execute("update sealed set part = zeroblob(length(part)) where slot = ?1", [slot]).expect("changed");
            }),
            0,
            "PartDiffers",
        ),
        (
            "words that were taken out",
            Box::new(|log| {
                log.execute("delete from sealed where slot = (select max(slot) from sealed where slot % 128 > 0)", []).expect("gone");
            }),
            0,
            "PartMissing",
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_done_to_the_logs_file_without_its_keys_is_named_and_an_untouched_one_is_not_accused() {
    let (ours, theirs) = (place().await, place().await);
    live(&ours).await;
    live(&theirs).await;
    let (key, head) = (key_of(&ours), ours.head());
    let (folder, elsewhere) = (ours.close().await, theirs.close().await);
    log(elsewhere.path()).execute_batch("pragma wal_checkpoint(truncate)").expect("one file");
    assert_eq!(verify(folder.path(), &[]).0, Some(0));
    for (what, deed, at, trouble) in deeds(elsewhere.path()).into_iter().chain(more_deeds()) {
        let spoilt = tempfile::tempdir().expect("a folder");
        copy(folder.path(), spoilt.path());
        deed(&log(spoilt.path()));
        let (code, found, report) = verify(spoilt.path(), &[]);
        assert_eq!((code, &report["sound"]), (Some(1), &json!(false)), "{what}");
        // Headers alone tell all of it but what became of the parts.
        let is_about_parts = trouble.starts_with("Part");
        let (code, seen, _) = verify(spoilt.path(), &["--headers"]);
        assert_eq!(code, Some(if is_about_parts { 0 } else { 1 }), "{what}: {seen:?}");
        assert!(is_about_parts || seen.iter().any(|(_, named)| named == trouble), "{what}: {seen:?}");
        let is_it = |(position, named): &(u64, String)| named == trouble && (at == 0 || *position >= at.min(head));
        assert!(found.iter().any(is_it), "{what}: {report:#}");
    }

    // What is brought and not looked at is wrong use, and no verdict.
    let checkpoint = text(&folder.path().join("checkpoint.note")).to_owned();
    for wrong in [&["--public-key", &key][..], &["--structure", "--checkpoint", &checkpoint], &["--witness", &key]] {
        let (code, told, _) = ends(&[&["verify", "--data", text(folder.path())], wrong].concat());
        assert_eq!(code, Some(2), "{wrong:?}: {told}");
    }
    for (how, says) in [("--headers", "what is sealed was not read"), ("--structure", "no signed checkpoint was looked at")] {
        let (code, told, _) = ends(&["verify", "--data", text(folder.path()), how]);
        assert!(code == Some(0) && told.contains(says) && !told.contains("The log is as it was written"), "{told}");
    }
    // By the public key alone; and another's is not believed.
    let (code, _, report) = verify(folder.path(), &["--structure", "--public-key", &key]);
    assert_eq!((code, report["checkpoints"].as_u64() > Some(0)), (Some(0), true), "{report}");
    let other = key_of_another(&key);
    let (code, found, _) = verify(folder.path(), &["--structure", "--public-key", &other]);
    assert!(code == Some(1) && found.iter().all(|(_, trouble)| trouble == "CheckpointUnbelievable"), "{found:?}");
    assert!(fs::exists(folder.path().join("checkpoint.note")).expect("asked"));
}

fn key_of_another(key: &str) -> String {
    let key = throughline_proof::VerifierKey::parse(key).expect("a key");
    let signer = throughline_proof::Signer::from_seed(&[3; 32]).expect("a key");
    throughline_proof::VerifierKey { public_key: signer.public_key(), ..key }.to_string()
}
