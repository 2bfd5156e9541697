//! What is too large: words, events, requests, messages. The limit itself is taken in.

use throughline_proto::v1::{Event, Part, Reason, Role};
use throughline_tests::{
    caller::request,
    events::{about, noted, with_words},
    refused,
};

use crate::fixture::{Fixture, nobody};

const WORDS_LIMIT: usize = 8 * 1024;

#[tokio::test(flavor = "multi_thread")]
async fn words_over_8_kib_are_refused_and_8_kib_are_not() {
    let at = Fixture::new().await;
    let refused = at.refuses_event(with_words(noted(&at.rosa, "Fine."), &at.rosa, &"x".repeat(WORDS_LIMIT + 1))).await;
    assert_eq!(refused.is(Reason::TooLarge).at("events[0].words[0].text").metadata["limit"], WORDS_LIMIT.to_string());
    let text = "ü".repeat(WORDS_LIMIT / 2);
    let written = at.house.write(with_words(noted(&at.rosa, "Fine."), &at.rosa, &text)).await;
    let story = at.house.story(&at.rosa, written.position).await;
    assert_eq!(story.entries[0].event.as_ref().expect("an event").words[0].text, text);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_of_300_kib_is_refused() {
    let at = Fixture::new().await;
    at.refuses_event(noted(&at.rosa, &"x".repeat(300 << 10))).await.is(Reason::TooLarge);
    at.refuses_event(with_words(noted(&at.rosa, "Fine."), &at.rosa, &"x".repeat(300 << 10))).await.is(Reason::TooLarge);
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_64_people_are_refused() {
    let at = Fixture::new().await;
    let people = (0..65).map(|_| Part { person: nobody(), role: Role::About.into() }).collect();
    let event = Event { people, ..noted(&at.rosa, "A crowd.") };
    assert_eq!(at.refuses_event(event).await.is(Reason::TooLarge).at("events[0].people").metadata["limit"], "64");
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_1000_events_in_a_request_are_refused_and_1000_are_not() {
    let at = Fixture::new().await;
    let events = |count: usize| -> Vec<Event> { (0..count).map(|number| noted(&at.rosa, &format!("Note {number}."))).collect() };
    for count in [1_001, 10_000] {
        assert_eq!(at.refuses(request(events(count))).await.is(Reason::TooLarge).at("events").metadata["limit"], "1000");
    }
    let receipt = at.house.record(events(1_000)).await.expect("it is taken in");
    assert_eq!(receipt.entries.len(), 1_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_of_20_mb_is_refused() {
    let at = Fixture::new().await;
    let head = at.place.head();
    let event = about(&at.rosa, noted(&at.rosa, &"x".repeat(20_000_000)).kind.expect("a kind"));
    let told = refused(at.house.record(vec![event]).await);
    told.is(Reason::TooLarge);
    assert_eq!(at.place.head(), head);
    // The connection is as good as before.
    at.house.write(noted(&at.rosa, "Shorter.")).await;
}
