//! Events that are not right by themselves: empty, impossible moments, fields that are missing or not the caller's to give.

use throughline_proto::v1::{Event, Happened, HelpKind, Met, Noted, OfferedHelp, Part, Reason, RecordRequest, Role, Words, event::Kind};
use throughline_tests::{
    caller::request,
    events::{about, day, days_ago, met, noted, of_nobody, offered, on, time, with_words},
};

use crate::fixture::Fixture;

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_event_is_refused_as_unknown() {
    let at = Fixture::new().await;
    at.refuses_event(Event::default()).await.is(Reason::UnknownEvent).at("events[0].kind");
    let second = request(vec![noted(&at.rosa, "Fine."), Event { kind: None, ..noted(&at.rosa, "") }]);
    at.refuses(second).await.is(Reason::UnknownEvent).at("events[1].kind");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_without_events_is_refused() {
    let at = Fixture::new().await;
    at.refuses(request(Vec::new())).await.is(Reason::FieldInvalid).at("events");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_without_a_good_id_is_refused() {
    let at = Fixture::new().await;
    for request_id in ["", "17", "00000000-0000-0000-0000-00000000000g"] {
        let request = RecordRequest { request_id: request_id.into(), ..request(vec![noted(&at.rosa, "Fine.")]) };
        at.refuses(request).await.is(Reason::FieldInvalid).at("request_id");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moment_in_the_future_is_refused() {
    let at = Fixture::new().await;
    for moment in [days_ago(-3), day("2999-01-01"), time("2999-01-01T10:00:00+00:00")] {
        at.refuses_event(on(moment, met(&at.rosa, &at.amira))).await.is(Reason::InTheFuture).at("events[0].happened");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_made_up_time_is_refused() {
    let at = Fixture::new().await;
    for text in ["2025-03-14T00:00:00+00:00", "2025-03-14T00:00:00Z", "2025-07-14T00:00:00+01:00"] {
        at.refuses_event(on(time(text), met(&at.rosa, &at.amira))).await.is(Reason::MadeUpTime).at("events[0].happened.time");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moment_that_cannot_be_is_refused() {
    let at = Fixture::new().await;
    let moments = [
        day("2025-02-31"),
        day("14/03/2025"),
        day(""),
        time("2025-03-14T15:30:00"),
        time("2025-03-14T24:00:00+00:00"),
        time("2025-03-14T15:30:00.1234567+00:00"),
        Happened::default(),
    ];
    for moment in moments {
        let refused = at.refuses_event(on(moment.clone(), met(&at.rosa, &at.amira))).await;
        assert!(refused.is(Reason::FieldInvalid).fields[0].starts_with("events[0].happened"), "{moment:?}: {refused:?}");
    }
    at.refuses_event(Event { happened: None, ..met(&at.rosa, &at.amira) }).await.is(Reason::FieldInvalid).at("events[0].happened");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_is_not_right_is_named_at_once() {
    let at = Fixture::new().await;
    let event = Event {
        id: "mine".into(),
        agency: "harmony-house".into(),
        recorded_by: "Amira".into(),
        ..offered(&at.rosa, "", HelpKind::Unspecified)
    };
    let refused = at.refuses_event(event).await;
    let expected =
        ["events[0].id", "events[0].agency", "events[0].recorded_by", "events[0].offered_help.what", "events[0].offered_help.kind"];
    assert_eq!(refused.is(Reason::FieldInvalid).fields, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_about_nobody_is_refused() {
    let at = Fixture::new().await;
    at.refuses_event(of_nobody(Kind::Met(Met::default()))).await.is(Reason::FieldInvalid).at("events[0].people");
    let mentioned = vec![Part { person: at.rosa.clone(), role: Role::Mentioned.into() }];
    at.refuses_event(Event { people: mentioned, ..met(&at.rosa, &at.amira) }).await.is(Reason::FieldInvalid).at("events[0].people");
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_that_do_not_fit_are_refused() {
    let at = Fixture::new().await;
    let part = |role: Role| Part { person: at.rosa.clone(), role: role.into() };
    let twice = Event { people: vec![part(Role::About), part(Role::Present)], ..met(&at.rosa, &at.amira) };
    at.refuses_event(twice).await.is(Reason::FieldInvalid).at("events[0].people[1].person");
    let unsaid = Event { people: vec![part(Role::About), Part { person: at.amira.clone(), role: 0 }], ..met(&at.rosa, &at.amira) };
    at.refuses_event(unsaid).await.is(Reason::FieldInvalid).at("events[0].people[1].role");
    let unknown = Event { people: vec![Part { person: at.rosa.clone(), role: 99 }], ..met(&at.rosa, &at.amira) };
    assert!(at.refuses_event(unknown).await.is(Reason::FieldInvalid).fields.contains(&"events[0].people[0].role".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn words_for_somebody_without_a_part_are_refused() {
    let at = Fixture::new().await;
    let sam = at.house.hears_of("Sam").await;
    let event = with_words(noted(&at.rosa, "Fine."), &sam, "Not theirs.");
    at.refuses_event(event).await.is(Reason::FieldInvalid).at("events[0].words[0].person");
}

#[tokio::test(flavor = "multi_thread")]
async fn details_where_they_do_not_belong_are_refused() {
    let at = Fixture::new().await;
    let words = Words { person: at.rosa.clone(), details: Some(throughline_tests::events::named("Rosalind")), ..Words::default() };
    let event = Event { words: vec![words], ..noted(&at.rosa, "Fine.") };
    at.refuses_event(event).await.is(Reason::FieldInvalid).at("events[0].words[0].details");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_is_too_long_or_not_plain_is_refused() {
    let at = Fixture::new().await;
    let refuses = async |what: String| at.refuses_event(about(&at.rosa, Kind::Noted(Noted { what, ..Noted::default() }))).await;
    refuses("x".repeat(501)).await.is(Reason::FieldInvalid).at("events[0].noted.what");
    refuses("a\u{0}b".into()).await.is(Reason::FieldInvalid).at("events[0].noted.what");
    refuses("a\u{1b}[31mb".into()).await.is(Reason::FieldInvalid).at("events[0].noted.what");
    at.house.write(noted(&at.rosa, &"x".repeat(500))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reference_to_a_later_event_or_to_none_is_refused() {
    let at = Fixture::new().await;
    let answer = |name: &str| throughline_tests::events::answered(name, throughline_proto::v1::Answer::Yes);
    for name in ["#0", "#1", "#7", "#", "#01", "#x"] {
        at.refuses_event(answer(name)).await.is(Reason::FieldInvalid).at("events[0].offer_answered.offer");
    }
    // An event that is no person's first: "#0" names nobody.
    let request = request(vec![noted(&at.rosa, "Fine."), noted("#0", "Nobody.")]);
    let refused = at.refuses(request).await;
    assert!(refused.is(Reason::FieldInvalid).fields[0].starts_with("events[1]"), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_without_its_kind_is_refused() {
    let at = Fixture::new().await;
    let offer = OfferedHelp { what: "A lift".into(), kind: 99, ..OfferedHelp::default() };
    at.refuses_event(about(&at.rosa, Kind::OfferedHelp(offer))).await.is(Reason::FieldInvalid).at("events[0].offered_help.kind");
}
