//! The papers beside the code: ARCHITECTURE.md knows every invariant, and every library that we stand on has a reason.

use std::fs;

use crate::{
    finding::{Finding, assert_tidy},
    tree::root,
};

const INVARIANTS: usize = 13;

fn every_invariant_is_told(path: &str, text: &str) -> Vec<Finding> {
    let words: Vec<&str> = text.split(|letter: char| !letter.is_alphanumeric()).collect();
    let missing = (1..=INVARIANTS).map(|number| format!("I{number}")).filter(|name| !words.contains(&name.as_str()));
    missing.map(|name| Finding::new(path, 1, format!("does not say where {name} is kept and tested"))).collect()
}

/// Each paragraph of `[workspace.dependencies]` opens with a comment; our own crates give their reasons themselves.
fn every_library_has_a_reason(path: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let (mut inside, mut told) = (false, false);
    for (index, line) in text.lines().enumerate() {
        if line.starts_with('[') {
            inside = line == "[workspace.dependencies]";
        }
        told = (told && !line.is_empty()) || line.starts_with('#');
        let library = inside && line.contains(" = ") && !line.starts_with('#') && !line.starts_with("throughline");
        if library && !told {
            findings.push(Finding::new(path, index + 1, "say above it why this library"));
        }
    }
    findings
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_default()
}

#[test]
fn the_architecture_says_where_every_invariant_is_kept() {
    assert_tidy(every_invariant_is_told("ARCHITECTURE.md", &read("ARCHITECTURE.md")));
}

#[test]
fn every_library_of_the_workspace_has_a_reason() {
    assert_tidy(every_library_has_a_reason("Cargo.toml", &read("Cargo.toml")));
}

#[test]
fn an_invariant_that_is_not_told_is_found_even_if_its_digits_are() {
    let all_but_the_first: String = (2..=INVARIANTS).map(|number| format!("- **I{number}** kept\n")).collect();
    assert_eq!(every_invariant_is_told("A.md", &all_but_the_first).len(), 1);
    assert_eq!(every_invariant_is_told("A.md", &format!("{all_but_the_first} I1, too")), []);
}

#[test]
fn a_library_without_a_reason_is_found() {
    let text = "[workspace.dependencies]\nthroughline-log = { path = \"log\" }\n\n# The wire.\ntonic = \"1\"\nprost = \"1\"\n\nrand = \"1\"\n[profile.dev]\ndebug = 1\n";
    assert_eq!(every_library_has_a_reason("Cargo.toml", text), [Finding::new("Cargo.toml", 8, "say above it why this library")]);
}
