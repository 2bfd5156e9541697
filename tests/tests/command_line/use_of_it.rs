//! What makes no sense at the command line ends with 2, says what to do, and leaves no trace.

use std::fs;

use throughline_tests::{
    Process,
    process::{run, text},
};

use super::place::{DONE, FAILED, Place, WRONG_USE, excerpt, told};

#[test]
fn what_makes_no_sense_ends_with_2_and_says_why() {
    let excerpt = excerpt();
    for wrong in [
        &["dance"][..],
        &["replay", "--nobody"],
        &["replay", "--at", "1", "--known-at", "2026-03-14"],
        &["replay", "--known-at", "yesterday"],
        &["import", text(&excerpt)],
        // A CSV is no mapping.
        &["import", text(&excerpt), "--mapping", text(&excerpt)],
        &["import", text(&excerpt), "--mapping", "there-is-no-such-file.toml"],
    ] {
        let place = Place::new();
        let output = place.runs(wrong);
        assert_eq!(output.status.code(), WRONG_USE, "{wrong:?}: {}", told(&output));
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{wrong:?}: why is told beside the results");
    }
}

#[test]
fn what_reads_a_folder_that_is_no_data_folder_ends_with_2_and_makes_none() {
    let folder = tempfile::tempdir().expect("a folder");
    for command in ["verify", "rebuild", "replay", "export"] {
        let output = run(&[command, "--data", text(folder.path())]);
        assert_eq!(output.status.code(), WRONG_USE, "{command}: {}", told(&output));
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0, "{command}");
    }
}

#[test]
fn help_is_no_wrong_use() {
    let output = run(&["--help"]);
    assert_eq!(output.status.code(), DONE);
    assert!(told(&output).contains("Ends with 0 when done"), "{}", told(&output));
}

#[test]
fn whoever_is_not_to_be_called_for_is_named_as_the_command_line_does() {
    let place = Place::new();
    let server = Process::start(place.folder());
    let keeper = place.folder().join("keeper.token");
    for whom in [&["--as", "garbled"][..], &[]] {
        let call = ["call", "ListMyPeople", "--address", &server.address, "--token-file", text(&keeper)];
        let output = run(&[&call, whom].concat());
        assert_eq!(output.status.code(), FAILED, "{}", told(&output));
        let beside = String::from_utf8_lossy(&output.stderr);
        assert!(beside.contains("--as") && !beside.contains("throughline-acting-for"), "{beside}");
    }
}
