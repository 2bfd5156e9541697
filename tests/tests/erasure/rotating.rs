//! Another master key: all keys are wrapped anew under it while a server goes on, whatever is killed in between; and what is lost with one.

use std::{
    fs,
    path::Path,
    process::Stdio,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use rusqlite::Connection;
use throughline_proto::v1::{ReplayRequest, event::Kind};
use throughline_servers::Postgres;
use throughline_tests::{
    Caller, Place, Process,
    place::{begin_beside, stores},
    process::{command, run, text},
};

use crate::scene::{NAME, files_with, live};

fn rotate(folder: &Path) -> [&str; 4] {
    ["keys", "rotate", "--data", text(folder)]
}

/// All keys as they lie in a folder, wrapped.
fn wrapped(folder: &Path) -> Vec<Vec<u8>> {
    let keys = Connection::open(folder.join("keys.sqlite")).expect("it opens");
    let mut select =
        keys.prepare("select wrapped from person_key where wrapped is not null union all select wrapped from secret").expect("a query");
    select.query_map([], |row| row.get(0)).expect("rows").collect::<Result<_, _>>().expect("bytes")
}

/// New people and readers of theirs, until told to stop. Who was heard of.
fn load(house: &Caller, stop: &Arc<AtomicBool>) -> tokio::task::JoinHandle<Vec<String>> {
    let (house, stop) = (house.clone(), Arc::clone(stop));
    tokio::spawn(async move {
        let mut people = Vec::new();
        while !stop.load(Ordering::SeqCst) {
            let person = house.hears_of(NAME).await;
            people.push(person);
        }
        people
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_wrapped_anew_while_the_place_is_served_whenever_that_is_cut_short() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    for _ in 0..20 {
        live(&house).await;
    }
    let token = house.token().to_owned();
    drop(house);
    let folder = place.close().await;
    let before = wrapped(folder.path());
    let first_master = fs::read(folder.path().join("master.key")).expect("the master key");
    let leaves = log_of(folder.path());

    let server = Process::start(folder.path());
    let house = server.caller(&token).await;
    let stop = Arc::new(AtomicBool::new(false));
    let under_load = load(&house, &stop);
    for millis in [0, 10, 20, 35, 60] {
        let mut rotating = command().args(rotate(folder.path())).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
        tokio::time::sleep(Duration::from_millis(millis)).await;
        _ = rotating.kill();
        rotating.wait().expect("it is gone");
    }
    let done = tokio::task::spawn_blocking({
        let folder = folder.path().to_owned();
        move || run(&rotate(&folder))
    });
    let done = done.await.expect("it ends");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    stop.store(true, Ordering::SeqCst);
    let people = under_load.await.expect("nobody was turned away");
    assert!(!people.is_empty());
    server.kill();

    assert_ne!(fs::read(folder.path().join("master.key")).expect("the master key"), first_master);
    fs::remove_file(folder.path().join("master.key.before")).expect("the one before was kept");
    for key in before {
        assert_eq!(files_with(folder.path(), &key), Vec::<String>::new(), "none lies as it did");
    }
    assert_eq!(log_of(folder.path())[..leaves.len()], leaves, "no record was touched");
    let place = Place::open(folder).await;
    let position = place.seen().await;
    let house = place.with_token(&token);
    assert_eq!(house.finds(NAME, position).await.len().min(20), 20);
    for person in people {
        assert!(house.story(&person, position).await.details.is_some(), "whoever came meanwhile can be read");
    }
    assert!(place.log().verify(Vec::new(), |_| {}).await.expect("verified").is_sound());
    let (records, _) = place.keeper().replays(ReplayRequest::default()).await;
    let keys = records.into_iter().filter_map(|record| match record.entry?.event?.kind? {
        Kind::KeyChanged(key) => Some(key.purpose),
        _ => None,
    });
    assert!(keys.into_iter().any(|purpose| purpose == "master key"), "that there is another is in the log");
}

/// Every byte of the log's records.
fn log_of(folder: &Path) -> Vec<(Vec<u8>, Vec<u8>)> {
    let log = Connection::open(folder.join("log.sqlite")).expect("it opens");
    let mut select = log.prepare("select header, part from record join sealed on slot / 128 = position order by slot").expect("a query");
    select.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("rows").collect::<Result<_, _>>().expect("bytes")
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_in_common_are_wrapped_anew_once_every_node_has_the_next_master_key() {
    let server = Postgres::shared();
    let folder = tempfile::tempdir().expect("a folder");
    begin_beside(folder.path(), &server.database(), &server.database());
    let place = Place::open(folder).await;
    let house = place.agency("harmony-house").await;
    let people = live(&house).await;
    let before = wrapped(place.folder.path());
    let at = stores(place.folder.path());
    let throughline::config::KeysAddress::Postgres(keys) = at.keys else { panic!("in a database") };
    let other = tempfile::tempdir().expect("a folder");
    for name in ["place.toml", "addresses.txt", "master.key"] {
        fs::copy(place.folder.path().join(name), other.path().join(name)).expect("copied");
    }
    let other = Place::open(other).await;
    other.seen().await;

    let (one, two) = (text(place.folder.path()).to_owned(), text(other.folder.path()).to_owned());
    let output = run(&["keys", "rotate", "--data", &one, "--keys", &keys]);
    assert!(output.status.success() && String::from_utf8_lossy(&output.stdout).contains("--everywhere"), "{output:?}");
    assert_eq!(wrapped(place.folder.path()), before, "none is wrapped anew yet");
    fs::copy(place.folder.path().join("master.key.next"), other.folder.path().join("master.key.next")).expect("copied");
    for folder in [&one, &two] {
        let output = tokio::task::spawn_blocking({
            let (folder, keys) = (folder.clone(), keys.clone());
            move || run(&["keys", "rotate", "--everywhere", "--data", &folder, "--keys", &keys])
        });
        let output = output.await.expect("it ends");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let new = house.hears_of("Somebody New").await;
    let position = other.seen().await;
    let place = place.reopened().await;
    let other = other.reopened().await;
    for place in [&place, &other] {
        fs::remove_file(place.folder.path().join("master.key.before")).expect("the one before was kept");
    }
    let (place, other) = (place.reopened().await, other.reopened().await);
    let house = place.with_token(&people.token);
    assert!(house.story(&people.rosa, position).await.details.is_some() && house.story(&new, position).await.details.is_some());
    assert!(other.keys().has(new.parse().unwrap()).unwrap() && other.keys().has(people.rosa.parse().unwrap()).unwrap());
    other.close().await;
    place.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_master_key_is_told_with_what_is_lost_and_what_is_not() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    live(&house).await;
    place.seen().await;
    drop(house);
    let folder = place.close().await;
    let data = text(folder.path());
    let key = run(&["keys", "--data", data, "--quiet"]);
    let key = String::from_utf8_lossy(&key.stdout).trim().to_owned();
    fs::remove_file(folder.path().join("master.key")).expect("removed");
    let output = run(&["serve", "--data", data, "--listen", "127.0.0.1:0", "--metrics", "off"]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{told}");
    for part in ["master.key is missing", "every name", "Not lost is", "verify --structure", "docs/erasure.md"] {
        assert!(told.contains(part), "{told}");
    }
    assert!(!folder.path().join("master.key").exists(), "no other is made in its place");
    let output = run(&["verify", "--data", data, "--structure", "--public-key", &key]);
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && told.contains("The log is as it was written"), "{told}");
    assert!(!told.contains(" 0 checkpoints"), "{told}");
}
