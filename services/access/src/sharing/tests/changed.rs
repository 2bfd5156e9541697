//! What was put right, taken back or disputed is seen as far as what it changes, and what is taken back as unsafe is hidden at once.

use throughline_proto::v1::{
    Corrected, DisagreementAdded, Event, GroupFormed, SharingLevel, Topic, Withdrawn, WithdrawnBecause, event::Kind, sharing_scope::Scope,
};

use super::given::{CARE_CITY, HARMONY, HUMOURISK, choice, event, everything, just_us, met, noted, rosa, rosas_story, system};
use crate::{Sight, changes};

fn corrected(id: &str, target: &str, writer: &str) -> Event {
    event(id, writer, Kind::Corrected(Box::new(Corrected { event: target.into(), ..Default::default() })))
}

fn disagreement(id: &str, target: &str, writer: &str) -> Event {
    event(id, writer, Kind::DisagreementAdded(DisagreementAdded { event: target.into(), ..Default::default() }))
}

fn taking_back(id: &str, target: &str, writer: &str) -> Event {
    event(id, writer, Kind::Withdrawn(Withdrawn { event: target.into(), ..Default::default() }))
}

#[test]
fn a_change_is_seen_as_far_as_what_it_changes() {
    for change in [corrected("c", "e", HARMONY), disagreement("c", "e", HARMONY), taking_back("c", "e", HARMONY)] {
        assert_eq!(changes(&change), Some("e"));
        let open = rosas_story().alongside(CARE_CITY).event(met("e", HARMONY)).event(change.clone());
        let closed = rosas_story().alongside(CARE_CITY).event(noted("e", HARMONY)).event(change);
        assert_eq!(open.sight(&system(CARE_CITY), "c"), Sight::Sentence);
        assert_eq!(closed.sight(&system(CARE_CITY), "c"), Sight::Nothing);
        assert_eq!(closed.sight(&rosa(), "c"), Sight::Words);
        assert_eq!(closed.sight(&system(HARMONY), "c"), Sight::Words);
    }
}

#[test]
fn the_writer_of_an_event_sees_that_it_is_disputed_and_not_the_words() {
    let given = rosas_story().event(noted("e", HARMONY)).event(disagreement("d", "e", CARE_CITY));
    assert_eq!(given.sight(&system(HARMONY), "d"), Sight::Sentence);
    assert_eq!(given.sight(&system(HUMOURISK), "d"), Sight::Nothing);
}

#[test]
fn a_choice_about_an_event_opens_its_correction_as_well() {
    let chosen = choice(Scope::Event("e".into()), &[CARE_CITY], SharingLevel::Words);
    let given = rosas_story().chosen(chosen).event(noted("e", HARMONY)).event(corrected("c", "e", HARMONY));
    assert_eq!(given.sight(&system(CARE_CITY), "c"), Sight::Words);
}

#[test]
fn no_choice_opens_a_change_further_than_what_it_changes() {
    let chosen = choice(everything(), &[CARE_CITY], SharingLevel::Words);
    let given = rosas_story().chosen(chosen).event(just_us(noted("e", HARMONY))).event(corrected("c", "e", HARMONY));
    assert_eq!(given.sight(&system(CARE_CITY), "c"), Sight::Nothing);
}

#[test]
fn a_correction_that_touches_on_a_closed_topic_is_closed() {
    let instead = Event { topics: vec![Topic::Health.into()], ..met("", "") };
    let correction = Kind::Corrected(Box::new(Corrected { event: "e".into(), instead: Some(Box::new(instead)), ..Default::default() }));
    let given = rosas_story().alongside(CARE_CITY).event(met("e", HARMONY)).event(event("c", HARMONY, correction));
    assert_eq!(given.sight(&system(CARE_CITY), "c"), Sight::Nothing);
}

#[test]
fn what_is_taken_back_as_unsafe_hides_its_words_at_once_from_everybody() {
    for because in [WithdrawnBecause::UnsafeToShow, WithdrawnBecause::WrongPerson] {
        let given = rosas_story()
            .alongside(CARE_CITY)
            .chosen(choice(everything(), &[HUMOURISK], SharingLevel::Words))
            .event(met("e", HARMONY))
            .withdrawn("e", because);
        assert_eq!(given.sight(&system(HARMONY), "e"), Sight::Sentence);
        assert_eq!(given.sight(&system(CARE_CITY), "e"), Sight::Sentence);
        assert_eq!(given.sight(&system(HUMOURISK), "e"), Sight::Sentence);
    }
}

#[test]
fn the_words_of_what_changed_it_are_hidden_with_it() {
    let given = rosas_story()
        .alongside(CARE_CITY)
        .event(met("e", HARMONY))
        .event(corrected("c", "e", HARMONY))
        .event(disagreement("d", "e", CARE_CITY))
        .event(taking_back("w", "e", HARMONY))
        .withdrawn("e", WithdrawnBecause::UnsafeToShow);
    for id in ["c", "w"] {
        assert_eq!(given.sight(&system(HARMONY), id), Sight::Sentence);
        assert_eq!(given.sight(&system(CARE_CITY), id), Sight::Sentence);
        assert_eq!(given.sight(&rosa(), id), Sight::Sentence);
    }
    assert_eq!(given.sight(&system(CARE_CITY), "d"), Sight::Sentence);
}

#[test]
fn what_stands_beside_it_stays_visible() {
    let given = rosas_story().event(met("e", HARMONY)).event(met("other", HARMONY)).withdrawn("e", WithdrawnBecause::UnsafeToShow);
    assert_eq!(given.sight(&system(HARMONY), "other"), Sight::Words);
}

#[test]
fn a_change_of_something_public_is_public() {
    let group = Event { people: Vec::new(), ..event("group", HARMONY, Kind::GroupFormed(GroupFormed::default())) };
    let put_right = Event { people: Vec::new(), ..corrected("c", "group", HARMONY) };
    let given = rosas_story().event(group).event(put_right);
    assert_eq!(given.sight(&system(HUMOURISK), "c"), Sight::Sentence);
}
