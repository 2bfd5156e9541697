//! Which profiles are one person, and who is who to whom. Whether another agency's profile is somebody is told to nobody without a yes.

use throughline_proto::v1::{BondTold, ProfilesJoined, ProfilesMayMatch, ProfilesSeparated, Yes, YesBasis, party::Party};

use super::{erasing::is_erased, request::Request, safety};
use crate::{Refused, fold::is_a_yes};

const ONE_OF_YOUR_OWN: Refused = Refused::NotAllowed { ask: "one of the profiles must be your agency's own" };

pub(super) fn bond_told(request: &Request<'_>, it: &BondTold) -> Result<(), Refused> {
    if request.is_one_person(&it.of, &it.to) { Err(Refused::WithThemselves) } else { Ok(()) }
}

/// A guess, from the asker's own side.
pub(super) fn may_match(request: &mut Request<'_>, it: &ProfilesMayMatch) -> Result<(), Refused> {
    let stories = stories_of(request, &it.profiles)?;
    if stories.len() == 1 { Err(Refused::ProfilesNotAsSaid) } else { Ok(()) }
}

/// Joining rests on all the stories that become one. It wants a yes, also for two profiles of the writer's own: whether one was wanted would tell who
/// else walks beside somebody, and would read more by it.
pub(super) fn joined(request: &mut Request<'_>, it: &ProfilesJoined) -> Result<(), Refused> {
    if let Some(yes) = &it.yes {
        is_the_writers_to_bring(request, yes)?;
    }
    brings_one_of_their_own(request, &it.profiles)?;
    let with_yes = has_yes(request, &it.profiles, it.yes.as_ref());
    if !with_yes {
        for person in &it.profiles {
            request.story_of(person)?;
        }
    }
    let stories = stories_of(request, &it.profiles)?;
    if stories.len() == 1 {
        return Err(Refused::ProfilesNotAsSaid);
    }
    if !with_yes {
        return Err(Refused::ResidentsToSay);
    }
    for index in stories {
        request.depend_on(index);
    }
    Ok(())
}

/// Somebody leaves a story only if they were in it with others.
pub(super) fn separated(request: &mut Request<'_>, it: &ProfilesSeparated) -> Result<(), Refused> {
    let mut stories = Vec::new();
    for person in &it.profiles {
        stories.push(request.story_of(person)?);
    }
    stories.dedup();
    let [index] = stories[..] else { return Err(Refused::ProfilesNotAsSaid) };
    let story = &request.stories[index];
    if !request.has_own_profile(story) {
        return Err(ONE_OF_YOUR_OWN);
    }
    if story.profiles.iter().all(|profile| it.profiles.contains(&profile.person)) {
        return Err(Refused::ProfilesNotAsSaid);
    }
    request.depend_on(index);
    Ok(())
}

/// Two different profiles at least, and the agency's own among the stories. This turns on nothing that the writer may not know.
fn brings_one_of_their_own(request: &Request<'_>, profiles: &[String]) -> Result<(), Refused> {
    if profiles.iter().all(|person| *person == profiles[0]) {
        return Err(Refused::WithThemselves);
    }
    let mut stories = profiles.iter().filter_map(|person| living(request, person));
    if stories.any(|index| request.has_own_profile(&request.stories[index])) { Ok(()) } else { Err(ONE_OF_YOUR_OWN) }
}

/// The stories of profiles to be joined, each once.
fn stories_of(request: &Request<'_>, profiles: &[String]) -> Result<Vec<usize>, Refused> {
    brings_one_of_their_own(request, profiles)?;
    if let Some(person) = profiles.iter().find(|person| living(request, person).is_none()) {
        return Err(Refused::PersonUnknown { person: person.clone() });
    }
    let mut stories: Vec<usize> = profiles.iter().filter_map(|person| living(request, person)).collect();
    stories.sort_unstable();
    stories.dedup();
    Ok(stories)
}

/// The story of a profile that may be joined. Of those who were erased only strangers come this far (see `references`), and to a stranger they are
/// as an id that never was.
fn living(request: &Request<'_>, person: &str) -> Option<usize> {
    request.find_story(person).filter(|index| !is_erased(&request.stories[*index], person))
}

/// A yes was heard by one of those who write it down; and in somebody's best interests a lead of their agency decides. This turns on nothing that
/// the writer may not know.
fn is_the_writers_to_bring(request: &Request<'_>, yes: &Yes) -> Result<(), Refused> {
    let decides = match yes.given_by.as_ref().and_then(|party| party.party.as_ref()) {
        Some(Party::Supporter(lead)) if yes.basis() == YesBasis::BestInterests => safety::is_lead(request, lead),
        _ => true,
    };
    if !decides {
        return Err(Refused::RoleNotHeld);
    }
    if yes.heard_by.is_empty() { Ok(()) } else { request.own_supporter(&yes.heard_by) }
}

/// A yes of the person whom these profiles are said to be: their own; of a parent or of whoever else stands for them by a naming that holds; or of
/// a lead. Less does not bring together what two agencies know.
fn has_yes(request: &Request<'_>, profiles: &[String], yes: Option<&Yes>) -> bool {
    let stories = || profiles.iter().filter_map(|person| living(request, person)).map(|index| &request.stories[index]);
    let theirs = stories().flat_map(|story| story.profiles.iter().map(|profile| profile.person.as_str()));
    let Some(yes) = yes.filter(|yes| is_a_yes(Some(yes), theirs)) else { return false };
    let given_by = yes.given_by.as_ref().and_then(|party| party.party.as_ref());
    match (yes.basis(), given_by) {
        (YesBasis::Parent, Some(Party::Resident(parent))) => stories().any(|story| request.is_parent(story, parent)),
        (YesBasis::BestInterests, Some(Party::Resident(proxy))) => stories().any(|story| request.stands_for(story, proxy)),
        _ => true,
    }
}
