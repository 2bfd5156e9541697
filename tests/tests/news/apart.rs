//! A place whose roles run apart, each on a node of its own: what one records another tells, and a third brings as news.

use std::fs;

use throughline_access::Tokens;
use throughline_proto::v1::{Event, FirstHeardOf, Words, event::Kind};
use throughline_servers::{Nats, Postgres};
use throughline_tests::{
    Process,
    caller::written,
    events::{named, noted, of_nobody},
    place,
    process::add_agency,
};

use crate::newsroom::{Heard, STREAM, jetstream, takes, until};

const AGENCY: &str = "harmony-house";

#[tokio::test(flavor = "multi_thread")]
async fn what_a_node_records_another_tells_and_a_third_brings_as_news() {
    let (nats, log, keys) = (Nats::start(), Postgres::shared().database(), Postgres::shared().database());
    let folders = [(); 3].map(|()| tempfile::tempdir().expect("a folder"));
    for folder in &folders {
        place::begin(folder.path());
        fs::write(folder.path().join("master.key"), "5a".repeat(32)).expect("written");
    }
    let start = |number: usize, role: &str| {
        let stores = ["--role", role, "--log", &log, "--keys", &keys, "--nats", &nats.url()];
        Process::start_with(folders[number].path(), &stores, &[])
    };
    let recording = start(0, "record");
    let token = add_agency(folders[0].path(), "Harmony House");
    // Each node lets in whom its own folder names.
    let token_there = Tokens::open(folders[1].path()).expect("tokens").add(AGENCY, AGENCY).expect("a token");
    let (telling, _bringing) = (start(1, "timeline"), start(2, "fanout"));

    let house = recording.caller(&token).await;
    let heard = Event {
        words: vec![Words { details: Some(named("Rosa")), ..Words::default() }],
        ..of_nobody(Kind::FirstHeardOf(FirstHeardOf::default()))
    };
    let rosa = written(&house.record(vec![heard]).await.expect("taken in")).remove(0).person;
    let position = house.write(noted(&rosa, "A first note.")).await.position;
    assert_eq!(telling.caller(&token_there).await.for_resident(&rosa).story(&rosa, position).await.entries.len(), 2);

    let context = jetstream(&nats.url()).await;
    let is_there = async || match context.get_stream(STREAM).await {
        Ok(stream) => stream.consumer_info(AGENCY).await.is_ok(),
        Err(_) => false,
    };
    until(is_there, |is_there| *is_there).await;
    let newest = async || takes(&context, AGENCY, 100).await.last().map(Heard::position);
    until(newest, |newest| *newest == Some(position)).await;
}
