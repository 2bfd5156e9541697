//! Folders that must not be opened: in use, with the wrong master key, of a newer version, of a demo, of another place. The process says
//! why, ends with the right code, and changes nothing.

use std::{collections::BTreeMap, fs, path::Path, process::Output};

use rusqlite::Connection;
use tempfile::TempDir;
use throughline_tests::{
    Place, Process,
    events::noted,
    place::begin,
    process::{add_agency, run, serve, text},
};

/// A folder of a place with something in it, closed.
async fn a_closed_place() -> TempDir {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    house.write(noted(&rosa, "Something.")).await;
    drop(house);
    place.close().await
}

/// Every file that holds something, and what it holds.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).filter(|path| path.is_file());
    let named = files.map(|path| (path.file_name().expect("a name").to_string_lossy().into_owned(), fs::read(&path).expect("readable")));
    // The lock's file says who has the folder; an empty log of SQLite's and its index come and go.
    named.filter(|(name, bytes)| !bytes.is_empty() && !name.ends_with("-shm") && name != "lock").collect()
}

/// It ends with this code, says these words, and what lies in the folder is what lay there.
fn assert_refused(folder: &Path, arguments: &[&str], code: i32, words: &str) {
    let before = contents(folder);
    let Output { status, stderr, .. } = run(arguments);
    let told = String::from_utf8_lossy(&stderr);
    assert_eq!(status.code(), Some(code), "{told}");
    assert!(told.contains(words), "{told}");
    let after = contents(folder);
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    for (name, bytes) in before {
        assert!(after[&name] == bytes, "{name} was changed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_process_on_one_folder_ends_with_2_and_says_where_the_first_is() {
    let folder = a_closed_place().await;
    let first = Process::start(folder.path());
    let second = run(&serve(folder.path()));
    let told = String::from_utf8_lossy(&second.stderr).into_owned();
    assert_eq!(second.status.code(), Some(2), "{told}");
    assert!(told.contains(&first.address), "{told}");
    // The first serves on, and what goes through it is no second writer.
    let token = add_agency(folder.path(), "Care City");
    let city = first.caller(&token).await;
    city.hears_of("Sam").await;
    let rebuild = run(&["rebuild", "--data", text(folder.path())]);
    assert_eq!(rebuild.status.code(), Some(2), "{}", String::from_utf8_lossy(&rebuild.stderr));
    city.hears_of("Lee").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_that_was_killed_is_not_locked() {
    let folder = a_closed_place().await;
    Process::start(folder.path()).kill();
    Process::start(folder.path());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_or_missing_master_key_opens_nothing() {
    let folder = a_closed_place().await;
    let key = folder.path().join("master.key");
    let right = fs::read(&key).expect("a master key");
    fs::write(&key, format!("{}\n", "0123456789abcdef".repeat(4))).expect("written");
    assert_refused(folder.path(), &serve(folder.path()), 1, "not the key");
    for unfit in [b"no key at all\n".as_slice(), &[0xff; 32]] {
        fs::write(&key, unfit).expect("written");
        assert_refused(folder.path(), &serve(folder.path()), 1, "64 hexadecimal digits");
    }
    fs::remove_file(&key).expect("removed");
    assert_refused(folder.path(), &serve(folder.path()), 1, "missing");
    fs::write(&key, right).expect("written");
    Process::start(folder.path());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_a_newer_version_is_left_alone() {
    for file in ["log.sqlite", "keys.sqlite"] {
        let folder = a_closed_place().await;
        let connection = Connection::open(folder.path().join(file)).expect("it opens");
        connection.pragma_update(None, "user_version", 99).expect("set");
        connection.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(())).expect("written");
        drop(connection);
        assert_refused(folder.path(), &serve(folder.path()), 1, "newer");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_is_never_served_as_a_place_nor_a_place_as_another() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("place.toml"), "place = \"demo\"\ndemo = true\n").expect("written");
    assert_refused(folder.path(), &serve(folder.path()), 2, "made by a demo");

    let folder = tempfile::tempdir().expect("a folder");
    begin(folder.path());
    let mut other = serve(folder.path()).to_vec();
    other.extend(["--place", "newham"]);
    assert_refused(folder.path(), &other, 2, "not newham");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_listens_where_other_machines_could_hear_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let arguments = ["serve", "--data", text(folder.path()), "--listen", "0.0.0.0:0"];
    assert_refused(folder.path(), &arguments, 2, "127.0.0.1");
}
