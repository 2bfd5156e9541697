//! Tables are made once, however many nodes try at once, and made again they stay as they are.

use std::collections::BTreeSet;

use throughline_log::{PostgresError, PostgresStore, Store as _, store::StoredCheckpoint};
use throughline_servers::Postgres;
use throughline_tests::process::run;
use tokio::task::JoinSet;

use crate::{
    address, database,
    rights::{leaves_word_of, words},
};

#[tokio::test]
async fn several_nodes_that_migrate_at_once_make_one_schema() {
    let address = address(&database());
    let mut nodes = JoinSet::new();
    for _ in 0..6 {
        let address = address.clone();
        nodes.spawn(async move { PostgresStore::new(&address).expect("an address").migrate().await });
    }
    let migrated = nodes.join_all().await;
    let from: Vec<usize> = migrated.into_iter().map(|migrated| migrated.expect("migrated").from).collect();
    assert_eq!(from.iter().filter(|from| **from == 0).count(), 1, "one of them made it: {from:?}");
}

#[tokio::test]
async fn a_store_that_may_makes_its_tables_by_itself() {
    let database = database();
    PostgresStore::new(&address(&database)).expect("an address").prepare().await.expect("prepared");
    assert_eq!(Postgres::shared().sql(&database, "select version from throughline_log.schema_version"), "1");
}

#[tokio::test]
async fn an_owner_who_may_not_make_roles_is_told_which_are_missing() {
    let server = Postgres::start();
    server.sql("postgres", "create role owner login");
    server.sql("postgres", "create database log owner owner");
    let store = PostgresStore::new(&server.url("owner", "log")).expect("an address");
    let missing: BTreeSet<&str> = store.migrate().await.expect("migrated").missing_roles.into_iter().collect();
    assert_eq!(missing, BTreeSet::from(["throughline_eraser", "throughline_reader", "throughline_writer"]));
    // As the owner it could change records.
    let refused = store.prepare().await;
    assert!(matches!(refused, Err(PostgresError::TooManyRights { role: "throughline_writer" })), "{refused:?}");

    for role in missing {
        server.sql("postgres", &format!("create role {role}"));
    }
    assert!(store.migrate().await.expect("migrated").missing_roles.is_empty());
    assert!(store.prepare().await.is_err(), "whose member it is, only an administrator says");
    server.sql("postgres", "grant throughline_writer to owner");
    store.prepare().await.expect("it is the writer now");
    let may = server.sql("log", "select has_table_privilege('throughline_writer', 'throughline_log.record', 'insert')");
    assert_eq!(may, "t");
}

#[tokio::test]
async fn an_owner_who_may_make_roles_serves_as_the_writer_whom_it_made() {
    let server = Postgres::start();
    server.sql("postgres", "create role owner login createrole");
    server.sql("postgres", "create database log owner owner");
    let store = PostgresStore::new(&server.url("owner", "log")).expect("an address");
    assert!(store.migrate().await.expect("migrated").missing_roles.is_empty());
    store.prepare().await.expect("prepared");
    leaves_word_of(&server, "log", "current_user");
    store.save_checkpoint(StoredCheckpoint { size: 1, note: "a note".to_owned() }, 0).await.expect("saved");
    assert_eq!(words(&server, "log"), "throughline_writer");
}

#[test]
fn migrate_fails_until_the_roles_are_there_and_says_who_is_to_make_them() {
    let server = Postgres::start();
    server.sql("postgres", "create role owner login");
    server.sql("postgres", "create database log owner owner");
    let migrated = |status: i32, format: &str| {
        let output = run(&["migrate", "--log", &server.url("owner", "log"), "--format", format]);
        assert_eq!(output.status.code(), Some(status));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let said = migrated(1, "text");
    for word in ["throughline_eraser", "administrator", "run this again"] {
        assert!(said.contains(word), "{said}");
    }
    migrated(1, "json");
    for role in ["writer", "reader", "eraser"] {
        server.sql("postgres", &format!("create role throughline_{role}"));
    }
    migrated(0, "text");
}
