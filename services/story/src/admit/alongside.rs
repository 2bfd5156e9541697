//! Walking alongside (rules 2 and 3). That it began without a yes, or that nobody is left, is kept; only who says so is looked at.

use throughline_proto::v1::{AlongsideEnded, AlongsideStarted, Event, Introduced, SupporterAway, SupporterLeft, party::Party as Somebody};

use super::{known::has_profile, request::Request};
use crate::Refused;

/// A supporter's agency, or the resident, says that they began to walk alongside. Who has left begins nothing.
pub(super) fn started(request: &Request<'_>, event: &Event, it: &AlongsideStarted) -> Result<(), Refused> {
    may_speak_for(request, event, &it.supporter)?;
    if request.has_left(&it.supporter) {
        return Err(Refused::NotAlongside { supporter: it.supporter.clone() });
    }
    Ok(())
}

/// Only what began can end.
pub(super) fn ended(request: &Request<'_>, event: &Event, it: &AlongsideEnded) -> Result<(), Refused> {
    may_speak_for(request, event, &it.supporter)?;
    holds_promise(request, &it.promised_by)?;
    for index in request.stories_about(event) {
        if !request.stories[index].alongside.iter().any(|one| one.supporter == it.supporter) {
            return Err(Refused::NotAlongside { supporter: it.supporter.clone() });
        }
    }
    Ok(())
}

pub(super) fn away(request: &Request<'_>, it: &SupporterAway) -> Result<(), Refused> {
    request.own_supporter(&it.supporter)?;
    if it.covered_by == it.supporter { Err(Refused::WithThemselves) } else { Ok(()) }
}

pub(super) fn left(request: &Request<'_>, it: &SupporterLeft) -> Result<(), Refused> {
    request.own_supporter(&it.supporter)?;
    holds_promise(request, &it.promised_by)?;
    if it.promised_by == it.supporter { Err(Refused::WithThemselves) } else { Ok(()) }
}

/// Nobody is introduced to themselves.
pub(super) fn introduced(request: &Request<'_>, event: &Event, it: &Introduced) -> Result<(), Refused> {
    let Some(Somebody::Resident(to)) = it.to.as_ref().and_then(|to| to.party.as_ref()) else { return Ok(()) };
    let stories = request.stories_about(event);
    let to_themselves = !stories.is_empty() && stories.into_iter().all(|index| has_profile(&request.stories[index], to));
    if to_themselves { Err(Refused::WithThemselves) } else { Ok(()) }
}

/// An agency speaks for its own supporters; a resident, of whoever is alongside them.
fn may_speak_for(request: &Request<'_>, event: &Event, supporter: &str) -> Result<(), Refused> {
    let stories = request.stories_about(event);
    if !stories.is_empty() && stories.into_iter().all(|index| request.acts_for_resident_of(&request.stories[index])) {
        return Ok(());
    }
    request.own_supporter(supporter)
}

/// The agency's promise stands in the name of one of its own.
fn holds_promise(request: &Request<'_>, promised_by: &str) -> Result<(), Refused> {
    if promised_by.is_empty() { Ok(()) } else { request.own_supporter(promised_by) }
}
