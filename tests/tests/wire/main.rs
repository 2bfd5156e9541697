//! The wire is kept for ever: one event of every kind lies in `golden/events-v1`, as bytes and as JSON, and every later version reads it
//! and writes it again to the byte. A kind that gains a field gains an example (`key_changed+2`) beside the one that has it not.
//! `GOLDEN_WRITE=1` writes what is missing; it never touches what is there.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod examples;

use std::{
    collections::BTreeSet,
    env, fs, iter,
    path::{Path, PathBuf},
    sync::Once,
};

use prost::Message as _;
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, SerializeOptions};
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
    write_what_is_missing();
    let kept: BTreeSet<String> = golden().into_iter().map(|(name, _)| kind_of(&name).to_owned()).collect();
    let known: BTreeSet<String> = examples::kinds().into_iter().map(|kind| kind.name().to_owned()).collect();
    assert_eq!(kept, known, "run the tests with GOLDEN_WRITE=1 to write the golden event of a new kind; none may go");
}

#[test]
fn every_field_of_an_event_lies_in_a_golden_one() {
    write_what_is_missing();
    let missing: Vec<String> = examples::kinds().iter().filter(|kind| lacks_a_field(kind)).map(|kind| kind.name().to_owned()).collect();
    assert_eq!(missing, Vec::<String>::new(), "run the tests with GOLDEN_WRITE=1 to write golden events with the new fields");
}

/// If it is asked for, and once: the tests run side by side.
fn write_what_is_missing() {
    static WRITTEN: Once = Once::new();
    if env::var_os("GOLDEN_WRITE").is_some() {
        WRITTEN.call_once(write);
    }
}

fn write() {
    fs::create_dir_all(folder()).expect("the folder can be made");
    for kind in examples::kinds().iter().filter(|kind| lacks_a_field(kind)) {
        let mut names = iter::once(kind.name().to_owned()).chain((2..).map(|edition| format!("{}+{edition}", kind.name())));
        let name = names.find(|name| !folder().join(format!("{name}.bin")).exists()).expect("there is always another");
        // In the order of fields in which the program writes: it takes a choice by the first of its numbers, and not by the one that was chosen.
        let event = Event::decode(examples::example(kind).encode_to_vec().as_slice()).expect("it is an event");
        let (path, bytes) = (folder().join(format!("{name}.bin")), event.encode_to_vec());
        fs::write(path.with_extension("json"), json(&bytes)).expect("the JSON can be written");
        fs::write(path, bytes).expect("the bytes can be written");
    }
}

/// Whether a kind has fields that none of its golden events has: of its own message, as the rest of an event is in all of them.
fn lacks_a_field(kind: &FieldDescriptor) -> bool {
    let golden = golden().into_iter().filter(|(name, _)| kind_of(name) == kind.name());
    let kept: Vec<DynamicMessage> = golden.map(|(_, bytes)| own_message(&bytes, kind)).collect();
    let Kind::Message(message) = kind.kind() else { return false };
    let plain = message.fields().filter(|field| field.containing_oneof().is_none());
    kept.is_empty() || plain.into_iter().any(|field| !kept.iter().any(|kept| kept.has_field(&field)))
}

fn own_message(bytes: &[u8], kind: &FieldDescriptor) -> DynamicMessage {
    let event = DynamicMessage::decode(examples::event(), bytes).expect("it is an event");
    event.get_field(kind).as_message().expect("a kind is a message").clone()
}

/// The kind of a golden event, by its file's name.
fn kind_of(name: &str) -> &str {
    name.split_once('+').map_or(name, |(kind, _)| kind)
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
    for (name, bytes) in golden() {
        let message = DynamicMessage::decode(examples::event(), bytes.as_slice()).expect("it is an event");
        assert!(message.has_field_by_name(kind_of(&name)), "{name}");
    }
}
