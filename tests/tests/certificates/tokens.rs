//! Tokens in the log: each that is made or removed is said there, also when the log was away meanwhile, and also the command line's own.

use std::{fs, path::Path, process::Output};

use serde_json::Value;
use throughline_tests::{
    place::begin,
    process::{run, text},
};

use crate::commands::told;

/// A data folder that nobody serves.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        begin(folder.path());
        Self(folder)
    }

    fn runs(&self, arguments: &[&str]) -> Output {
        run(&[arguments, &["--data", text(self.0.path()), "--format", "json", "--quiet"]].concat())
    }

    fn does(&self, arguments: &[&str]) -> Vec<Value> {
        let output = self.runs(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", told(&output));
        let told = String::from_utf8(output.stdout).expect("UTF-8");
        told.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }

    /// What the log says of tokens: whose, which, and whether it has ended.
    fn tokens(&self) -> Vec<(String, String, bool)> {
        let records = self.does(&["replay", "--reason", "a test"]);
        let keys = records.iter().map(|record| &record["event"]["key_changed"]).filter(|key| key["purpose"] == "token");
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        keys.map(|key| (text(&key["agency"]), text(&key["label"]), key["ended"] == true)).collect()
    }

    /// As if the log were away, while something is done.
    fn without_its_log<T>(&self, does: impl FnOnce() -> T) -> T {
        let (log, aside) = (self.0.path().join("log.sqlite"), self.0.path().join("aside"));
        fs::rename(&log, &aside).expect("it is there");
        fs::create_dir(&log).expect("made");
        let done = does();
        fs::remove_dir(&log).expect("nothing lies in it");
        fs::rename(&aside, &log).expect("it is there");
        done
    }
}

#[test]
fn a_token_that_is_removed_while_the_log_is_away_counts_no_longer_and_the_log_is_told_later() {
    let folder = Folder::new();
    folder.does(&["agency", "add", "Harmony House"]);
    folder.does(&["agency", "add", "Care City"]);
    let [house, city] = folder.tokens().try_into().expect("two of them");
    let revokes = |token: &(String, String, bool)| folder.runs(&["agency", "revoke", &token.0, "--token", &token.1]);

    for token in [&house, &city] {
        let output = folder.without_its_log(|| revokes(token));
        assert!(!output.status.success() && told(&output).contains("run this again"), "{}", told(&output));
        let kept = fs::read_to_string(folder.0.path().join("tokens.toml")).expect("tokens");
        assert!(!kept.contains(&token.1), "it counts no longer");
    }
    // Whoever runs it again, for one, has all said.
    let output = revokes(&house);
    assert!(output.status.success(), "{}", told(&output));
    let said = folder.tokens().split_off(2);
    assert_eq!(said, [(house.0.clone(), house.1.clone(), true), (city.0.clone(), city.1.clone(), true)]);
    // Once it is said, there is nothing left to run again.
    assert_eq!(revokes(&house).status.code(), Some(2));
}

#[test]
fn the_tokens_that_an_import_makes_for_itself_and_replaces_are_in_the_log() {
    let folder = Folder::new();
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (excerpt, mapping) =
        (tests.join("data/municipal-excerpt.csv"), tests.join("../services/throughline/mappings/municipal-receipt-log.toml"));
    for _ in 0..2 {
        folder.does(&["import", text(&excerpt), "--mapping", text(&mapping)]);
    }
    let tokens = folder.tokens();
    assert_eq!(tokens.iter().map(|token| token.2).collect::<Vec<_>>(), [false, true, false]);
    let entries = throughline_access::Tokens::open(folder.0.path()).expect("tokens").entries();
    assert!(
        tokens.iter().all(|(agency, label, _)| entries.iter().any(|entry| entry.agency == *agency && entry.label == *label)),
        "{tokens:?}"
    );
}
