//! What is told of an event whose facts are nobody's to see any more, and of events that name one which is hidden.

use throughline_proto::v1::{
    AlongsideStarted, Answer, Change, ChangeKind, DisagreementAdded, Event, Helped, OfferAnswered, OfferedHelp, SaidHowItWas, SharingLevel,
    Withdrawn, WithdrawnBecause, Yes, event::Kind, sharing_scope::Scope,
};

use super::given::{CARE_CITY, Given, HARMONY, HUMOURISK, choice, event, met, offer, rosa, rosas_story, system, viewer};
use crate::{Caller, Reader, Sight};

fn withdrawal(because: WithdrawnBecause) -> Event {
    event("taken", HARMONY, Kind::Withdrawn(Withdrawn { event: "e".into(), because: because.into(), why: "it was about Tom".into() }))
}

fn taken_back(because: WithdrawnBecause) -> Given {
    let seen = Kind::DisagreementAdded(DisagreementAdded { event: "e".into(), by: None, view: "it was not Tom".into() });
    let recorded = Event { recorded_by: "amina".into(), ..met("e", HARMONY) };
    rosas_story()
        .alongside(CARE_CITY)
        .event(recorded)
        .event(withdrawal(because))
        .event(event("seen", HARMONY, seen))
        .withdrawn("e", because)
}

fn told(given: &Given, caller: &Caller, id: &str) -> Event {
    let event = given.events.iter().find(|event| event.id == id).cloned().expect("it is given");
    Reader::new(&viewer(caller), &given.story).told(event, given.sight(caller, id), |id| given.sight(caller, id))
}

#[test]
fn what_somebody_thinks_of_their_yes_is_told_like_words_and_an_agencys_key_to_itself() {
    let yes = Some(Yes { view: "glad of it".into(), ..Yes::default() });
    let started = event("e", HARMONY, Kind::AlongsideStarted(AlongsideStarted { yes, ..AlongsideStarted::default() }));
    let given = rosas_story().alongside(CARE_CITY).event(Event { source_key: "visits/17".into(), ..started });
    let seen = |caller: &Caller| {
        let told = told(&given, caller, "e");
        let Some(Kind::AlongsideStarted(it)) = told.kind else { panic!("it is told") };
        (it.yes.expect("that there is one").view, told.source_key)
    };
    assert_eq!(given.sight(&system(CARE_CITY), "e"), Sight::Sentence);
    assert_eq!(seen(&system(CARE_CITY)), (String::new(), String::new()));
    assert_eq!(seen(&rosa()), ("glad of it".to_owned(), String::new()));
    assert_eq!(seen(&system(HARMONY)), ("glad of it".to_owned(), "visits/17".to_owned()));
}

#[test]
fn of_something_about_somebody_else_only_who_wrote_it_is_told() {
    let given = taken_back(WithdrawnBecause::WrongPerson);
    for caller in [system(HARMONY), system(CARE_CITY), rosa()] {
        assert_eq!(given.sight(&caller, "e"), Sight::Sentence);
        let told = told(&given, &caller, "e");
        assert_eq!((told.kind, told.agency.as_str(), told.recorded_by.as_str()), (None, HARMONY, ""));
    }
}

#[test]
fn of_something_unsafe_not_even_who_wrote_it_is_told() {
    let given = taken_back(WithdrawnBecause::UnsafeToShow);
    for id in ["e", "seen"] {
        let told = told(&given, &rosa(), id);
        assert_eq!((told.kind, told.agency.as_str()), (None, ""), "{id}");
    }
    let told = told(&given, &rosa(), "taken");
    assert_eq!(told.agency, "");
    assert_eq!(told.kind, Some(Kind::Withdrawn(Withdrawn { event: "e".into(), ..Default::default() })));
}

#[test]
fn why_it_was_unsafe_stands_in_no_summary_either() {
    let mut given = taken_back(WithdrawnBecause::UnsafeToShow);
    given.story.changes = vec![Change {
        event: "e".into(),
        kind: ChangeKind::Withdrawn.into(),
        by_event: "taken".into(),
        because: WithdrawnBecause::UnsafeToShow.into(),
        ..Default::default()
    }];
    let shown = given.shown_to(&system(CARE_CITY)).changes;
    assert_eq!((shown.len(), shown[0].because()), (1, WithdrawnBecause::Unspecified));
}

#[test]
fn what_was_a_mistake_is_told_whole() {
    let given = taken_back(WithdrawnBecause::Mistake);
    assert_eq!(told(&given, &rosa(), "e"), given.events[0]);
    assert_eq!(told(&given, &rosa(), "taken"), given.events[1]);
}

fn kept_offer() -> Given {
    let answered = OfferAnswered { offer: "offer".into(), answer: Answer::Yes.into(), ..Default::default() };
    let said = SaidHowItWas { event: "offer".into(), ..Default::default() };
    let helped = Helped { promise: "offer".into(), ..Default::default() };
    rosas_story()
        .alongside(CARE_CITY)
        .event(offer("offer", HARMONY))
        .event(event("answered", HARMONY, Kind::OfferAnswered(answered)))
        .event(event("said", HUMOURISK, Kind::SaidHowItWas(said)))
        .event(event("helped", HARMONY, Kind::Helped(helped)))
        .event(event("again", HARMONY, Kind::OfferedHelp(OfferedHelp { ask: "offer".into(), ..Default::default() })))
        .chosen(choice(Scope::Event("offer".into()), &[], SharingLevel::Nothing))
}

#[test]
fn an_answer_is_told_to_nobody_who_does_not_see_what_it_answers() {
    let given = kept_offer();
    for id in ["answered", "said"] {
        assert_eq!(given.sight(&system(CARE_CITY), id), Sight::Nothing, "{id}");
        assert_eq!(given.sight(&rosa(), id), Sight::Words, "{id}");
    }
    assert_eq!(given.sight(&system(HUMOURISK), "said"), Sight::Words, "who wrote it keeps sight of it");
}

#[test]
fn what_stands_by_itself_is_told_without_the_name_of_what_is_hidden() {
    let given = kept_offer();
    for id in ["helped", "again"] {
        assert_eq!(given.sight(&system(CARE_CITY), id), Sight::Sentence, "{id}");
        assert!(!format!("{:?}", told(&given, &system(CARE_CITY), id)).contains("\"offer\""), "{id}");
        assert!(format!("{:?}", told(&given, &rosa(), id)).contains("\"offer\""), "{id}");
    }
}

#[test]
fn that_a_proxy_spoke_does_not_name_a_naming_that_is_hidden() {
    let by_proxy = Event { by_proxy: "naming".into(), ..met("e", HARMONY) };
    let given = rosas_story().alongside(CARE_CITY).event(by_proxy).event(event("naming", HUMOURISK, Kind::ProxyNamed(Default::default())));
    assert_eq!(told(&given, &system(CARE_CITY), "e").by_proxy, "");
    assert_eq!(told(&given, &system(HARMONY), "e").by_proxy, "");
    assert_eq!(told(&given, &rosa(), "e").by_proxy, "naming");
}
