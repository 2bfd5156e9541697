//! The record format is kept for ever: headers, sealed parts, a checkpoint and a tree's frontier lie in `golden/record-v1`, sealed under the
//! keys in `material`. Every later version opens them to the same words, and seals the same request with the same random bytes to the same
//! bytes. `GOLDEN_WRITE=1` writes what is new; it never touches a file that is there.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod material;

use std::{
    env, fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use prost::Message as _;
use throughline_log::{Checkpoint, Keys, Lane, Record, Sealed, SignedCheckpoint, open_facts, open_words, random_bytes, seal_with, tree};
use throughline_proto::v1::{Event, Header};

use material::{ORIGIN, RESIDENT, SECOND_RESIDENT, drafts, keys, random, request};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/record-v1")
}

/// The golden bytes of a name. Where there are none and they are asked for, these become them.
fn golden(name: &str, now: &[u8]) -> Vec<u8> {
    let path = folder().join(name);
    if env::var_os("GOLDEN_WRITE").is_some() && !path.exists() {
        fs::write(&path, now).expect("written");
    }
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}; GOLDEN_WRITE=1 writes it", path.display()))
}

fn seal_now(keys: &Keys) -> Sealed {
    let request = request();
    let random = random(random_bytes(&request));
    seal_with(keys, request, &random).expect("sealed")
}

/// The golden records, as a reader gets them.
fn read_golden(keys: &Keys) -> Vec<Record> {
    let sealed = seal_now(keys);
    let read = |(position, record): (u64, &throughline_log::SealedRecord)| {
        let header_bytes = golden(&format!("{position}-header.bin"), &record.header);
        let parts = record.parts.iter().enumerate().map(|(part, bytes)| golden(&format!("{position}-part-{part}.bin"), bytes)).collect();
        let header = Header::decode(header_bytes.as_slice()).expect("a header");
        Record { position, leaf: tree::leaf_of(&header_bytes), header_bytes, header, parts }
    };
    (1..).zip(sealed.records()).map(read).collect()
}

struct Golden {
    keys: Arc<Keys>,
    records: Vec<Record>,
    _folder: tempfile::TempDir,
}

fn open_golden() -> Golden {
    let folder = tempfile::tempdir().expect("a folder");
    let keys = keys(folder.path());
    Golden { records: read_golden(&keys), keys, _folder: folder }
}

#[test]
fn the_facts_open_to_what_was_told() {
    let Golden { keys, records, .. } = open_golden();
    for (record, draft) in records.iter().zip(drafts()) {
        let told = Event::decode(draft.facts.as_slice()).expect("an event");
        assert_eq!(open_facts(record, &keys).expect("opened"), told);
    }
}

#[test]
fn each_persons_words_open_for_them_and_nobody_else() {
    let Golden { keys, records, .. } = open_golden();
    let words = |record: &Record, person| open_words(record, person, &keys).expect("opened").map(|words| words.text);
    assert_eq!(words(&records[0], RESIDENT).as_deref(), Some("I cooked for everybody."));
    assert_eq!(words(&records[0], SECOND_RESIDENT).as_deref(), Some("She cooked, and I ate."));
    assert_eq!(words(&records[1], RESIDENT), None);
    assert_eq!(words(&records[3], RESIDENT).as_deref(), Some("Ask for Amina at the door."));
}

#[test]
fn the_headers_say_what_they_said() {
    let Golden { records, .. } = open_golden();
    let lanes: Vec<Lane> = records.iter().map(|record| record.header.lane()).collect();
    assert_eq!(lanes, [Lane::Story, Lane::Look, Lane::Control, Lane::Public]);
    let header = &records[0].header;
    assert_eq!((header.version, header.agency.as_str(), header.recorded_at_us), (1, "care-city", 1_763_760_000_123_456));
    assert_eq!(header.people, [RESIDENT.as_bytes(), SECOND_RESIDENT.as_bytes()]);
    assert_eq!((header.index, header.count, header.request_mac.len(), header.source_key_mac.len()), (0, 4, 32, 32));
    assert_eq!(header.parts.iter().map(|part| part.person).collect::<Vec<_>>(), [None, Some(0), Some(1)]);
    assert!(records[1..].iter().all(|record| record.header.request_mac.is_empty() && record.header.source_key_mac.is_empty()));
}

#[test]
fn the_same_request_is_sealed_to_the_same_bytes() {
    let Golden { keys, records, .. } = open_golden();
    for (sealed, record) in seal_now(&keys).records().iter().zip(&records) {
        assert_eq!(sealed.header, record.header_bytes);
        assert_eq!(sealed.parts, record.parts);
        assert_eq!(sealed.leaf, record.leaf);
    }
}

#[test]
fn the_tree_over_them_has_the_same_frontier() {
    let Golden { records, .. } = open_golden();
    let mut frontier = tree::Frontier::default();
    records.iter().take(3).for_each(|record| frontier.append(record.leaf));
    let stored = golden("frontier-of-3.bin", &frontier.encode());
    assert_eq!(tree::Frontier::decode(3, &stored), Some(frontier));
}

#[test]
fn the_checkpoint_over_them_is_believed() {
    let Golden { keys, records, .. } = open_golden();
    let mut frontier = tree::Frontier::default();
    records.iter().for_each(|record| frontier.append(record.leaf));
    let checkpoint = Checkpoint { origin: ORIGIN.to_owned(), size: frontier.size(), root: frontier.root() };
    let note = golden("checkpoint-of-4.note", checkpoint.clone().sign(keys.signer()).note.as_bytes());
    let note = String::from_utf8(note).expect("text");
    let opened = SignedCheckpoint::open(&note, ORIGIN, &keys.signer().public_key()).expect("believed");
    assert_eq!(opened.checkpoint, checkpoint);
}
