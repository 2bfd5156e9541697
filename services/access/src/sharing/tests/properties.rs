//! What holds for every event, every story and every choice, tried on many made at random.

use proptest::{collection::vec, prelude::*, sample::select};
use prost::Message as _;
use throughline_proto::v1::{
    Alongside, Audience, Event, Part, SharingChosen, SharingScope, WithdrawnBecause, event::Kind, sharing_scope::Scope,
};

use super::given::{Given, on, viewer};
use crate::{ActingFor, Caller, KEEPER, Reader, Sight, TurnsOn, turns_on};

const STRANGER: &str = "stranger";
const AGENCIES: [&str; 3] = ["one", "two", "three"];
const PEOPLE: [&str; 3] = ["rosa", "rosa-too", "tom"];
const EVENTS: [&str; 5] = ["e0", "e1", "e2", "e3", "e4"];
const KINDS: [&str; 3] = ["met", "noted", "corrected"];
const LAST_KIND: u32 = 300;

/// Every kind there is, empty: a field of length nothing is that kind's default.
fn all_kinds() -> Vec<Kind> {
    let decoded = (20..LAST_KIND).filter_map(|field| {
        let mut bytes = Vec::new();
        prost::encoding::encode_key(field, prost::encoding::WireType::LengthDelimited, &mut bytes);
        bytes.push(0);
        Event::decode(bytes.as_slice()).ok()?.kind
    });
    decoded.collect()
}

fn agency() -> impl Strategy<Value = String> {
    select(&AGENCIES[..]).prop_map(String::from)
}

fn person() -> impl Strategy<Value = String> {
    select(&PEOPLE[..]).prop_map(String::from)
}

fn an_event_id() -> impl Strategy<Value = String> {
    select(&EVENTS[..]).prop_map(String::from)
}

/// A kind with what its openness turns on.
fn kind() -> impl Strategy<Value = Kind> {
    (select(all_kinds()), an_event_id(), vec(person(), 0..3), agency(), any::<bool>()).prop_map(
        |(mut kind, event, people, agency, agrees)| {
            match &mut kind {
                Kind::Corrected(corrected) => corrected.event = event,
                Kind::Withdrawn(withdrawn) => withdrawn.event = event,
                Kind::DisagreementAdded(added) => added.event = event,
                Kind::SafetyConcernShared(shared) => shared.to_roles = vec![format!("{agency}/lead")],
                Kind::SafetyConcernAnswered(answered) => answered.concern = event,
                Kind::LooksReleased(released) => released.concern = event,
                Kind::EmergencyReviewed(reviewed) => reviewed.opening = event,
                Kind::Looked(looked) => looked.under_concern = if agrees { event } else { String::new() },
                Kind::OtherwiseTold(told) => told.resident_agrees = agrees,
                Kind::ProfilesMayMatch(perhaps) => perhaps.profiles = people,
                Kind::ProfilesJoined(joined) => joined.profiles = people,
                Kind::ProfilesSeparated(separated) => separated.profiles = people,
                Kind::SupporterAway(away) => away.supporter = "one-supporter".into(),
                Kind::SupporterLeft(left) => left.supporter = "one-supporter".into(),
                Kind::SupporterReflected(reflected) => reflected.supporter = "one-supporter".into(),
                _ => {}
            }
            kind
        },
    )
}

fn event() -> impl Strategy<Value = Event> {
    let parts = vec((person(), 1..4i32).prop_map(|(person, role)| Part { person, role }), 0..3);
    let audience = proptest::option::of((0..4i32, vec(agency(), 0..3)).prop_map(|(width, agencies)| Audience { width, agencies }));
    (kind(), agency(), parts, audience, vec(1..7i32, 0..2)).prop_map(|(kind, agency, people, audience, topics)| Event {
        agency,
        people,
        audience,
        topics,
        kind: Some(kind),
        ..Default::default()
    })
}

fn a_choice() -> impl Strategy<Value = SharingChosen> {
    let scope = prop_oneof![
        an_event_id().prop_map(Scope::Event),
        select(&KINDS[..]).prop_map(|kind| Scope::Kind(kind.into())),
        agency().prop_map(Scope::WrittenBy),
        Just(Scope::Everything(true)),
        (1..7i32).prop_map(Scope::Topic),
    ];
    let until = select(vec!["", "2026-05-31", "2026-06-01"]).prop_map(String::from);
    (scope, vec(agency(), 0..3), 0..4i32, until).prop_map(|(scope, agencies, level, until)| SharingChosen {
        scope: Some(SharingScope { scope: Some(scope) }),
        agencies,
        level,
        until,
        never_supporters: Vec::new(),
    })
}

fn beside() -> impl Strategy<Value = Alongside> {
    (agency(), any::<bool>(), any::<bool>()).prop_map(|(agency, with_yes, ended)| Alongside {
        supporter: format!("{agency}-supporter"),
        agency,
        with_yes,
        until: ended.then(|| on("2026-05-01")),
        ..Default::default()
    })
}

/// A story of Rosa's two profiles with five events, some of them about others.
fn given() -> impl Strategy<Value = Given> {
    let events = vec(event(), EVENTS.len());
    let hidden = vec((an_event_id(), 1..4i32), 0..2);
    (events, vec(beside(), 0..4), vec(a_choice(), 0..5), vec(agency(), 2), hidden).prop_map(|(events, besides, choices, knows, hidden)| {
        let mut given = Given::default().known_as("rosa", &knows[0]).known_as("rosa-too", &knows[1]);
        given.story.alongside = besides;
        for (mut event, id) in events.into_iter().zip(EVENTS) {
            event.id = id.into();
            given = match &event.kind {
                Some(Kind::SafetyConcernShared(shared)) => {
                    let roles: Vec<&str> = shared.to_roles.iter().map(String::as_str).collect();
                    let concern = Given::default().concern(id, "", &roles).story.concerns.remove(0);
                    given.story.concerns.push(concern);
                    given.event(event)
                }
                _ => given.event(event),
            };
        }
        let given = choices.into_iter().fold(given, Given::chosen);
        hidden
            .into_iter()
            .fold(given, |given, (event, because)| given.withdrawn(&event, WithdrawnBecause::try_from(because).unwrap_or_default()))
    })
}

fn acting_for() -> impl Strategy<Value = ActingFor> {
    prop_oneof![
        Just(ActingFor::System),
        agency().prop_map(|agency| ActingFor::Supporter(format!("{agency}-supporter"))),
        person().prop_map(ActingFor::Resident),
    ]
}

fn caller() -> impl Strategy<Value = Caller> {
    (agency(), acting_for()).prop_map(|(agency, acting_for)| Caller { agency, acting_for, keeper: false })
}

/// An event's own sight, with chains of changes followed no further than there are events: they may go round in random ones.
fn sight(given: &Given, caller: &Caller, id: &str, depth: usize) -> Sight {
    let Some(event) = given.events.iter().find(|event| event.id == id) else { return Sight::Nothing };
    let of_target = |target: &str| if depth == 0 { Sight::Nothing } else { sight(given, caller, target, depth - 1) };
    Reader::new(&viewer(caller), &given.story).sight(event, of_target)
}

fn sights(given: &Given, caller: &Caller) -> Vec<Sight> {
    EVENTS.iter().map(|id| sight(given, caller, id, EVENTS.len())).collect()
}

/// Public, or a change of something public.
fn is_of_nobody(given: &Given, event: &Event, depth: usize) -> bool {
    let about_the_story = throughline_story::concerned(event).any(|person| person != "tom");
    match event.kind.as_ref().map(turns_on) {
        Some(TurnsOn::Place) => !about_the_story,
        Some(TurnsOn::Target(target)) if depth > 0 => {
            given.events.iter().any(|event| event.id == target && is_of_nobody(given, event, depth - 1))
        }
        _ => false,
    }
}

#[test]
fn every_kind_is_tried() {
    assert_eq!(all_kinds().len(), 67);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_stranger_sees_nothing_of_any_story_whatever_the_event(given in given(), acting_for in acting_for()) {
        for agency in [STRANGER, KEEPER, ""] {
            let caller = Caller { agency: agency.into(), acting_for: acting_for.clone(), keeper: false };
            for (event, sight) in given.events.iter().zip(sights(&given, &caller)) {
                prop_assert!(sight == Sight::Nothing || is_of_nobody(&given, event, EVENTS.len()), "{event:?}");
            }
            prop_assert!(!Reader::new(&viewer(&caller), &given.story).may_open());
        }
    }

    #[test]
    fn taking_back_the_yes_or_ending_never_opens_anything(given in given(), caller in caller()) {
        let before = sights(&given, &caller);
        let mut without_a_yes = given.clone();
        without_a_yes.story.alongside.iter_mut().for_each(|beside| beside.with_yes = false);
        let mut ended = given.clone();
        ended.story.alongside.iter_mut().for_each(|beside| beside.ended_event = "ended".into());
        for after in [sights(&without_a_yes, &caller), sights(&ended, &caller)] {
            prop_assert!(after.iter().zip(&before).all(|(after, before)| after <= before), "{before:?} became {after:?}");
        }
    }

    #[test]
    fn a_choice_that_has_run_out_has_no_effect(given in given(), caller in caller()) {
        let (mut ran_out, mut without) = (given.clone(), given);
        for kept in &mut ran_out.story.sharing {
            if let Some(choice) = &mut kept.choice { choice.until = "2026-05-31".into() }
        }
        without.story.sharing.clear();
        prop_assert_eq!(sights(&ran_out, &caller), sights(&without, &caller));
    }

    #[test]
    fn choices_change_nothing_for_the_resident_and_never_hide_from_the_writer(given in given(), caller in caller()) {
        let mut without = given.clone();
        without.story.sharing.clear();
        let both = sights(&given, &caller).into_iter().zip(sights(&without, &caller));
        for (event, (with, without)) in given.events.iter().zip(both) {
            // What changes or answers another is seen as far as that, which may be another's; one that names nobody is of something public.
            let stands_alone = !event.people.is_empty() && crate::changes(event).is_none();
            if matches!(caller.acting_for, ActingFor::Resident(_)) || event.agency == caller.agency && stands_alone {
                prop_assert_eq!(with, without);
            }
        }
    }

    #[test]
    fn somebody_shut_out_sees_nothing_of_the_story(given in given(), agency in agency()) {
        let caller = Caller { agency, acting_for: ActingFor::Supporter("ex".into()), keeper: false };
        let given = given.chosen(SharingChosen { never_supporters: vec!["ex".into()], ..Default::default() });
        for (event, sight) in given.events.iter().zip(sights(&given, &caller)) {
            prop_assert!(sight == Sight::Nothing || is_of_nobody(&given, event, EVENTS.len()), "{event:?}");
        }
    }

    #[test]
    fn a_concern_is_seen_by_its_writer_and_its_roles_only(given in given(), caller in caller()) {
        for (event, sight) in given.events.iter().zip(sights(&given, &caller)) {
            let Some(Kind::SafetyConcernShared(shared)) = &event.kind else { continue };
            let resident = matches!(caller.acting_for, ActingFor::Resident(_));
            let role = shared.to_roles.contains(&format!("{}/lead", caller.agency));
            prop_assert!(sight == Sight::Nothing || !resident && (role || event.agency == caller.agency));
        }
    }

    #[test]
    fn words_taken_back_as_unsafe_are_read_by_nobody(given in given(), caller in caller(), id in an_event_id()) {
        let given = given.withdrawn(&id, WithdrawnBecause::UnsafeToShow);
        for (event, sight) in given.events.iter().zip(sights(&given, &caller)).filter(|(event, _)| event.id == id) {
            let of_a_story = !is_of_nobody(&given, event, EVENTS.len()) && !matches!(event.kind, Some(Kind::SupporterReflected(_)));
            prop_assert!(sight < Sight::Words || !of_a_story);
        }
    }

    #[test]
    fn a_change_of_another_agencys_event_is_seen_no_further_than_the_event(given in given(), caller in caller()) {
        for event in &given.events {
            let Some(Kind::Corrected(corrected)) = &event.kind else { continue };
            let depth = EVENTS.len();
            if event.agency != caller.agency && !matches!(caller.acting_for, ActingFor::Resident(_)) {
                prop_assert!(sight(&given, &caller, &event.id, depth + 1) <= sight(&given, &caller, &corrected.event, depth));
            }
        }
    }
}
