//! Knowing of people: who they are to one another, and which records are one person.

use throughline_proto::v1::{
    BondTold, CircleChanged, Erased, FamilyNamed, FirstHeardOf, HoldPlaced, LivesTogether, ProfilesJoined, ProfilesMayMatch,
    ProfilesSeparated,
};

use super::{
    teller::{Teller, yes_or_no},
    value::{
        Named,
        Value::{self, Count, Name, Text},
    },
};

pub(super) fn first_heard_of(teller: &Teller<'_>, heard: &FirstHeardOf) -> String {
    let agency = teller.agency(&teller.event.agency);
    let (how, know) = (heard.how().as_str_name(), heard.they_know().as_str_name());
    teller.say("first_heard_of", &[("agency", Text(&agency)), ("who", Name(&teller.who())), ("how", Text(how)), ("know", Text(know))])
}

pub(super) fn details_changed(teller: &Teller<'_>) -> String {
    teller.say("details_changed", &[("who", Name(&teller.who()))])
}

pub(super) fn bond_told(teller: &Teller<'_>, told: &BondTold) -> String {
    let (of, to) = (teller.person(&told.of), teller.person(&told.to));
    let message = if told.ended { "bond_told-ended" } else { "bond_told" };
    teller.say(message, &[("of", Name(&of)), ("to", Name(&to)), ("bond", Text(told.bond().as_str_name()))])
}

pub(super) fn lives_together(teller: &Teller<'_>, together: &LivesTogether) -> String {
    teller.say("lives_together", &[("who", Name(&teller.who())), ("ended", Text(yes_or_no(together.ended)))])
}

pub(super) fn circle_changed(teller: &Teller<'_>, circle: &CircleChanged) -> String {
    let members = if circle.members.is_empty() { Named::nobody() } else { teller.members(&circle.members) };
    teller.say("circle_changed", &[("who", Name(&teller.who())), ("members", Name(&members))])
}

pub(super) fn family_named(teller: &Teller<'_>, family: &FamilyNamed) -> String {
    let members = if family.members.is_empty() { Named::nobody() } else { teller.members(&family.members) };
    teller.say("family_named", &[("who", Name(&teller.who())), ("members", Name(&members))])
}

pub(super) fn profiles_may_match(teller: &Teller<'_>, may_match: &ProfilesMayMatch) -> String {
    teller.say("profiles_may_match", &[("count", at_least(2, &may_match.profiles))])
}

pub(super) fn profiles_joined(teller: &Teller<'_>, joined: &ProfilesJoined) -> String {
    teller.say("profiles_joined", &[("count", at_least(2, &joined.profiles))])
}

pub(super) fn profiles_separated(teller: &Teller<'_>, separated: &ProfilesSeparated) -> String {
    let why = teller.text(&separated.why);
    teller.say("profiles_separated", &[("count", at_least(1, &separated.profiles)), ("why", Text(&why))])
}

pub(super) fn erased(teller: &Teller<'_>, erased: &Erased) -> String {
    let basis = teller.text(&erased.basis);
    teller.say("erased", &[("count", at_least(1, &erased.profiles)), ("basis", Text(&basis))])
}

pub(super) fn hold_placed(teller: &Teller<'_>, hold: &HoldPlaced) -> String {
    let (basis, until) = (teller.text(&hold.basis), teller.date(&hold.until));
    let message = if hold.ended { "hold_placed-ended" } else { "hold_placed" };
    teller.say(message, &[("count", at_least(1, &hold.profiles)), ("basis", Text(&basis)), ("until", Text(&until))])
}

/// How many profiles there are; what makes sense where the event says none.
pub(super) fn at_least(least: usize, profiles: &[String]) -> Value<'_> {
    Count(profiles.len().max(least) as u64)
}
