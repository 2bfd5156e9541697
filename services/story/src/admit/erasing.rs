//! What is erased for good, what must be kept, what is not used for now, and that nobody writes about whom was erased. Whose it is to say was decided before.

use throughline_proto::v1::{Erased, Hold, HoldPlaced, Restriction, RestrictionPlaced, Story};

use super::request::Request;
use crate::Refused;

/// A person is erased whole or not at all, once, and not while anything of theirs must be kept.
pub(super) fn erased(request: &mut Request<'_>, it: &Erased) -> Result<(), Refused> {
    let today = request.today();
    for index in stories_of(request, &it.profiles)? {
        let story = &request.stories[index];
        if story.profiles.iter().any(|profile| !it.profiles.contains(&profile.person)) {
            return Err(Refused::JoinedWithOthers { joined: story.profiles.len() });
        }
        if let Some(hold) = story.holds.iter().find(|hold| is_in_force(hold, &today)) {
            return Err(Refused::UnderHold { until: hold.until.clone(), basis: hold.basis.clone() });
        }
        request.depend_on(index);
    }
    Ok(())
}

/// What is gone cannot be kept. An erasure that is decided at the same moment must see this, or this it.
pub(super) fn hold_placed(request: &mut Request<'_>, it: &HoldPlaced) -> Result<(), Refused> {
    for index in stories_of(request, &it.profiles)? {
        request.depend_on(index);
    }
    Ok(())
}

/// What is gone is not used anyway; and only what stands can end.
pub(super) fn restriction_placed(request: &mut Request<'_>, it: &RestrictionPlaced) -> Result<(), Refused> {
    let today = request.today();
    for index in stories_of(request, &it.profiles)? {
        let stands = |one: &Restriction| {
            (one.until.is_empty() || one.until >= today) && one.profiles.iter().any(|profile| it.profiles.contains(profile))
        };
        if it.ended.is_some() && !request.stories[index].restrictions.iter().any(stands) {
            return Err(Refused::NotRestricted);
        }
        request.depend_on(index);
    }
    Ok(())
}

/// Whether this profile of the story was erased.
pub(super) fn is_erased(story: &Story, person: &str) -> bool {
    story.profiles.iter().any(|profile| profile.person == person && !profile.erased_event.is_empty())
}

/// The stories of these profiles, each once; all are there and none was erased.
fn stories_of(request: &Request<'_>, profiles: &[String]) -> Result<Vec<usize>, Refused> {
    let mut stories = Vec::new();
    for person in profiles {
        let index = request.find_story(person).ok_or_else(|| Refused::PersonUnknown { person: person.clone() })?;
        if is_erased(&request.stories[index], person) {
            return Err(Refused::PersonErased { person: person.clone() });
        }
        stories.push(index);
    }
    stories.sort_unstable();
    stories.dedup();
    Ok(stories)
}

/// Dates are compared as they are written.
fn is_in_force(hold: &Hold, today: &str) -> bool {
    hold.until.is_empty() || hold.until.as_str() >= today
}
