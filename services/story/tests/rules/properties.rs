//! What holds for all histories: a story depends only on its events, not on how they arrived; and nothing, however odd, is too odd to tell.

use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, proptest};
use throughline_proto::v1::{Alongside, Event, Part, Promise, PromiseState, Role, Story};
use throughline_story::{
    Effect, OrderKey, Pushed, RefKind, Told, concerned, fold, happened_key, kind_name, lane, push, references, references_mut, validate,
};

use crate::{
    given::{NOW, ROSA, ROSA_TOO, given, on},
    random::{Seed, event, history, seed},
};

fn profiles() -> Vec<String> {
    vec![ROSA.to_owned(), ROSA_TOO.to_owned()]
}

fn shuffled() -> impl Strategy<Value = (Vec<Told>, Vec<Told>)> {
    history().prop_flat_map(|history| (Just(history.clone()), Just(history).prop_shuffle()))
}

/// What of a story is asked across stories.
#[derive(Debug, PartialEq)]
struct Listed {
    alongside: Vec<Alongside>,
    open: Vec<Promise>,
    last_met: Option<i64>,
}

fn listed(story: &Story) -> Listed {
    let is_open = |promise: &&Promise| {
        matches!(promise.state(), PromiseState::Waiting | PromiseState::Offered | PromiseState::Open | PromiseState::SaidDone)
    };
    Listed {
        alongside: story.alongside.iter().filter(|alongside| alongside.until.is_none()).cloned().collect(),
        open: story.promises.iter().filter(is_open).cloned().collect(),
        last_met: story.last_met.as_ref().and_then(|met| met.when.as_ref()).and_then(|when| happened_key(when).ok()),
    }
}

fn refers_to(event: &Event, id: &str) -> bool {
    references(event).events.iter().any(|event| event == id)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn a_story_does_not_depend_on_how_its_events_arrived((history, shuffled) in shuffled()) {
        prop_assert_eq!(fold(&profiles(), history), fold(&profiles(), shuffled));
    }

    #[test]
    fn a_story_that_is_told_on_is_the_story_told_anew(history in history()) {
        let mut story = fold(&profiles(), Vec::new());
        for (index, told) in history.iter().enumerate() {
            let before = story.clone();
            let anew = fold(&profiles(), history[..=index].to_vec());
            match push(&mut story, told) {
                Pushed::Applied => prop_assert_eq!(&story, &anew, "after {:?}", told),
                Pushed::Refold => {
                    prop_assert_eq!(&story, &before, "a refused push leaves the story as it was");
                    story = anew;
                }
            }
        }
    }

    #[test]
    fn what_an_event_can_change_in_lists_is_known_without_the_story(history in history()) {
        for (index, told) in history.iter().enumerate() {
            let earlier = &history[..index];
            // Nobody can refer to what is not written yet, and what does not concern them is not brought to their story.
            let is_foretold = earlier.iter().any(|earlier| refers_to(&earlier.event, &told.event.id));
            if is_foretold || !concerned(&told.event).any(|person| profiles().iter().any(|profile| profile == person)) {
                continue;
            }
            let before = listed(&fold(&profiles(), earlier.to_vec()));
            let after = listed(&fold(&profiles(), history[..=index].to_vec()));
            let expected = match Effect::of_all([&told.event]) {
                Effect::Nothing => before,
                Effect::Met(when) if before.open.is_empty() => Listed { last_met: before.last_met.max(Some(when)), ..before },
                Effect::Met(_) | Effect::Anything => continue,
            };
            prop_assert_eq!(after, expected, "after {:?}", told);
        }
    }

    #[test]
    fn an_entry_that_comes_twice_counts_once(history in history(), again in any::<proptest::sample::Index>()) {
        let mut twice = history.clone();
        if !history.is_empty() {
            twice.push(again.get(&history).clone());
        }
        prop_assert_eq!(fold(&profiles(), history), fold(&profiles(), twice));
    }

    #[test]
    fn mentions_alone_make_no_story(history in history()) {
        let mentioned = history.into_iter().map(|mut told| {
            told.event.people = vec![Part { person: ROSA.into(), role: Role::Mentioned.into() }];
            told
        });
        let story = fold(&[ROSA.to_owned()], mentioned.collect());
        prop_assert!(story.strengths.is_empty() && story.promises.is_empty() && story.last_met.is_none() && story.stilled.is_none());
    }

    #[test]
    fn every_promise_stands_in_one_way_and_is_named_once(history in history()) {
        let story = fold(&profiles(), history);
        for (index, promise) in story.promises.iter().enumerate() {
            prop_assert!(promise.state() != PromiseState::Unspecified);
            prop_assert!(story.promises[..index].iter().all(|other| other.event != promise.event));
        }
    }

    #[test]
    fn those_present_always_come_first(history in history()) {
        let story = fold(&profiles(), history);
        let ended: Vec<bool> = story.alongside.iter().map(|one| !one.ended_event.is_empty()).collect();
        prop_assert!(ended.is_sorted());
    }

    #[test]
    fn odd_bytes_are_told_checked_and_decided_without_a_fault(
        seeds in proptest::collection::vec(seed(), 1..8),
        flips in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 0..6),
    ) {
        let events: Vec<Event> = seeds.into_iter().enumerate().map(|(index, seed)| damaged(event(index, 8, seed), &flips)).collect();
        for (index, event) in events.iter().enumerate() {
            let _ = validate(event, index, NOW);
            let _ = (lane(event), references(event), concerned(event).count());
        }
        let _ = fold(&profiles(), events.iter().cloned().zip(1..).map(|(event, position)| Told { position, event }).collect());
        let _ = given(events.clone()).joined().when_all(events).decide();
    }

    #[test]
    fn what_is_admitted_told_on_is_the_story_told_anew(history in history()) {
        let admitted = given([]).joined().grow(history.into_iter().map(|told| told.event));
        let mut story = fold(&profiles(), admitted[..1].to_vec());
        for (index, told) in admitted.iter().enumerate().skip(1) {
            let anew = fold(&profiles(), admitted[..=index].to_vec());
            if push(&mut story, told) == Pushed::Refold {
                story = anew.clone();
            }
            prop_assert_eq!(&story, &anew);
        }
    }

    #[test]
    fn references_are_read_as_they_are_resolved(seed in seed()) {
        let mut event = event(1, 3, seed);
        let read = references(&event);
        let mut resolved: Vec<(RefKind, String)> = Vec::new();
        references_mut(&mut event, |kind, name| {
            if !name.is_empty() && !resolved.contains(&(kind, name.clone())) {
                resolved.push((kind, name.clone()));
            }
        });
        let of = |kind| resolved.iter().filter(|(other, _)| *other == kind).map(|(_, name)| name.clone()).collect::<Vec<_>>();
        prop_assert_eq!(read.people, of(RefKind::Person));
        prop_assert_eq!(read.events, of(RefKind::Event));
        prop_assert_eq!(read.supporters, of(RefKind::Supporter));
        prop_assert_eq!(read.groups, of(RefKind::Group));
    }

    #[test]
    fn keys_are_ordered_like_day_and_moment(
        one in (1_i64..28, 1_i64..86_400, -14_i64..=14),
        other in (1_i64..28, 1_i64..86_400, -14_i64..=14),
    ) {
        let key = |(day, second, offset): (i64, i64, i64)| {
            let sign = if offset < 0 { '-' } else { '+' };
            let (hour, minute, second_of_minute) = (second / 3600, second / 60 % 60, second % 60);
            let text = format!("2026-02-{day:02}T{hour:02}:{minute:02}:{second_of_minute:02}{sign}{:02}:00", offset.abs());
            happened_key(&on(&text)).expect("it can be read")
        };
        let moment = |(day, second, offset): (i64, i64, i64)| (day, day * 86_400 + second - offset * 3600);
        prop_assert_eq!(key(one).cmp(&key(other)), moment(one).cmp(&moment(other)));
        let place = |happened, position| OrderKey { happened, position };
        prop_assert!(place(key(one), 1) < place(key(one), 2));
    }
}

/// The event after some of its bytes were changed; as it was, if that cannot be read.
fn damaged(event: Event, flips: &[(proptest::sample::Index, u8)]) -> Event {
    use prost::Message as _;
    let mut bytes = event.encode_to_vec();
    for (index, value) in flips {
        if !bytes.is_empty() {
            *index.get_mut(&mut bytes) ^= value;
        }
    }
    Event::decode(bytes.as_slice()).unwrap_or(event)
}

#[test]
fn a_correction_within_corrections_is_no_trouble() {
    let mut inner = event(1, 2, Seed { kind: 4, who: 0, refers: 1, when: 3, choice: 1, more: 1 });
    for number in 2..60 {
        let kind = crate::happenings::corrected_to(1, inner);
        inner = crate::given::said(number, kind);
    }
    assert!(validate(&inner, 0, NOW).is_err());
    assert_eq!(kind_name(inner.kind.as_ref().unwrap()), "corrected");
    assert!(fold(&profiles(), vec![Told { position: 1, event: inner }]).events == 1);
}
