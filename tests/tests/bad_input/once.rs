//! What can be said once: request ids, source keys, and decisions that rest on what was read.

use throughline_proto::v1::{Event, HelpKind, Reason, RecordRequest};
use throughline_tests::{
    caller::{newest, request},
    events::{noted, offered},
};

use crate::fixture::Fixture;

#[tokio::test(flavor = "multi_thread")]
async fn a_request_id_with_other_content_is_refused() {
    let at = Fixture::new().await;
    let first = request(vec![noted(&at.rosa, "The first.")]);
    at.house.send(first.clone()).await.expect("it is taken in");
    let others = [vec![noted(&at.rosa, "Another.")], vec![noted(&at.rosa, "The first."), noted(&at.rosa, "More.")], vec![]];
    for events in others.into_iter().filter(|events| !events.is_empty()) {
        let head = at.place.head();
        let request = RecordRequest { events, ..first.clone() };
        throughline_tests::refused(at.house.send(request).await).is(Reason::RequestIdReused);
        assert_eq!(at.place.head(), head);
    }
    // The id is the agency's own: another may have the same.
    let sam = at.city.hears_of("Sam").await;
    at.city.send(RecordRequest { events: vec![noted(&sam, "Theirs.")], ..first }).await.expect("it is taken in");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_key_that_is_known_beside_one_that_is_not_is_refused() {
    let at = Fixture::new().await;
    let event = |key: &str| Event { source_key: key.into(), ..noted(&at.rosa, "From our files.") };
    at.house.write(event("one")).await;
    let head = at.place.head();
    for events in [vec![event("two"), event("one")], vec![event("three"), event("three")]] {
        let told = throughline_tests::refused(at.house.record(events).await);
        told.is(Reason::SourceKeyReused).at("events[1].source_key");
    }
    assert_eq!(at.place.head(), head);
    // The key is the agency's own.
    let sam = at.city.hears_of("Sam").await;
    at.city.write(Event { source_key: "one".into(), ..noted(&sam, "Theirs.") }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_condition_is_refused_and_a_good_one_is_not() {
    let at = Fixture::new().await;
    let sam = at.house.hears_of("Sam").await;
    let read = at.house.write(noted(&at.rosa, "Read.")).await.position;
    let decided = |since| RecordRequest { nothing_new_since: since, ..request(vec![offered(&at.rosa, "A lift", HelpKind::Home)]) };
    // What is new about somebody else is no matter.
    at.house.write(noted(&sam, "Elsewhere.")).await;
    let taken = newest(&at.house.send(decided(read)).await.expect("nothing is new about Rosa"));
    let head = at.place.head();
    let told = throughline_tests::refused(at.house.send(decided(read)).await);
    assert_eq!((told.is(Reason::StoryMovedOn).code, at.place.head()), (tonic::Code::Aborted, head));
    at.house.send(decided(taken)).await.expect("nothing is new since");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_condition_from_long_ago_is_looked_into() {
    let at = Fixture::new().await;
    let sam = at.house.hears_of("Sam").await;
    let read = at.place.head();
    for round in 0..20 {
        at.house.record((0..200).map(|number| noted(&sam, &format!("Note {round}.{number}."))).collect()).await.expect("taken in");
    }
    let decided = |person: &str| RecordRequest { nothing_new_since: read, ..request(vec![noted(person, "Decided long after.")]) };
    at.house.send(decided(&at.rosa)).await.expect("nothing is new about Rosa");
    throughline_tests::refused(at.house.send(decided(&sam)).await).is(Reason::StoryMovedOn);
}
