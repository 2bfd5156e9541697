//! Which profiles are one person, bonds, and what only the keeper of the place says.

use throughline_proto::v1::{
    AgencyJoined, AlongsideStarted, BondTold, Erased, Event, KeyChanged, Party, PolicyAdopted, ProfilesJoined, ProfilesMayMatch,
    ProfilesSeparated, ProxyMay, ProxyNamed, Reason, Yes, YesBasis, event::Kind,
};

use crate::{
    fold_proxies::{attorney, disagreed, mother, named as proxy_named},
    given::{AMINA, CARE, CARL, ROSA, ROSA_TOO, TOM, Telling, given, resident, said, supporter, yes_of},
    happenings::{died, offered},
};

fn named(people: &[&str]) -> Vec<String> {
    people.iter().copied().map(str::to_owned).collect()
}

fn join(people: &[&str], yes: Option<Yes>) -> Event {
    said(1, Kind::ProfilesJoined(ProfilesJoined { profiles: named(people), evidence: Vec::new(), yes })).of(people)
}

fn separate(people: &[&str]) -> Event {
    said(1, Kind::ProfilesSeparated(ProfilesSeparated { profiles: named(people), why: String::new() })).of(people)
}

fn may_match(people: &[&str]) -> Event {
    said(1, Kind::ProfilesMayMatch(ProfilesMayMatch { profiles: named(people), evidence: Vec::new(), asked: Vec::new() })).of(people)
}

#[test]
fn profiles_of_two_agencies_are_joined_with_the_persons_yes() {
    let admission = given([]).when(join(&[ROSA, ROSA_TOO], yes_of(ROSA))).then_admitted();
    assert_eq!(admission.depends_on, [ROSA.to_owned(), ROSA_TOO.to_owned()].into());
}

#[test]
fn without_a_yes_another_agencys_profile_reads_like_nobodys() {
    given([]).when(join(&[ROSA, ROSA_TOO], None)).then_refused(Reason::PersonUnknown);
    given([]).when(join(&[ROSA, "nobody"], None)).then_refused(Reason::PersonUnknown);
    given([]).when(join(&[ROSA, ROSA_TOO], yes_of("nobody"))).then_refused(Reason::PersonUnknown);
    given([]).when(join(&[ROSA, "nobody"], yes_of(ROSA))).then_refused(Reason::PersonUnknown);
}

#[test]
fn a_join_of_ones_own_profiles_wants_the_same_yes_whoever_else_is_beside_them() {
    let alongside = AlongsideStarted { supporter: AMINA.into(), yes: yes_of(ROSA_TOO), meet_every_days: 0 };
    let beside = said(2, Kind::AlongsideStarted(alongside)).of(&[ROSA_TOO]);
    let heard_by_carl = |yes: Option<Yes>| yes.map(|yes| Yes { heard_by: CARL.into(), ..yes });
    for is in [given([]), given([beside]), given([]).joined()] {
        is.clone().when(join(&[TOM, ROSA_TOO], None).by(CARE)).then_refused(Reason::ResidentsToSay);
        is.clone().when(join(&[TOM, ROSA_TOO], heard_by_carl(yes_of(TOM))).by(CARE)).then_admitted();
        let lead =
            Yes { basis: YesBasis::BestInterests.into(), given_by: supporter(CARL), view: "written twice".into(), ..yes_of(TOM).unwrap() };
        let by_a_lead = join(&[TOM, ROSA_TOO], heard_by_carl(Some(lead))).by(CARE);
        is.holding(&format!("{CARE}/information-lead"), CARL, "").when(by_a_lead).then_admitted();
    }
}

/// Care City joins its own profile with Harmony House's, with a yes that is not the person's own.
fn join_by_care(basis: YesBasis, given_by: Option<Party>) -> Event {
    let yes = Yes { basis: basis.into(), given_by, heard_by: CARL.into(), view: "glad of it".into(), ..yes_of(ROSA).unwrap() };
    join(&[ROSA_TOO, ROSA], Some(yes)).by(CARE)
}

#[test]
fn a_parent_says_yes_to_a_join_who_was_named_for_it_and_no_other() {
    let by_tom = |is| given(is).when(join_by_care(YesBasis::Parent, resident(TOM)));
    let mother_told = |it| said(1, proxy_named(it)).by(CARE).of(&[ROSA_TOO]);
    by_tom(vec![]).then_refused(Reason::PersonUnknown);
    by_tom(vec![mother_told(mother())]).then_admitted();
    by_tom(vec![mother_told(attorney())]).then_refused(Reason::PersonUnknown);
    let contested = said(2, disagreed(1, resident(ROSA_TOO))).by(CARE).of(&[ROSA_TOO]).on("2026-04-01");
    by_tom(vec![mother_told(mother()), contested]).then_refused(Reason::PersonUnknown);
    by_tom(vec![mother_told(ProxyNamed { until: "2026-05-01".into(), ..mother() })]).then_refused(Reason::PersonUnknown);
}

#[test]
fn a_join_is_in_somebodys_best_interests_when_a_named_lead_or_a_proxy_who_may_speak_says_so() {
    let by_carl = || join_by_care(YesBasis::BestInterests, supporter(CARL));
    given([]).when(by_carl()).then_refused(Reason::RoleNotHeld);
    given([]).holding("care-city/outreach", CARL, "").when(by_carl()).then_refused(Reason::RoleNotHeld);
    given([]).holding("harmony-house/safeguarding-lead", CARL, "").when(by_carl()).then_refused(Reason::RoleNotHeld);
    for lead in ["safeguarding-lead", "information-lead"] {
        given([]).holding(&format!("{CARE}/{lead}"), CARL, "").when(by_carl()).then_admitted();
        given([]).holding(&format!("{CARE}/{lead}"), "another", CARL).when(by_carl()).then_admitted();
    }
    let by_tom = |is| given(is).when(join_by_care(YesBasis::BestInterests, resident(TOM)));
    let told = |it| said(1, proxy_named(it)).by(CARE).of(&[ROSA_TOO]);
    by_tom(vec![]).then_refused(Reason::PersonUnknown);
    by_tom(vec![told(attorney())]).then_admitted();
    by_tom(vec![told(ProxyNamed { may: ProxyMay::Read.into(), ..attorney() })]).then_refused(Reason::PersonUnknown);
}

#[test]
fn a_yes_to_a_join_was_heard_by_one_of_those_who_write_it() {
    for other in [ROSA, "nobody"] {
        let yes = yes_of(ROSA_TOO);
        given([]).when(join(&[ROSA_TOO, other], yes).by(CARE)).then_refused(Reason::NotYoursToActFor);
    }
    let heard_by_carl = Yes { heard_by: CARL.into(), ..yes_of(ROSA).unwrap() };
    given([]).when(join(&[ROSA_TOO, ROSA], Some(heard_by_carl)).by(CARE)).then_admitted();
}

#[test]
fn an_agency_joins_only_with_a_profile_of_its_own() {
    // Whoever is there, and whoever said yes.
    for (one, given_by) in [(TOM, ROSA), (TOM, TOM), ("nobody", "nobody")] {
        given([]).when(join(&[one, ROSA_TOO], yes_of(given_by))).then_refused(Reason::NotAllowed);
    }
    let yes = Some(Yes { given_by: resident(TOM), ..yes_of(TOM).unwrap() });
    given([]).when(join(&[TOM, ROSA_TOO], yes)).for_resident(TOM).then_refused(Reason::NotAllowed);
}

#[test]
fn nobody_is_joined_with_themselves() {
    given([]).when(join(&[ROSA, ROSA], None)).then_refused(Reason::WithThemselves);
}

#[test]
fn profiles_that_are_one_person_already_are_not_joined_again() {
    given([]).joined().when(join(&[ROSA, ROSA_TOO], yes_of(ROSA))).then_refused(Reason::ProfilesNotAsSaid);
}

#[test]
fn the_join_that_closes_a_circle_is_of_one_person_already() {
    let heard_by_carl = |person| Some(Yes { heard_by: CARL.into(), ..yes_of(person).unwrap() });
    let second = || join(&[ROSA_TOO, TOM], heard_by_carl(ROSA_TOO)).by(CARE);
    given([]).joined().when(second()).then_admitted();
    let third = join(&[TOM, ROSA], heard_by_carl(TOM)).by(CARE);
    given([]).joined().when_all([second(), third]).then_refused(Reason::ProfilesNotAsSaid);
}

#[test]
fn a_profile_leaves_a_story_in_which_there_are_others() {
    let admission = given([]).joined().when(separate(&[ROSA_TOO])).then_admitted();
    assert_eq!(admission.depends_on.len(), 2);
    given([]).when(separate(&[ROSA])).then_refused(Reason::ProfilesNotAsSaid);
    given([]).joined().when(separate(&[ROSA, ROSA_TOO])).then_refused(Reason::ProfilesNotAsSaid);
    given([]).joined().when(separate(&[TOM, ROSA_TOO]).by(CARE)).then_refused(Reason::ProfilesNotAsSaid);
    given([]).joined().when(separate(&[TOM])).then_refused(Reason::PersonUnknown);
}

#[test]
fn a_guess_starts_from_a_profile_of_ones_own() {
    given([]).when(may_match(&[ROSA, ROSA_TOO])).then_admitted();
    given([]).when(may_match(&[TOM, ROSA_TOO])).then_refused(Reason::NotAllowed);
    given([]).when(may_match(&[ROSA, ROSA])).then_refused(Reason::WithThemselves);
    given([]).joined().when(may_match(&[ROSA, ROSA_TOO])).then_refused(Reason::ProfilesNotAsSaid);
}

#[test]
fn what_is_joined_in_a_request_is_one_person_later_in_it() {
    let offer = said(2, offered("soup")).on("2026-04-01");
    let toms_death = || said(9, died()).by(CARE).of(&[ROSA_TOO]);
    given([toms_death()]).when(offer.clone()).then_admitted();
    given([toms_death()]).when_all([join(&[ROSA, ROSA_TOO], yes_of(ROSA)), offer]).then_refused(Reason::StoryStilled);
    given([]).joined().when_all([separate(&[ROSA_TOO]), separate(&[ROSA_TOO])]).then_refused(Reason::PersonUnknown);
}

#[test]
fn nobody_has_a_bond_with_themselves() {
    let bond = |of: &str, to: &str| {
        let bond = BondTold { of: of.into(), to: to.into(), ..Default::default() };
        said(1, Kind::BondTold(bond)).by(CARE).of(&[ROSA_TOO])
    };
    given([]).joined().when(bond(ROSA_TOO, ROSA_TOO)).then_refused(Reason::WithThemselves);
    given([]).joined().when(bond(ROSA_TOO, ROSA)).then_refused(Reason::WithThemselves);
    given([]).joined().when(bond(ROSA_TOO, TOM)).then_admitted();
}

#[test]
fn who_takes_part_and_under_which_rules_is_the_keepers_to_say() {
    let joins = |agency: &str| Kind::AgencyJoined(AgencyJoined { agency: agency.into(), name: String::new() });
    for kind in [joins("new"), Kind::PolicyAdopted(PolicyAdopted::default()), Kind::KeyChanged(KeyChanged::default())] {
        given([]).when(said(1, kind.clone()).of(&[])).then_refused(Reason::NotAllowed);
        given([]).when(said(1, kind).of(&[])).by_keeper().then_admitted();
    }
    given([]).when(said(1, joins(CARE)).of(&[])).by_keeper().then_refused(Reason::AgencyExists);
    let speaks = |agency: &str| Kind::KeyChanged(KeyChanged { agency: agency.into(), ..KeyChanged::default() });
    given([]).when(said(1, speaks(CARE)).of(&[])).by_keeper().then_admitted();
    given([]).when(said(1, speaks("unheard-of")).of(&[])).by_keeper().then_refused(Reason::AgencyUnknown);
    given([]).when_all([said(1, joins("new")).of(&[]), said(2, joins("new")).of(&[])]).by_keeper().then_refused(Reason::AgencyExists);
}

#[test]
fn looks_and_erasures_are_not_recorded_like_this() {
    given([]).when(said(1, Kind::Looked(Default::default()))).then_refused(Reason::NotForRecord);
    let erased = Kind::Erased(Erased { profiles: named(&[ROSA]), basis: "…".into() });
    given([]).when(said(1, erased)).by_keeper().then_refused(Reason::NotForRecord);
}
