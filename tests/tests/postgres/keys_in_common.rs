//! Keys that several nodes have in common: one key for each person whoever makes it, a copy at each node, and one master key.

use std::{fs, path::Path, sync::Arc};

use tempfile::TempDir;
use throughline_log::{KeyError, Keys, KeysAt, Purpose};
use throughline_servers::Postgres;
use uuid::Uuid;

use crate::{address, database};

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn open(folder: &Path, database: &str) -> Result<Arc<Keys>, KeyError> {
    Keys::open_at(&KeysAt::folder(folder).with_common(&address(database)))
}

/// A second node, with the first one's master key.
fn second(first: &Path) -> TempDir {
    let folder = folder();
    fs::copy(first.join("master.key"), folder.path().join("master.key")).expect("copied");
    folder
}

/// Whether two nodes have the same secrets and the same keys for these people: what one seals for itself the other opens.
fn agree(one: &Keys, other: &Keys) -> bool {
    one.signer().public_key() == other.signer().public_key() && one.mac(Purpose::Search, &[b"a"]) == other.mac(Purpose::Search, &[b"a"])
}

#[test]
fn nodes_with_one_master_key_have_the_same_secrets() {
    let (database, first) = (database(), folder());
    let one = open(first.path(), &database).expect("opened");
    let beside = second(first.path());
    let other = open(beside.path(), &database).expect("opened");
    assert!(agree(&one, &other));
}

#[test]
fn nodes_that_start_for_the_first_time_at_once_have_the_same_secrets() {
    let (database, first) = (database(), folder());
    // The master key is there before any node is, as a deployment gives it.
    fs::write(first.path().join("master.key"), "5a".repeat(32)).expect("written");
    let folders: Vec<TempDir> = (0..6).map(|_| second(first.path())).collect();
    let all: Vec<Arc<Keys>> = std::thread::scope(|scope| {
        let opens = folders.iter().map(|folder| scope.spawn(|| open(folder.path(), &database).expect("opened")));
        opens.collect::<Vec<_>>().into_iter().map(|opened| opened.join().expect("it ends")).collect()
    });
    assert!(all.iter().all(|keys| agree(keys, &all[0])));
    drop(all);
    // And so they have when they come back.
    folders.iter().for_each(|folder| drop(open(folder.path(), &database).expect("opened")));
}

#[test]
fn keys_cannot_be_made_while_the_database_hangs_and_can_be_when_it_goes_on() {
    let server = Postgres::start();
    let folder = folder();
    let keys = Keys::open_at(&KeysAt::folder(folder.path()).with_common(&server.database())).expect("opened");
    keys.ensure(&[Uuid::from_u128(1)]).expect("made");
    server.pause();
    std::thread::scope(|scope| {
        for number in 2..40 {
            let keys = &keys;
            scope.spawn(move || assert!(matches!(keys.ensure(&[Uuid::from_u128(number)]), Err(error) if error.may_pass())));
        }
    });
    assert!(keys.has(Uuid::from_u128(1)).expect("read"));
    server.resume();
    let mut made = keys.ensure(&[Uuid::from_u128(2)]);
    while made.as_ref().is_err_and(KeyError::may_pass) {
        std::thread::sleep(std::time::Duration::from_millis(50));
        made = keys.ensure(&[Uuid::from_u128(2)]);
    }
    made.expect("made");
}

#[test]
fn a_person_whose_key_two_nodes_make_at_once_has_one() {
    let (database, first) = (database(), folder());
    let one = open(first.path(), &database).expect("opened");
    let beside = second(first.path());
    let other = open(beside.path(), &database).expect("opened");
    let people: Vec<Uuid> = (0..200).map(Uuid::from_u128).collect();
    std::thread::scope(|scope| {
        scope.spawn(|| one.ensure(&people).expect("made"));
        scope.spawn(|| other.ensure(&people).expect("made"));
    });
    let rows = |folder: &Path| {
        let connection = rusqlite::Connection::open(folder.join("keys.sqlite")).expect("opened");
        let mut select = connection.prepare("select person, wrapped from person_key order by person").expect("prepared");
        let rows = select.query_map([], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?))).expect("read");
        rows.collect::<Result<Vec<_>, _>>().expect("rows")
    };
    assert_eq!(rows(first.path()).len(), 200);
    assert_eq!(rows(first.path()), rows(beside.path()));
}

#[test]
fn a_key_that_another_node_made_is_fetched_and_stays_when_the_database_is_away() {
    let mut server = Postgres::start();
    let keys_address = server.database();
    let first = folder();
    let one = Keys::open_at(&KeysAt::folder(first.path()).with_common(&keys_address)).expect("opened");
    let beside = second(first.path());
    let other = Keys::open_at(&KeysAt::folder(beside.path()).with_common(&keys_address)).expect("opened");
    let (known, unknown) = (Uuid::from_u128(1), Uuid::from_u128(2));
    one.ensure(&[known, unknown]).expect("made");
    other.fetch([known]).expect("fetched");
    server.kill();
    assert!(other.has(known).expect("it has its copy"));
    assert!(matches!(other.has(unknown), Err(error) if error.may_pass()), "it cannot know");
    server.begin();
    assert!(other.has(unknown).expect("fetched"));
}

#[test]
fn a_wrong_or_missing_master_key_is_named() {
    let (database, first) = (database(), folder());
    open(first.path(), &database).expect("opened");
    assert!(matches!(open(folder().path(), &database), Err(KeyError::MasterKeyMissing { .. })));
    let wrong = folder();
    fs::write(wrong.path().join("master.key"), "00".repeat(32)).expect("written");
    assert!(matches!(open(wrong.path(), &database), Err(KeyError::WrongMasterKey { .. })));
}

#[test]
fn a_folders_keys_move_into_a_new_database_and_into_no_others() {
    let (database, first) = (database(), folder());
    let alone = Keys::open(first.path()).expect("opened");
    let person = Uuid::from_u128(7);
    alone.ensure(&[person]).expect("made");
    drop(alone);
    let moved = open(first.path(), &database).expect("opened");
    let beside = second(first.path());
    let other = open(beside.path(), &database).expect("opened");
    assert!(agree(&moved, &other) && other.has(person).expect("read"));

    let elsewhere = folder();
    drop(Keys::open(elsewhere.path()).expect("opened"));
    fs::copy(first.path().join("master.key"), elsewhere.path().join("master.key")).expect("copied");
    assert!(open(elsewhere.path(), &database).is_err(), "its keys are of another place");
}

#[test]
fn a_destroyed_key_is_made_again_by_nobody() {
    let (database, first) = (database(), folder());
    let one = open(first.path(), &database).expect("opened");
    let person = Uuid::from_u128(1);
    one.ensure(&[person]).expect("made");
    one.destroy(&[person]).expect("destroyed");
    let beside = second(first.path());
    let other = open(beside.path(), &database).expect("opened");
    assert!(matches!(other.ensure(&[person]), Err(KeyError::Erased { .. })));
    assert_eq!(Postgres::shared().sql(&database, "select count(wrapped) from throughline_keys.person_key"), "0");
}
