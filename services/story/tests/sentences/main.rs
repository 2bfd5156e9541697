//! How every kind of event reads, in every language and both voices.

#![allow(clippy::unwrap_used, reason = "what cannot be set up fails the test")]

mod changing;
mod filled;
mod known;
mod samples;

use std::fmt::Write as _;

use known::{AMIRA, BEN, Everybody, HIDDEN, KITCHEN, NAMELESS, Nobody, PAT, ROSA, ROSA_TOO, TOM};
use throughline_proto::v1::{
    Event, HelpKind, Noted, OfferedHelp, Part, Place, Role, StrengthShared, Telling, Voice, Words, event::Kind, place,
};
use throughline_story::sentence::{Names, languages, sentence};

const VOICES: [Voice; 2] = [Voice::Resident, Voice::Unspecified];

/// DESIGN.md's "never", as whole words.
const NEVER: [&str; 20] = [
    "referral",
    "handover",
    "step up",
    "step down",
    "threshold",
    "case",
    "cases",
    "discharged",
    "service user",
    "client",
    "non engagement",
    "did not attend",
    "refused",
    "hard to reach",
    "assessment",
    "intervention",
    "caseload",
    "needs",
    "deficit",
    "risk score",
];

fn tell_by(event: &Event, language: &str, voice: Voice, names: &dyn Names) -> String {
    let telling = Telling { language: language.to_owned(), voice: voice.into() };
    sentence(event, &telling, &[ROSA.to_owned(), ROSA_TOO.to_owned()], names)
}

fn to_rosa(event: &Event) -> String {
    tell_by(event, "en", Voice::Resident, &Everybody)
}

fn to_others(event: &Event) -> String {
    tell_by(event, "en", Voice::Unspecified, &Everybody)
}

/// Tells these events to everybody in every language.
fn for_each_telling(events: &[Event], mut check: impl FnMut(&Event, &str)) {
    for language in languages() {
        for voice in VOICES {
            for event in events {
                check(event, &tell_by(event, language, voice, &Everybody));
                check(event, &tell_by(event, language, voice, &Nobody));
            }
        }
    }
}

fn noted(what: &str) -> Event {
    samples::with_rosa(Kind::Noted(Noted { what: what.to_owned(), ..Default::default() }))
}

#[test]
fn every_kind_reads_as_one_sentence_in_every_language_and_voice() {
    let mut events = filled::empty();
    events.extend(filled::filled(&["", "a lift to the GP on Tuesday.", "2026-03-03", "Axe Street "]));
    assert!(filled::kinds().len() >= 55);
    for_each_telling(&events, |event, told| {
        // A name may begin with a numeral; nothing begins with a small letter.
        assert!(told.starts_with(|first: char| first.is_uppercase() || first.is_ascii_digit()), "no capital: {told} {event:?}");
        assert!(told.ends_with('.') && told.matches('.').count() == 1, "not one full stop: {told} {event:?}");
        assert!(!told.contains(['{', '}', '$']), "an unresolved variable: {told} {event:?}");
        assert!(!told.contains("  ") && !told.contains(" ,") && !told.contains(" .") && !told.contains("()"), "a gap: {told} {event:?}");
    });
}

#[test]
fn no_sentence_uses_a_word_that_we_never_say() {
    for_each_telling(&filled::filled(&["", "a lift"]), |_, told| {
        let words = format!(" {} ", told.to_lowercase().replace(|character: char| !character.is_alphanumeric(), " "));
        for never in NEVER {
            assert!(!words.contains(&format!(" {never} ")), "{never}: {told}");
        }
    });
}

#[test]
fn no_sentence_shows_an_id() {
    let ids = [ROSA, TOM, HIDDEN, AMIRA, BEN, NAMELESS, KITCHEN];
    let mut events = [samples::together(), samples::helping(), samples::living(), samples::writing(), samples::keeping_safe()].concat();
    for event in &mut events {
        event.recorded_by = HIDDEN.to_owned();
    }
    for_each_telling(&events, |_, told| {
        assert!(!ids.iter().any(|id| told.contains(id) || told.contains(&id[..8])), "{told}");
    });
}

#[test]
fn what_people_wrote_is_shown_as_text_and_never_run() {
    let hostile = "{$x} { who-s } -> *[x]\r\n\u{202e}drawkcab\u{0}\u{7} <b>.";
    let crowd = "👩‍👧".repeat(45);
    for_each_telling(&filled::filled(&[hostile, &crowd]), |event, told| {
        assert!(told.ends_with('.'), "{told}");
        assert!(
            !told.contains(|character: char| character.is_control() || ('\u{202a}'..='\u{202e}').contains(&character)),
            "{told:?} {event:?}"
        );
    });
    assert_eq!(to_rosa(&noted(hostile)), "Amira from Harmony House noted: {$x} { who-s } -> *[x] drawkcab <b>.");
    assert_eq!(to_rosa(&noted(&crowd)), format!("Amira from Harmony House noted: {crowd}."));
}

#[test]
fn words_that_were_sealed_are_never_told() {
    let mut event = samples::with_rosa(samples::met());
    let told = to_others(&event);
    event.words.push(Words { person: ROSA.to_owned(), text: "a secret".to_owned(), ..Default::default() });
    assert_eq!(to_others(&event), told);
}

#[test]
fn whoever_the_reader_may_not_know_is_someone() {
    let event = samples::with_rosa(samples::met());
    assert_eq!(tell_by(&event, "en", Voice::Unspecified, &Nobody), "Someone met somebody at an agency.");
    let mut event = samples::about(&[HIDDEN], samples::met());
    event.agency.clear();
    assert_eq!(tell_by(&event, "en", Voice::Unspecified, &Nobody), "Someone met someone.");
    event.people = samples::about(&[HIDDEN, TOM], samples::met()).people;
    assert_eq!(tell_by(&event, "en", Voice::Unspecified, &Nobody), "Someone met some people.");
}

#[test]
fn a_supporter_whose_name_is_gone_is_somebody_at_their_agency() {
    let event = samples::with_rosa(Kind::Met(throughline_proto::v1::Met { with: vec![NAMELESS.to_owned()], one_way: false }));
    assert_eq!(to_rosa(&event), "You met somebody at Community Solutions.");
}

#[test]
fn a_meeting_without_a_named_supporter_is_with_somebody_at_the_agency() {
    let mut event = samples::with_rosa(Kind::Met(throughline_proto::v1::Met::default()));
    event.recorded_by.clear();
    assert_eq!(to_rosa(&event), "You met somebody at Harmony House.");
}

#[test]
fn two_profiles_of_the_story_are_told_as_one_person() {
    let event = samples::about(&[ROSA, ROSA_TOO, TOM], Kind::StrengthShared(StrengthShared { what: "singing".to_owned() }));
    assert_eq!(to_rosa(&event), "You and Tom shared a strength: singing.");
    assert_eq!(to_others(&event), "Rosa and Tom shared a strength: singing.");
}

#[test]
fn those_whom_the_reader_may_not_know_are_counted() {
    let people: Vec<String> = (0..22).map(|index| format!("6f1c2d3e-0000-4000-8000-0000000001{index:02}")).collect();
    let mut event = samples::with_rosa(samples::met());
    event.people.extend(people.into_iter().map(|person| Part { person, role: Role::Present.into() }));
    assert_eq!(to_rosa(&event), "You met Amira from Harmony House and 22 others.");
    assert_eq!(tell_by(&event, "ro", Voice::Resident, &Everybody), "V-ați întâlnit cu Amira de la Harmony House și încă 22 de persoane.");
    event.people.truncate(4);
    assert_eq!(tell_by(&event, "ro", Voice::Resident, &Everybody), "V-ați întâlnit cu Amira de la Harmony House și încă 3 persoane.");
}

#[test]
fn a_story_read_through_another_person_names_that_person_first() {
    let event = samples::about(&[PAT, ROSA], samples::met());
    assert_eq!(to_others(&event), "Rosa met Amira from Harmony House and Pat.");
}

#[test]
fn an_unknown_language_falls_back_on_english_and_a_region_on_its_language() {
    let event = noted("hello");
    for (asked, told) in
        [("", "en"), ("en-GB", "en"), ("EN", "en"), ("tlh", "en"), ("ro-MD", "ro"), ("ro_RO", "ro"), ("-", "en"), ("é", "en")]
    {
        assert_eq!(
            tell_by(&event, asked, Voice::Unspecified, &Everybody),
            tell_by(&event, told, Voice::Unspecified, &Everybody),
            "{asked}"
        );
    }
    assert_ne!(tell_by(&event, "ro", Voice::Unspecified, &Everybody), tell_by(&event, "en", Voice::Unspecified, &Everybody));
    assert_eq!(languages()[0], "en");
}

#[test]
fn a_text_that_ends_in_its_own_mark_stands_in_quotation_marks() {
    assert_eq!(to_rosa(&noted("Who was that?")), "Amira from Harmony House noted: “Who was that?”.");
    assert_eq!(to_rosa(&noted("She sang...")), "Amira from Harmony House noted: She sang.");
}

#[test]
fn a_text_from_right_to_left_leaves_the_rest_of_the_sentence_in_order() {
    let offered = OfferedHelp { what: "طعام".to_owned(), kind: HelpKind::Food.into(), by: samples::agency(), ..Default::default() };
    assert_eq!(to_rosa(&samples::with_rosa(Kind::OfferedHelp(offered))), "Harmony House offered help with food: \u{2068}طعام\u{2069}.");
}

#[test]
fn a_place_that_begins_with_a_capital_is_a_name() {
    let at = |text: &str| {
        let mut event = samples::with_rosa(samples::met());
        event.place = Some(Place { place: Some(place::Place::Text(text.to_owned())) });
        to_rosa(&event)
    };
    assert_eq!(at("on the sofa at home"), "You met Amira from Harmony House on the sofa at home.");
    assert_eq!(at("22 Axe Street"), "You met Amira from Harmony House at 22 Axe Street.");
}

#[test]
fn the_wording_is_as_it_was_read_last() {
    let mut page = String::new();
    for events in [samples::together(), samples::helping(), samples::living(), samples::writing(), samples::keeping_safe()] {
        for event in &events {
            writeln!(page, "{}\n  {}\n  {}", to_rosa(event), to_others(event), tell_by(event, "ro", Voice::Resident, &Everybody)).unwrap();
        }
    }
    insta::assert_snapshot!("wording", page);
}
