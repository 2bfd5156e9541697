//! The requests of an import: the same for the same row, another for another.

use throughline_proto::v1::{AlongsideStarted, Part};

use super::*;
use crate::moment;

fn ready(key: &str, kind: Kind) -> Ready {
    let event = Event {
        source_key: key.into(),
        people: vec![Part::default()],
        words: vec![Words { text: "As it came.".into(), ..Words::default() }],
        kind: Some(kind),
        ..Event::default()
    };
    let day = "2026-03-14".parse().expect("a day");
    Ready {
        line: 2,
        reference: "7".into(),
        supporter: Some("Ana".into()),
        order: moment::Order::new(day, None),
        day,
        event,
        details: Details::default(),
        remark: None,
        cut: false,
        raw: 0..0,
    }
}

fn noted(what: &str) -> Kind {
    Kind::Noted(Noted { what: what.into(), ..Noted::default() })
}

#[test]
fn the_same_row_makes_the_same_request_for_the_same_agency_alone() {
    let ready = ready("k", noted("a"));
    let id = |agency: &str| Requests::new(agency).event(&ready, "p", None).request_id;
    assert_eq!(id("one"), id("one"));
    assert_ne!(id("one"), id("other"));
}

#[test]
fn a_row_kept_as_a_note_is_another_request_with_the_same_key_and_the_whole_row() {
    let ready = ready("k", Kind::AlongsideStarted(AlongsideStarted::default()));
    let requests = Requests::new("one");
    let (plain, kept) = (requests.event(&ready, "p", Some("s")), requests.kept(&ready, "p", Some("s"), "because", "who: 7"));
    assert_ne!(plain.request_id, kept.request_id);
    assert_eq!(plain.events[0].source_key, kept.events[0].source_key);
    let expected = Noted { what: "alongside started".into(), kept_because: "because".into() };
    assert_eq!(kept.events[0].kind, Some(Kind::Noted(expected)));
    assert_eq!(kept.events[0].words[0].text, "who: 7");
}

#[test]
fn everybody_in_a_row_is_named_by_their_id() {
    let request = Requests::new("one").event(&ready("k", Kind::AlongsideStarted(AlongsideStarted::default())), "p", Some("s"));
    let event = &request.events[0];
    assert_eq!((event.people[0].person.as_str(), event.words[0].person.as_str(), event.recorded_by.as_str()), ("p", "p", "s"));
    assert!(matches!(&event.kind, Some(Kind::AlongsideStarted(started)) if started.supporter == "s"));
}

#[test]
fn a_persons_and_a_supporters_names_are_in_their_words_alone() {
    let person = NewPerson {
        reference: "7".into(),
        day: "2026-03-14".parse().expect("a day"),
        details: Details { known_as: "Rosa".into(), reference: "7".into(), ..Details::default() },
    };
    let event = Requests::new("one").person(&person, Some(mapping::TheyKnow::NotYet)).events.remove(0);
    assert_eq!(event.source_key, "person:7");
    assert_eq!(event.words[0].details.as_ref().map(|details| details.known_as.as_str()), Some("Rosa"));
    assert!(matches!(&event.kind, Some(Kind::FirstHeardOf(first)) if first.they_know() == TheyKnow::NotYet && first.person.is_empty()));
}

#[test]
fn a_supporter_told_of_from_another_day_is_another_request_with_the_same_key() {
    let shape = mapping::Supporter { name: "Worker".into(), joined: None, what_they_do: String::new() };
    let request =
        |day: &str| Requests::new("one").supporter(&NewSupporter { name: "Ana".into(), day: day.parse().expect("a day") }, &shape);
    let (one, other) = (request("2026-03-01"), request("2026-04-01"));
    assert_ne!(one.request_id, other.request_id);
    assert_eq!(one.events[0].source_key, other.events[0].source_key);
}
