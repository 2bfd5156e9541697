//! Who may be invited to sign in, and who connects an account. That it came by the call that is for it was decided before.

use throughline_proto::v1::{AccountConnected, InvitationMade};

use super::{erasing::is_erased, request::Request};
use crate::Refused;

/// An agency invites its own supporters, while they take part, and residents whom it knows under a profile of its own. Whether somebody else's
/// is there is not told. The keeper of the place invites anybody, and alone invites auditors.
pub(super) fn invitation_made(request: &mut Request<'_>, it: &InvitationMade) -> Result<(), Refused> {
    match (it.supporter.is_empty(), it.resident.is_empty()) {
        (false, _) => supporter(request, &it.supporter),
        (true, false) => resident(request, &it.resident),
        (true, true) if request.writer.keeper => Ok(()),
        (true, true) => Err(Refused::NotAllowed { ask: "the keeper of the place invites auditors" }),
    }
}

/// An account is connected by whom it is of; disconnected as well of those who have left or were erased.
pub(super) fn account_connected(request: &mut Request<'_>, it: &AccountConnected) -> Result<(), Refused> {
    match (it.ended, it.resident.is_empty()) {
        // An auditor may end what they are signed in to; more than that is the keeper's.
        (true, _) if it.auditor.is_empty() || request.writer.keeper => Ok(()),
        (true, _) => Err(Refused::NotAllowed { ask: "the keeper of the place says who audits no more" }),
        (false, true) => supporter(request, &it.supporter),
        (false, false) => resident(request, &it.resident),
    }
}

fn supporter(request: &Request<'_>, supporter: &str) -> Result<(), Refused> {
    let known = request.around.supporters.get(supporter);
    let takes_part =
        known.is_some_and(|known| request.writer.keeper || known.agency == request.writer.agency) && !request.has_left(supporter);
    if takes_part { Ok(()) } else { Err(Refused::SupporterUnknown { supporter: supporter.to_owned() }) }
}

fn resident(request: &mut Request<'_>, person: &str) -> Result<(), Refused> {
    let index = request.find_story(person).filter(|index| {
        let story = &request.stories[*index];
        let own = |agency: &str| request.writer.keeper || agency == request.writer.agency;
        story.profiles.iter().any(|profile| profile.person == person && own(&profile.agency)) && !is_erased(story, person)
    });
    match index {
        // An erasure that is decided at the same moment must be seen.
        Some(index) => request.depend_on(index),
        None => return Err(Refused::PersonUnknown { person: person.to_owned() }),
    }
    Ok(())
}
