//! Whatever is restored from a backup, nobody comes back; and what a crash left unfinished is finished at the next start.

use std::{fs, path::Path};

use throughline_proto::v1::Reason;
use throughline_tests::{Place, Process, refused};

use crate::scene::{People, complete, erase, files_with, live, request, send, wrapped_key};

/// A place in which somebody was erased, with a copy of its folder from before.
async fn erased() -> (tempfile::TempDir, tempfile::TempDir, People, u64, Vec<u8>) {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let people = live(&house).await;
    place.seen().await;
    drop(house);
    let folder = place.close().await;
    let key = wrapped_key(folder.path(), &people.rosa).expect("she has a key");
    let backup = tempfile::tempdir().expect("a folder");
    for entry in fs::read_dir(folder.path()).expect("a folder").map(|entry| entry.expect("an entry")) {
        // SQLite's own files beside a database go with whoever closes it last.
        let copied = fs::copy(entry.path(), backup.path().join(entry.file_name()));
        assert!(copied.is_ok() || !entry.path().exists(), "{copied:?}");
    }
    let place = Place::open(folder).await;
    let position = erase(&place.keeper(), &[&people.rosa]).await;
    (place.close().await, backup, people, position, key)
}

/// Puts files of the backup in the place of those that are there now.
fn restore(folder: &Path, backup: &Path, names: &[&str]) {
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry")) {
        let name = entry.file_name().to_string_lossy().into_owned();
        if names.iter().any(|restored| name.starts_with(restored)) {
            fs::remove_file(entry.path()).expect("removed");
        }
    }
    for entry in fs::read_dir(backup).expect("a folder").map(|entry| entry.expect("an entry")) {
        if names.iter().any(|restored| entry.file_name().to_string_lossy().starts_with(restored)) {
            fs::copy(entry.path(), folder.join(entry.file_name())).expect("copied");
        }
    }
}

async fn is_gone(place: &Place, people: &People, key: &[u8]) {
    assert_eq!(wrapped_key(place.folder.path(), &people.rosa), None);
    assert_eq!(files_with(place.folder.path(), key), Vec::<String>::new());
    assert_eq!(place.differences().await, []);
    let sam = place.with_token(&people.token).story(&people.sam, 0).await;
    assert_eq!(sam.entries.len(), 4, "and nobody else is");
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_that_are_restored_are_destroyed_again_before_anything_is_read() {
    let (folder, backup, people, _, key) = erased().await;
    restore(folder.path(), backup.path(), &["keys.sqlite"]);
    assert!(!files_with(folder.path(), &key).is_empty(), "it was back");
    is_gone(&Place::open(folder).await, &people, &key).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_ledger_a_place_still_has_the_logs_own_word() {
    let (folder, backup, people, _, key) = erased().await;
    restore(folder.path(), backup.path(), &["keys.sqlite", "erased.ledger"]);
    is_gone(&Place::open(folder).await, &people, &key).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_is_restored_to_before_the_erasure_brings_nobody_back() {
    let (folder, backup, people, _, key) = erased().await;
    // All that is in backups; the ledger and what was published are not.
    restore(folder.path(), backup.path(), &["keys.sqlite", "log.sqlite", "views.sqlite"]);
    let place = Place::open(folder).await;
    is_gone(&place, &people, &key).await;
    refused(place.with_token(&people.token).try_story(&people.rosa, 0).await).is(Reason::PersonUnknown);
    assert!(place.log().doubt().is_some(), "and the log says that it lies behind what was published");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_crash_left_between_the_record_and_the_keys_is_finished_at_the_next_start() {
    let (folder, backup, people, position, key) = erased().await;
    // As if the process had ended with the commit of the log.
    restore(folder.path(), backup.path(), &["keys.sqlite", "erased.ledger", "views.sqlite"]);
    let place = Place::open(folder).await;
    complete(&place.keeper(), &people.rosa, position).await;
    is_gone(&place, &people, &key).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_while_it_erases_has_erased_after_its_next_start_or_not_at_all() {
    for millis in [0, 2, 5, 9, 15, 25] {
        let place = Place::new().await;
        let house = place.agency("harmony-house").await;
        let people = live(&house).await;
        place.seen().await;
        drop(house);
        let folder = place.close().await;
        let key = wrapped_key(folder.path(), &people.rosa).expect("she has a key");
        let server = Process::start(folder.path());
        let (keeper, asked) = (server.keeper().await, request(&[&people.rosa]));
        let asking = tokio::spawn({
            let asked = asked.clone();
            async move { send(&keeper, asked).await }
        });
        tokio::time::sleep(std::time::Duration::from_millis(millis)).await;
        server.kill();
        let acknowledged = asking.await.expect("it ends").is_ok();

        let place = Place::open(folder).await;
        let was_erased = wrapped_key(place.folder.path(), &people.rosa).is_none();
        assert!(was_erased || !acknowledged, "acknowledged means done");
        let receipt = send(&place.keeper(), asked).await.expect("the same request is answered").receipt.expect("a receipt");
        assert_eq!(receipt.repeated_request, was_erased);
        complete(&place.keeper(), &people.rosa, receipt.entries[0].position).await;
        is_gone(&place, &people, &key).await;
    }
}
