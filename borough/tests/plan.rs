//! The plan as a whole: the same for the same seed, in order, complete, and in words that may be used.

use std::{
    collections::{BTreeMap, HashSet, hash_map::DefaultHasher},
    hash::{Hash as _, Hasher as _},
    str::FromStr as _,
};

use jiff::civil::date;
use prost::Message as _;
use throughline_borough::{Action, Settings, Symbol, bench_event, plan};
use throughline_proto::v1::{Event, ReceiptEntry, event::Kind, happened::Moment};
use throughline_story::{OrderKey, happened_key, kind_name, references_mut};

/// Words that never stand in anything that is shown (DESIGN §2).
const NEVER: [&str; 20] = [
    "referral",
    "handover",
    "step-up",
    "step-down",
    "threshold",
    "case",
    "case closed",
    "discharged",
    "service user",
    "client",
    "non-engagement",
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

fn settings(seed: u64, residents: u32) -> Settings {
    Settings { seed, residents, today: date(2026, 11, 22) }
}

fn fingerprint(settings: &Settings) -> u64 {
    let mut hasher = DefaultHasher::new();
    for action in plan(settings) {
        action.agency.hash(&mut hasher);
        action.request_id.hash(&mut hasher);
        for event in &action.events {
            event.encode_to_vec().hash(&mut hasher);
        }
    }
    hasher.finish()
}

fn events(actions: &[Action]) -> impl Iterator<Item = &Event> {
    actions.iter().flat_map(|action| &action.events)
}

fn counts(actions: &[Action]) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for kind in events(actions).filter_map(|event| event.kind.as_ref()) {
        *counts.entry(kind_name(kind)).or_default() += 1;
    }
    counts
}

/// All text of an event: what prost prints of it.
fn text_of(event: &Event) -> String {
    format!("{event:?}").to_lowercase()
}

#[test]
fn the_same_seed_makes_the_same_plan() {
    assert_eq!(fingerprint(&settings(7, 60)), fingerprint(&settings(7, 60)));
}

#[test]
fn another_seed_makes_another_plan() {
    assert_ne!(fingerprint(&settings(7, 60)), fingerprint(&settings(8, 60)));
}

#[test]
fn request_ids_are_never_used_twice() {
    let actions: Vec<Action> = plan(&settings(1, 500)).collect();
    let ids: HashSet<_> = actions.iter().map(|action| action.request_id).collect();
    assert_eq!(ids.len(), actions.len());
}

#[test]
fn everything_happened_before_today() {
    let today = OrderKey { happened: happened_key(&day("2026-11-22")).expect("a date"), position: 0 };
    for event in events(&plan(&settings(2, 200)).collect::<Vec<_>>()) {
        let happened = event.happened.as_ref().expect("every event says when");
        assert!(happened_key(happened).expect("it is well written") < today.happened, "{event:?}");
    }
}

fn day(text: &str) -> throughline_proto::v1::Happened {
    throughline_proto::v1::Happened { moment: Some(Moment::Date(text.into())) }
}

#[test]
fn a_neighbourhoods_actions_come_in_the_order_in_which_they_happened() {
    let actions: Vec<Action> = plan(&settings(3, 200)).collect();
    // The last event of an action is of its meeting; earlier ones may look back.
    let days: Vec<i64> = actions
        .iter()
        .filter_map(|action| action.events.iter().filter_map(|event| happened_key(event.happened.as_ref()?).ok()).max())
        .map(|key| key >> 39)
        .collect();
    assert!(days.is_sorted());
}

#[test]
fn every_symbol_is_defined_before_it_is_used_and_only_once() {
    let mut defined = HashSet::new();
    for mut action in plan(&settings(4, 500)) {
        let acting_for = action.acting_for.map(|symbol| symbol.to_string());
        assert!(acting_for.is_none_or(|symbol| defined.contains(&symbol)));
        for index in 0..action.events.len() {
            references_mut(&mut action.events[index], |_, reference| {
                if reference.starts_with('@') {
                    Symbol::from_str(reference).expect("it is a symbol");
                    assert!(defined.contains(reference), "{reference} is not defined");
                }
            });
            for (_, symbol) in action.defines.iter().filter(|(at, _)| *at == index) {
                assert!(defined.insert(symbol.to_string()), "{symbol} is defined twice");
            }
        }
    }
}

#[test]
fn no_symbol_stands_where_it_would_not_be_resolved() {
    for mut action in plan(&settings(5, 100)) {
        for event in &mut action.events {
            references_mut(event, |_, reference| reference.clear());
            assert!(!format!("{event:?}").contains("\"@"), "{event:?}");
        }
    }
}

#[test]
fn two_hundred_residents_live_through_almost_everything_that_there_are_events_for() {
    let counts = counts(&plan(&settings(1, 200)).collect::<Vec<_>>());
    let written_by_others = ["agency_joined", "policy_adopted", "key_changed", "looked", "erased"];
    let missing: Vec<_> = [
        "first_heard_of",
        "details_changed",
        "reached_out",
        "meeting_planned",
        "met",
        "strength_shared",
        "hope_shared",
        "moment_happened",
        "asked_for_help",
        "ask_picked_up",
        "offered_help",
        "offer_taken_back",
        "offer_answered",
        "helped",
        "introduced",
        "connected_to_group",
        "group_left",
        "alongside_started",
        "alongside_ended",
        "supporter_away",
        "bond_told",
        "lives_together",
        "circle_changed",
        "family_named",
        "life_map_made",
        "chose_to_work_on",
        "step_taken",
        "said_how_it_was",
        "rest_chosen",
        "died",
        "moved_away",
        "noted",
        "safety_concern_shared",
        "safety_concern_answered",
        "otherwise_told",
        "corrected",
        "withdrawn",
        "disagreement_added",
        "sharing_chosen",
        "profiles_may_match",
        "profiles_joined",
        "profiles_separated",
        "offer_published",
        "offer_withdrawn",
        "space_offered",
        "space_used",
        "group_formed",
        "supporter_joined",
        "supporter_left",
        "supporter_reflected",
    ]
    .into_iter()
    .filter(|kind| !counts.contains_key(kind))
    .collect();
    assert_eq!(missing, Vec::<&str>::new());
    assert!(written_by_others.iter().all(|kind| !counts.contains_key(kind)));
}

#[test]
fn a_resident_has_fifty_to_seventy_events_on_average() {
    let events = events(&plan(&settings(1, 200)).collect::<Vec<_>>()).count();
    assert!((50 * 200..=70 * 200).contains(&events), "{events}");
}

#[test]
fn no_word_is_used_that_is_never_used() {
    for event in events(&plan(&settings(6, 200)).collect::<Vec<_>>()) {
        let text = text_of(event);
        for never in NEVER {
            let stands_alone = text.match_indices(never).any(|(at, _)| {
                let before = text[..at].chars().next_back().is_none_or(|letter| !letter.is_alphanumeric());
                let after = text[at + never.len()..].chars().next().is_none_or(|letter| !letter.is_alphanumeric());
                before && after
            });
            assert!(!stands_alone, "{never}: {text}");
        }
    }
}

#[test]
fn nothing_is_said_with_empty_words_and_nothing_at_great_length() {
    for event in events(&plan(&settings(6, 200)).collect::<Vec<_>>()) {
        for words in &event.words {
            assert!((10..=900).contains(&words.text.len()) || words.details.is_some(), "{event:?}");
            assert!(!words.text.contains(['{', '}', '|']) && !words.text.contains("  "), "{}", words.text);
        }
        assert!(!matches!(&event.kind, Some(Kind::Noted(noted)) if noted.what.is_empty()), "{event:?}");
        assert!(!matches!(&event.kind, Some(Kind::Helped(helped)) if helped.what.is_empty()), "{event:?}");
    }
}

#[test]
fn most_of_what_is_said_is_said_once() {
    let actions: Vec<Action> = plan(&settings(1, 200)).collect();
    let said: Vec<&str> =
        events(&actions).flat_map(|event| &event.words).map(|words| words.text.as_str()).filter(|text| !text.is_empty()).collect();
    let different: HashSet<&&str> = said.iter().collect();
    assert!(different.len() * 4 > said.len() * 3, "{} of {}", different.len(), said.len());
}

#[test]
fn a_thousand_residents_live_in_five_neighbourhoods_of_their_own() {
    let heard = |residents| counts(&plan(&settings(1, residents)).collect::<Vec<_>>())["group_formed"];
    assert_eq!((heard(240), heard(241), heard(1000)), (16, 32, 80));
}

#[test]
fn an_event_for_benchmarks_is_about_four_hundred_bytes() {
    let (person, supporter) = ("6f1c0000-0000-4000-8000-000000000001", "6f1c0000-0000-4000-8000-000000000002");
    // As it lies in the log: what the server gives is there, and the words lie apart.
    let size = |event: Event| {
        let words: usize = event.words.iter().map(|words| words.text.len()).sum();
        words + Event { id: person.into(), agency: "harmony-house".into(), words: Vec::new(), ..event }.encoded_len()
    };
    let sizes: Vec<usize> = (0..100).map(|number| size(bench_event(person, supporter, number))).collect();
    let average = sizes.iter().sum::<usize>() / sizes.len();
    assert!((380..=420).contains(&average), "{average}");
    assert_eq!(bench_event(person, supporter, 5), bench_event(person, supporter, 5));
}

#[test]
fn a_registry_puts_ids_where_symbols_stood() {
    let mut registry = throughline_borough::Registry::default();
    for action in plan(&settings(1, 12)) {
        let events = registry.events(&action).expect("every symbol is known by now");
        assert!(events.iter().all(|event| !format!("{event:?}").contains("\"@")));
        let entries = (0..events.len()).map(|_| ReceiptEntry { event: fresh_id(), person: fresh_id(), ..Default::default() }).collect();
        registry.learn(&action, &throughline_proto::v1::Receipt { entries, ..Default::default() });
    }
}

fn fresh_id() -> String {
    uuid::Uuid::now_v7().to_string()
}
