//! The wire: everything has a comment that a partner's developer can work from, and no name on it is a forbidden word.

use std::collections::HashSet;

use prost_types::{DescriptorProto, EnumDescriptorProto, FileDescriptorProto, SourceCodeInfo, source_code_info::Location};
use protox::file::File;

use crate::{
    finding::{Finding, assert_tidy},
    tree::files_ending,
    words::{REFUSED, forbidden_in},
};

// The numbers of descriptor.proto's fields, of which a place in a file is made.
const MESSAGES: i32 = 4;
const ENUMS: i32 = 5;
const SERVICES: i32 = 6;
const FIELDS: i32 = 2;
const NESTED: i32 = 3;
const NESTED_ENUMS: i32 = 4;

fn everything_is_commented(path: &str, text: &str) -> Vec<Finding> {
    let file = match File::from_source(path, text) {
        Ok(file) => file,
        Err(error) => return vec![Finding::new(path, 1, format!("this is no .proto file: {error}"))],
    };
    let descriptor = file.file_descriptor_proto();
    let info = descriptor.source_code_info.clone().unwrap_or_default();
    let commented: HashSet<&[i32]> = info.location.iter().filter(|place| has_comment(place)).map(|place| place.path.as_slice()).collect();
    let silent = things(descriptor).into_iter().filter(|(_, place)| !commented.contains(place.as_slice()));
    silent.map(|(name, place)| Finding::new(path, line_of(&info, &place), format!("`{name}` has no comment above it"))).collect()
}

fn has_comment(place: &Location) -> bool {
    place.leading_comments.as_ref().is_some_and(|comment| !comment.trim().is_empty())
}

fn line_of(info: &SourceCodeInfo, place: &[i32]) -> usize {
    let location = info.location.iter().find(|location| location.path == place);
    location.and_then(|location| location.span.first()).and_then(|line| usize::try_from(*line).ok()).unwrap_or_default() + 1
}

/// Messages, fields, enums, values, services and methods, each with its place in the file.
fn things(file: &FileDescriptorProto) -> Vec<(String, Vec<i32>)> {
    let mut things = Vec::new();
    for (index, message) in numbered(&file.message_type) {
        of_message(message, vec![MESSAGES, index], &mut things);
    }
    for (index, values) in numbered(&file.enum_type) {
        of_enum(values, vec![ENUMS, index], &mut things);
    }
    for (index, service) in numbered(&file.service) {
        let place = vec![SERVICES, index];
        things.extend(numbered(&service.method).map(|(method, inner)| (inner.name().to_owned(), under(&place, FIELDS, method))));
        things.push((service.name().to_owned(), place));
    }
    things
}

fn of_message(message: &DescriptorProto, place: Vec<i32>, things: &mut Vec<(String, Vec<i32>)>) {
    let name = |field: &str| format!("{}.{field}", message.name());
    things.extend(numbered(&message.field).map(|(index, field)| (name(field.name()), under(&place, FIELDS, index))));
    for (index, inner) in numbered(&message.nested_type) {
        of_message(inner, under(&place, NESTED, index), things);
    }
    for (index, inner) in numbered(&message.enum_type) {
        of_enum(inner, under(&place, NESTED_ENUMS, index), things);
    }
    things.push((message.name().to_owned(), place));
}

fn of_enum(values: &EnumDescriptorProto, place: Vec<i32>, things: &mut Vec<(String, Vec<i32>)>) {
    things.extend(numbered(&values.value).map(|(index, value)| (value.name().to_owned(), under(&place, FIELDS, index))));
    things.push((values.name().to_owned(), place));
}

fn numbered<T>(items: &[T]) -> impl Iterator<Item = (i32, &T)> {
    (0..).zip(items)
}

fn under(place: &[i32], field: i32, index: i32) -> Vec<i32> {
    [place, &[field, index]].concat()
}

/// Names say none at all. A comment may say that a request is refused: it speaks to developers, of requests.
fn wire_says_no_forbidden_word(path: &str, text: &str) -> Vec<Finding> {
    let lines = text.lines().enumerate().flat_map(|(index, line)| {
        let (name, comment) = line.split_once("//").unwrap_or((line, ""));
        let named = forbidden_in(path, name);
        let told = forbidden_in(path, comment).into_iter().filter(|word| *word != REFUSED);
        named.into_iter().chain(told).map(move |word| (index + 1, word)).collect::<Vec<_>>()
    });
    lines.map(|(line, word)| Finding::new(path, line, format!("says “{word}”: see CONTRIBUTING.md for what we say"))).collect()
}

#[test]
fn everything_on_the_wire_has_a_comment() {
    assert_tidy(files_ending("proto").iter().flat_map(|file| everything_is_commented(&file.path, &file.text)));
}

#[test]
fn nothing_on_the_wire_is_a_forbidden_word() {
    assert_tidy(files_ending("proto").iter().flat_map(|file| wire_says_no_forbidden_word(&file.path, &file.text)));
}

#[test]
fn each_thing_without_a_comment_is_found() {
    let text =
        "syntax = \"proto3\";\nmessage A {\n  string b = 1;\n  enum C {\n    D = 0;\n  }\n}\nservice E {\n  rpc F(A) returns (A);\n}\n";
    let found: Vec<String> = everything_is_commented("a.proto", text).into_iter().map(|finding| finding.to_string()).collect();
    for (line, name) in [(2, "A"), (3, "A.b"), (4, "C"), (5, "D"), (8, "E"), (9, "F")] {
        assert!(found.contains(&format!("a.proto:{line}: `{name}` has no comment above it")), "{name}: {found:?}");
    }
    assert_eq!(found.len(), 6);
}

#[test]
fn a_comment_above_a_thing_is_enough() {
    assert_eq!(everything_is_commented("a.proto", "syntax = \"proto3\";\n// A.\nmessage A {\n  // B.\n  string b = 1;\n}\n"), []);
}

#[test]
fn a_forbidden_name_on_the_wire_is_found_and_a_refused_request_is_not() {
    assert_eq!(wire_says_no_forbidden_word("a.proto", "message ClientReferral {}\n").len(), 2);
    assert_eq!(wire_says_no_forbidden_word("a.proto", "bool refused = 1;\n").len(), 1);
    assert_eq!(wire_says_no_forbidden_word("a.proto", "// Refused: say which.\n"), []);
}
