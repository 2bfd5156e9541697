//! What else a life adds up to, and whose story an event enters.

use throughline_proto::v1::{
    Bond, BondTold, ChoseToWorkOn, CircleChanged, CircleMember, Colour, ConnectedToGroup, FamilyNamed, FirstHeardOf, GroupLeft, HopeShared,
    LifeMapAnswer, LifeMapMade, LivesTogether, MeetingPlanned, Met, RestChosen, Role, SharingChosen, SharingLevel, SharingScope, StepTaken,
    StrengthShared, TheyKnow, circle_member::Member, event::Kind, sharing_scope::Scope,
};
use throughline_story::fold;

use crate::{
    given::{AMINA, BEN, CARE, GROUP, HARMONY, ROSA, ROSA_TOO, TOM, Telling, id, on, part, said, story, told},
    happenings::{died, met, moved_away, noted},
};

fn strength(what: &str) -> Kind {
    Kind::StrengthShared(StrengthShared { what: what.into() })
}

fn member(person: &str) -> CircleMember {
    CircleMember { member: Some(Member::Resident(person.into())), part: String::new() }
}

fn bond(of: &str, to: &str, ended: bool) -> Kind {
    Kind::BondTold(BondTold { of: of.into(), to: to.into(), bond: Bond::Sibling.into(), ended })
}

fn map(set: &str) -> Kind {
    let answers = vec![LifeMapAnswer { indicator: "warm-home".into(), colour: Colour::Red.into() }];
    Kind::LifeMapMade(LifeMapMade { set: set.into(), answers })
}

fn chosen(scope: Scope, agencies: &[&str], level: SharingLevel, until: &str) -> Kind {
    Kind::SharingChosen(SharingChosen {
        scope: Some(SharingScope { scope: Some(scope) }),
        agencies: agencies.iter().copied().map(str::to_owned).collect(),
        level: level.into(),
        until: until.into(),
        never_supporters: Vec::new(),
    })
}

fn never(supporters: &[&str]) -> Kind {
    let never_supporters = supporters.iter().copied().map(str::to_owned).collect();
    Kind::SharingChosen(SharingChosen { never_supporters, ..Default::default() })
}

#[test]
fn a_mention_enters_no_story() {
    let event = said(1, strength("sings")).of(&[TOM]).with(part(ROSA, Role::Mentioned));
    let story = story([event]);
    assert_eq!((story.events, story.newest_position, story.strengths.len()), (0, 0, 0));
}

#[test]
fn who_was_there_has_met_too_and_is_not_whom_the_event_is_about() {
    let met_both = said(1, met(&[AMINA])).of(&[TOM]).with(part(ROSA, Role::Present));
    let toms_strength = said(2, strength("sings")).of(&[TOM]).with(part(ROSA, Role::Present));
    let toms_death = said(3, died()).of(&[TOM]).with(part(ROSA, Role::Present));
    let story = story([met_both, toms_strength, toms_death]);
    assert_eq!(story.events, 3);
    assert!(story.last_met.is_some());
    assert!(story.strengths.is_empty() && story.stilled.is_none());
}

#[test]
fn a_look_is_no_part_of_the_story() {
    assert_eq!(story([said(1, Kind::Looked(Default::default()))]).events, 0);
}

#[test]
fn profiles_stand_in_the_order_in_which_they_were_first_heard_of() {
    let heard = |number, person: &str, date| {
        let heard = FirstHeardOf { person: person.into(), they_know: TheyKnow::NotYet.into(), ..Default::default() };
        said(number, Kind::FirstHeardOf(heard)).of(&[person]).on(date)
    };
    let events = told([heard(1, ROSA, "2026-02-01").by(HARMONY), heard(2, ROSA_TOO, "2026-01-01").by(CARE)]);
    let story = fold(&["unheard".into(), ROSA.into(), ROSA_TOO.into(), ROSA.into()], events);
    let people: Vec<&str> = story.profiles.iter().map(|profile| profile.person.as_str()).collect();
    assert_eq!(people, [ROSA_TOO, ROSA, "unheard"]);
    assert_eq!((story.profiles[0].agency.as_str(), story.profiles[0].they_know()), (CARE, TheyKnow::NotYet));
}

#[test]
fn strengths_and_hopes_are_kept_the_newest_last() {
    let hope = Kind::HopeShared(HopeShared { what: "to see my grandson play".into() });
    let story = story([said(1, strength("sings")).on("2026-03-02"), said(2, strength("cooks")), said(3, hope)]);
    let strengths: Vec<&str> = story.strengths.iter().map(|said| said.what.as_str()).collect();
    assert_eq!(strengths, ["cooks", "sings"]);
    assert_eq!((story.hopes[0].event.clone(), story.hopes[0].when.clone()), (id(3), Some(on("2026-03-01"))));
}

#[test]
fn steps_stand_with_what_was_chosen() {
    let chose = Kind::ChoseToWorkOn(ChoseToWorkOn { what: "a warm home".into(), ..Default::default() });
    let step = |choice: String| Kind::StepTaken(StepTaken { choice, what: "rang the landlord".into() });
    let story = story([said(1, chose), said(2, step(id(1))), said(3, step(String::new()))]);
    assert_eq!(story.choices[0].steps.iter().map(|said| said.event.clone()).collect::<Vec<_>>(), [id(2)]);
}

#[test]
fn the_first_life_map_stands_beside_the_newest() {
    let once = story([said(1, map("signal"))]);
    assert_eq!(once.life_map_then, once.life_map_now);
    let thrice = story([said(1, map("first")), said(2, map("second")), said(3, map("third"))]);
    assert_eq!((thrice.life_map_then.unwrap().set, thrice.life_map_now.unwrap().set), ("first".into(), "third".into()));
}

#[test]
fn a_bond_is_told_from_both_sides_until_it_ended() {
    assert_eq!(story([said(1, bond(TOM, ROSA, false)).of(&[TOM, ROSA])]).bonds.len(), 1);
    assert_eq!(story([said(1, bond(ROSA, TOM, false)), said(2, bond(ROSA, TOM, false))]).bonds.len(), 1, "told twice, held once");
    assert!(story([said(1, bond(ROSA, TOM, false)), said(2, bond(ROSA, TOM, true))]).bonds.is_empty());
    assert!(story([said(1, bond(TOM, "ann", false))]).bonds.is_empty(), "between two others");
}

#[test]
fn who_shares_a_home_does_not_share_it_with_herself() {
    let together = |ended| Kind::LivesTogether(LivesTogether { ended });
    let begun = [said(1, together(false)).of(&[ROSA, TOM]), said(2, together(false)).of(&[ROSA, "ann"])];
    assert_eq!(story(begun.clone()).home, [TOM, "ann"]);
    assert_eq!(story(begun.iter().cloned().chain([said(3, together(true)).of(&[ROSA, TOM])])).home, ["ann"]);
    assert!(story(begun.into_iter().chain([said(3, together(true))])).home.is_empty(), "with nobody any longer");
}

#[test]
fn a_circle_and_a_family_replace_those_before() {
    let circle = |people: &[&str]| Kind::CircleChanged(CircleChanged { members: people.iter().map(|person| member(person)).collect() });
    let family = Kind::FamilyNamed(FamilyNamed { members: vec![member(ROSA), member("ann")] });
    let story = story([said(1, circle(&[TOM])), said(2, circle(&[ROSA, "ann"])), said(3, family)]);
    assert_eq!((story.circle, story.family), (vec![member("ann")], vec![member("ann")]));
}

#[test]
fn groups_are_joined_once_and_left() {
    let joined = || Kind::ConnectedToGroup(ConnectedToGroup { group: GROUP.into() });
    let left = Kind::GroupLeft(GroupLeft { group: GROUP.into(), why: String::new() });
    let story = story([said(1, joined()), said(2, joined()), said(3, left).on("2026-04-01"), said(4, joined()).on("2026-05-01")]);
    let ties: Vec<_> = story.groups.iter().map(|tie| (tie.event.clone(), tie.until.clone())).collect();
    assert_eq!(ties, [(id(1), Some(on("2026-04-01"))), (id(4), None)]);
}

#[test]
fn a_rest_lasts_until_they_are_back() {
    let rest = RestChosen { until: "2026-05-01".into(), leave_me_be: true, ended: false };
    let resting = story([said(1, Kind::RestChosen(rest.clone()))]);
    assert_eq!(resting.rest.as_ref().map(|rest| (rest.until.as_str(), rest.leave_me_be)), Some(("2026-05-01", true)));
    let back = RestChosen { ended: true, ..Default::default() };
    assert_eq!(story([said(1, Kind::RestChosen(rest)), said(2, Kind::RestChosen(back))]).rest, None);
}

#[test]
fn a_death_is_not_undone_by_moving_away() {
    let stilled = story([said(1, moved_away()), said(2, died()), said(3, moved_away())]).stilled.expect("it is stilled");
    assert_eq!((stilled.died, stilled.event), (true, id(2)));
    assert!(!story([said(1, moved_away())]).stilled.expect("it is stilled").died);
}

#[test]
fn a_meeting_both_ways_is_the_last_met_and_a_glimpse_is_not() {
    let glimpse = Kind::Met(Met { with: vec![], one_way: true });
    let story = story([said(1, met(&[])).recorded_by(BEN), said(2, glimpse).on("2026-04-01")]);
    let last = story.last_met.expect("they met");
    assert_eq!((last.event, last.with, last.agency.as_str()), (id(1), vec![BEN.to_owned()], HARMONY));
}

#[test]
fn plans_lie_ahead_of_the_last_meeting_the_next_first() {
    let planned = |number, when| {
        let planned = MeetingPlanned { planned_for: Some(on(when)), with: vec![AMINA.into()] };
        said(number, Kind::MeetingPlanned(planned))
    };
    let plans = [planned(1, "2026-05-20"), planned(2, "2026-04-10T15:00:00+01:00"), planned(3, "2026-05-01"), planned(4, "2026-02-01")];
    let ahead = |events: Vec<_>| story(events).planned.into_iter().map(|meeting| meeting.event).collect::<Vec<_>>();
    assert_eq!(ahead(plans.to_vec()), [id(4), id(2), id(3), id(1)]);
    let met_that_day = said(5, met(&[])).on("2026-04-10");
    assert_eq!(ahead(plans.iter().cloned().chain([met_that_day.clone()]).collect()), [id(3), id(1)]);
    let late = planned(6, "2026-04-09").on("2026-04-11");
    assert_eq!(ahead(vec![met_that_day, late]), Vec::<String>::new(), "it has been met since");
}

#[test]
fn the_newest_choice_about_the_same_thing_and_reader_is_in_force() {
    let met = || Scope::Kind("met".into());
    let story = story([
        said(1, chosen(met(), &[HARMONY, CARE], SharingLevel::Words, "")),
        said(2, chosen(met(), &[CARE], SharingLevel::Nothing, "")),
        said(3, chosen(met(), &[], SharingLevel::Sentence, "")),
        said(4, chosen(Scope::Everything(true), &[CARE], SharingLevel::Sentence, "")),
        said(5, chosen(met(), &[], SharingLevel::Nothing, "")),
    ]);
    let held: Vec<_> = story.sharing.iter().map(|held| (held.event.clone(), held.choice.clone().unwrap().agencies)).collect();
    let (harmony, care) = (vec![HARMONY.to_owned()], vec![CARE.to_owned()]);
    assert_eq!(held, [(id(1), harmony), (id(2), care.clone()), (id(4), care), (id(5), vec![])]);
}

#[test]
fn a_choice_that_runs_out_leaves_standing_what_outlasts_it() {
    let everything = || Scope::Everything(true);
    let story = story([
        said(1, chosen(everything(), &[], SharingLevel::Nothing, "")),
        said(2, chosen(everything(), &[], SharingLevel::Words, "2026-07-01")),
        said(3, chosen(everything(), &[], SharingLevel::Sentence, "2026-08-01")),
    ]);
    assert_eq!(story.sharing.iter().map(|held| held.event.clone()).collect::<Vec<_>>(), [id(1), id(3)]);
}

#[test]
fn supporters_who_may_never_see_it_stay_excluded_beside_other_choices() {
    let story = story([
        said(1, never(&[AMINA, BEN])),
        said(2, chosen(Scope::Everything(true), &[], SharingLevel::Words, "")),
        said(3, never(&[BEN])),
    ]);
    let held: Vec<_> = story.sharing.iter().map(|held| held.choice.clone().unwrap().never_supporters).collect();
    assert_eq!(held, [vec![AMINA.to_owned()], vec![], vec![BEN.to_owned()]]);
}

#[test]
fn a_story_says_from_when_to_when_it_goes_and_what_is_newest() {
    let story = story([said(1, noted("b")).on("2026-03-05"), said(2, noted("c")).on("2026-03-09T10:00:00Z"), said(3, noted("a"))]);
    assert_eq!((story.events, story.newest_position), (3, 2));
    assert_eq!((story.since, story.until), (Some(on("2026-03-01")), Some(on("2026-03-09T10:00:00Z"))));
}
