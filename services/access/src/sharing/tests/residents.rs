//! What residents see of their own story, and who may speak for them.

use throughline_proto::v1::{Looked, OtherwiseTold, ProfilesMayMatch, SafetyConcernAnswered, Topic, WithdrawnBecause, event::Kind};

use super::given::{CARE_CITY, HARMONY, HUMOURISK, ROSA, also_for, event, just_us, met, noted, rosa, rosas_story, system, touching};
use crate::{ActingFor, Caller, KEEPER, Sight};

fn resident(agency: &str, profile: &str) -> Caller {
    Caller { acting_for: ActingFor::Resident(profile.into()), ..system(agency) }
}

#[test]
fn a_resident_reads_the_words_of_whatever_is_about_them_whoever_wrote_it() {
    let given = rosas_story()
        .event(noted("noted", CARE_CITY))
        .event(touching(met("health", HARMONY), &[Topic::Health]))
        .event(just_us(noted("just-us", HUMOURISK)))
        .event(also_for(noted("named", HUMOURISK), CARE_CITY));
    for id in ["noted", "health", "just-us", "named"] {
        assert_eq!(given.sight(&rosa(), id), Sight::Words, "{id}");
    }
}

#[test]
fn a_resident_reads_nothing_of_another_story() {
    let given = rosas_story().event(met("e", HARMONY));
    assert_eq!(given.sight(&resident(HARMONY, "tom"), "e"), Sight::Nothing);
}

#[test]
fn an_agency_speaks_for_a_resident_only_under_a_profile_of_its_own() {
    let given = rosas_story().known_as("rosa-too", CARE_CITY).event(noted("e", HARMONY));
    assert_eq!(given.sight(&resident(CARE_CITY, "rosa-too"), "e"), Sight::Words);
    assert_eq!(given.sight(&resident(CARE_CITY, ROSA), "e"), Sight::Nothing);
    assert_eq!(given.sight(&resident(HUMOURISK, ROSA), "e"), Sight::Nothing);
}

#[test]
fn acting_for_somebody_else_takes_away_what_the_agency_itself_would_see() {
    let given = rosas_story().event(met("e", HARMONY));
    assert_eq!(given.sight(&resident(HARMONY, "tom"), "e"), Sight::Nothing);
    assert_eq!(given.sight(&system(HARMONY), "e"), Sight::Words);
}

#[test]
fn the_keeper_speaks_for_nobody() {
    let given = rosas_story().event(noted("e", HARMONY));
    assert_eq!(given.sight(&Caller { keeper: true, ..resident(KEEPER, ROSA) }, "e"), Sight::Nothing);
}

#[test]
fn a_safety_concern_and_its_answer_are_kept_from_the_resident_even_by_the_agency_that_wrote_them() {
    let answered = SafetyConcernAnswered { concern: "worry".into(), resident_told: true, ..Default::default() };
    let given =
        rosas_story().concern("worry", HARMONY, &["council/lead"]).event(event("answer", HARMONY, Kind::SafetyConcernAnswered(answered)));
    assert_eq!(given.sight(&rosa(), "worry"), Sight::Nothing);
    assert_eq!(given.sight(&rosa(), "answer"), Sight::Nothing);
}

#[test]
fn what_might_have_happened_otherwise_is_in_the_story_only_if_the_resident_agrees() {
    let told = |id, resident_agrees| event(id, HARMONY, Kind::OtherwiseTold(OtherwiseTold { resident_agrees, ..Default::default() }));
    let given = rosas_story().event(told("agreed", true)).event(told("not-agreed", false));
    assert_eq!(given.sight(&rosa(), "agreed"), Sight::Words);
    assert_eq!(given.sight(&rosa(), "not-agreed"), Sight::Nothing);
    assert_eq!(given.sight(&system(HARMONY), "not-agreed"), Sight::Words);
}

#[test]
fn of_what_was_taken_back_as_unsafe_or_about_somebody_else_the_resident_sees_that_it_was_there() {
    for because in [WithdrawnBecause::UnsafeToShow, WithdrawnBecause::WrongPerson] {
        let given = rosas_story().event(noted("e", HARMONY)).withdrawn("e", because);
        assert_eq!(given.sight(&rosa(), "e"), Sight::Sentence);
    }
}

#[test]
fn what_was_taken_back_as_a_mistake_stays_visible() {
    let given = rosas_story().event(noted("e", HARMONY)).withdrawn("e", WithdrawnBecause::Mistake);
    assert_eq!(given.sight(&rosa(), "e"), Sight::Words);
    assert_eq!(given.sight(&system(HARMONY), "e"), Sight::Words);
}

#[test]
fn a_resident_sees_who_looked() {
    let given = rosas_story().alongside(CARE_CITY).event(event("look", CARE_CITY, Kind::Looked(Looked::default())));
    assert_eq!(given.sight(&rosa(), "look"), Sight::Words);
    assert_eq!(given.sight(&system(HARMONY), "look"), Sight::Nothing);
}

#[test]
fn a_resident_hears_that_profiles_may_match_only_when_all_are_theirs() {
    let perhaps = ProfilesMayMatch { profiles: vec![ROSA.into(), "rosa-too".into()], ..Default::default() };
    let before = rosas_story().event(event("e", CARE_CITY, Kind::ProfilesMayMatch(perhaps)));
    let after = before.clone().known_as("rosa-too", CARE_CITY);
    assert_eq!(before.sight(&rosa(), "e"), Sight::Nothing);
    assert_eq!(after.sight(&rosa(), "e"), Sight::Words);
}
