//! The folded story, with only what its reader may see.

use throughline_proto::v1::{
    Alongside, AlongsideEnded, AlongsideStarted, Change, ChangeKind, Choice, ChoseToWorkOn, Corrected, Event, FirstHeardOf, LifeMap,
    LifeMapMade, Meeting, OfferAnswered, Promise, PromiseKind, Said, SharingLevel, StepTaken, Story, event::Kind, sharing_scope::Scope,
};

use super::given::{
    CARE_CITY, Given, HARMONY, HUMOURISK, choice, event, just_us, met, offer, on, rosa, rosas_story, strength, system, with_a_yes,
};

/// Care City is alongside. Harmony House met her, heard of a strength, and made an offer; it drew a life map with her.
fn a_story() -> Given {
    let mut given = rosas_story()
        .alongside(CARE_CITY)
        .event(event("beside-care-city", CARE_CITY, Kind::AlongsideStarted(AlongsideStarted::default())))
        .event(event("heard-of-rosa", HARMONY, Kind::FirstHeardOf(FirstHeardOf::default())))
        .event(met("met", HARMONY))
        .event(strength("strength", HARMONY))
        .event(offer("offer", HARMONY))
        .event(event("map", HARMONY, Kind::LifeMapMade(LifeMapMade::default())));
    let story = &mut given.story;
    story.last_met = Some(Meeting { event: "met".into(), ..Default::default() });
    story.strengths = vec![Said { event: "strength".into(), ..Default::default() }];
    story.promises = vec![Promise { event: "offer".into(), last_event: "offer".into(), ..Default::default() }];
    story.life_map_now = Some(LifeMap { event: "map".into(), ..Default::default() });
    story.home = vec!["tom".into()];
    (story.events, story.newest_position, story.since, story.until) = (6, 99, Some(on("2026-05-01")), Some(on("2026-05-01")));
    given
}

#[test]
fn each_item_is_shown_to_whoever_sees_its_event() {
    let shown = a_story().shown_to(&system(CARE_CITY));
    assert_eq!((shown.strengths.len(), shown.promises.len(), shown.profiles.len()), (1, 1, 1));
    assert!(shown.last_met.is_some());
    assert_eq!(shown.life_map_now, None);
}

#[test]
fn a_resident_is_shown_their_life_map_and_their_home() {
    let shown = a_story().shown_to(&rosa());
    assert!(shown.life_map_now.is_some());
    assert_eq!(shown.home, ["tom"]);
}

#[test]
fn who_shares_the_home_is_the_residents() {
    assert!(a_story().shown_to(&system(CARE_CITY)).home.is_empty());
}

#[test]
fn somebody_who_has_nothing_to_do_with_it_is_shown_nothing() {
    assert_eq!(a_story().shown_to(&system(HUMOURISK)), Story::default());
}

#[test]
fn counts_and_positions_are_not_told_since_they_would_tell_of_what_is_hidden() {
    let shown = a_story().shown_to(&rosa());
    assert_eq!((shown.events, shown.newest_position, shown.since, shown.until), (0, 0, None, None));
}

#[test]
fn an_item_is_not_shown_when_what_ended_it_is_not() {
    let mut given = a_story().event(just_us(event("ended", HARMONY, Kind::AlongsideEnded(AlongsideEnded::default()))));
    given = given.event(event("beside-harmony-house", HARMONY, Kind::AlongsideStarted(AlongsideStarted::default())));
    given.story.alongside.push(Alongside { until: Some(on("2026-05-20")), ended_event: "ended".into(), ..with_a_yes(HARMONY) });
    let supporters = |shown: &Story| shown.alongside.len();
    assert_eq!(supporters(&given.shown_to(&system(CARE_CITY))), 1);
    assert_eq!(supporters(&given.shown_to(&rosa())), 2);
}

#[test]
fn a_promise_is_not_shown_when_what_changed_it_last_is_not() {
    let mut given = a_story().event(just_us(event("answer", HARMONY, Kind::OfferAnswered(OfferAnswered::default()))));
    given.story.promises[0].last_event = "answer".into();
    assert!(given.shown_to(&system(CARE_CITY)).promises.is_empty());
    assert_eq!(given.shown_to(&system(HARMONY)).promises.len(), 1);
}

#[test]
fn a_concern_and_its_promise_are_shown_to_its_roles_and_its_writer_only() {
    let mut given = a_story().concern("worry", HARMONY, &["council/lead"]);
    given.story.promises.push(Promise { event: "worry".into(), kind: PromiseKind::Acknowledge.into(), ..Default::default() });
    for (caller, concerns) in [(system("council"), 1), (system(HARMONY), 1), (system(CARE_CITY), 0), (rosa(), 0)] {
        let shown = given.shown_to(&caller);
        assert_eq!(shown.concerns.len(), concerns, "{caller:?}");
        assert_eq!(shown.promises.iter().filter(|promise| promise.event == "worry").count(), concerns, "{caller:?}");
    }
}

#[test]
fn a_choice_is_shown_with_the_steps_that_the_reader_sees() {
    let mut given = a_story()
        .event(event("goal", HARMONY, Kind::ChoseToWorkOn(ChoseToWorkOn::default())))
        .event(event("step", HARMONY, Kind::StepTaken(StepTaken::default())))
        .event(just_us(event("quiet-step", HARMONY, Kind::StepTaken(StepTaken::default()))));
    let steps = ["step", "quiet-step"].map(|id| Said { event: id.into(), ..Default::default() });
    given.story.choices = vec![Choice { event: "goal".into(), steps: steps.into(), ..Default::default() }];
    assert_eq!(given.shown_to(&system(CARE_CITY)).choices[0].steps.len(), 1);
    assert_eq!(given.shown_to(&rosa()).choices[0].steps.len(), 2);
}

#[test]
fn an_agency_is_always_shown_its_own_profile_and_not_another() {
    let given = a_story().known_as("rosa-too", HUMOURISK);
    let people = |agency: &str| given.shown_to(&system(agency)).profiles.into_iter().map(|profile| profile.person).collect::<Vec<_>>();
    assert_eq!(people(HUMOURISK), ["rosa-too"]);
}

#[test]
fn what_the_resident_chose_is_not_shown_to_those_whom_it_is_about() {
    let given = a_story().chosen(choice(Scope::Kind("met".into()), &[CARE_CITY], SharingLevel::Nothing));
    let shown = given.shown_to(&system(CARE_CITY));
    assert!(shown.sharing.is_empty() && shown.last_met.is_none());
}

#[test]
fn an_item_is_not_shown_when_what_put_it_right_is_not() {
    let correction = Kind::Corrected(Box::new(Corrected { event: "strength".into(), ..Default::default() }));
    let given = |correction: Event| {
        let mut given = a_story().event(correction);
        let kind = ChangeKind::Corrected.into();
        given.story.changes.push(Change { event: "strength".into(), by_event: "put-right".into(), kind, ..Default::default() });
        given
    };
    let correction = event("put-right", HARMONY, correction);
    let open = given(correction.clone()).shown_to(&system(CARE_CITY));
    let closed = given(just_us(correction)).shown_to(&system(CARE_CITY));
    assert_eq!((open.strengths.len(), open.changes.len()), (1, 1));
    assert_eq!((closed.strengths.len(), closed.changes.len()), (0, 0));
}
