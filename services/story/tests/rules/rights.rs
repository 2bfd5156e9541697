//! What is decided about a person's rights: restrictions, what of an export is given, and how long things are kept.

use throughline_proto::v1::{
    Event, ExportDecision, ExportReviewed, KeptAfter, KeptBackBecause, ProfilesSeparated, Reason, RestrictionEnded, RestrictionPlaced,
    RetentionSet, event::Kind,
};

use crate::{
    given::{AMINA, CARE, HARMONY, NOW, ROSA, ROSA_TOO, TOM, Telling, given, id, said, story},
    happenings::{met, noted},
};

fn restriction(number: usize, people: &[&str], until: &str) -> Event {
    let profiles = people.iter().map(|&person| person.to_owned()).collect();
    let placed = RestrictionPlaced { profiles, basis: "UK GDPR article 18(1)(a)".into(), until: until.into(), ended: None };
    said(number, Kind::RestrictionPlaced(placed)).of(people)
}

fn lifted(number: usize, people: &[&str], told_on: &str) -> Event {
    let mut event = restriction(number, people, "");
    if let Some(Kind::RestrictionPlaced(placed)) = &mut event.kind {
        placed.ended = Some(RestrictionEnded { told_on: told_on.into() });
    }
    event
}

fn reviewed(number: usize, event: &str, released: bool) -> Event {
    let because = if released { KeptBackBecause::Unspecified } else { KeptBackBecause::OfOthers };
    let decisions = vec![ExportDecision { event: event.to_owned(), released, because: because.into() }];
    said(number, Kind::ExportReviewed(ExportReviewed { decisions }))
}

/// What is wrong with an event as a caller would send it.
fn wrong(event: Event) -> Vec<String> {
    let sent = Event { id: String::new(), agency: String::new(), ..event };
    let checked = throughline_story::validate(&sent, 0, NOW);
    checked.err().map(|refusal| refusal.violations.into_iter().map(|one| one.field).collect()).unwrap_or_default()
}

#[test]
fn a_restriction_is_the_keepers_and_for_somebody_who_is_there() {
    given([]).when(restriction(1, &[ROSA], "")).then_refused(Reason::NotAllowed);
    let admission = given([]).when(restriction(1, &[ROSA], "")).by_keeper().then_admitted();
    assert!(admission.depends_on.contains(ROSA), "an erasure that is decided at the same moment sees it");
    given([]).when(restriction(1, &[id(7).as_str()], "")).by_keeper().then_refused(Reason::PersonUnknown);
}

#[test]
fn writing_goes_on_while_a_story_is_not_used() {
    given([restriction(1, &[ROSA], "")]).when(said(2, met(&[AMINA]))).then_admitted();
}

#[test]
fn only_a_restriction_that_stands_can_end() {
    given([]).when(lifted(1, &[ROSA], "2026-02-20")).by_keeper().then_refused(Reason::NotRestricted);
    given([restriction(1, &[ROSA], "")]).when(lifted(2, &[ROSA], "2026-02-20")).by_keeper().then_admitted();
    given([restriction(1, &[ROSA], "")]).when(lifted(2, &[TOM], "2026-02-20")).by_keeper().then_refused(Reason::NotRestricted);
    let over = given([restriction(1, &[ROSA], "2026-05-31")]);
    over.when(lifted(2, &[ROSA], "2026-02-20")).by_keeper().then_refused(Reason::NotRestricted);
}

#[test]
fn a_restriction_ends_only_after_the_person_was_told() {
    let field = ["events[0].restriction_placed.ended.told_on"];
    assert_eq!(wrong(lifted(1, &[ROSA], "")), field);
    assert_eq!(wrong(lifted(1, &[ROSA], "2026-03-02")), field, "the day after it ended");
    assert!(wrong(lifted(1, &[ROSA], "2026-03-01")).is_empty());
}

#[test]
fn a_story_says_why_it_is_not_used_until_that_ends() {
    let told = story([restriction(1, &[ROSA], "2026-12-31")]);
    let found: Vec<_> = told.restrictions.iter().map(|one| (one.basis.as_str(), one.until.as_str(), one.event.clone())).collect();
    assert_eq!(found, [("UK GDPR article 18(1)(a)", "2026-12-31", id(1))]);
    assert!(story([restriction(1, &[ROSA], ""), lifted(2, &[ROSA], "2026-02-20")]).restrictions.is_empty());
    assert!(story([restriction(1, &[TOM], "").of(&[ROSA, TOM])]).restrictions.is_empty(), "of somebody else");
}

#[test]
fn what_was_joined_and_is_separated_stays_restricted_on_both_sides() {
    let separated = Kind::ProfilesSeparated(ProfilesSeparated { profiles: vec![ROSA_TOO.into()], why: String::new() });
    let events = [restriction(1, &[ROSA, ROSA_TOO], "")];
    let before = given(events.clone()).joined();
    before.when_all([said(2, separated).of(&[ROSA, ROSA_TOO])]).then_admitted();
    assert_eq!(story(events).restrictions[0].profiles, [ROSA]);
}

#[test]
fn whoever_wrote_an_entry_decides_whether_its_words_are_given() {
    let before = || given([said(1, noted("tea")), said(2, noted("coffee")).by(CARE).of(&[TOM])]);
    before().when(reviewed(9, &id(1), true)).then_admitted();
    before().when(reviewed(9, &id(1), false)).by_keeper().then_admitted();
    before().when(reviewed(9, &id(2), true)).then_refused(Reason::EventUnknown);
    before().when(reviewed(9, &id(1), true)).for_resident(ROSA).then_refused(Reason::NotAllowed);
    before().when(reviewed(9, &id(2), true)).by_keeper().then_refused(Reason::EventUnknown);
    before().when(reviewed(9, &id(77), true)).by_keeper().then_refused(Reason::EventUnknown);
}

#[test]
fn what_is_kept_back_says_on_what_ground_and_what_is_given_says_none() {
    let decided = |decisions: Vec<ExportDecision>| wrong(said(1, Kind::ExportReviewed(ExportReviewed { decisions })));
    let one = |released, because: KeptBackBecause| ExportDecision { event: id(1), released, because: because.into() };
    assert_eq!(decided(vec![one(false, KeptBackBecause::Unspecified)]), ["events[0].export_reviewed.decisions[0].because"]);
    assert_eq!(decided(vec![one(true, KeptBackBecause::OfHarm)]), ["events[0].export_reviewed.decisions[0].because"]);
    let twice = vec![one(true, KeptBackBecause::Unspecified), one(false, KeptBackBecause::OfHarm)];
    assert_eq!(decided(twice), ["events[0].export_reviewed.decisions[1].event"]);
}

#[test]
fn how_long_things_are_kept_is_the_keepers_to_say() {
    let set = |kind: &str| {
        let (kind, basis) = (kind.into(), "retention schedule 4".into());
        let set = RetentionSet { kind, basis, keep_for_days: 2_555, after: KeptAfter::LastHappened.into(), ..Default::default() };
        Event { people: Vec::new(), ..said(1, Kind::RetentionSet(set)) }
    };
    given([]).when(set("everything")).then_refused(Reason::NotAllowed);
    given([]).when(set("met").by(HARMONY)).by_keeper().then_admitted();
    assert!(wrong(set("met")).is_empty() && wrong(set("everything")).is_empty());
    assert_eq!(wrong(set("meeting")), ["events[0].retention_set.kind"]);
}
