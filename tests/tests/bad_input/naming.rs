//! Naming what is not there, or is not the caller's; and doing what can no longer be done.

use throughline_proto::v1::{
    Answer, AskPickedUp, ConnectedToGroup, Corrected, DisagreementAdded, Event, HelpKind, Helped, OfferTakenBack, OfferedHelp, Party,
    Reason, SaidHowItWas, StepTaken, Withdrawn, WithdrawnBecause, event::Kind, party::Party as Somebody,
};
use throughline_tests::{
    caller::request,
    events::{about, alongside, answered, asked, met, noted, of_nobody, offered},
};

use crate::fixture::{Fixture, nobody};

fn withdrawn(event: &str) -> Event {
    of_nobody(Kind::Withdrawn(Withdrawn { event: event.to_owned(), because: WithdrawnBecause::Mistake.into(), why: String::new() }))
}

fn corrected(event: &str, instead: Event) -> Event {
    let instead = Some(Box::new(Event { people: Vec::new(), ..instead }));
    of_nobody(Kind::Corrected(Box::new(Corrected { event: event.to_owned(), why: "The other day.".into(), instead })))
}

fn party(party: Somebody) -> Option<Party> {
    Some(Party { party: Some(party) })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_who_is_not_there_and_one_of_anothers_cannot_be_told_apart() {
    let at = Fixture::new().await;
    let not_there = at.refuses_from(&at.city, request(vec![noted(&nobody(), "Fine.")])).await;
    let anothers = at.refuses_from(&at.city, request(vec![noted(&at.rosa, "Fine.")])).await;
    not_there.is(Reason::PersonUnknown);
    assert_eq!((not_there.code, not_there.reason, not_there.message), (anothers.code, anothers.reason, anothers.message));
    // Nor may anybody be named who is not theirs, wherever it is.
    let theirs = at.city.hears_of("Sam").await;
    let from = Helped { from: party(Somebody::Resident(at.rosa.clone())), kind: HelpKind::Home.into(), ..Helped::default() };
    at.refuses_from(&at.city, request(vec![about(&theirs, Kind::Helped(from))])).await.is(Reason::PersonUnknown);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supporter_is_no_person_to_write_about() {
    let at = Fixture::new().await;
    at.refuses_event(noted(&at.amira, "Fine.")).await.is(Reason::PersonUnknown);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_is_not_there_is_refused() {
    let at = Fixture::new().await;
    let event = about(&at.rosa, Kind::ConnectedToGroup(ConnectedToGroup { group: nobody() }));
    at.refuses_event(event).await.is(Reason::GroupUnknown);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_or_an_ask_that_is_not_there_is_refused() {
    let at = Fixture::new().await;
    let helped =
        Helped { from: party(Somebody::Supporter(at.amira.clone())), kind: HelpKind::Home.into(), promise: nobody(), ..Helped::default() };
    let published = OfferedHelp { what: "A lift".into(), kind: HelpKind::Home.into(), published_offer: nobody(), ..OfferedHelp::default() };
    let events = [
        answered(&nobody(), Answer::Yes),
        of_nobody(Kind::AskPickedUp(AskPickedUp { ask: nobody(), by: None })),
        of_nobody(Kind::OfferTakenBack(OfferTakenBack { offer: nobody(), why: String::new() })),
        about(&at.rosa, answered(&nobody(), Answer::Yes).kind.expect("a kind")),
        about(&at.rosa, Kind::Helped(helped)),
        about(&at.rosa, Kind::OfferedHelp(published)),
    ];
    for event in events {
        at.refuses_event(event).await.is(Reason::OfferUnknown);
    }
    // What is there, and is no offer.
    let note = at.house.write(noted(&at.rosa, "No offer.")).await;
    at.refuses_event(answered(&note.event, Answer::Yes)).await.is(Reason::OfferUnknown);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_is_not_there_is_refused() {
    let at = Fixture::new().await;
    let disagreement = DisagreementAdded { event: nobody(), by: party(Somebody::Resident(at.rosa.clone())), view: "No.".into() };
    let events = [
        withdrawn(&nobody()),
        corrected(&nobody(), met(&at.rosa, &at.amira)),
        about(&at.rosa, Kind::DisagreementAdded(disagreement)),
        about(&at.rosa, Kind::SaidHowItWas(SaidHowItWas { event: nobody(), how: 1 })),
        about(&at.rosa, Kind::StepTaken(StepTaken { choice: nobody(), what: "A step.".into() })),
    ];
    for event in events {
        at.refuses_event(event).await.is(Reason::EventUnknown);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supporter_who_is_not_there_or_not_ones_own_is_refused() {
    let at = Fixture::new().await;
    at.refuses_event(met(&at.rosa, &nobody())).await.is(Reason::SupporterUnknown);
    at.refuses_event(Event { recorded_by: nobody(), ..noted(&at.rosa, "Fine.") }).await.is(Reason::SupporterUnknown);
    let ben = at.city.is_joined_by("Ben").await;
    at.refuses_event(Event { recorded_by: ben.clone(), ..noted(&at.rosa, "Fine.") }).await.is(Reason::NotYoursToActFor);
    at.refuses_event(alongside(&at.rosa, &ben)).await.is(Reason::NotYoursToActFor);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_agency_wrote_is_not_ours_to_change() {
    let at = Fixture::new().await;
    let written = at.house.write(met(&at.rosa, &at.amira)).await;
    // Who does not see it is told nothing.
    at.refuses_from(&at.city, request(vec![withdrawn(&written.event)])).await.is(Reason::EventUnknown);
    let rosie = at.city.hears_of("Rosie").await;
    at.house.joins(&[&at.rosa, &rosie], &at.amira).await;
    at.refuses_from(&at.city, request(vec![withdrawn(&written.event)])).await.is(Reason::NotYoursToChange);
    let correction = corrected(&written.event, met(&at.rosa, ""));
    at.refuses_from(&at.city, request(vec![correction])).await.is(Reason::NotYoursToChange);
    let offer = at.house.write(offered(&at.rosa, "A lift", HelpKind::GettingAbout)).await;
    let taken_back = of_nobody(Kind::OfferTakenBack(OfferTakenBack { offer: offer.event, why: String::new() }));
    at.refuses_from(&at.city, request(vec![taken_back])).await.is(Reason::NotYoursToChange);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_withdrawn_stays_so() {
    let at = Fixture::new().await;
    let written = at.house.write(met(&at.rosa, &at.amira)).await;
    at.house.write(withdrawn(&written.event)).await;
    at.refuses_event(withdrawn(&written.event)).await.is(Reason::AlreadyWithdrawn);
    at.refuses_event(corrected(&written.event, met(&at.rosa, ""))).await.is(Reason::AlreadyWithdrawn);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_of_another_kind_is_refused() {
    let at = Fixture::new().await;
    let written = at.house.write(met(&at.rosa, &at.amira)).await;
    assert!(!at.refuses_event(corrected(&written.event, noted(&at.rosa, "Fine."))).await.is(Reason::FieldInvalid).fields.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_answered_twice_is_refused() {
    let at = Fixture::new().await;
    let offer = at.house.write(offered(&at.rosa, "A lift", HelpKind::GettingAbout)).await;
    at.house.write(answered(&offer.event, Answer::Yes)).await;
    for answer in [Answer::Yes, Answer::NotNow, Answer::No] {
        let refused = at.refuses_event(answered(&offer.event, answer)).await;
        assert_eq!(refused.is(Reason::OfferAlreadyAnswered).metadata["offer"], offer.event);
    }
    // Twice in one request is twice.
    let offer = at.house.write(offered(&at.rosa, "A walk", HelpKind::Company)).await;
    let request = request(vec![answered(&offer.event, Answer::Yes), answered(&offer.event, Answer::Yes)]);
    assert_eq!(at.refuses(request).await.is(Reason::OfferAlreadyAnswered).metadata["event_index"], "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ask_picked_up_twice_is_refused() {
    let at = Fixture::new().await;
    let ask = at.house.write(asked(&at.rosa, "A ramp")).await;
    let picked_up = || of_nobody(Kind::AskPickedUp(AskPickedUp { ask: ask.event.clone(), by: None }));
    at.house.write(picked_up()).await;
    at.refuses_event(picked_up()).await.is(Reason::AskAlreadyPickedUp);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_kind_of_help_after_a_no_is_refused_unless_something_has_changed() {
    let at = Fixture::new().await;
    let offer = at.house.write(offered(&at.rosa, "A lift", HelpKind::GettingAbout)).await;
    at.house.write(answered(&offer.event, Answer::No)).await;
    let again = offered(&at.rosa, "Another lift", HelpKind::GettingAbout);
    assert_eq!(at.refuses_event(again.clone()).await.is(Reason::TheySaidNo).metadata["until"], "2025-04-06");
    at.house.write(offered(&at.rosa, "A meal", HelpKind::Food)).await;
    let mut changed = again;
    if let Some(Kind::OfferedHelp(offer)) = &mut changed.kind {
        offer.what_changed = "The car has a ramp now.".into();
    }
    at.house.write(changed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_recorded_as_an_event_is_refused() {
    let at = Fixture::new().await;
    let looked = about(&at.rosa, Kind::Looked(throughline_proto::v1::Looked::default()));
    at.refuses_event(looked).await.is(Reason::NotForRecord);
    let joined = throughline_proto::v1::AgencyJoined { agency: "new".into(), name: "New".into() };
    at.refuses_event(of_nobody(Kind::AgencyJoined(joined.clone()))).await.is(Reason::NotAllowed);
    let exists = throughline_proto::v1::AgencyJoined { agency: "care-city".into(), ..joined };
    let keeper = at.place.keeper();
    at.refuses_from(&keeper, request(vec![of_nobody(Kind::AgencyJoined(exists))])).await.is(Reason::AgencyExists);
}
