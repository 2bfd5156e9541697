//! A story that is kept and not used: who reads it still, and who is told why they cannot.

use throughline_proto::v1::{Restriction, RestrictionPlaced, event::Kind};

use super::given::{CARE_CITY, Given, HARMONY, HUMOURISK, ROSA, TODAY, event, met, rosa, rosas_story, system, viewer};
use crate::{Caller, Reader, Sight, Viewer};

fn restricted(until: &str) -> Given {
    let mut given = rosas_story().alongside(CARE_CITY).event(met("met", CARE_CITY)).event(met("seen", HARMONY));
    let restriction = Restriction { profiles: vec![ROSA.into()], until: until.into(), event: "restricted".into(), ..Default::default() };
    given.story.restrictions.push(restriction);
    let placed = RestrictionPlaced { profiles: vec![ROSA.into()], ..Default::default() };
    given.event(event("restricted", "place", Kind::RestrictionPlaced(placed)))
}

fn sight_for(given: &Given, caller: &Caller, purpose: &'static str, id: &str) -> Sight {
    let viewer = Viewer { purpose, ..viewer(caller) };
    let event = given.events.iter().find(|event| event.id == id).unwrap();
    Reader::new(&viewer, &given.story).sight(event, |_| Sight::Nothing)
}

#[test]
fn nobody_but_the_person_reads_a_restricted_story_not_even_what_they_wrote() {
    let given = restricted("");
    for purpose in ["", "visit", "planning", "records", "audit"] {
        assert_eq!(sight_for(&given, &system(CARE_CITY), purpose, "met"), Sight::Nothing, "{purpose}");
    }
    assert_eq!(given.sight(&rosa(), "met"), Sight::Words);
}

#[test]
fn it_is_read_for_the_persons_rights_and_for_safety_as_it_would_be_otherwise() {
    let given = restricted("");
    for purpose in ["rights", "safety"] {
        assert_eq!(sight_for(&given, &system(CARE_CITY), purpose, "met"), Sight::Words);
        assert_eq!(sight_for(&given, &system(CARE_CITY), purpose, "seen"), Sight::Sentence);
        assert_eq!(sight_for(&given, &system(HUMOURISK), purpose, "met"), Sight::Nothing);
    }
}

#[test]
fn those_who_would_read_it_are_told_why_they_cannot_and_nobody_else_is() {
    let given = restricted("");
    assert_eq!(given.sight(&system(CARE_CITY), "restricted"), Sight::Sentence);
    assert_eq!(given.sight(&system(HARMONY), "restricted"), Sight::Sentence);
    assert_eq!(given.sight(&system(HUMOURISK), "restricted"), Sight::Nothing);
    assert_eq!(given.shown_to(&system(CARE_CITY)).restrictions.len(), 1);
    assert!(given.shown_to(&system(HUMOURISK)).restrictions.is_empty());
}

#[test]
fn names_and_ways_to_be_reached_are_not_used_either() {
    let given = restricted("");
    let sees = |caller: &Caller| Reader::new(&viewer(caller), &given.story).may_see_details(ROSA, HARMONY);
    assert!(!sees(&system(HARMONY)));
    assert!(sees(&rosa()));
}

#[test]
fn a_restriction_holds_through_its_last_day() {
    assert_eq!(restricted(TODAY).sight(&system(CARE_CITY), "met"), Sight::Nothing);
    assert_eq!(restricted("2026-05-31").sight(&system(CARE_CITY), "met"), Sight::Words);
}
