//! Who they are to one another: profiles, bonds, home, circle, family, groups.

use throughline_proto::v1::{
    BondHeld, BondTold, CircleMember, ConnectedToGroup, Erased, FirstHeardOf, GroupLeft, GroupTie, Hold, HoldPlaced, LivesTogether,
    Restriction, RestrictionPlaced, Story, circle_member::Member,
};

use super::{Told, whom};
use crate::kind::about;

/// Profiles stand in the order in which they were first heard of; those that nobody told of come last.
pub(super) fn first_heard_of(story: &mut Story, told: &Told, it: &FirstHeardOf) {
    let heard = story.profiles.iter().filter(|profile| !profile.event.is_empty()).count();
    let index = story.profiles.iter().position(|profile| profile.person == it.person && profile.event.is_empty());
    if let Some(index) = index {
        let mut profile = story.profiles.remove(index);
        profile.agency.clone_from(&told.event.agency);
        profile.since.clone_from(&told.event.happened);
        profile.event.clone_from(&told.event.id);
        profile.they_know = it.they_know;
        story.profiles.insert(heard, profile);
    }
}

/// A bond is told on both sides; one between two others is not part of this story.
pub(super) fn bond_told(story: &mut Story, told: &Told, it: &BondTold) {
    if !whom::is_ours(story, &it.of) && !whom::is_ours(story, &it.to) {
        return;
    }
    story.bonds.retain(|held| (&held.of, &held.to, held.bond) != (&it.of, &it.to, it.bond));
    if !it.ended {
        story.bonds.push(BondHeld {
            of: it.of.clone(),
            to: it.to.clone(),
            bond: it.bond,
            since: told.event.happened.clone(),
            event: told.event.id.clone(),
        });
    }
}

/// Those who share the home, without the person of the story. That nobody else is named when it ended means everybody.
pub(super) fn lives_together(story: &mut Story, told: &Told, it: &LivesTogether) {
    let others: Vec<&str> = about(&told.event).filter(|person| !whom::is_ours(story, person)).collect();
    if !it.ended {
        for person in others {
            if !story.home.iter().any(|known| known == person) {
                story.home.push(person.to_owned());
            }
        }
    } else if others.is_empty() {
        story.home.clear();
    } else {
        story.home.retain(|known| !others.contains(&known.as_str()));
    }
}

/// The members of a circle or a family, without the person of the story.
pub(super) fn others(story: &Story, members: &[CircleMember]) -> Vec<CircleMember> {
    let is_us = |one: &CircleMember| matches!(&one.member, Some(Member::Resident(person)) if whom::is_ours(story, person));
    members.iter().filter(|one| !is_us(one)).cloned().collect()
}

pub(super) fn connected(story: &mut Story, told: &Told, it: &ConnectedToGroup) {
    if !story.groups.iter().any(|tie| is_tied(tie, &it.group)) {
        story.groups.push(GroupTie {
            group: it.group.clone(),
            since: told.event.happened.clone(),
            until: None,
            event: told.event.id.clone(),
            ended_event: String::new(),
        });
    }
}

pub(super) fn left_group(story: &mut Story, told: &Told, it: &GroupLeft) {
    if let Some(tie) = story.groups.iter_mut().find(|tie| is_tied(tie, &it.group)) {
        tie.until = Some(told.event.happened.clone().unwrap_or_default());
        tie.ended_event.clone_from(&told.event.id);
    }
}

/// A profile that was erased stays as an id, so that nobody writes under it again.
pub(super) fn erased(story: &mut Story, told: &Told, it: &Erased) {
    for profile in story.profiles.iter_mut().filter(|profile| it.profiles.contains(&profile.person)) {
        profile.erased_event.clone_from(&told.event.id);
    }
}

/// What must be kept, until it is said that it need not be any more.
pub(super) fn hold_placed(story: &mut Story, told: &Told, it: &HoldPlaced) {
    if it.ended {
        story.holds.iter_mut().for_each(|hold| hold.profiles.retain(|profile| !it.profiles.contains(profile)));
        story.holds.retain(|hold| !hold.profiles.is_empty());
        return;
    }
    let ours = it.profiles.iter().filter(|profile| whom::is_ours(story, profile)).cloned().collect();
    let event = told.event.id.clone();
    story.holds.push(Hold { profiles: ours, basis: it.basis.clone(), until: it.until.clone(), event });
}

/// What is kept and not used, until it is said that it may be used again.
pub(super) fn restriction_placed(story: &mut Story, told: &Told, it: &RestrictionPlaced) {
    if it.ended.is_some() {
        story.restrictions.iter_mut().for_each(|one| one.profiles.retain(|profile| !it.profiles.contains(profile)));
        story.restrictions.retain(|one| !one.profiles.is_empty());
        return;
    }
    let ours: Vec<String> = it.profiles.iter().filter(|profile| whom::is_ours(story, profile)).cloned().collect();
    if !ours.is_empty() {
        let event = told.event.id.clone();
        story.restrictions.push(Restriction { profiles: ours, basis: it.basis.clone(), until: it.until.clone(), event });
    }
}

/// The story is kept and not used for now. The last day is one on which it still is not.
pub fn is_restricted(story: &Story, today: &str) -> bool {
    story.restrictions.iter().any(|restriction| restriction.until.is_empty() || restriction.until.as_str() >= today)
}

fn is_tied(tie: &GroupTie, group: &str) -> bool {
    tie.group == group && tie.until.is_none()
}
