//! What was put right, taken back and seen differently (rule 6): the story is told as it should read, and the change stands beside it.

use throughline_proto::v1::{Answer, ChangeKind, DisagreementAdded, Event, FirstHeardOf, Story, WithdrawnBecause, event::Kind};
use throughline_story::{Pushed, Told, fold, push};

use crate::{
    given::{AMINA, BEN, ROSA, Telling, id, on, said, story, told},
    happenings::{answered, corrected, corrected_to, died, met, noted, offered, started, withdrawn},
};

fn changes(story: &Story) -> Vec<(String, ChangeKind, String)> {
    story.changes.iter().map(|change| (change.event.clone(), change.kind(), change.by_event.clone())).collect()
}

#[test]
fn a_story_is_told_as_it_was_put_right() {
    let story = story([said(1, offered("soup")), said(2, corrected(1, offered("stew"))).on("2026-04-01")]);
    assert_eq!((story.promises[0].what.as_str(), &story.promises[0].event), ("stew", &id(1)));
    assert_eq!(story.promises[0].since, Some(on("2026-03-01")), "it takes the original's place");
    assert_eq!(changes(&story), [(id(1), ChangeKind::Corrected, id(2))]);
    assert_eq!(story.events, 2);
}

#[test]
fn what_is_put_right_takes_its_own_moment_if_it_gives_one() {
    let instead = Event { kind: Some(met(&[AMINA])), happened: Some(on("2026-02-01")), ..Default::default() };
    let story = story([said(1, met(&[])), said(2, corrected_to(1, instead)).on("2026-04-01")]);
    assert_eq!(story.last_met.as_ref().and_then(|met| met.when.clone()), Some(on("2026-02-01")));
    assert_eq!(story.since, Some(on("2026-02-01")));
}

#[test]
fn the_last_of_two_corrections_counts() {
    let story = story([
        said(1, offered("soup")),
        said(2, corrected(1, offered("stew"))).on("2026-04-02"),
        said(3, corrected(1, offered("broth"))).on("2026-04-01"),
    ]);
    assert_eq!(story.promises[0].what, "stew");
}

#[test]
fn a_correction_of_another_kind_has_no_effect() {
    let story = story([said(1, met(&[AMINA])), said(2, corrected(1, died())).on("2026-04-01")]);
    assert!(story.stilled.is_none() && story.last_met.is_some());
}

#[test]
fn a_correction_keeps_what_the_server_gave() {
    let heard = FirstHeardOf { person: ROSA.into(), ..Default::default() };
    let instead = Kind::FirstHeardOf(FirstHeardOf { they_know: 1, ..Default::default() });
    let story = story([said(1, Kind::FirstHeardOf(heard)), said(2, corrected(1, instead)).on("2026-04-01")]);
    assert_eq!((&story.profiles[0].event, story.profiles[0].they_know), (&id(1), 1));
}

#[test]
fn what_is_taken_back_has_no_effect_and_stays_an_entry() {
    let story = story([said(1, met(&[AMINA])), said(2, died()), said(3, withdrawn(2)).on("2026-04-01")]);
    assert!(story.stilled.is_none());
    assert_eq!(story.events, 3);
    assert_eq!(changes(&story), [(id(2), ChangeKind::Withdrawn, id(3))]);
    assert_eq!(story.changes[0].because(), WithdrawnBecause::Mistake);
}

#[test]
fn taking_a_correction_back_leaves_the_original() {
    let story = story([said(1, offered("soup")), said(2, corrected(1, offered("stew"))), said(3, withdrawn(2)).on("2026-04-01")]);
    assert_eq!(story.promises[0].what, "soup");
    assert_eq!(changes(&story), [(id(2), ChangeKind::Withdrawn, id(3))]);
}

#[test]
fn what_was_taken_back_stays_so() {
    let story = story([said(1, died()), said(2, withdrawn(1)).on("2026-04-01"), said(3, withdrawn(2)).on("2026-04-02")]);
    assert!(story.stilled.is_none());
}

#[test]
fn a_correction_does_not_bring_back_what_was_taken_back() {
    let story = story([said(1, offered("soup")), said(2, withdrawn(1)), said(3, corrected(1, offered("stew"))).on("2026-04-01")]);
    assert!(story.promises.is_empty());
}

#[test]
fn an_answer_that_was_taken_back_leaves_the_offer_unanswered() {
    let story = story([said(1, offered("soup")), said(2, answered(1, Answer::No)), said(3, withdrawn(2)).on("2026-04-01")]);
    assert_eq!(story.promises[0].state(), throughline_proto::v1::PromiseState::Offered);
    assert!(story.said_no.is_empty());
}

#[test]
fn a_disagreement_stands_beside_the_event_and_changes_nothing() {
    let disagreed = Kind::DisagreementAdded(DisagreementAdded { event: id(1), ..Default::default() });
    let story = story([said(1, met(&[AMINA])), said(2, disagreed)]);
    assert!(story.last_met.is_some());
    assert_eq!(changes(&story), [(id(1), ChangeKind::Disagreed, id(2))]);
}

#[test]
fn an_older_entry_that_changes_nothing_is_only_counted() {
    let mut story = story([said(1, met(&[AMINA])).on("2026-03-05")]);
    for (position, kind) in [(2, noted("older")), (3, met(&[BEN]))] {
        let older = Told { position, event: said(usize::try_from(position).unwrap(), kind) };
        assert_eq!(push(&mut story, &older), Pushed::Applied);
    }
    assert_eq!((story.events, story.newest_position, story.since.clone()), (3, 1, Some(on("2026-03-01"))));
    assert_eq!(story.last_met.map(|last| last.event), Some(id(1)));
}

#[test]
fn the_newest_entry_is_pushed_and_an_older_one_that_counts_wants_telling_anew() {
    let mut story = story([said(1, noted("first")).on("2026-03-05")]);
    let before = story.clone();
    for kind in [met(&[AMINA]), started(AMINA)] {
        let older = Told { position: 2, event: said(2, kind) };
        assert_eq!(push(&mut story, &older), Pushed::Refold);
        assert_eq!(story, before, "it was left as it was");
    }
    let newer = Told { position: 3, event: said(3, noted("newer")).on("2026-03-06") };
    assert_eq!(push(&mut story, &newer), Pushed::Applied);
    assert_eq!((story.events, story.newest_position, story.until), (2, 3, Some(on("2026-03-06"))));
}

#[test]
fn what_changes_other_entries_or_profiles_wants_telling_anew() {
    let base = story([said(1, met(&[AMINA]))]);
    let heard = Kind::FirstHeardOf(FirstHeardOf { person: ROSA.into(), ..Default::default() });
    for kind in [corrected(1, met(&[])), withdrawn(1), heard, Kind::ProfilesJoined(Default::default())] {
        let told = Told { position: 2, event: said(2, kind).on("2026-04-01") };
        assert_eq!(push(&mut base.clone(), &told), Pushed::Refold);
    }
}

#[test]
fn what_does_not_enter_the_story_is_pushed_without_effect() {
    let mut story = story([said(1, met(&[AMINA]))]);
    let before = story.clone();
    let toms = Told { position: 2, event: said(2, died()).of(&[crate::given::TOM]).on("2026-04-01") };
    assert_eq!(push(&mut story, &toms), Pushed::Applied);
    assert_eq!(story, before);
}

#[test]
fn a_story_of_nothing_is_told() {
    assert_eq!(fold(&[], Vec::new()), Story::default());
    let garbage = told([Event::default(), Event { kind: Some(corrected(0, noted("x"))), ..Default::default() }]);
    assert_eq!(fold(&[ROSA.to_owned()], garbage).events, 1, "the one without people concerns nobody");
}
