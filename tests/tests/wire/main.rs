//! The wire is kept for ever: one event of every kind lies in `golden/events-v1`, as bytes and as JSON, and every later version reads it
//! and writes it again to the byte. `GOLDEN_WRITE=1` writes the examples of new kinds; it never touches one that is there.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod examples;

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
};

use prost::Message as _;
use prost_reflect::{DynamicMessage, SerializeOptions};
use serde_json::ser::{PrettyFormatter, Serializer};
use throughline_proto::v1::Event;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/events-v1")
}

/// Every golden event: its kind, by the file's name, and its bytes.
fn golden() -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(folder()).expect("the golden events are there").map(|entry| entry.expect("an entry").path());
    let mut golden: Vec<(String, Vec<u8>)> = entries
        .filter(|path| path.extension().is_some_and(|ending| ending == "bin"))
        .map(|path| (path.file_stem().expect("a name").to_string_lossy().into_owned(), fs::read(&path).expect("it can be read")))
        .collect();
    golden.sort();
    golden
}

/// As a person would read it, with the names that are in the .proto files.
fn json(bytes: &[u8]) -> String {
    let message = DynamicMessage::decode(examples::event(), bytes).expect("it is an event");
    let mut text = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut text, PrettyFormatter::with_indent(b"  "));
    message
        .serialize_with_options(&mut serializer, &SerializeOptions::new().use_proto_field_name(true))
        .expect("it can be written as JSON");
    text.push(b'\n');
    String::from_utf8(text).expect("JSON is UTF-8")
}

#[test]
fn every_kind_of_event_has_a_golden_one() {
    if env::var_os("GOLDEN_WRITE").is_some() {
        write_what_is_missing();
    }
    let kept: BTreeSet<String> = golden().into_iter().map(|(kind, _)| kind).collect();
    let known: BTreeSet<String> = examples::kinds().into_iter().map(|kind| kind.name().to_owned()).collect();
    assert_eq!(kept, known, "run the tests with GOLDEN_WRITE=1 to write the golden event of a new kind; none may go");
}

fn write_what_is_missing() {
    fs::create_dir_all(folder()).expect("the folder can be made");
    for kind in examples::kinds() {
        let path = folder().join(format!("{}.bin", kind.name()));
        if !path.exists() {
            let bytes = examples::example(&kind).encode_to_vec();
            fs::write(path.with_extension("json"), json(&bytes)).expect("the JSON can be written");
            fs::write(path, bytes).expect("the bytes can be written");
        }
    }
}

#[test]
fn every_golden_event_is_read_and_written_again_to_the_byte() {
    for (kind, bytes) in golden() {
        let event = Event::decode(bytes.as_slice()).unwrap_or_else(|error| panic!("{kind}: {error}"));
        assert!(event.encode_to_vec() == bytes, "{kind} is written differently than it was");
    }
}

#[test]
fn every_golden_event_means_what_its_json_says() {
    for (kind, bytes) in golden() {
        let told = fs::read_to_string(folder().join(format!("{kind}.json"))).expect("each golden event has its JSON beside it");
        assert_eq!(json(&bytes), told, "{kind}");
    }
}

#[test]
fn a_golden_event_is_of_the_kind_that_its_name_says() {
    for (kind, bytes) in golden() {
        let message = DynamicMessage::decode(examples::event(), bytes.as_slice()).expect("it is an event");
        assert!(message.has_field_by_name(&kind), "{kind}");
    }
}
