//! Who is alongside, and the promise to find somebody when nobody is left (rules 2 and 3).

use throughline_proto::v1::{
    AlongsideEnded, AlongsideStarted, EndedBecause, Introduced, Met, Promise, PromiseKind, PromiseState, RestChosen, Role, Story,
    SupporterAway, SupporterLeft, Yes, YesBasis, event::Kind,
};
use throughline_story::fold;

use crate::{
    given::{
        AMINA, BEN, CARE, CARL, HARMONY, ROSA, ROSA_TOO, TOM, Telling, agency, id, on, part, resident, said, story, supporter, told, yes_of,
    },
    happenings::{died, ended, left, met, started, started_without_yes},
};

fn searches(story: &Story) -> Vec<&Promise> {
    story.promises.iter().filter(|promise| promise.kind() == PromiseKind::FindSomebody).collect()
}

fn with_yes(yes: Option<Yes>) -> bool {
    let started = Kind::AlongsideStarted(AlongsideStarted { supporter: AMINA.into(), yes, meet_every_days: 0 });
    story([said(1, started)]).alongside[0].with_yes
}

#[test]
fn a_supporter_is_alongside_with_the_residents_own_yes() {
    let story = story([said(1, started(AMINA))]);
    let one = &story.alongside[0];
    assert!(one.with_yes);
    assert_eq!((one.supporter.as_str(), one.agency.as_str(), one.event.as_str()), (AMINA, HARMONY, id(1).as_str()));
    assert_eq!((one.since.clone(), one.until.clone(), one.meet_every_days), (Some(on("2026-03-01")), None, 28));
}

#[test]
fn without_a_full_yes_it_is_kept_and_is_without_a_yes() {
    assert!(!with_yes(None));
    assert!(!with_yes(Some(Yes { heard_by: String::new(), ..yes_of(ROSA).unwrap() })), "nobody heard it");
    assert!(!with_yes(Some(Yes { given_by: None, ..yes_of(ROSA).unwrap() })), "nobody gave it");
    assert!(!with_yes(Some(Yes { basis: 0, ..yes_of(ROSA).unwrap() })), "on no footing");
    assert!(!with_yes(Some(Yes { basis: 77, ..yes_of(ROSA).unwrap() })), "on a footing that is not known");
}

#[test]
fn an_own_yes_is_the_persons_own_and_a_parents_is_somebody_elses_with_the_childs_view() {
    assert!(!with_yes(yes_of(TOM)));
    let parents = |given_by, view: &str| Yes { basis: YesBasis::Parent.into(), given_by, view: view.into(), ..yes_of(TOM).unwrap() };
    assert!(with_yes(Some(parents(resident(TOM), "she would like it"))));
    assert!(!with_yes(Some(parents(resident(TOM), ""))), "nobody asked the child");
    assert!(!with_yes(Some(parents(resident(ROSA), "she would like it"))), "nobody is their own parent");
    assert!(!with_yes(Some(parents(supporter(BEN), "she would like it"))), "a supporter is no parent");
}

#[test]
fn a_decision_in_somebodys_best_interests_is_a_named_persons_and_says_who_was_asked() {
    let decided = |given_by, view: &str| Yes { basis: YesBasis::BestInterests.into(), given_by, view: view.into(), ..yes_of(TOM).unwrap() };
    assert!(with_yes(Some(decided(supporter(BEN), "her sister and her GP"))));
    assert!(!with_yes(Some(decided(supporter(BEN), ""))), "nobody was asked");
    assert!(!with_yes(Some(decided(agency(HARMONY), "her sister and her GP"))), "an agency is nobody by name");
}

#[test]
fn the_yes_of_one_is_not_the_yes_of_all_whom_the_event_is_about() {
    let both = said(1, started(AMINA)).of(&[ROSA, TOM]);
    assert!(fold(&[ROSA.to_owned()], told([both.clone()])).alongside[0].with_yes);
    assert!(!fold(&[TOM.to_owned()], told([both])).alongside[0].with_yes);
}

#[test]
fn a_yes_given_under_another_profile_of_the_same_person_counts() {
    let started = Kind::AlongsideStarted(AlongsideStarted { supporter: AMINA.into(), yes: yes_of(ROSA_TOO), meet_every_days: 7 });
    let events = told([said(1, started)]);
    assert!(fold(&[ROSA.to_owned(), ROSA_TOO.to_owned()], events.clone()).alongside[0].with_yes);
    assert!(!fold(&[ROSA.to_owned()], events).alongside[0].with_yes);
}

#[test]
fn a_yes_that_comes_later_counts_from_then_on() {
    let story = story([said(1, started_without_yes(AMINA)), said(2, started(AMINA)).on("2026-03-09")]);
    assert_eq!(story.alongside.len(), 1);
    assert!(story.alongside[0].with_yes);
    assert_eq!((&story.alongside[0].event, story.alongside[0].since.clone()), (&id(2), Some(on("2026-03-01"))));
}

#[test]
fn having_been_there_when_somebody_began_to_walk_with_another_is_nothing_of_ones_own() {
    let with_tom = said(1, started(AMINA)).of(&[TOM]).with(part(ROSA, Role::Present));
    assert!(story([with_tom]).alongside.is_empty());
}

#[test]
fn those_present_come_first_and_who_left_last_comes_before_who_left_earlier() {
    let story = story([
        said(1, started(AMINA)),
        said(2, ended(AMINA, EndedBecause::Other)),
        said(3, started(BEN)),
        said(4, ended(BEN, EndedBecause::Other)),
        said(5, started(CARL)),
    ]);
    let supporters: Vec<&str> = story.alongside.iter().map(|one| one.supporter.as_str()).collect();
    assert_eq!(supporters, [CARL, BEN, AMINA]);
}

#[test]
fn when_nobody_is_left_the_agency_promises_in_a_named_persons_name_to_find_somebody() {
    let because = EndedBecause::FundingEnded;
    let ended = AlongsideEnded { supporter: AMINA.into(), because: because.into(), promised_by: BEN.into(), ..Default::default() };
    let story = story([said(1, started(AMINA)), said(2, Kind::AlongsideEnded(ended)).on("2026-04-01")]);
    let promise = searches(&story)[0];
    assert_eq!((promise.event.clone(), promise.state()), (id(2), PromiseState::Open));
    assert_eq!((promise.whose.clone(), promise.agency.as_str()), (supporter(BEN), HARMONY));
    assert_eq!(promise.since, Some(on("2026-04-01")));
    assert_eq!((story.alongside[0].ended_because(), &story.alongside[0].ended_event), (because, &id(2)));
}

#[test]
fn the_promise_is_the_recorders_when_nobody_is_named_or_else_the_agencys() {
    let recorded = story([said(1, started(AMINA)), said(2, ended(AMINA, EndedBecause::Other)).recorded_by(BEN)]);
    assert_eq!(searches(&recorded)[0].whose, supporter(BEN));
    let by_a_system = story([said(1, started(AMINA)), said(2, ended(AMINA, EndedBecause::Other))]);
    assert_eq!(searches(&by_a_system)[0].whose, agency(HARMONY));
}

#[test]
fn there_is_no_such_promise_while_somebody_is_left() {
    let story = story([said(1, started(AMINA)), said(2, started(CARL)).by(CARE), said(3, ended(AMINA, EndedBecause::Other))]);
    assert!(searches(&story).is_empty());
}

#[test]
fn somebody_without_a_yes_does_not_stand_in_for_somebody_with_one() {
    let story = story([said(1, started(AMINA)), said(2, started_without_yes(BEN)), said(3, ended(AMINA, EndedBecause::Other))]);
    assert_eq!(searches(&story).len(), 1);
}

#[test]
fn there_is_no_such_promise_when_the_resident_chose_it() {
    let story = story([said(1, started(AMINA)), said(2, ended(AMINA, EndedBecause::ResidentChose))]);
    assert!(searches(&story).is_empty());
}

#[test]
fn there_is_no_such_promise_once_the_story_is_stilled() {
    let story = story([said(1, started(AMINA)), said(2, died()), said(3, ended(AMINA, EndedBecause::Other))]);
    assert!(searches(&story).is_empty());
    assert!(!story.alongside[0].ended_event.is_empty(), "the end itself is kept");
}

#[test]
fn the_end_of_what_never_began_does_nothing() {
    let story = story([said(1, ended(AMINA, EndedBecause::Other)), said(2, ended(BEN, EndedBecause::ResidentChose))]);
    assert!(story.alongside.is_empty() && story.promises.is_empty());
}

#[test]
fn a_supporter_who_leaves_ends_every_walk_and_makes_the_same_promise() {
    let mut leaves = left(AMINA).recorded_by(BEN).on("2026-04-01");
    leaves.id = id(2);
    let story = story([said(1, started(AMINA)), leaves]);
    assert_eq!(story.alongside[0].ended_because(), EndedBecause::SupporterLeaving);
    assert_eq!((searches(&story)[0].event.clone(), searches(&story)[0].whose.clone()), (id(2), supporter(BEN)));
}

#[test]
fn who_has_left_holds_no_promise() {
    let leaves = Kind::SupporterLeft(SupporterLeft { supporter: AMINA.into(), promised_by: AMINA.into() });
    let story = story([said(1, started(AMINA)), said(2, leaves).of(&[AMINA]).recorded_by(AMINA)]);
    assert_eq!(searches(&story)[0].whose, agency(HARMONY));
}

#[test]
fn somebody_new_whom_they_said_yes_to_and_met_ends_the_promise() {
    let before = [said(1, started(AMINA)), said(2, ended(AMINA, EndedBecause::Other))];
    let began = story(before.iter().cloned().chain([said(3, started(CARL))]));
    assert_eq!(searches(&began)[0].state(), PromiseState::Open, "nobody met yet");
    let met = story(before.into_iter().chain([said(3, started(CARL)), said(4, met(&[CARL]))]));
    assert_eq!((searches(&met)[0].state(), &searches(&met)[0].last_event), (PromiseState::SeenThrough, &id(4)));
}

#[test]
fn nothing_else_ends_the_promise() {
    let glimpse = Kind::Met(Met { with: vec![CARL.into()], one_way: true });
    for (what, events) in [
        ("a meeting with somebody else", vec![said(3, started(CARL)), said(4, met(&[BEN]))]),
        ("a meeting with who has left", vec![said(3, met(&[AMINA]))]),
        ("a glimpse", vec![said(3, started(CARL)), said(4, glimpse)]),
        ("somebody without a yes", vec![said(3, started_without_yes(CARL)), said(4, met(&[CARL]))]),
        ("a pause", vec![said(3, Kind::RestChosen(RestChosen::default()))]),
    ] {
        let before = [said(1, started(AMINA)), said(2, ended(AMINA, EndedBecause::Other))];
        let story = story(before.into_iter().chain(events));
        assert_eq!(searches(&story)[0].state(), PromiseState::Open, "{what}");
    }
}

#[test]
fn the_residents_no_thank_you_ends_the_promise() {
    let leave_me_be = Kind::RestChosen(RestChosen { leave_me_be: true, ..Default::default() });
    for events in [vec![said(3, started(CARL)), said(4, ended(CARL, EndedBecause::ResidentChose))], vec![said(4, leave_me_be)]] {
        let before = [said(1, started(AMINA)), said(2, ended(AMINA, EndedBecause::Other))];
        let story = story(before.into_iter().chain(events));
        assert_eq!((searches(&story)[0].state(), &searches(&story)[0].last_event), (PromiseState::SaidNo, &id(4)));
    }
}

#[test]
fn an_agency_makes_the_promise_once_and_may_put_it_into_another_name() {
    let story = story([
        said(1, started(AMINA)),
        said(2, ended(AMINA, EndedBecause::Other)).recorded_by(AMINA),
        said(3, started(BEN)),
        said(4, ended(BEN, EndedBecause::Other)).recorded_by(BEN),
    ]);
    assert_eq!(searches(&story).len(), 1);
    assert_eq!((&searches(&story)[0].event, searches(&story)[0].whose.clone()), (&id(2), supporter(BEN)));
}

#[test]
fn an_end_whose_hour_is_not_known_ends_what_began_that_day() {
    let began = said(1, started(AMINA)).on("2026-03-01T10:00:00Z");
    let ends = said(2, ended(AMINA, EndedBecause::Other)).on("2026-03-01");
    assert_eq!(story([began.clone(), ends.clone()]).alongside[0].ended_event, id(2));
    assert!(story([ends, began]).alongside[0].ended_event.is_empty(), "it was recorded before the beginning: another one ended");
}

#[test]
fn who_is_away_says_until_when_and_who_covers() {
    let away = SupporterAway { supporter: AMINA.into(), until: "2026-04-01".into(), covered_by: BEN.into() };
    let story = story([said(1, started(AMINA)), said(2, started(CARL)), said(3, Kind::SupporterAway(away)).of(&[AMINA])]);
    assert_eq!((story.alongside[0].away_until.as_str(), story.alongside[0].covered_by.as_str()), ("2026-04-01", BEN));
    assert_eq!(story.alongside[1].away_until, "");
}

#[test]
fn a_yes_by_a_resident_is_told_apart_from_one_by_nobody() {
    assert!(!with_yes(Some(Yes { basis: YesBasis::Parent.into(), given_by: resident(""), ..yes_of(ROSA).unwrap() })));
}

#[test]
fn an_introduction_is_kept_with_or_without_a_yes() {
    let introduced = |yes| Kind::Introduced(Introduced { to: supporter(AMINA), by: None, yes });
    let told = |yes| story([said(1, introduced(yes))]).introductions;
    assert!(told(yes_of(ROSA))[0].with_yes);
    assert!(!told(None)[0].with_yes);
}
