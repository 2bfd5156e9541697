//! Who may be named as somebody's proxy, and by whom; and what a proxy may then say for them.

use throughline_proto::v1::{Event, ProxyBasis, ProxyNamed, SharingChosen, SharingLevel, Story};

use super::{ActingFor, known::has_profile, request::Request};
use crate::{
    Refused,
    proxies::{Proxying, eighteenth_birthday, proxying},
};

/// By an agency that knows the person itself, or by the person through it; nobody is their own proxy, and a contest is answered.
pub(super) fn named(request: &mut Request<'_>, event: &Event, it: &ProxyNamed) -> Result<(), Refused> {
    for index in request.stories_about(event) {
        request.depend_on(index);
        let story = &request.stories[index];
        if !is_theirs_to_name(request, story, it) {
            return Err(Refused::ResidentsToSay);
        }
        if !request.has_own_profile(story) {
            return Err(Refused::NotAllowed { ask: "let an agency that knows the person itself name who acts for them" });
        }
        let is_proxy = |person: &str| request.is_one_person(&it.proxy, person);
        if story.profiles.iter().any(|profile| is_proxy(&profile.person)) {
            return Err(Refused::WithThemselves);
        }
        if !it.ended {
            answers_contests(request, story, it)?;
            ends_with_childhood(request, story, it)?;
        }
    }
    Ok(())
}

/// A resident names only who acts for themselves, by their own wish: a proxy names no other.
fn is_theirs_to_name(request: &Request<'_>, story: &Story, it: &ProxyNamed) -> bool {
    match &request.writer.acting_for {
        ActingFor::System | ActingFor::Supporter(_) => true,
        ActingFor::Auditor(_) => false,
        ActingFor::Resident(person) => it.basis() == ProxyBasis::OwnWish && has_profile(story, person),
    }
}

/// Where somebody disagreed, the agency that named them says with which disagreement this deals; another waits for it.
fn answers_contests(request: &Request<'_>, story: &Story, it: &ProxyNamed) -> Result<(), Refused> {
    let named = || story.proxies.iter().filter(|proxy| request.is_one_person(&it.proxy, &proxy.proxy));
    let own = |agency: &str| agency == request.writer.agency;
    let is_answered = |contest: &&String| **contest == it.after_contest;
    let mut open = named().filter(|proxy| own(&proxy.agency) || it.after_contest.is_empty());
    if let Some(contest) = open.find_map(|proxy| proxy.contested_by.iter().find(|contest| !is_answered(contest))) {
        // Which it is, is for whoever named them.
        let is_theirs = named().any(|proxy| own(&proxy.agency) && proxy.contested_by.contains(contest));
        return Err(Refused::ProxyContested { event: if is_theirs { contest.clone() } else { String::new() } });
    }
    let answers_one = named().any(|proxy| own(&proxy.agency) && proxy.contested_by.contains(&it.after_contest));
    if it.after_contest.is_empty() || answers_one { Ok(()) } else { Err(Refused::EventUnknown { event: it.after_contest.clone() }) }
}

/// The writing agency must know the date of birth, or it would never end: what another knows is not for it to learn here.
fn ends_with_childhood(request: &Request<'_>, story: &Story, it: &ProxyNamed) -> Result<(), Refused> {
    if it.basis() != ProxyBasis::ParentalResponsibility {
        return Ok(());
    }
    let theirs = request.around.born.iter().filter(|(person, _)| has_profile(story, person));
    match theirs.filter_map(|(_, born)| eighteenth_birthday(born)).min() {
        Some(birthday) if it.until > birthday => Err(Refused::ProxyPastEighteen { until: birthday }),
        Some(_) => Ok(()),
        None => Err(Refused::BirthdayUnknown),
    }
}

/// A proxy opens nothing further than the person themselves chose.
pub(super) fn opens_no_further(request: &Request<'_>, event: &Event, it: &SharingChosen) -> Result<(), Refused> {
    let today = request.today();
    for index in request.stories_about(event) {
        let story = &request.stories[index];
        let own = story.sharing.iter().filter(|held| !held.by_proxy).filter_map(|held| held.choice.as_ref());
        let mut own = own.filter(|own| own.never_supporters.is_empty() && (own.until.is_empty() || own.until >= today));
        let opens = it.level() > SharingLevel::Nothing && it.never_supporters.is_empty();
        if opens && request.proxying(story).is_some() && own.any(|own| own.level() < it.level()) {
            return Err(Refused::ResidentsToSay);
        }
    }
    Ok(())
}

impl Request<'_> {
    /// What the resident for whom it is written may do in this story as a proxy.
    pub(super) fn proxying<'s>(&self, story: &'s Story) -> Option<Proxying<'s>> {
        match &self.writer.acting_for {
            ActingFor::Resident(_) => proxying(story, &self.around.writer_is, &self.today()),
            ActingFor::System | ActingFor::Supporter(_) | ActingFor::Auditor(_) => None,
        }
    }

    /// This resident speaks for the person by a naming that holds today, whoever writes.
    pub(super) fn stands_for(&self, story: &Story, resident: &str) -> bool {
        proxying(story, &self.profiles_of(resident), &self.today()).is_some_and(|proxying| proxying.may_speak)
    }

    /// This resident has parental responsibility for the person by a naming that holds today.
    pub(super) fn is_parent(&self, story: &Story, resident: &str) -> bool {
        proxying(story, &self.profiles_of(resident), &self.today()).is_some_and(|proxying| proxying.is_parent)
    }

    fn profiles_of(&self, resident: &str) -> Vec<String> {
        let profiles = self.find_story(resident).map(|index| &self.stories[index].profiles);
        profiles.map_or_else(|| vec![resident.to_owned()], |all| all.iter().map(|profile| profile.person.clone()).collect())
    }

    /// They speak for the person as a proxy.
    pub(super) fn speaks_as_proxy(&self, story: &Story) -> bool {
        self.proxying(story).is_some_and(|proxying| proxying.may_speak)
    }
}
