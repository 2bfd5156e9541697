//! Who may open a story at all.

use throughline_proto::v1::{Alongside, SharingChosen, SharingLevel, Story, sharing_scope::Scope};

use super::given::{CARE_CITY, HARMONY, HUMOURISK, ROSA, choice, everything, on, rosa, rosas_story, supporter, system, viewer, with_a_yes};
use crate::{ActingFor, Caller, KEEPER, Reader, check_acting_for, speaks_for};

#[test]
fn an_agency_that_knows_the_person_and_the_resident_open_the_story() {
    assert!(rosas_story().opens(&system(HARMONY)));
    assert!(rosas_story().opens(&rosa()));
}

#[test]
fn an_agency_alongside_with_a_yes_opens_the_story() {
    assert!(rosas_story().alongside(CARE_CITY).opens(&system(CARE_CITY)));
}

#[test]
fn an_agency_that_has_nothing_to_do_with_it_cannot_open_it() {
    assert!(!rosas_story().alongside(CARE_CITY).opens(&system(HUMOURISK)));
}

#[test]
fn an_agency_that_was_alongside_opens_it_for_what_it_wrote() {
    let ended = Alongside { until: Some(on("2026-05-20")), ..with_a_yes(CARE_CITY) };
    assert!(rosas_story().beside(ended).opens(&system(CARE_CITY)));
}

#[test]
fn an_agency_that_the_resident_named_opens_it_and_one_whom_they_closed_it_to_does_not() {
    let named = |level| rosas_story().chosen(choice(Scope::Event("e".into()), &[CARE_CITY], level));
    assert!(named(SharingLevel::Sentence).opens(&system(CARE_CITY)));
    assert!(!named(SharingLevel::Nothing).opens(&system(CARE_CITY)));
    assert!(!rosas_story().chosen(choice(everything(), &[], SharingLevel::Words)).opens(&system(CARE_CITY)));
}

#[test]
fn a_role_that_a_safety_concern_names_opens_it() {
    assert!(rosas_story().concern("worry", HARMONY, &["care-city/lead"]).opens(&system(CARE_CITY)));
}

#[test]
fn a_supporter_who_was_shut_out_cannot_open_it() {
    let given = rosas_story().chosen(SharingChosen { never_supporters: vec!["ex".into()], ..Default::default() });
    assert!(!given.opens(&supporter(HARMONY, "ex")));
    assert!(given.opens(&supporter(HARMONY, "ann")));
}

#[test]
fn the_keeper_cannot_open_it_whomever_they_name() {
    let keeper = Caller { keeper: true, ..system(KEEPER) };
    assert!(!rosas_story().opens(&keeper));
    assert!(!rosas_story().opens(&Caller { acting_for: ActingFor::Resident(ROSA.into()), ..keeper }));
}

#[test]
fn only_somebody_who_acts_for_the_resident_speaks_for_them() {
    let story = rosas_story().story;
    assert!(speaks_for(&rosa(), &story));
    assert!(!speaks_for(&system(HARMONY), &story));
    assert!(!speaks_for(&supporter(HARMONY, ROSA), &story));
    assert_eq!(check_acting_for(&rosa(), |_| false), Ok(()));
}

#[test]
fn a_story_without_anybody_in_it_is_opened_by_nobody() {
    assert!(!Reader::new(&viewer(&rosa()), &Story::default()).may_open());
}
