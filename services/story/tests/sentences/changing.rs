//! What a story adds up to, and what changed in it between two points, in every language and both voices.

use throughline_proto::v1::{
    Alongside, AlongsideEnded, Answer, Erased, Event, Happened, HelpKind, Party, Profile, Promise, PromiseKind, PromiseState, Restriction,
    SaidNo, Stilled, Story, StoryChangeKind, Telling, Voice, event::Kind, happened::Moment, party,
};
use throughline_story::{Side, Told, changes, erased_since, sentence::languages, standings};

use crate::{
    VOICES,
    known::{AMIRA, BEN, Everybody, OFFER, ROSA, ROSA_TOO},
    noted, samples,
};

fn promise(kind: PromiseKind, state: PromiseState) -> Promise {
    Promise {
        event: OFFER.into(),
        kind: kind.into(),
        state: state.into(),
        what: "a lift to the GP".into(),
        help: HelpKind::GettingAbout.into(),
        whose: Some(Party { party: Some(party::Party::Supporter(BEN.into())) }),
        agency: "community-solutions".into(),
        ..Promise::default()
    }
}

/// A story with something of everything that is told of one.
fn full() -> Story {
    let said_no =
        |answer: Answer| SaidNo { help: HelpKind::Money.into(), until: "2026-12-31".into(), answer: answer.into(), ..SaidNo::default() };
    Story {
        profiles: [ROSA, ROSA_TOO].map(|person| Profile { person: person.into(), ..Profile::default() }).to_vec(),
        alongside: vec![Alongside { supporter: AMIRA.into(), agency: "harmony-house".into(), with_yes: true, ..Alongside::default() }],
        promises: [
            (PromiseKind::Ask, PromiseState::Waiting),
            (PromiseKind::Offer, PromiseState::Offered),
            (PromiseKind::Offer, PromiseState::Open),
            (PromiseKind::Offer, PromiseState::SaidDone),
            (PromiseKind::Offer, PromiseState::SeenThrough),
            (PromiseKind::FindSomebody, PromiseState::Open),
            (PromiseKind::Acknowledge, PromiseState::Waiting),
        ]
        .map(|(kind, state)| promise(kind, state))
        .to_vec(),
        said_no: vec![said_no(Answer::No), said_no(Answer::NotNow)],
        restrictions: vec![Restriction { profiles: vec![ROSA.into()], basis: "UK GDPR article 18(1)(a)".into(), ..Restriction::default() }],
        stilled: Some(Stilled { died: true, ..Stilled::default() }),
        ..Story::default()
    }
}

fn told_in(language: &str, voice: Voice) -> Vec<String> {
    let telling = Telling { language: language.into(), voice: voice.into() };
    standings(&full(), &telling, &Everybody).into_iter().map(|standing| standing.sentence).collect()
}

#[test]
fn what_a_story_adds_up_to_is_told_in_whole_sentences_without_what_has_ended() {
    let expected = [
        "Amira from Harmony House walks beside Rosa.",
        "An ask for help with getting about waits for somebody who sees to it: a lift to the GP.",
        "An offer of help with getting about waits for an answer: a lift to the GP.",
        "Help with getting about is promised by Ben from Community Solutions: a lift to the GP.",
        "Help with getting about was given, and waits to be seen through: a lift to the GP.",
        "Ben from Community Solutions is to find somebody Rosa says yes to.",
        "A worry about Rosa’s safety waits for an answer.",
        "Rosa said no thank you to help with money, until 31 December 2026.",
        "Rosa said “not now” to help with money, until 31 December 2026.",
        "One record is kept and not used for now (UK GDPR article 18(1)(a)).",
        "The story was stilled, since it was written down that Rosa had died.",
    ];
    assert_eq!(told_in("en", Voice::Unspecified), expected);
    assert_eq!(told_in("en", Voice::Resident)[5], "Ben from Community Solutions is to find somebody you say yes to.");
    for language in languages() {
        for voice in VOICES {
            for told in told_in(language, voice) {
                assert!(told.ends_with('.') && told.starts_with(char::is_uppercase), "{told}");
                assert!(!told.contains(['{', '$']) && !told.contains("  ") && !told.contains(ROSA), "{told}");
            }
        }
    }
}

fn told(position: u64, event: Event) -> Told {
    Told { position, event: Event { id: format!("event {position}"), ..event } }
}

#[test]
fn a_change_is_what_was_written_since_then_what_is_seen_otherwise_then_what_it_adds_up_to() {
    let (before, mut after) = (full(), full());
    after.alongside[0].supporter = BEN.into();
    let ended = Kind::AlongsideEnded(AlongsideEnded { supporter: AMIRA.into(), ..AlongsideEnded::default() });
    let (was, is) = ([told(2, noted("Sings")), told(3, noted("Hums"))], [told(1, noted("Paints")), told(3, noted("Hums"))]);
    let is = [&is[..], &[told(9, samples::with_rosa(ended))]].concat();
    let telling = Telling::default();
    let changes = changes(Side { story: &before, entries: &was }, Side { story: &after, entries: &is }, 5, &telling, &Everybody);
    let told: Vec<_> = changes.iter().map(|change| (change.kind(), change.position, change.sentence.as_str())).collect();
    let expected = [
        (StoryChangeKind::Came, 1, "Seen only now, and written earlier: Amira from Harmony House noted: Paints."),
        (StoryChangeKind::Went, 2, "Seen no longer: Amira from Harmony House noted: Sings."),
        (StoryChangeKind::Added, 9, "Written down: Amira from Harmony House stopped walking beside Rosa."),
        (StoryChangeKind::NoLonger, 0, "No longer: Amira from Harmony House walks beside Rosa."),
        (StoryChangeKind::Now, 0, "Now: Ben from Community Solutions walks beside Rosa."),
    ];
    assert_eq!(told, expected);
}

#[test]
fn what_was_erased_says_when_and_on_what_basis_as_far_as_that_was_said() {
    let erased = |basis: &str| samples::with_rosa(Kind::Erased(Erased { profiles: vec![ROSA.into()], basis: basis.into() }));
    let on_a_day = |event: Event| Event { happened: Some(Happened { moment: Some(Moment::Date("2026-05-03".into())) }), ..event };
    let in_english = |event: &Event| erased_since(event, &Telling::default());
    assert_eq!(in_english(&on_a_day(erased("her own wish."))), "Erased on 3 May 2026, on this basis: her own wish.");
    assert_eq!(in_english(&erased("")), "Erased.");
    let romanian = Telling { language: "ro".into(), ..Telling::default() };
    assert_eq!(erased_since(&on_a_day(erased("dorința ei")), &romanian), "Șters pe 3 mai 2026, pe acest temei: dorința ei.");
}
