//! While the log is away, a look goes into the node's outbox, on disk before anything is read, and from there to the log. Where that cannot
//! be written either, nothing is read: that is tried in the crate `looks`.

use std::time::Duration;

use throughline_proto::v1::ListLooksRequest;
use throughline_servers::Postgres;
use throughline_tests::{Caller, Place};

/// A place whose log lies in a Postgres of its own.
async fn place() -> (Postgres, Place, Caller, String) {
    let postgres = Postgres::start();
    let place = Place::new_with_log(&postgres.database()).await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    place.seen().await;
    (postgres, place, house, rosa)
}

async fn looks(place: &Place, house: &Caller, rosa: &str) -> usize {
    let request = ListLooksRequest { person: rosa.to_owned(), at_least_position: place.seen().await, ..ListLooksRequest::default() };
    house.for_resident(rosa).audit().list_looks(request).await.expect("theirs").into_inner().looks.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_log_is_away_looks_wait_in_the_outbox_and_then_go_to_the_log_once() {
    let (mut postgres, place, house, rosa) = place().await;
    postgres.stop();
    let story = house.story(&rosa, 0).await;
    assert!(story.entries.len() == 1 && place.opened.looks.waiting() == 1);
    house.story(&rosa, 0).await;
    assert_eq!(place.opened.looks.waiting(), 1, "one look stands for those after it");
    postgres.begin();
    while place.opened.looks.waiting() > 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(looks(&place, &house, &rosa).await, 1);
    // A restart brings nothing twice.
    let place = place.reopened().await;
    let house = house.at(place.connection().await);
    assert_eq!(looks(&place, &house, &rosa).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waited_when_the_node_ended_goes_to_the_log_when_it_begins_again() {
    let (mut postgres, place, house, rosa) = place().await;
    postgres.stop();
    house.story(&rosa, 0).await;
    assert_eq!(place.opened.looks.waiting(), 1);
    let folder = place.close().await;
    postgres.begin();
    let place = Place::open(folder).await;
    while place.opened.looks.waiting() > 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(looks(&place, &house.at(place.connection().await), &rosa).await, 1);
}
