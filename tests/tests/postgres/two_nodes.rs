//! Two nodes over one log: both write, each reads what the other wrote, and both go on reading while Postgres is away.

use std::fs;

use tempfile::TempDir;
use throughline::node::{Folder, Opened};
use throughline_access::Tokens;
use throughline_proto::v1::{
    Event, FindPeopleRequest, SharingChosen, WatchStoryRequest, WatchStoryResponse, event::Kind, watch_story_response::News,
};
use throughline_servers::Postgres;
use throughline_tests::{
    Caller, Place,
    caller::{newest, request},
    events,
    place::{begin, begin_beside, move_log, stores},
    refusals::refused,
};
use tokio::task::JoinSet;

const AGENCY: &str = "harmony-house";

/// Two nodes, and an agency that speaks with both.
struct Nodes {
    one: Place,
    other: Place,
    agency: Caller,
    agency_at_other: Caller,
}

impl Nodes {
    async fn start(server: &Postgres) -> Self {
        let (log, keys) = (server.database(), server.database());
        let (first, second) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        begin_beside(first.path(), &log, &keys);
        let one = Place::open(first).await;
        let agency = one.agency(AGENCY).await;
        begin_beside(second.path(), &log, &keys);
        fs::copy(one.folder.path().join("master.key"), second.path().join("master.key")).expect("copied");
        let other = Place::open(second).await;
        let token = Tokens::open(other.folder.path()).expect("tokens").add(AGENCY, AGENCY).expect("a token");
        let agency_at_other = other.with_token(&token).with_reader(agency.reader());
        Self { one, other, agency, agency_at_other }
    }

    async fn stop(self) -> (TempDir, TempDir) {
        (self.one.close().await, self.other.close().await)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_node_wrote_the_other_tells() {
    let nodes = Nodes::start(Postgres::shared()).await;
    let person = nodes.agency.hears_of("Somebody New").await;
    let written = nodes.agency.record(vec![events::noted(&person, "a first note")]).await.expect("written");
    let story = nodes.agency_at_other.story(&person, newest(&written)).await;
    assert_eq!(story.entries.len(), 2);
    let back = nodes.agency_at_other.record(vec![events::noted(&person, "a second note")]).await.expect("written");
    assert_eq!(nodes.agency.story(&person, newest(&back)).await.entries.len(), 3);
    nodes.stop().await;
}

/// What the resident chose at one node, about a supporter.
fn shut_out(person: &str, supporter: &str) -> Event {
    let never = SharingChosen { never_supporters: vec![supporter.to_owned()], ..SharingChosen::default() };
    events::about(person, Kind::SharingChosen(never))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_away_at_one_node_is_told_at_the_other_to_nobody_from_that_moment() {
    let nodes = Nodes::start(Postgres::shared()).await;
    for name in ["Rosa", "Tom", "Ada", "Joe", "Mia"] {
        let person = nodes.agency.hears_of(name).await;
        let resident = nodes.agency.for_resident(&person);
        // It was told and is remembered there, and nobody says as of which position it is asked for.
        assert_eq!(nodes.agency_at_other.story(&person, 0).await.entries.len(), 1);
        resident.write(shut_out(&person, nodes.agency.reader())).await;
        assert_eq!(refused(nodes.agency_at_other.try_story(&person, 0).await).reason, "PERSON_UNKNOWN");
        let sought = FindPeopleRequest { name: name.to_owned(), ..FindPeopleRequest::default() };
        assert!(nodes.agency_at_other.people().find_people(sought).await.expect("answered").into_inner().people.is_empty());
    }
    nodes.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_stream_at_another_node_tells_nothing_that_was_written_after_it_was_taken_away() {
    let nodes = Nodes::start(Postgres::shared()).await;
    let person = nodes.agency.hears_of("Rosa").await;
    let watch = WatchStoryRequest { person: person.clone(), ..WatchStoryRequest::default() };
    let mut stream = nodes.agency_at_other.stories().watch_story(watch).await.expect("open").into_inner();
    nodes.agency.write(events::noted(&person, "before")).await;
    nodes.agency.for_resident(&person).write(shut_out(&person, nodes.agency.reader())).await;
    nodes.agency.write(events::noted(&person, "after")).await;
    let mut told = Vec::new();
    let ended = loop {
        match stream.message().await {
            Ok(Some(WatchStoryResponse { news: Some(News::Entry(entry)) })) => told.push(entry.sentence),
            Ok(Some(_)) => {}
            Ok(None) => break None,
            Err(status) => break Some(status),
        }
    };
    assert!(!told.iter().any(|sentence| sentence.contains("after")), "{told:?}");
    assert_eq!(refused::<()>(Err(ended.expect("it says why"))).reason, "PERSON_UNKNOWN");
    nodes.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_goes_to_both_nodes_is_applied_once() {
    let nodes = Nodes::start(Postgres::shared()).await;
    let person = nodes.agency.hears_of("Somebody New").await;
    let asked = request(vec![events::noted(&person, "once")]);
    let (here, there) = tokio::join!(nodes.agency.send(asked.clone()), nodes.agency_at_other.send(asked));
    let (here, there) = (here.expect("taken"), there.expect("taken"));
    assert_eq!(here.entries, there.entries);
    nodes.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn both_nodes_write_at_once_and_nothing_is_lost_or_doubled() {
    let nodes = Nodes::start(Postgres::shared()).await;
    let person = nodes.agency.hears_of("Somebody New").await;
    let before = nodes.one.log().look().await.expect("read");
    nodes.other.seen().await;
    let mut callers = JoinSet::new();
    for number in 0..80 {
        let caller = if number % 2 == 0 { nodes.agency.clone() } else { nodes.agency_at_other.clone() };
        let asked = request(vec![events::noted(&person, &format!("note {number}"))]);
        callers.spawn(async move { newest(&caller.send(asked).await.expect("taken")) });
    }
    let mut positions = callers.join_all().await;
    positions.sort_unstable();
    assert_eq!(positions, (before + 1..=before + 80).collect::<Vec<_>>());
    let (first, second) = nodes.stop().await;
    for folder in [first, second] {
        let place = Place::open(folder).await;
        assert_eq!(place.seen().await, before + 80);
        let folder = place.close().await;
        let differences = throughline_tests::process::run(&[
            "verify",
            "--views",
            "--data",
            &folder.path().display().to_string(),
            "--log",
            &address(&folder),
            "--keys",
            &keys(&folder),
        ]);
        assert!(differences.status.success(), "{}", String::from_utf8_lossy(&[differences.stdout, differences.stderr].concat()));
    }
}

fn address(folder: &TempDir) -> String {
    line(folder, 0)
}

fn keys(folder: &TempDir) -> String {
    line(folder, 1)
}

fn line(folder: &TempDir, number: usize) -> String {
    let addresses = fs::read_to_string(folder.path().join("addresses.txt")).expect("written");
    addresses.lines().nth(number).expect("a line").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_reads_on_while_postgres_is_away_and_writes_again_when_it_is_back() {
    let mut server = Postgres::start();
    let nodes = Nodes::start(&server).await;
    let person = nodes.agency.hears_of("Somebody New").await;
    nodes.agency_at_other.story(&person, nodes.one.head()).await;
    server.kill();
    let story = nodes.agency_at_other.story(&person, 0).await;
    assert_eq!(story.entries.len(), 1, "it is read from the view");
    let asked = request(vec![events::noted(&person, "while it was away")]);
    let waiting = tokio::spawn({
        let (agency, asked) = (nodes.agency.clone(), asked.clone());
        async move { agency.send(asked).await }
    });
    server.begin();
    // What waited for long enough is written; what did not is told to come again, and is applied once either way.
    let first = waiting.await.expect("it ends");
    let again = nodes.agency.send(asked).await.expect("taken");
    match first {
        Ok(first) => assert_eq!(first.entries, again.entries),
        refused_then => assert_eq!(refused(refused_then).reason, "LOG_CANNOT_WRITE"),
    }
    assert_eq!(nodes.agency_at_other.story(&person, newest(&again)).await.entries.len(), 2);
    nodes.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_with_keys_of_its_own_is_turned_away() {
    let server = Postgres::shared();
    let nodes = Nodes::start(server).await;
    let log = address(&nodes.one.folder);
    let folder = tempfile::tempdir().expect("a folder");
    begin(folder.path());
    move_log(folder.path(), &log);
    let opened = Folder::new(folder.path());
    let place = opened.place().expect("read").expect("a place");
    let error = Opened::open(&opened, &place, &stores(folder.path())).await.err().expect("turned away");
    assert!(format!("{error:#}").contains("keys are not those of the log"), "{error:#}");
    nodes.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_places_on_one_database_are_turned_away() {
    let server = Postgres::shared();
    let log = server.database();
    let place = Place::new_with_log(&log).await;
    let folder = place.close().await;
    fs::write(folder.path().join("place.toml"), "place = \"elsewhere\"\n").expect("written");
    let opened = Folder::new(folder.path());
    let elsewhere = opened.place().expect("read").expect("a place");
    let error = Opened::open(&opened, &elsewhere, &stores(folder.path())).await.err().expect("turned away");
    assert!(format!("{error:#}").contains("this is the log of"), "{error:#}");
}
