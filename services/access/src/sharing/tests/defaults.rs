//! What is seen before anybody chooses anything.

use throughline_proto::v1::{
    Alongside, Event, GroupFormed, Part, ProfilesJoined, ProfilesMayMatch, Role, SupporterAway, SupporterJoined, SupporterReflected, Topic,
    event::Kind,
};

use super::given::{
    CARE_CITY, HARMONY, HUMOURISK, ROSA, about, also_for, event, just_us, met, noted, on, rosa, rosas_story, supporter, system, touching,
    with_a_yes,
};
use crate::{Caller, KEEPER, Sight};

#[test]
fn the_writing_agency_sees_the_words_of_what_it_wrote() {
    let given = rosas_story().event(noted("e", CARE_CITY)).event(met("m", CARE_CITY));
    assert_eq!(given.sight(&system(CARE_CITY), "e"), Sight::Words);
    assert_eq!(given.sight(&supporter(CARE_CITY, "sam"), "m"), Sight::Words);
}

#[test]
fn an_agency_alongside_with_a_yes_sees_the_plain_sentence_of_what_is_known_widely() {
    let given = rosas_story().alongside(CARE_CITY).event(met("e", HARMONY));
    assert_eq!(given.sight(&system(CARE_CITY), "e"), Sight::Sentence);
}

#[test]
fn an_agency_alongside_sees_nothing_of_what_stays_with_its_writer() {
    let given = rosas_story().alongside(CARE_CITY).event(noted("e", HARMONY));
    assert_eq!(given.sight(&system(CARE_CITY), "e"), Sight::Nothing);
}

#[test]
fn an_agency_that_is_not_alongside_sees_nothing() {
    let given = rosas_story().alongside(CARE_CITY).event(met("e", HARMONY));
    assert_eq!(given.sight(&system(HUMOURISK), "e"), Sight::Nothing);
}

#[test]
fn walking_alongside_without_a_yes_opens_nothing() {
    let without_a_yes = Alongside { with_yes: false, ..with_a_yes(CARE_CITY) };
    let given = rosas_story().beside(without_a_yes).event(met("e", HARMONY));
    assert_eq!(given.sight(&system(CARE_CITY), "e"), Sight::Nothing);
}

#[test]
fn sight_ends_when_walking_alongside_ends() {
    let ended = Alongside { until: Some(on("2026-05-20")), ended_event: "ended".into(), ..with_a_yes(CARE_CITY) };
    let given = rosas_story().beside(ended).event(met("e", HARMONY));
    assert_eq!(given.sight(&system(CARE_CITY), "e"), Sight::Nothing);
}

#[test]
fn another_supporter_of_the_agency_who_is_still_alongside_keeps_its_sight() {
    let ended = Alongside { until: Some(on("2026-05-20")), ..with_a_yes(CARE_CITY) };
    let given = rosas_story().beside(ended).alongside(CARE_CITY).event(met("e", HARMONY));
    assert_eq!(given.sight(&system(CARE_CITY), "e"), Sight::Sentence);
}

#[test]
fn the_writing_agency_keeps_sight_of_what_it_wrote_after_its_time_alongside() {
    let ended = Alongside { until: Some(on("2026-05-20")), ..with_a_yes(CARE_CITY) };
    let given = rosas_story().beside(ended).event(noted("e", CARE_CITY));
    assert_eq!(given.sight(&system(CARE_CITY), "e"), Sight::Words);
}

#[test]
fn what_touches_on_a_closed_topic_stays_with_its_writer() {
    let given = rosas_story().alongside(CARE_CITY).event(touching(met("e", HARMONY), &[Topic::Health]));
    assert_eq!(given.sight(&system(CARE_CITY), "e"), Sight::Nothing);
    assert_eq!(given.sight(&system(HARMONY), "e"), Sight::Words);
}

#[test]
fn just_us_stays_with_its_writer() {
    let given = rosas_story().alongside(CARE_CITY).event(just_us(met("e", HARMONY)));
    assert_eq!(given.sight(&system(CARE_CITY), "e"), Sight::Nothing);
    assert_eq!(given.sight(&system(HARMONY), "e"), Sight::Words);
}

#[test]
fn an_audience_that_names_an_agency_gives_it_the_words_and_nobody_else() {
    let given = rosas_story().alongside(HUMOURISK).event(also_for(noted("e", HARMONY), CARE_CITY));
    assert_eq!(given.sight(&system(CARE_CITY), "e"), Sight::Words);
    assert_eq!(given.sight(&system(HUMOURISK), "e"), Sight::Nothing);
}

#[test]
fn an_audience_that_names_an_agency_takes_nothing_from_those_alongside() {
    let given = rosas_story().alongside(HUMOURISK).event(also_for(met("e", HARMONY), CARE_CITY));
    assert_eq!(given.sight(&system(HUMOURISK), "e"), Sight::Sentence);
}

#[test]
fn an_audience_of_a_width_that_this_version_does_not_know_is_just_us() {
    let mut unknown = just_us(met("e", HARMONY));
    unknown.audience.as_mut().unwrap().width = 99;
    assert_eq!(rosas_story().alongside(CARE_CITY).event(unknown).sight(&system(CARE_CITY), "e"), Sight::Nothing);
}

#[test]
fn a_mention_opens_nothing() {
    let mut elsewhere = met("e", HARMONY);
    elsewhere.people =
        vec![Part { person: "tom".into(), role: Role::About.into() }, Part { person: ROSA.into(), role: Role::Mentioned.into() }];
    let given = rosas_story().alongside(CARE_CITY).event(elsewhere);
    assert_eq!(given.sight(&system(CARE_CITY), "e"), Sight::Nothing);
    assert_eq!(given.sight(&rosa(), "e"), Sight::Nothing);
}

#[test]
fn an_event_without_a_kind_is_seen_by_nobody() {
    let given = rosas_story().event(Event { kind: None, ..met("e", HARMONY) });
    assert_eq!(given.sight(&system(HARMONY), "e"), Sight::Nothing);
}

#[test]
fn an_agency_with_a_profile_of_its_own_sees_what_it_wrote_and_nothing_else() {
    let given = rosas_story().known_as("rosa-too", CARE_CITY).event(met("theirs", HARMONY)).event(met("own", CARE_CITY));
    assert_eq!(given.sight(&system(CARE_CITY), "theirs"), Sight::Nothing);
    assert_eq!(given.sight(&system(CARE_CITY), "own"), Sight::Words);
}

#[test]
fn an_agency_sees_the_joining_of_its_own_profile_and_no_other() {
    let joined = |id: &str, profiles: &[&str]| {
        let profiles = profiles.iter().map(|&profile| profile.into()).collect();
        event(id, HARMONY, Kind::ProfilesJoined(ProfilesJoined { profiles, ..Default::default() }))
    };
    let given = rosas_story()
        .known_as("rosa-too", CARE_CITY)
        .event(joined("own", &[ROSA, "rosa-too"]))
        .event(joined("others", &[ROSA, "rosa-three"]));
    assert_eq!(given.sight(&system(CARE_CITY), "own"), Sight::Sentence);
    assert_eq!(given.sight(&system(CARE_CITY), "others"), Sight::Nothing);
}

#[test]
fn perhaps_the_same_person_goes_privately_to_the_agency_that_knows_them() {
    let perhaps = ProfilesMayMatch { profiles: vec![ROSA.into(), "somebody".into()], ..Default::default() };
    let given = rosas_story().alongside(CARE_CITY).event(event("e", HUMOURISK, Kind::ProfilesMayMatch(perhaps)));
    assert_eq!(given.sight(&system(HARMONY), "e"), Sight::Sentence);
    assert_eq!(given.sight(&system(CARE_CITY), "e"), Sight::Nothing);
}

#[test]
fn a_supporters_absence_is_seen_where_they_are_alongside_and_nowhere_else() {
    let mut away =
        event("e", HARMONY, Kind::SupporterAway(SupporterAway { supporter: "harmony-house-supporter".into(), ..Default::default() }));
    away.people = vec![about("harmony-house-supporter")];
    let beside = rosas_story().alongside(HARMONY).alongside(CARE_CITY).event(away.clone());
    let elsewhere = rosas_story().alongside(CARE_CITY).event(away);
    assert_eq!(beside.sight(&system(CARE_CITY), "e"), Sight::Sentence);
    assert_eq!(elsewhere.sight(&system(CARE_CITY), "e"), Sight::Nothing);
}

#[test]
fn what_a_supporter_reflected_is_theirs_alone() {
    let reflected = event("e", HARMONY, Kind::SupporterReflected(SupporterReflected { supporter: "sam".into(), cup: 2 }));
    let given = rosas_story().alongside(CARE_CITY).event(reflected);
    assert_eq!(given.sight(&supporter(HARMONY, "sam"), "e"), Sight::Words);
    for other in [system(HARMONY), supporter(HARMONY, "ann"), supporter(CARE_CITY, "sam"), rosa()] {
        assert_eq!(given.sight(&other, "e"), Sight::Nothing);
    }
}

#[test]
fn what_a_place_has_and_who_is_in_it_is_seen_by_everybody() {
    for kind in [Kind::GroupFormed(GroupFormed::default()), Kind::SupporterJoined(SupporterJoined::default())] {
        let mut public = event("e", HARMONY, kind);
        public.people = vec![about("sam")];
        let given = rosas_story().event(public);
        assert_eq!(given.sight(&system(HUMOURISK), "e"), Sight::Sentence);
        assert_eq!(given.sight(&system(HARMONY), "e"), Sight::Words);
    }
}

#[test]
fn what_is_public_is_not_when_it_concerns_a_resident() {
    let given = rosas_story().alongside(CARE_CITY).event(event("e", HARMONY, Kind::GroupFormed(GroupFormed::default())));
    assert_eq!(given.sight(&system(CARE_CITY), "e"), Sight::Nothing);
}

#[test]
fn the_keeper_and_an_auditor_see_nothing_of_a_story() {
    let keeper = Caller { keeper: true, ..system(KEEPER) };
    let given = rosas_story().alongside(CARE_CITY).event(met("e", HARMONY));
    assert_eq!(given.sight(&keeper, "e"), Sight::Nothing);
}
