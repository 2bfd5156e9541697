//! Which crate may stand on which: DESIGN §3. Services never import each other, and `story` and `matching` stay pure.

use toml::Table;

use crate::{
    finding::{Finding, assert_tidy},
    tree::files,
};

const SERVICE: &[&str] = &["proto", "proof", "story", "matching", "log", "views", "access", "looks"];

/// The crate by its folder's name, and what it may stand on; `None` for what may stand on everything.
fn may_stand_on(name: &str) -> Option<&'static [&'static str]> {
    match name {
        "proto" | "proof" | "servers" | "load" => Some(&[]),
        "story" | "matching" => Some(&["proto"]),
        "log" => Some(&["proto", "proof"]),
        "access" | "borough" => Some(&["proto", "story"]),
        "views" => Some(&["proto", "story", "matching", "log"]),
        "looks" => Some(&["proto", "story", "log", "views", "access"]),
        "portal" => Some(&["proto", "access"]),
        "peers" => Some(&["load", "servers"]),
        "throughline" | "tests" | "bench" | "faults" => None,
        _ => Some(SERVICE),
    }
}

/// What the pure crates may use besides: `story` for the events' own types, language, dates, errors and what a certificate says, `matching` for names that are alike,
/// `proof` for hashes and signatures.
/// None is there for a clock, a file, chance or the network.
fn may_use(name: &str) -> Option<&'static [&'static str]> {
    match name {
        "story" => Some(&["fluent-syntax", "intl_pluralrules", "jiff", "prost", "thiserror", "unic-langid", "x509-cert"]),
        "matching" => Some(&["deunicode", "rphonetic", "strsim"]),
        "proof" => Some(&["aws-lc-rs", "base64", "thiserror"]),
        _ => None,
    }
}

fn points_one_way(path: &str, text: &str) -> Vec<Finding> {
    let manifest: Table = match text.parse() {
        Ok(manifest) => manifest,
        Err(error) => return vec![Finding::new(path, 1, format!("this is no Cargo.toml: {error}"))],
    };
    let folder = path.trim_end_matches("/Cargo.toml").rsplit('/').next().unwrap_or_default();
    let mut findings = Vec::new();
    for (table, on) in ["dependencies", "build-dependencies", "dev-dependencies"].into_iter().flat_map(|table| names(&manifest, table)) {
        let ours = if on == "throughline" { Some("throughline") } else { on.strip_prefix("throughline-") };
        let allowed = match (ours, may_stand_on(folder)) {
            (Some(ours), Some(allowed)) => allowed.contains(&ours),
            (None, _) => table == "dev-dependencies" || may_use(folder).is_none_or(|pure| pure.contains(&on.as_str())),
            (Some(_), None) => true,
        };
        if !allowed {
            let line = text.lines().position(|line| line.starts_with(&on)).unwrap_or_default() + 1;
            findings.push(Finding::new(path, line, format!("`{folder}` may not stand on `{on}`")));
        }
    }
    findings
}

fn names(manifest: &Table, table: &'static str) -> Vec<(&'static str, String)> {
    let entries = manifest.get(table).and_then(|entries| entries.as_table());
    entries.map(|entries| entries.keys().map(|name| (table, name.clone())).collect()).unwrap_or_default()
}

/// A crate is named for its folder, so that the directions above are about the right one.
fn is_named_for_its_folder(path: &str, text: &str) -> Option<Finding> {
    let folder = path.trim_end_matches("/Cargo.toml").rsplit('/').next().unwrap_or_default();
    let expected = if folder == "throughline" { folder.to_owned() } else { format!("throughline-{folder}") };
    let named = text.lines().any(|line| line == format!("name = \"{expected}\""));
    (!named).then(|| Finding::new(path, 2, format!("the crate in `{folder}` is called `{expected}`")))
}

#[test]
fn dependencies_point_one_way() {
    assert_tidy(files(|path| path.ends_with("/Cargo.toml")).iter().flat_map(|file| points_one_way(&file.path, &file.text)));
}

#[test]
fn every_crate_is_named_for_its_folder() {
    assert_tidy(files(|path| path.ends_with("/Cargo.toml")).iter().filter_map(|file| is_named_for_its_folder(&file.path, &file.text)));
}

#[test]
fn a_service_that_stands_on_another_is_found() {
    let text = "[dependencies]\nthroughline-record = { workspace = true }\nthroughline-log = { workspace = true }\n";
    let findings = points_one_way("services/people/Cargo.toml", text);
    assert_eq!(findings, [Finding::new("services/people/Cargo.toml", 2, "`people` may not stand on `throughline-record`")]);
}

#[test]
fn a_direction_the_wrong_way_is_found_in_every_table() {
    for (folder, on) in [
        ("proto", "story"),
        ("story", "log"),
        ("log", "views"),
        ("matching", "story"),
        ("access", "log"),
        ("views", "access"),
        ("portal", "timeline"),
    ] {
        for table in ["dependencies", "build-dependencies", "dev-dependencies"] {
            let text = format!("[{table}]\nthroughline-{on} = {{ workspace = true }}\n");
            assert_eq!(points_one_way(&format!("services/{folder}/Cargo.toml"), &text).len(), 1, "{folder} on {on} in {table}");
        }
    }
}

#[test]
fn a_clock_or_a_database_in_a_pure_crate_is_found() {
    for pure in ["story", "matching"] {
        assert_eq!(points_one_way(&format!("services/{pure}/Cargo.toml"), "[dependencies]\nrusqlite = \"1\"\n").len(), 1);
        assert_eq!(points_one_way(&format!("services/{pure}/Cargo.toml"), "[dev-dependencies]\nproptest = \"1\"\n"), []);
    }
}

#[test]
fn a_crate_with_another_name_than_its_folder_is_found() {
    assert!(is_named_for_its_folder("services/log/Cargo.toml", "[package]\nname = \"throughline-journal\"\n").is_some());
    assert!(is_named_for_its_folder("services/log/Cargo.toml", "[package]\nname = \"throughline-log\"\n").is_none());
}
