//! The program itself over Postgres, as whoever keeps a place starts it: what it says and how it ends when that cannot be, and `copy`.

use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    process::{Command, Output},
};

use throughline_servers::{Port, Postgres};
use throughline_tests::{
    Place,
    place::{begin, move_log},
    process::{command, program, text},
};

use crate::{address, copying::grown, database, migrated};

/// Runs a command of the program, which must not hang.
fn ends(arguments: &[&str]) -> (Output, String) {
    ends_with(arguments, None)
}

/// The same, with an address in the environment, since it may have a password.
fn ends_with(arguments: &[&str], log: Option<&str>) -> (Output, String) {
    let own = command();
    let mut command = Command::new("timeout");
    own.get_envs().for_each(|(name, _)| _ = command.env_remove(name));
    command.envs(log.map(|log| ("THROUGHLINE_LOG", log)));
    let output = command.arg("120").arg(program()).args(arguments).output().expect("the program starts");
    assert_ne!(output.status.code(), Some(124), "it hangs: {arguments:?}");
    let says = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    (output, says)
}

/// Why `serve` does not begin over a database.
fn why_not(folder: &Path, log: &str, code: i32) -> String {
    let rest = ["--place", "barking-and-dagenham", "--listen", "127.0.0.1:0", "--metrics", "off"];
    let (output, says) = ends_with(&[&["serve", "--data", text(folder)], &rest[..]].concat(), Some(log));
    assert_eq!(output.status.code(), Some(code), "{says}");
    assert!(!says.contains("panicked") && !says.contains("secret"), "{says}");
    says
}

#[tokio::test(flavor = "multi_thread")]
async fn serve_ends_and_says_what_to_do_about_a_database_that_it_cannot_use() {
    let (hasty, visited) = (migrated().await, database());
    Postgres::shared().sql("postgres", &format!("alter database {hasty} set synchronous_commit = off"));
    Postgres::shared().sql("postgres", &format!("create role guest_{visited} login"));
    let newer = migrated().await;
    Postgres::shared().sql(&newer, "update throughline_log.schema_version set version = 999");
    let locked = migrated().await;
    Postgres::shared().sql("postgres", &format!("alter database {locked} set default_transaction_read_only = on"));
    let torn = migrated().await;
    Postgres::shared().sql(&torn, "drop table throughline_log.sealed");
    let port = Port::claim();
    let cases = [
        (address(&locked), "default_transaction_read_only"),
        (address(&torn), "restore the database from a backup"),
        (format!("postgres://somebody:secret@127.0.0.1:{port}/log"), "127.0.0.1"),
        (address("nowhere"), "createdb"),
        (address(&hasty), "synchronous_commit"),
        (Postgres::shared().url(&format!("guest_{visited}"), &visited), "throughline migrate"),
        (address(&newer), "newer"),
    ];
    for (log, says) in cases {
        let folder = tempfile::tempdir().expect("a folder");
        let told = why_not(folder.path(), &log, 1);
        assert!(told.contains(says), "“{says}” is not in: {told}");
        assert!(!folder.path().join("keys.sqlite").exists(), "keys were made for a log that cannot be used");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let told = why_not(folder.path(), "mysql://somebody:secret@127.0.0.1/log", 2);
    assert!(told.contains("postgres://"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_whose_log_lies_in_postgres_begins_no_other_where_the_address_was_forgotten() {
    let place = Place::new_with_log(&Postgres::shared().database()).await;
    place.agency("harmony-house").await.hears_of("Rosa").await;
    let folder = place.close().await;
    let data = text(folder.path());
    for command in [
        &["serve", "--data", data, "--listen", "127.0.0.1:0", "--metrics", "off"][..],
        &["agency", "add", "Care City", "--data", data],
        &["export", "--data", data],
        &["rebuild", "--data", data],
        &["verify", "--data", data],
    ] {
        let (output, says) = ends(command);
        assert_eq!(output.status.code(), Some(2), "{command:?}: {says}");
        assert!(says.contains("--log"), "{command:?}: {says}");
        assert!(!folder.path().join("log.sqlite").exists(), "{command:?} began another log");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_start_that_fails_leaves_a_folder_in_which_the_next_one_does_not() {
    let address = Postgres::shared().database();
    Place::new_with_log(&address).await.close().await;
    let (folder, with_a_key) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    fs::write(with_a_key.path().join("master.key"), "5a".repeat(32)).expect("written");
    for (folder, files) in [(&folder, &["lock"][..]), (&with_a_key, &["lock", "master.key"])] {
        let told = why_not(folder.path(), &address, 1);
        assert!(told.contains("these keys are not those of the log"), "{told}");
        let entries = fs::read_dir(folder.path()).expect("a folder").map(|entry| entry.expect("an entry").file_name());
        let left: BTreeSet<String> = entries.map(|name| name.to_string_lossy().into_owned()).collect();
        assert_eq!(left.iter().collect::<Vec<_>>(), files);
    }
    begin(folder.path());
    move_log(folder.path(), &Postgres::shared().database());
    Place::open(folder).await.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn copy_moves_a_place_and_says_the_root_that_verify_says() {
    let (folder, database) = (grown(3).await, migrated().await);
    let from = format!("sqlite:{}", folder.path().join("log.sqlite").display());
    let to = address(&database);
    let copy = ["copy", "--data", text(folder.path()), "--from", &from, "--to", &to, "--format", "json"];
    let root = |arguments: &[&str]| {
        let (output, says) = ends(arguments);
        assert!(output.status.success(), "{says}");
        let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        told["root"].as_str().expect("a root").to_owned()
    };
    let copied = root(&copy);
    assert_eq!(root(&copy), copied, "a second time there is nothing to add");
    assert_eq!(root(&["verify", "--data", text(folder.path()), "--log", &to, "--format", "json"]), copied);
    assert_eq!(root(&["verify", "--data", text(folder.path()), "--format", "json"]), copied);

    let empty = address(&migrated().await);
    let (output, says) = ends(&["verify", "--data", text(folder.path()), "--log", &empty]);
    assert_eq!(output.status.code(), Some(2), "{says}");
    assert!(says.contains("no log was begun in postgres://") && says.contains("--log"), "{says}");

    // Another place has that store already.
    let other = grown(1).await;
    let (output, says) = ends(&["copy", "--data", text(other.path()), "--to", &to]);
    assert_eq!(output.status.code(), Some(1), "{says}");
    let told = why_not(other.path(), &to, 1);
    assert!(told.contains("these keys are not those of the log"), "{told}");
}
