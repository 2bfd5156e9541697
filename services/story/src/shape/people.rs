//! The shape of knowing of people, and of who they are to one another.

use throughline_proto::v1::{
    Bond, BondTold, CircleMember, Erased, Event, Evidence, FirstHeardOf, HeardHow, HoldPlaced, ProfilesJoined, ProfilesMayMatch,
    ProfilesSeparated, TheyKnow, circle_member::Member,
};

use super::{alongside::yes, check::Check};

/// How many profiles one event may name: they all have a part in it.
const PROFILES_LIMIT: usize = 64;

pub(super) fn first_heard_of(it: &FirstHeardOf, check: &mut Check) {
    check.server_gives("first_heard_of.person", &it.person);
    check.known::<HeardHow>("first_heard_of.how", it.how);
    check.known::<TheyKnow>("first_heard_of.they_know", it.they_know);
}

pub(super) fn details_changed(event: &Event, check: &mut Check) {
    let nothing = event.words.iter().all(|words| words.details.is_none());
    check.wrong_if(nothing, "words", "missing; put the new details into the words of the person");
}

pub(super) fn bond_told(it: &BondTold, check: &mut Check) {
    check.named("bond_told.of", &it.of);
    check.named("bond_told.to", &it.to);
    check.said::<Bond>("bond_told.bond", it.bond);
}

pub(super) fn members(kind: &str, members: &[CircleMember], check: &mut Check) {
    for (index, one) in members.iter().enumerate() {
        match &one.member {
            None => check.wrong(format_args!("{kind}.members[{index}]"), "missing; say who"),
            Some(Member::Text(text)) => check.required_text(format_args!("{kind}.members[{index}].text"), text),
            Some(Member::Resident(_) | Member::Supporter(_)) => {}
        }
        check.text(format_args!("{kind}.members[{index}].part"), &one.part);
    }
}

pub(super) fn profiles_may_match(it: &ProfilesMayMatch, check: &mut Check) {
    profiles("profiles_may_match.profiles", 2, &it.profiles, check);
    evidence("profiles_may_match.evidence", &it.evidence, check);
}

pub(super) fn profiles_joined(it: &ProfilesJoined, check: &mut Check) {
    profiles("profiles_joined.profiles", 2, &it.profiles, check);
    evidence("profiles_joined.evidence", &it.evidence, check);
    yes("profiles_joined.yes", it.yes.as_ref(), check);
}

pub(super) fn profiles_separated(it: &ProfilesSeparated, check: &mut Check) {
    profiles("profiles_separated.profiles", 1, &it.profiles, check);
    check.text("profiles_separated.why", &it.why);
}

pub(super) fn erased(it: &Erased, check: &mut Check) {
    profiles("erased.profiles", 1, &it.profiles, check);
    check.required_text("erased.basis", &it.basis);
}

pub(super) fn hold_placed(it: &HoldPlaced, check: &mut Check) {
    profiles("hold_placed.profiles", 1, &it.profiles, check);
    check.required_text("hold_placed.basis", &it.basis);
    check.date("hold_placed.until", &it.until);
}

pub(super) fn profiles(field: &str, at_least: usize, profiles: &[String], check: &mut Check) {
    if profiles.len() > PROFILES_LIMIT {
        check.too_large(field, PROFILES_LIMIT, "profiles", "name fewer at once");
    }
    check.wrong_if(profiles.len() < at_least, field, if at_least == 1 { "missing; say which" } else { "name at least two" });
}

fn evidence(field: &str, evidence: &[i32], check: &mut Check) {
    for (index, one) in evidence.iter().enumerate() {
        check.said::<Evidence>(format_args!("{field}[{index}]"), *one);
    }
}
