//! Keys and master key that are both gone, beside a log that is there: no command makes others in their place, and what needs no keys goes on.

use std::{collections::BTreeSet, fs, path::Path};

use throughline_tests::process::{run, serve, text};

use super::place::{DONE, FAILED, Place, told};

/// What lies in the folder of keys.
fn keys_in(folder: &Path) -> BTreeSet<String> {
    let names = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    names.filter(|name| ["keys.", "master.", "erased."].iter().any(|beginning| name.starts_with(beginning))).collect()
}

#[test]
fn no_command_makes_other_keys_where_those_of_the_log_are_lost() {
    let place = Place::with_excerpt();
    let verifier = place.says(&["keys"]);
    for name in keys_in(place.folder()) {
        fs::remove_file(place.folder().join(name)).expect("it is removed");
    }
    let copy = format!("sqlite:{}", place.folder().join("copy.sqlite").display());
    for command in [&["keys"][..], &["keys", "rotate"], &["verify"], &["erase", "--sweep"], &["copy", "--to", &copy], &["replay"]] {
        let output = place.runs(command);
        assert_eq!(output.status.code(), FAILED, "{command:?}: {}", told(&output));
        assert!(told(&output).contains("these keys are not those of the log"), "{command:?}: {}", told(&output));
        assert_eq!(keys_in(place.folder()), BTreeSet::new(), "{command:?}");
    }
    for structure in [&["verify", "--structure"][..], &["verify", "--structure", "--public-key", verifier.trim()]] {
        let output = place.runs(structure);
        assert_eq!(output.status.code(), DONE, "{structure:?}: {}", told(&output));
        assert_eq!(keys_in(place.folder()), BTreeSet::new(), "{structure:?}");
    }
}

#[test]
fn whoever_serves_without_the_keys_is_told_what_is_lost_and_what_is_not() {
    let place = Place::with_excerpt();
    for name in keys_in(place.folder()) {
        fs::remove_file(place.folder().join(name)).expect("it is removed");
    }
    let output = run(&serve(place.folder()));
    assert_eq!(output.status.code(), FAILED, "{}", told(&output));
    for part in ["keys.sqlite and master.key", "so is all that was sealed", "Not lost is", "verify --structure", "docs/erasure.md"] {
        assert!(told(&output).contains(part), "{part}: {}", told(&output));
    }
    assert!(!told(&output).contains(text(place.folder())), "{}", told(&output));
}

#[test]
fn keys_of_another_place_are_refused_and_stay_where_they_are() {
    let (place, other) = (Place::with_excerpt(), Place::with_excerpt());
    for name in keys_in(place.folder()) {
        fs::remove_file(place.folder().join(name)).expect("it is removed");
    }
    for name in keys_in(other.folder()) {
        fs::copy(other.folder().join(&name), place.folder().join(name)).expect("it is copied");
    }
    let before = keys_in(place.folder());
    for command in [&["keys"][..], &["verify"], &["erase", "--sweep"]] {
        let output = place.runs(command);
        assert!(output.status.code() == FAILED && told(&output).contains("these keys are not"), "{command:?}: {}", told(&output));
    }
    assert!(keys_in(place.folder()).is_superset(&before));
}
