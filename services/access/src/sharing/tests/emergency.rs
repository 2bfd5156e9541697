//! A story that somebody opened in an emergency: for an hour, what one must know to help; and what the resident is told of it.

use throughline_proto::v1::{
    Concern, DisagreementAdded, EmergencyOpened, EmergencyReviewed, Event, Happened, Looked, Opening, ResidentTold, Review, SharingChosen,
    SharingLevel, Topic, event::Kind, happened::Moment,
};

use super::given::{
    CARE_CITY, Given, HARMONY, HUMOURISK, choice, event, everything, just_us, met, noted, rosa, rosas_story, supporter, system, touching,
};
use crate::{Caller, Reader, Sight, Under};

/// Noon on the day on which they read, in microseconds.
const NOON_US: i64 = 1_780_315_200_000_000;
const MINUTE_US: i64 = 60_000_000;
const ANN: &str = "ann";

/// Ann at Humourisk, which has nothing to do with Rosa, opened her story at noon.
fn opened() -> Given {
    let until = Some(Happened { moment: Some(Moment::Time("2026-06-01T13:00:00.000000+00:00".into())) });
    let kind = EmergencyOpened { supporter: ANN.into(), reason: "No answer.".into(), until: until.clone() };
    let mut given = rosas_story().event(event("opening", HUMOURISK, Kind::EmergencyOpened(kind)));
    given.now_us = NOON_US;
    given.story.openings.push(Opening {
        event: "opening".into(),
        supporter: ANN.into(),
        agency: HUMOURISK.into(),
        until,
        ..Default::default()
    });
    given
}

fn ann() -> Caller {
    supporter(HUMOURISK, ANN)
}

fn sight(given: Given, one: Event) -> Sight {
    let id = one.id.clone();
    given.event(one).sight(&ann(), &id)
}

fn sees_details(given: &Given, caller: &Caller) -> bool {
    Reader::new(&given.viewer(caller), &given.story).may_see_details("rosa", HARMONY)
}

#[test]
fn for_an_hour_they_open_it_and_see_what_is_known_widely_and_how_to_reach_them() {
    let given = opened().event(met("met", HARMONY));
    assert!(given.opens(&ann()));
    assert_eq!(given.sight(&ann(), "met"), Sight::Sentence);
    assert!(sees_details(&given, &ann()));
    for (minutes, opens) in [(0, true), (59, true), (60, false), (24 * 60, false)] {
        let given = Given { now_us: NOON_US + minutes * MINUTE_US, ..given.clone() };
        assert_eq!((given.opens(&ann()), sees_details(&given, &ann())), (opens, opens), "{minutes}");
        assert_eq!(given.sight(&ann(), "met") > Sight::Nothing, opens, "{minutes}");
    }
}

#[test]
fn it_is_open_to_whoever_opened_it_and_nobody_else() {
    let given = opened().event(met("met", HARMONY));
    for caller in [supporter(HUMOURISK, "colleague"), system(HUMOURISK), supporter(CARE_CITY, ANN)] {
        assert!(!given.opens(&caller), "{caller:?}");
        assert_eq!(given.sight(&caller, "met"), Sight::Nothing, "{caller:?}");
    }
}

#[test]
fn whoever_was_shut_out_opens_nothing_and_may_not_even_ask() {
    let given = opened().event(met("met", HARMONY)).chosen(SharingChosen { never_supporters: vec![ANN.into()], ..Default::default() });
    assert!(!given.opens(&ann()) && !sees_details(&given, &ann()));
    assert_eq!(given.sight(&ann(), "met"), Sight::Nothing);
    assert!(!Reader::new(&given.viewer(&ann()), &given.story).in_an_emergency().may_open());
    assert!(!Reader::new(&given.viewer(&rosa()), &Default::default()).in_an_emergency().may_open());
}

#[test]
fn whoever_asks_whether_they_may_is_answered_as_if_they_had() {
    let given = rosas_story();
    assert!(!given.opens(&ann()));
    assert!(Reader::new(&given.viewer(&ann()), &given.story).in_an_emergency().may_open());
}

#[test]
fn health_is_open_then_and_what_else_starts_closed_is_not() {
    assert_eq!(sight(opened(), touching(met("e", HARMONY), &[Topic::Health])), Sight::Sentence);
    assert_eq!(sight(opened(), touching(noted("e", HARMONY), &[Topic::Health])), Sight::Sentence);
    assert_eq!(sight(opened(), noted("e", HARMONY)), Sight::Nothing);
    for topics in [&[Topic::Abuse][..], &[Topic::Health, Topic::Offences]] {
        assert_eq!(sight(opened(), touching(met("e", HARMONY), topics)), Sight::Nothing);
    }
}

#[test]
fn just_us_and_what_the_resident_keeps_stay_closed_but_not_how_to_reach_them() {
    assert_eq!(sight(opened(), just_us(met("e", HARMONY))), Sight::Nothing);
    let kept = opened().chosen(choice(everything(), &[], SharingLevel::Nothing));
    assert!(kept.opens(&ann()) && sees_details(&kept, &ann()));
    assert_eq!(sight(kept, met("e", HARMONY)), Sight::Nothing);
}

#[test]
fn a_safety_concern_stays_with_its_roles() {
    assert_eq!(opened().concern("worry", HARMONY, &["council/lead"]).sight(&ann(), "worry"), Sight::Nothing);
}

#[test]
fn their_agency_keeps_sight_of_the_opening_and_no_other_learns_of_it() {
    let given = opened().alongside(CARE_CITY).chosen(choice(everything(), &[CARE_CITY], SharingLevel::Words));
    assert_eq!(given.sight(&system(HUMOURISK), "opening"), Sight::Words);
    assert_eq!(given.sight(&system(CARE_CITY), "opening"), Sight::Nothing);
    assert_eq!(given.sight(&system(HARMONY), "opening"), Sight::Nothing);
}

/// With a review that decided so, a look under the opening, and somebody's disagreement with it.
fn looked_at(told: Option<ResidentTold>) -> Given {
    let reviewed = EmergencyReviewed { opening: "opening".into(), ..Default::default() };
    let looked = Looked { in_emergency: "opening".into(), ..Default::default() };
    let disagreed = DisagreementAdded { event: "opening".into(), ..Default::default() };
    let mut given = opened()
        .event(event("review", HARMONY, Kind::EmergencyReviewed(reviewed)))
        .event(event("look", HUMOURISK, Kind::Looked(looked)))
        .event(event("disagreement", HARMONY, Kind::DisagreementAdded(disagreed)));
    let review = |told: ResidentTold| Review { event: "review".into(), told: told.into(), ..Default::default() };
    given.story.openings[0].reviews = told.into_iter().map(review).collect();
    given
}

#[test]
fn the_resident_is_told_of_it_at_once_unless_a_lead_says_later() {
    for (told, sight) in [(None, Sight::Words), (Some(ResidentTold::Now), Sight::Words), (Some(ResidentTold::Later), Sight::Nothing)] {
        for id in ["opening", "look", "review", "disagreement"] {
            assert_eq!(looked_at(told).sight(&rosa(), id), sight, "{told:?} {id}");
        }
        assert_eq!(looked_at(told).shown_to(&rosa()).openings.is_empty(), sight == Sight::Nothing);
    }
}

#[test]
fn they_look_under_their_opening_while_it_lasts() {
    let given = opened();
    let under = |given: &Given, caller: &Caller| Reader::new(&given.viewer(caller), &given.story).looks_under();
    assert_eq!(under(&given, &ann()), Under { emergency: "opening".into(), concern: String::new() });
    assert_eq!(under(&given, &supporter(HARMONY, "colleague")), Under::default());
    assert_eq!(under(&Given { now_us: NOON_US + 60 * MINUTE_US, ..given.clone() }, &ann()), Under::default());
    // A lead who needed no emergency to see the worry looks under both only where they say that it is for safety.
    let mut worried = given.holding("humourisk/lead", ANN, "");
    worried.story.concerns.push(Concern { event: "worry".into(), to_roles: vec!["humourisk/lead".into()], ..Default::default() });
    assert_eq!(under(&worried, &ann()).concern, "");
    assert_eq!(under(&Given { purpose: "safety", ..worried }, &ann()).concern, "worry");
}
