//! How every event must be spelt, whatever its kind: each rule with a neighbour that is allowed.

use throughline_proto::{
    Refusal,
    v1::{
        Audience, AudienceWidth, Details, Event, FirstHeardOf, Happened, Part, Place, Reach, Reason, Role, SupporterJoined, SupporterLeft,
        Words, event::Kind, place,
    },
};
use throughline_story::validate;

use crate::{
    given::{AMINA, BEN, CARE, HARMONY, NOW, ROSA, TOM, Telling, about, agency, id, part, resident, said, supporter},
    happenings::{answered, corrected, met, noted, withdrawn},
};

/// An event as a caller sends it: what the server gives is empty.
pub fn sent(kind: Kind) -> Event {
    Event { id: String::new(), agency: String::new(), ..said(1, kind) }
}

pub fn check(event: &Event) -> Result<(), Refusal> {
    validate(event, 3, NOW)
}

#[track_caller]
pub fn is_right(event: &Event) {
    assert_eq!(check(event), Ok(()));
}

/// The fields that are wrong, without "events[3].".
#[track_caller]
pub fn wrong(event: &Event) -> Vec<String> {
    let refusal = check(event).expect_err("something is wrong");
    assert_eq!(refusal.reason, Reason::FieldInvalid, "{refusal}");
    refusal.violations.into_iter().map(|violation| violation.field.strip_prefix("events[3].").expect("its place").to_owned()).collect()
}

#[track_caller]
fn refused(event: &Event, reason: Reason) {
    assert_eq!(check(event).expect_err("it is refused").reason, reason);
}

fn words(person: &str, text: &str) -> Words {
    Words { person: person.into(), text: text.into(), ..Default::default() }
}

fn heard(words: Vec<Words>) -> Event {
    Event { words, people: Vec::new(), ..sent(Kind::FirstHeardOf(FirstHeardOf::default())) }
}

fn with_details(details: Details) -> Event {
    heard(vec![Words { details: Some(details), ..Default::default() }])
}

#[test]
fn a_plain_meeting_is_right() {
    is_right(&Event { words: vec![words(ROSA, "We had tea.\n\tShe sang.")], ..sent(met(&[AMINA])).recorded_by(AMINA) });
}

#[test]
fn an_event_says_what_happened() {
    refused(&Event::default(), Reason::UnknownEvent);
}

#[test]
fn all_that_is_wrong_is_named_at_once() {
    let event = Event {
        id: id(1),
        agency: HARMONY.into(),
        happened: None,
        manner: 9,
        people: vec![part(ROSA, Role::Unspecified), about("rosa")],
        ..sent(met(&["amina"]))
    };
    assert_eq!(wrong(&event), ["id", "agency", "happened", "people[0].role", "manner", "people[1].person", "met.with[0]"]);
}

#[test]
fn what_happened_lies_not_in_the_future_and_is_not_made_up() {
    refused(&sent(met(&[])).on("2026-06-03"), Reason::InTheFuture);
    refused(&sent(met(&[])).on("2026-06-01T12:06:00Z"), Reason::InTheFuture);
    refused(&sent(met(&[])).on("2026-05-01T00:00:00+01:00"), Reason::MadeUpTime);
    assert_eq!(wrong(&sent(met(&[])).on("2026-02-31")), ["happened"]);
    assert_eq!(wrong(&Event { happened: Some(Happened { moment: None }), ..sent(met(&[])) }), ["happened"]);
    let refusal = check(&sent(met(&[])).on("2026-05-01T00:00:00Z")).expect_err("made up");
    assert_eq!(refusal.violations[0].field, "events[3].happened.time");
}

#[test]
fn somebody_is_what_an_event_is_about() {
    assert_eq!(wrong(&sent(met(&[])).of(&[])), ["people"]);
    assert_eq!(wrong(&Event { people: vec![part(ROSA, Role::Present)], ..sent(met(&[])) }), ["people"]);
    is_right(&sent(met(&[])).with(part(TOM, Role::Mentioned)));
}

#[test]
fn the_people_may_be_left_out_where_another_event_says_them() {
    for kind in [answered(9, throughline_proto::v1::Answer::Yes), withdrawn(9), corrected(9, met(&[]))] {
        is_right(&sent(kind.clone()).of(&[]));
        is_right(&Event { words: vec![words(ROSA, "…")], ..sent(kind.clone()).of(&[]) });
        assert_eq!(wrong(&Event { people: vec![part(ROSA, Role::Mentioned)], ..sent(kind) }), ["people"]);
    }
}

#[test]
fn who_is_first_heard_of_is_given_by_the_server() {
    is_right(&heard(vec![words("", "…")]));
    is_right(&heard(vec![words("#3", "…")]));
    assert_eq!(wrong(&heard(vec![words(ROSA, "…")])), ["words[0].person"]);
    assert_eq!(wrong(&heard(vec![words("#2", "…")])), ["words[0].person"]);
    assert_eq!(wrong(&Event { people: vec![about(ROSA)], ..heard(Vec::new()) }), ["people"]);
    let named = Kind::FirstHeardOf(FirstHeardOf { person: ROSA.into(), ..Default::default() });
    assert_eq!(wrong(&sent(named).of(&[])), ["first_heard_of.person"]);
    let named = Kind::SupporterJoined(SupporterJoined { supporter: AMINA.into(), ..Default::default() });
    assert_eq!(wrong(&sent(named).of(&[])), ["supporter_joined.supporter"]);
}

#[test]
fn what_is_about_a_supporter_names_no_resident() {
    let left = Kind::SupporterLeft(SupporterLeft { supporter: AMINA.into(), promised_by: BEN.into() });
    is_right(&sent(left.clone()).of(&[]));
    is_right(&sent(left.clone()).of(&[AMINA]));
    assert_eq!(wrong(&sent(left)), ["people"]);
}

#[test]
fn nobody_has_two_parts() {
    assert_eq!(wrong(&sent(met(&[])).with(part(ROSA, Role::Present))), ["people[1].person"]);
}

#[test]
fn sixty_four_people_are_enough() {
    let people = |count: usize| (0..count).map(|number| Part { person: id(number), role: Role::About.into() }).collect::<Vec<_>>();
    is_right(&Event { people: people(64), ..sent(met(&[])) });
    refused(&Event { people: people(65), ..sent(met(&[])) }, Reason::TooLarge);
}

#[test]
fn words_are_of_somebody_with_a_part() {
    assert_eq!(wrong(&Event { words: vec![words(TOM, "…")], ..sent(met(&[])) }), ["words[0].person"]);
    let mentioned = sent(met(&[])).with(part(TOM, Role::Mentioned));
    assert_eq!(wrong(&Event { words: vec![words(TOM, "…")], ..mentioned }), ["words[0].person"]);
    let present = sent(met(&[])).with(part(TOM, Role::Present));
    is_right(&Event { words: vec![words(TOM, "…"), words(ROSA, "…")], ..present });
    assert_eq!(wrong(&Event { words: vec![words(ROSA, "a"), words(ROSA, "b")], ..sent(met(&[])) }), ["words[1].person"]);
    assert_eq!(wrong(&Event { words: vec![words("", "…")], ..sent(met(&[])) }), ["words[0].person"]);
    assert_eq!(wrong(&Event { words: vec![Words { voice: 9, ..words(ROSA, "") }], ..sent(met(&[])) }), ["words[0].voice"]);
}

#[test]
fn words_have_eight_kibibytes_and_events_a_quarter_of_a_mebibyte() {
    is_right(&Event { words: vec![words(ROSA, &"é".repeat(4096))], ..sent(met(&[])) });
    let refusal = check(&Event { words: vec![words(ROSA, &"é".repeat(4097))], ..sent(met(&[])) }).expect_err("too long");
    assert_eq!((refusal.reason, refusal.metadata[0].clone()), (Reason::TooLarge, ("limit", "8192".into())));
    refused(&sent(noted(&"x".repeat(256 * 1024))), Reason::TooLarge);
}

#[test]
fn texts_have_five_hundred_bytes_and_places_and_keys_two_hundred() {
    is_right(&sent(noted(&"x".repeat(500))));
    assert_eq!(wrong(&sent(noted(&"x".repeat(501)))), ["noted.what"]);
    let at = |length| Event { place: Some(Place { place: Some(place::Place::Text("x".repeat(length))) }), ..sent(met(&[])) };
    is_right(&at(200));
    assert_eq!(wrong(&at(201)), ["place.text"]);
    is_right(&Event { source_key: "k".repeat(200), ..sent(met(&[])) });
    assert_eq!(wrong(&Event { source_key: "k".repeat(201), ..sent(met(&[])) }), ["source_key"]);
}

#[test]
fn texts_have_no_control_characters() {
    is_right(&sent(noted("two\nlines\tand a tab")));
    for text in ["\0", "a\rb", "\u{1b}[31m", "\u{7f}", "\u{9b}"] {
        assert_eq!(wrong(&sent(noted(text))), ["noted.what"]);
        assert_eq!(wrong(&Event { words: vec![words(ROSA, text)], ..sent(met(&[])) }), ["words[0].text"]);
    }
}

#[test]
fn references_are_uuids_or_earlier_events_of_the_request() {
    is_right(&sent(met(&["#2"])));
    assert_eq!(wrong(&sent(met(&["#3"]))), ["met.with[0]"]);
    assert_eq!(wrong(&sent(met(&[AMINA, ""]))), ["met.with[1]"]);
    assert_eq!(wrong(&sent(met(&[])).of(&["#3"])), ["people[0].person"]);
    is_right(&sent(met(&[])).of(&["#0"]));
    assert_eq!(wrong(&sent(met(&[])).of(&[""])), ["people[0].person"]);
    assert_eq!(wrong(&sent(met(&[])).recorded_by("amina")), ["recorded_by"]);
    for (told_by, field) in [(resident("x"), "told_by.resident"), (supporter(""), "told_by.supporter"), (agency("X"), "told_by.agency")] {
        assert_eq!(wrong(&Event { told_by, ..sent(met(&[])) }), [field]);
    }
    let place = Some(Place { place: Some(place::Place::Group(String::new())) });
    assert_eq!(wrong(&Event { place, ..sent(met(&[])) }), ["place.group"]);
}

#[test]
fn an_audience_of_agencies_names_them() {
    let audience = |width: AudienceWidth, agencies: &[&str]| {
        let agencies = agencies.iter().copied().map(str::to_owned).collect();
        Event { audience: Some(Audience { width: width.into(), agencies }), ..sent(met(&[])) }
    };
    is_right(&audience(AudienceWidth::Agencies, &[CARE]));
    is_right(&audience(AudienceWidth::JustUs, &[]));
    assert_eq!(wrong(&audience(AudienceWidth::Agencies, &[])), ["audience.agencies"]);
    assert_eq!(wrong(&audience(AudienceWidth::JustUs, &[CARE])), ["audience.agencies"]);
    assert_eq!(wrong(&audience(AudienceWidth::Agencies, &["Care City"])), ["audience.agencies[0]"]);
    assert_eq!(wrong(&Event { topics: vec![1, 0, 9], ..sent(met(&[])) }), ["topics[1]", "topics[2]"]);
}

#[test]
fn details_come_with_those_who_are_made_known() {
    let details = Words { details: Some(Details::default()), ..words(ROSA, "") };
    assert_eq!(wrong(&Event { words: vec![details.clone()], ..sent(met(&[])) }), ["words[0].details"]);
    is_right(&Event { words: vec![details.clone()], ..sent(Kind::DetailsChanged(Default::default())) });
    is_right(&Event { words: vec![details.clone()], ..sent(corrected(9, Kind::DetailsChanged(Default::default()))) });
    assert_eq!(wrong(&Event { words: vec![details], ..sent(corrected(9, met(&[]))) }), ["words[0].details"]);
    assert_eq!(wrong(&sent(Kind::DetailsChanged(Default::default()))), ["words"]);
}

#[test]
fn details_are_spelt_as_they_should_be() {
    is_right(&with_details(Details {
        known_as: "Rosa".into(),
        born: "1951-06-02".into(),
        nhs_number: "9434765919".into(),
        languages: vec!["bn".into(), "zh-Hant".into()],
        reach: vec![Reach { manner: 2, at: "020 7946 0000".into(), safely: "after four".into() }],
        ..Default::default()
    }));
    let field = |details| wrong(&with_details(details)).into_iter().map(|field| field.replace("words[0].details.", "")).collect::<Vec<_>>();
    assert_eq!(field(Details { nhs_number: "9434765918".into(), ..Default::default() }), ["nhs_number"]);
    assert_eq!(field(Details { born: "1951-02-30".into(), ..Default::default() }), ["born"]);
    assert_eq!(field(Details { born: "2030-01-01".into(), ..Default::default() }), ["born"]);
    assert_eq!(field(Details { languages: vec!["en".into(), "English!".into()], ..Default::default() }), ["languages[1]"]);
    assert_eq!(field(Details { known_as: "x".repeat(501), ..Default::default() }), ["known_as"]);
    assert_eq!(field(Details { other_names: vec![String::new()], ..Default::default() }), ["other_names[0]"]);
    assert_eq!(
        field(Details { reach: vec![Reach { manner: 9, at: "\0".into(), ..Default::default() }], ..Default::default() }),
        ["reach[0].manner", "reach[0].at"]
    );
}

#[test]
fn no_more_is_named_than_anybody_reads() {
    let event = Event { topics: vec![0; 10_000], ..sent(met(&[])) };
    assert_eq!(wrong(&event).len(), 50);
}
