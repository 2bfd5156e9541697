//! What keys do: one made once, kept, and gone when destroyed.

use std::{fs, os::unix::fs::PermissionsExt as _};

use tempfile::TempDir;

use super::*;

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn live(keys: &Keys, person: Uuid) -> Option<[u8; 32]> {
    match keys.person(person).expect("read") {
        PersonKey::Live(secret) => Some(**secret),
        PersonKey::Erased | PersonKey::Unknown => None,
    }
}

#[test]
fn a_persons_key_is_made_once_and_is_there_after_a_restart() {
    let (folder, person) = (folder(), Uuid::from_u128(1));
    let keys = Keys::open(folder.path()).expect("opened");
    keys.ensure(&[person]).expect("made");
    let made = live(&keys, person);
    keys.ensure(&[person, Uuid::from_u128(2)]).expect("made");
    drop(keys);
    let again = Keys::open(folder.path()).expect("opened again");
    assert!(made.is_some());
    assert_eq!(live(&again, person), made);
}

#[test]
fn callers_at_once_get_one_key() {
    let (folder, people) = (folder(), [Uuid::from_u128(1), Uuid::from_u128(2)]);
    let keys = Keys::open(folder.path()).expect("opened");
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| keys.ensure(&people).expect("made"));
        }
    });
    let kept = live(&keys, people[0]);
    drop(keys);
    assert_eq!(live(&Keys::open(folder.path()).expect("opened"), people[0]), kept);
}

#[test]
fn a_destroyed_key_is_gone_for_good() {
    let (folder, person) = (folder(), Uuid::from_u128(1));
    let keys = Keys::open(folder.path()).expect("opened");
    keys.ensure(&[person]).expect("made");
    keys.destroy(&[person]).expect("destroyed");
    assert!(!keys.has(person).expect("read"));
    assert!(matches!(keys.ensure(&[person]), Err(KeyError::Erased { .. })));
}

#[test]
fn nothing_of_a_destroyed_key_is_left_in_the_files() {
    let (folder, person) = (folder(), Uuid::from_u128(1));
    let keys = Keys::open(folder.path()).expect("opened");
    keys.ensure(&[person]).expect("made");
    let path = folder.path().join("keys.sqlite");
    let wrapped: Vec<u8> = rusqlite::Connection::open(&path)
        .expect("opened")
        .query_row("select wrapped from person_key", [], |row| row.get(0))
        .expect("its wrapped key");
    keys.destroy(&[person]).expect("destroyed");
    for file in fs::read_dir(folder.path()).expect("the folder") {
        let bytes = fs::read(file.expect("a file").path()).expect("its bytes");
        assert!(!bytes.windows(wrapped.len()).any(|window| window == wrapped));
    }
}

#[test]
fn a_wrong_master_key_is_named() {
    let folder = folder();
    drop(Keys::open(folder.path()).expect("opened"));
    fs::write(folder.path().join("master.key"), "00".repeat(32)).expect("written");
    assert!(matches!(Keys::open(folder.path()), Err(KeyError::WrongMasterKey { .. })));
}

#[test]
fn a_missing_master_key_is_not_made_anew() {
    let folder = folder();
    drop(Keys::open(folder.path()).expect("opened"));
    fs::remove_file(folder.path().join("master.key")).expect("removed");
    assert!(matches!(Keys::open(folder.path()), Err(KeyError::MasterKeyMissing { .. })));
}

#[test]
fn only_its_owner_may_read_the_master_key() {
    let folder = folder();
    drop(Keys::open(folder.path()).expect("opened"));
    for file in ["master.key", "keys.sqlite"] {
        let mode = fs::metadata(folder.path().join(file)).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
}

#[test]
fn a_mac_depends_on_its_purpose_and_on_where_its_parts_end() {
    let folder = folder();
    let keys = Keys::open(folder.path()).expect("opened");
    assert_ne!(keys.mac(Purpose::Request, &[b"a"]), keys.mac(Purpose::SourceKey, &[b"a"]));
    assert_ne!(keys.mac(Purpose::Search, &[b"ab", b"c"]), keys.mac(Purpose::Search, &[b"a", b"bc"]));
}

#[test]
fn what_a_node_seals_for_itself_it_opens_and_a_change_is_noticed() {
    let folder = folder();
    let keys = Keys::open(folder.path()).expect("opened");
    let mut sealed = keys.seal_local(b"state");
    assert_eq!(keys.open_local(&sealed).expect("opened"), b"state");
    sealed[20] ^= 1;
    assert!(matches!(keys.open_local(&sealed), Err(KeyError::LocalDamaged)));
}
