//! A log that has grown moves from its SQLite file to Postgres, and the root says that it is the same.

use std::sync::Arc;

use throughline_log::{Against, CopyError, Keys, Log, LogError, PostgresStore, SqliteStore, Store as _, copy, verify};
use throughline_servers::Postgres;
use throughline_tests::Place;

use crate::{address, migrated};

/// A place with some stories, closed: its folder.
pub async fn grown(people: usize) -> tempfile::TempDir {
    let place = Place::new().await;
    let caller = place.agency("harmony-house").await;
    for _ in 0..people {
        caller.hears_of("Somebody New").await;
    }
    place.close().await
}

async fn copied(folder: &tempfile::TempDir, database: &str) -> Result<throughline_log::Copied, CopyError> {
    let keys = Keys::open(folder.path()).expect("keys");
    let from = SqliteStore::open(&folder.path().join("log.sqlite")).expect("opened");
    let to = PostgresStore::new(&address(database)).expect("an address");
    copy(&from, &to, &keys, |_| {}).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copied_log_has_the_same_root_and_records_and_verifies() {
    let (folder, database) = (grown(30).await, migrated().await);
    let done = copied(&folder, &database).await.expect("copied");
    let keys = Keys::open(folder.path()).expect("keys");
    let from = SqliteStore::open(&folder.path().join("log.sqlite")).expect("opened");
    let to = PostgresStore::new(&address(&database)).expect("an address");
    assert_eq!(from.read(0, 10_000).await.expect("read"), to.read(0, 10_000).await.expect("read"));
    let report = verify(Arc::new(to.clone()), Arc::clone(&keys), Against::default(), |_| {}).await.expect("verified");
    assert!(report.is_sound(), "{:?}", report.findings);
    assert_eq!((report.root, report.records), (Some(done.root), done.records));
    let log = Log::open(to, keys, done.origin).await.expect("it opens");
    assert_eq!(log.doubt(), None, "it goes on from what was published");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_copy_adds_what_is_new() {
    let (folder, database) = (grown(5).await, migrated().await);
    let first = copied(&folder, &database).await.expect("copied");
    let place = Place::open(folder).await;
    place.agency("care-city").await.hears_of("Somebody Else").await;
    let folder = place.close().await;
    let second = copied(&folder, &database).await.expect("copied");
    assert_eq!(second.before, first.records);
    assert!(second.records > first.records && second.root != first.root);
    assert_eq!(copied(&folder, &database).await.expect("copied").before, second.records);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_places_log_is_not_copied_over() {
    let database = migrated().await;
    copied(&grown(2).await, &database).await.expect("copied");
    let other = copied(&grown(2).await, &database).await;
    assert!(matches!(other, Err(CopyError::OtherHistory { .. })), "{other:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_is_not_copied_under_keys_that_are_not_its_own() {
    let (folder, stranger, database) = (grown(2).await, grown(1).await, migrated().await);
    let keys = Keys::open(stranger.path()).expect("keys");
    let from = SqliteStore::open(&folder.path().join("log.sqlite")).expect("opened");
    let to = PostgresStore::new(&address(&database)).expect("an address");
    let refused = copy(&from, &to, &keys, |_| {}).await;
    assert!(matches!(refused, Err(CopyError::Log(LogError::OtherKeys { .. }))), "{refused:?}");
    assert_eq!(Postgres::shared().sql(&database, "select count(*) from throughline_log.record"), "0");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_record_is_not_copied() {
    let (folder, database) = (grown(3).await, migrated().await);
    let connection = rusqlite::Connection::open(folder.path().join("log.sqlite")).expect("opened");
    connection.execute("update record set leaf = zeroblob(32) where position = 2", []).expect("changed");
    drop(connection);
    assert!(matches!(copied(&folder, &database).await, Err(CopyError::Damaged { position: 2, .. })));
    assert_eq!(Postgres::shared().sql(&database, "select count(*) from throughline_log.record"), "0");
}
