//! Which rules each kind of event has. One arm a kind, and no catch-all, so that a new kind is not forgotten.

use throughline_proto::v1::{Event, event::Kind};

use super::{ActingFor, alongside, erasing, help, profiles, proxies, references, request::Request, safety, sign_in, written};
use crate::Refused;

/// Decides one event. First whether it may be recorded at all, then what it names, then the rules of its kind.
pub(super) fn decide(request: &mut Request<'_>, event: &Event) -> Result<(), Refused> {
    let Some(kind) = &event.kind else { return Ok(()) };
    may_be_recorded(request, kind)?;
    references::check(request, event)?;
    match kind {
        Kind::AskPickedUp(it) => help::picked_up(request, event, it),
        Kind::OfferedHelp(it) => help::offered(request, event, it),
        Kind::OfferTakenBack(it) => help::taken_back(request, event, it),
        Kind::OfferAnswered(it) => residents_to_say(request, event).and_then(|()| help::answered(request, event, it)),
        Kind::Helped(it) => help::helped(request, event, it),
        Kind::StepTaken(it) => help::step_taken(request, it),
        Kind::Introduced(it) => alongside::introduced(request, event, it),
        Kind::AlongsideStarted(it) => alongside::started(request, event, it),
        Kind::AlongsideEnded(it) => alongside::ended(request, event, it),
        Kind::SupporterAway(it) => alongside::away(request, it),
        Kind::SupporterLeft(it) => alongside::left(request, it),
        Kind::SupporterReflected(it) => request.own_supporter(&it.supporter),
        Kind::BondTold(it) => profiles::bond_told(request, it),
        Kind::ProfilesMayMatch(it) => profiles::may_match(request, it),
        Kind::ProfilesJoined(it) => profiles::joined(request, it),
        Kind::ProfilesSeparated(it) => profiles::separated(request, it),
        Kind::SaidHowItWas(it) => residents_to_say(request, event).and_then(|()| request.event(&it.event).map(|_| ())),
        Kind::RestChosen(_) => residents_to_say(request, event),
        Kind::SharingChosen(it) => residents_to_say(request, event)
            .and_then(|()| proxies::opens_no_further(request, event, it))
            .and_then(|()| written::sharing_chosen(request, it)),
        Kind::SafetyConcernAnswered(it) => safety::concern_answered(request, event, it),
        Kind::RoleHeld(it) => safety::role_held(request, it),
        Kind::LooksReleased(it) => safety::looks_released(request, event, it),
        Kind::EmergencyReviewed(it) => safety::emergency_reviewed(request, event, it),
        Kind::Corrected(it) => written::corrected(request, event, it),
        Kind::Withdrawn(it) => written::withdrawn(request, event, it),
        Kind::DisagreementAdded(it) => written::disagreed(request, it),
        Kind::OfferWithdrawn(it) => written::offer_withdrawn(request, it),
        Kind::Erased(it) => erasing::erased(request, it),
        Kind::HoldPlaced(it) => erasing::hold_placed(request, it),
        Kind::ProxyNamed(it) => proxies::named(request, event, it),
        Kind::RestrictionPlaced(it) => erasing::restriction_placed(request, it),
        Kind::ExportReviewed(it) => written::export_reviewed(request, event, it),
        Kind::InvitationMade(it) => sign_in::invitation_made(request, it),
        Kind::AccountConnected(it) => sign_in::account_connected(request, it),
        // Facts that no rule refuses, however unwelcome.
        Kind::FirstHeardOf(_)
        | Kind::DetailsChanged(_)
        | Kind::ReachedOut(_)
        | Kind::MeetingPlanned(_)
        | Kind::Met(_)
        | Kind::StrengthShared(_)
        | Kind::HopeShared(_)
        | Kind::MomentHappened(_)
        | Kind::AskedForHelp(_)
        | Kind::ConnectedToGroup(_)
        | Kind::GroupLeft(_)
        | Kind::LivesTogether(_)
        | Kind::CircleChanged(_)
        | Kind::FamilyNamed(_)
        | Kind::LifeMapMade(_)
        | Kind::ChoseToWorkOn(_)
        | Kind::Died(_)
        | Kind::MovedAway(_)
        | Kind::Noted(_)
        | Kind::SafetyConcernShared(_)
        | Kind::OtherwiseTold(_)
        | Kind::OfferPublished(_)
        | Kind::SpaceOffered(_)
        | Kind::SpaceUsed(_)
        | Kind::GroupFormed(_)
        | Kind::SupporterJoined(_) => Ok(()),
        // Decided by who writes, above.
        Kind::AgencyJoined(_) | Kind::PolicyAdopted(_) | Kind::KeyChanged(_) | Kind::RetentionSet(_) => Ok(()),
        Kind::InvitationUsed(_) | Kind::Looked(_) | Kind::EmergencyOpened(_) => Ok(()),
    }
}

/// Who takes part, and under which rules, is the keeper's to say; and some things are not said with an event.
fn may_be_recorded(request: &Request<'_>, kind: &Kind) -> Result<(), Refused> {
    match kind {
        Kind::Looked(_) => Err(Refused::NotForRecord { call: "reading a story writes the look" }),
        Kind::EmergencyOpened(_) => Err(Refused::NotForRecord { call: "call OpenInEmergency for the supporter who is to read" }),
        Kind::Erased(_) if !request.around.erases => Err(Refused::NotForRecord { call: "the keeper of this place calls EraseProfiles" }),
        Kind::InvitationMade(_) | Kind::InvitationUsed(_) | Kind::AccountConnected(_) if !request.around.signs_in => {
            Err(Refused::NotForRecord { call: "SignInService writes how people come in" })
        }
        _ if is_keepers_to_say(kind) && !request.writer.keeper => Err(Refused::NotAllowed { ask: "ask the keeper of this place" }),
        Kind::AgencyJoined(it) if request.around.agencies.contains(&it.agency) || request.agencies.contains(it.agency.as_str()) => {
            Err(Refused::AgencyExists { agency: it.agency.clone() })
        }
        _ => Ok(()),
    }
}

/// What the keeper of a place says, and nobody else.
pub(super) fn is_keepers_to_say(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::AgencyJoined(_)
            | Kind::PolicyAdopted(_)
            | Kind::KeyChanged(_)
            | Kind::Erased(_)
            | Kind::HoldPlaced(_)
            | Kind::RestrictionPlaced(_)
            | Kind::RetentionSet(_)
    )
}

/// What only the resident may say, an agency may write down for them, and a proxy who may speak for them; but nobody says it in another
/// resident's name. That somebody is a proxy is as of their stories.
fn residents_to_say(request: &mut Request<'_>, event: &Event) -> Result<(), Refused> {
    if !matches!(request.writer.acting_for, ActingFor::Resident(_)) {
        return Ok(());
    }
    for index in request.stories_about(event) {
        let story = &request.stories[index];
        if !request.acts_for_resident_of(story) {
            return Err(if request.proxying(story).is_some() { Refused::ProxyMayOnlyRead } else { Refused::ResidentsToSay });
        }
        if request.speaks_as_proxy(story) {
            request.depend_on(index);
            request.depends_on.extend(request.around.writer_is.iter().cloned());
        }
    }
    Ok(())
}
