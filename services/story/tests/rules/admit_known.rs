//! Whom and what an agency may name. What is not theirs reads like what does not exist.

use throughline_proto::v1::{
    Audience, ConnectedToGroup, Event, FirstHeardOf, GroupFormed, GroupLeft, Place, Reason, Role, SafetyConcernAnswered,
    SafetyConcernShared, SaidHowItWas, SupporterJoined, Words, event::Kind, place,
};

use crate::{
    given::{AMINA, BEN, CARE, CARL, GROUP, HARMONY, ROSA, ROSA_TOO, TOM, Telling, agency, given, id, part, resident, said, supporter},
    happenings::{died, ended, met, noted, started, started_without_yes},
};

const NOBODY: &str = "00000000-0000-4000-8000-0000000000ff";

#[test]
fn an_agency_writes_about_people_of_whom_it_has_a_profile() {
    given([]).when(said(1, met(&[AMINA]))).then_admitted();
    given([]).joined().when(said(1, met(&[AMINA])).of(&[ROSA_TOO])).then_admitted();
}

#[test]
fn somebody_elses_person_and_nobody_at_all_read_alike() {
    for person in [TOM, NOBODY] {
        given([]).when(said(1, met(&[])).of(&[person])).then_refused(Reason::PersonUnknown);
        given([]).when(said(1, met(&[])).with(part(person, Role::Present))).then_refused(Reason::PersonUnknown);
        given([]).when(said(1, met(&[])).with(part(person, Role::Mentioned))).then_refused(Reason::PersonUnknown);
        given([]).when(Event { told_by: resident(person), ..said(1, met(&[])) }).then_refused(Reason::PersonUnknown);
    }
}

#[test]
fn an_agency_alongside_with_a_yes_writes_without_a_profile_of_its_own() {
    let alongside = |kind| given([said(1, kind).of(&[TOM])]);
    let with_yes = crate::given::yes_of(TOM);
    let toms = throughline_proto::v1::AlongsideStarted { supporter: AMINA.into(), yes: with_yes, meet_every_days: 0 };
    alongside(Kind::AlongsideStarted(toms.clone())).when(said(2, met(&[AMINA])).of(&[TOM])).then_admitted();
    alongside(started_without_yes(AMINA)).when(said(2, met(&[AMINA])).of(&[TOM])).then_refused(Reason::PersonUnknown);
    let no_longer = [said(1, Kind::AlongsideStarted(toms)).of(&[TOM]), said(2, ended(AMINA, 5.try_into().unwrap())).of(&[TOM])];
    given(no_longer).when(said(3, met(&[AMINA])).of(&[TOM])).then_refused(Reason::PersonUnknown);
}

#[test]
fn a_resident_writes_in_their_own_story_through_any_agency() {
    given([]).when(said(1, noted("my own words")).of(&[TOM])).for_resident(TOM).then_admitted();
    given([]).when(said(1, noted("x")).of(&[TOM])).for_resident(ROSA).then_refused(Reason::PersonUnknown);
}

#[test]
fn words_belong_to_somebody_whom_the_event_concerns() {
    let words = |person: &str| vec![Words { person: person.into(), text: "…".into(), ..Default::default() }];
    given([]).when(Event { words: words(ROSA), ..said(1, met(&[])) }).then_admitted();
    let mentioned = said(1, met(&[])).by(CARE).of(&[TOM]).with(part(ROSA_TOO, Role::Mentioned));
    given([]).when(Event { words: words(ROSA_TOO), ..mentioned }).then_refused(Reason::PersonUnknown);
}

#[test]
fn supporters_are_known_and_record_for_their_own_agency() {
    given([]).when(said(1, met(&[AMINA, CARL]))).then_admitted();
    given([]).when(said(1, met(&[NOBODY]))).then_refused(Reason::SupporterUnknown);
    given([]).when(said(1, met(&[])).recorded_by(BEN)).then_admitted();
    given([]).when(said(1, met(&[])).recorded_by(CARL)).then_refused(Reason::NotYoursToActFor);
    given([]).when(said(1, met(&[])).recorded_by(NOBODY)).then_refused(Reason::SupporterUnknown);
    given([]).when(Event { told_by: supporter(CARL), ..said(1, met(&[])) }).then_admitted();
}

#[test]
fn nobody_acts_for_a_supporter_who_has_left() {
    given([]).left(AMINA).when(said(1, met(&[AMINA]))).for_supporter(AMINA).then_refused(Reason::NotYoursToActFor);
    given([]).left(AMINA).when(said(1, met(&[AMINA]))).for_supporter(BEN).then_admitted();
}

#[test]
fn agencies_and_groups_are_there() {
    let shared = |name: &str| Event { audience: Some(Audience { width: 2, agencies: vec![name.into()] }), ..said(1, met(&[])) };
    given([]).when(shared(CARE)).then_admitted();
    given([]).when(shared("nobody")).then_refused(Reason::AgencyUnknown);
    given([]).when(Event { told_by: agency("nobody"), ..said(1, met(&[])) }).then_refused(Reason::AgencyUnknown);
    for kind in [
        |group: &str| Kind::ConnectedToGroup(ConnectedToGroup { group: group.into() }),
        |group: &str| Kind::GroupLeft(GroupLeft { group: group.into(), why: String::new() }),
    ] {
        given([]).when(said(1, kind(GROUP))).then_admitted();
        given([]).when(said(1, kind(&id(5)))).then_refused(Reason::GroupUnknown);
    }
    let place = Some(Place { place: Some(place::Place::Space(id(5))) });
    given([]).when(Event { place, ..said(1, met(&[])) }).then_refused(Reason::GroupUnknown);
}

#[test]
fn who_and_what_came_about_earlier_in_the_request_is_known() {
    let heard = said(1, Kind::FirstHeardOf(FirstHeardOf { person: NOBODY.into(), ..Default::default() })).of(&[NOBODY]);
    let dana = "00000000-0000-4000-8000-0000000000b9";
    let joined = said(2, Kind::SupporterJoined(SupporterJoined { supporter: dana.into(), ..Default::default() })).of(&[dana]);
    let formed = said(3, Kind::GroupFormed(GroupFormed::default())).of(&[]);
    let met = said(4, met(&[dana])).of(&[NOBODY]).recorded_by(dana);
    let connected = said(5, Kind::ConnectedToGroup(ConnectedToGroup { group: id(3) })).of(&[NOBODY]);
    given([]).when_all([heard, joined, formed, met, connected]).then_admitted();
}

#[test]
fn an_event_is_known_to_those_who_know_the_people_in_it() {
    let how = |event| Kind::SaidHowItWas(SaidHowItWas { event: id(event), how: 1 });
    given([said(1, met(&[]))]).when(said(2, how(1))).then_admitted();
    given([said(1, met(&[])).by(CARE).of(&[TOM])]).when(said(2, how(1))).then_refused(Reason::EventUnknown);
    given([]).when(said(2, how(1))).then_refused(Reason::EventUnknown);
    given([said(1, died()).by(CARE).of(&[ROSA_TOO])]).joined().when(said(2, how(1))).then_admitted();
}

#[test]
fn a_worry_about_safety_is_known_to_its_roles_alone() {
    let shared = |role: &str| {
        let concern = SafetyConcernShared { to_roles: vec![role.into()], ..Default::default() };
        given([said(1, Kind::SafetyConcernShared(concern)).by(CARE).of(&[ROSA_TOO]), said(2, started(AMINA))]).joined()
    };
    let answered = said(3, Kind::SafetyConcernAnswered(SafetyConcernAnswered { concern: id(1), ..Default::default() }));
    shared("harmony-house/lead").when(answered.clone()).then_admitted();
    shared("care-city/lead").when(answered.clone()).then_refused(Reason::EventUnknown);
    shared("care-city/lead").when(answered.clone().by(CARE)).then_admitted();
    given([said(1, met(&[]))]).when(answered).then_refused(Reason::EventUnknown);
}

#[test]
fn a_worry_about_safety_is_shared_with_roles_of_agencies_that_take_part() {
    let concern = |role: &str| Kind::SafetyConcernShared(SafetyConcernShared { to_roles: vec![role.into()], ..Default::default() });
    given([]).when(said(1, concern("care-city/lead"))).then_admitted();
    given([]).when(said(1, concern("nobody/lead"))).then_refused(Reason::AgencyUnknown);
    assert_eq!(given([]).when(said(1, concern("harmony-house/lead"))).then_admitted().depends_on.len(), 0);
}

#[test]
fn the_first_event_that_may_not_be_is_named() {
    let around = throughline_story::Surroundings::default();
    let writer = throughline_story::Writer { agency: HARMONY.into(), acting_for: throughline_story::ActingFor::System, keeper: false };
    let events = [said(1, Kind::GroupFormed(GroupFormed::default())).of(&[]), said(2, met(&[]))];
    let (index, refused) = throughline_story::admit(&events, &writer, &around, crate::given::NOW).expect_err("nobody is known");
    assert_eq!((index, refused), (1, throughline_story::Refused::PersonUnknown { person: ROSA.into() }));
}

#[test]
fn an_answer_to_itself_is_no_worry() {
    let answer =
        || said(1, Kind::SafetyConcernAnswered(SafetyConcernAnswered { concern: id(1), ..Default::default() })).by(CARE).of(&[ROSA_TOO]);
    given([answer()]).joined().when(said(2, Kind::SaidHowItWas(SaidHowItWas { event: id(1), how: 1 }))).then_refused(Reason::EventUnknown);
}
