//! Several nodes over one log and one database of keys: each does its part, and it is complete once all have.

use std::{fs, path::Path};

use tempfile::TempDir;
use throughline_log::Keys;
use throughline_servers::Postgres;
use throughline_tests::{
    Place,
    place::{begin_beside, stores},
    process::{run, text},
};

use crate::scene::{complete, erase, files_with, live, request, send, status, wrapped_key};

/// A second node of a place.
fn beside(one: &Path) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["place.toml", "addresses.txt", "master.key"] {
        fs::copy(one.join(name), folder.path().join(name)).expect("copied");
    }
    folder
}

/// A database's name, of its address.
fn name(address: &str) -> &str {
    address.rsplit('/').next().expect("a name")
}

async fn place_in(server: &Postgres) -> Place {
    let folder = tempfile::tempdir().expect("a folder");
    begin_beside(folder.path(), &server.database(), &server.database());
    Place::open(folder).await
}

/// What lies in Postgres's own folder, besides its write-ahead log, which goes on holding what was written until it is recycled.
fn tables_with(server: &Postgres, bytes: &[u8]) -> Vec<String> {
    files_with(&server.data().join("base"), bytes)
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_complete_once_every_node_has_confirmed() {
    let server = Postgres::start();
    let one = place_in(&server).await;
    let house = one.agency("harmony-house").await;
    let people = live(&house).await;
    let other = Place::open(beside(one.folder.path())).await;
    other.seen().await;
    let key = wrapped_key(one.folder.path(), &people.rosa).expect("she has a key");
    assert_eq!(wrapped_key(other.folder.path(), &people.rosa).as_ref(), Some(&key), "both have it");
    let away = other.close().await;
    server.sql("postgres", "checkpoint");
    assert!(!tables_with(&server, &key).is_empty(), "it is looked for where it lies");

    let erased = send(&one.keeper(), request(&[&people.rosa])).await.expect("it is taken in");
    let position = erased.receipt.expect("a receipt").entries[0].position;
    one.views().reach(position, tokio::time::Instant::now() + std::time::Duration::from_secs(20)).await.expect("it follows");
    let told = status(&one.keeper(), &people.rosa, position).await;
    assert_eq!((told.nodes.len(), told.complete), (2, false), "{told:?}");

    let other = Place::open(away).await;
    let told = complete(&one.keeper(), &people.rosa, position).await;
    assert!(told.nodes.len() == 2 && told.nodes.iter().all(|node| node.confirmed), "{told:?}");
    server.sql("postgres", "checkpoint");
    assert_eq!(tables_with(&server, &key), Vec::<String>::new(), "gone from the keys' database");
    for place in [&one, &other] {
        assert_eq!(wrapped_key(place.folder.path(), &people.rosa), None);
        assert_eq!(files_with(place.folder.path(), &key), Vec::<String>::new());
        assert_eq!(place.differences().await, []);
    }
    assert!(one.log().verify(Vec::new(), |_| {}).await.expect("verified").is_sound());
    other.close().await;
    one.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_keys_that_is_restored_brings_nobody_back() {
    let server = Postgres::shared();
    let place = place_in(server).await;
    let house = place.agency("harmony-house").await;
    let people = live(&house).await;
    let key = wrapped_key(place.folder.path(), &people.rosa).expect("she has a key");
    erase(&place.keeper(), &[&people.rosa]).await;
    let folder = place.close().await;
    let at = stores(folder.path());
    let throughline::config::KeysAddress::Postgres(keys) = &at.keys else { panic!("in a database") };
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    let put_back = format!("update throughline_keys.person_key set wrapped = '\\x{hex}' where person = '{}'", people.rosa);
    server.sql(name(keys), &put_back);
    let place = Place::open(folder).await;
    let back = format!("select count(wrapped) from throughline_keys.person_key where person = '{}'", people.rosa);
    assert_eq!(server.sql(name(keys), &back), "0");
    // A node that was not there knows it from the log.
    server.sql(name(keys), &put_back);
    let new = Place::open(beside(place.folder.path())).await;
    assert_eq!(server.sql(name(keys), &back), "0");
    assert_eq!(new.differences().await, []);
    new.close().await;
    place.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nodes_may_not_delete_what_nobody_can_open_whoever_may_erase_does() {
    let server = Postgres::start();
    let (log, keys) = (server.database(), server.database());
    throughline_log::PostgresStore::new(&log).expect("an address").migrate().await.expect("migrated");
    Keys::migrate(&keys).await.expect("migrated");
    server.sql(name(&log), "create role node login; grant throughline_writer, throughline_keys to node; create role erasing login; grant throughline_eraser to erasing");
    let (as_node, as_eraser) = (server.url("node", name(&log)), server.url("erasing", name(&log)));
    let keys = server.url("node", name(&keys));
    let folder = tempfile::tempdir().expect("a folder");
    begin_beside(folder.path(), &as_node, &keys);
    let place = Place::open(folder).await;
    let house = place.agency("harmony-house").await;
    let people = live(&house).await;
    let erased = send(&place.keeper(), request(&[&people.rosa])).await.expect("it is taken in");
    let position = erased.receipt.expect("a receipt").entries[0].position;
    let told = loop {
        let told = status(&place.keeper(), &people.rosa, position).await;
        if told.nodes.iter().all(|node| node.confirmed) {
            break told;
        }
    };
    assert!(!told.sealed_parts_deleted && !told.complete, "{told:?}");
    let data = text(place.folder.path()).to_owned();
    let sweep = |log: &str| run(&["erase", "--sweep", "--data", &data, "--log", log, "--keys", &keys]);
    let output = sweep(&as_node);
    assert!(!output.status.success() && String::from_utf8_lossy(&output.stderr).contains("throughline_eraser"), "{output:?}");
    let output = sweep(&as_eraser);
    assert!(output.status.success() && String::from_utf8_lossy(&output.stdout).contains("sealed parts"), "{output:?}");
    complete(&place.keeper(), &people.rosa, position).await;
    assert!(place.log().verify(Vec::new(), |_| {}).await.expect("verified").is_sound());
    assert_eq!(place.differences().await, []);
    place.close().await;
}
