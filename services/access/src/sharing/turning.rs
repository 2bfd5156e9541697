//! What the sight of an event turns on besides its kind: the people, events and roles that it names. How open a kind is, policies say.
//!
//! One line a kind and no catch-all, so that a new kind is thought about. A kind that no policy permits is seen by its writer's agency and
//! by the person themselves.

use throughline_proto::v1::{Event, event::Kind};

/// What of an event its sight turns on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TurnsOn<'a> {
    /// On nothing more: it is in the stories of those whom it is about.
    ItsPeople,
    /// It is in every story in which this supporter is or was alongside.
    WalksWith(&'a str),
    /// On whose profiles these are, and it is in their stories.
    Profiles(&'a [String]),
    /// On whose profiles left a story, and whose these are that it is about: whom they left is told, too.
    Apart(&'a [String]),
    /// On which agencies are asked whether these profiles are one person, and it is in the stories of these.
    Asked {
        /// The agencies.
        agencies: &'a [String],
        /// The profiles.
        profiles: &'a [String],
    },
    /// On how it came to be: somebody looked.
    Look,
    /// On whether the resident agreed to it.
    Agreement(bool),
    /// On how much of this event is seen, which it changes.
    Target(&'a str),
    /// On how much of this concern is seen, which it answers, or of which it releases the looks.
    Concern(&'a str),
    /// On who holds these roles ("agency/role").
    Roles(&'a [String]),
    /// It is this supporter's alone.
    Supporter(&'a str),
    /// It is about what a place has and who is in it, and is in a story only where it is about somebody.
    Place,
}

/// What the sight of an event of this kind turns on.
pub fn turns_on(kind: &Kind) -> TurnsOn<'_> {
    match kind {
        Kind::FirstHeardOf(_)
        | Kind::DetailsChanged(_)
        | Kind::ReachedOut(_)
        | Kind::MeetingPlanned(_)
        | Kind::Met(_)
        | Kind::StrengthShared(_)
        | Kind::HopeShared(_)
        | Kind::MomentHappened(_)
        | Kind::AskedForHelp(_)
        | Kind::AskPickedUp(_)
        | Kind::OfferedHelp(_)
        | Kind::OfferTakenBack(_)
        | Kind::OfferAnswered(_)
        | Kind::Helped(_)
        | Kind::Introduced(_)
        | Kind::ConnectedToGroup(_)
        | Kind::GroupLeft(_)
        | Kind::AlongsideStarted(_)
        | Kind::AlongsideEnded(_)
        | Kind::BondTold(_)
        | Kind::LivesTogether(_)
        | Kind::CircleChanged(_)
        | Kind::FamilyNamed(_)
        | Kind::LifeMapMade(_)
        | Kind::ChoseToWorkOn(_)
        | Kind::StepTaken(_)
        | Kind::SaidHowItWas(_)
        | Kind::RestChosen(_)
        | Kind::Died(_)
        | Kind::MovedAway(_)
        | Kind::Noted(_)
        | Kind::SharingChosen(_)
        | Kind::ProxyNamed(_)
        | Kind::ExportReviewed(_)
        | Kind::EmergencyOpened(_)
        | Kind::EmergencyReviewed(_) => TurnsOn::ItsPeople,
        Kind::SupporterAway(away) => TurnsOn::WalksWith(&away.supporter),
        Kind::SupporterLeft(left) => TurnsOn::WalksWith(&left.supporter),
        Kind::ProfilesJoined(joined) => TurnsOn::Profiles(&joined.profiles),
        Kind::ProfilesSeparated(separated) => TurnsOn::Apart(&separated.profiles),
        Kind::ProfilesMayMatch(perhaps) if perhaps.asked.is_empty() => TurnsOn::Profiles(&perhaps.profiles),
        Kind::ProfilesMayMatch(perhaps) => TurnsOn::Asked { agencies: &perhaps.asked, profiles: &perhaps.profiles },
        Kind::Erased(erased) => TurnsOn::Profiles(&erased.profiles),
        Kind::HoldPlaced(hold) => TurnsOn::Profiles(&hold.profiles),
        Kind::RestrictionPlaced(restriction) => TurnsOn::Profiles(&restriction.profiles),
        Kind::Looked(_) => TurnsOn::Look,
        Kind::OtherwiseTold(told) => TurnsOn::Agreement(told.resident_agrees),
        Kind::Corrected(corrected) => TurnsOn::Target(&corrected.event),
        Kind::Withdrawn(withdrawn) => TurnsOn::Target(&withdrawn.event),
        Kind::DisagreementAdded(added) => TurnsOn::Target(&added.event),
        Kind::SafetyConcernShared(shared) => TurnsOn::Roles(&shared.to_roles),
        Kind::SafetyConcernAnswered(answered) => TurnsOn::Concern(&answered.concern),
        Kind::LooksReleased(released) => TurnsOn::Concern(&released.concern),
        Kind::SupporterReflected(reflected) => TurnsOn::Supporter(&reflected.supporter),
        Kind::OfferPublished(_)
        | Kind::OfferWithdrawn(_)
        | Kind::SpaceOffered(_)
        | Kind::SpaceUsed(_)
        | Kind::GroupFormed(_)
        | Kind::AgencyJoined(_)
        | Kind::SupporterJoined(_)
        | Kind::PolicyAdopted(_)
        | Kind::KeyChanged(_)
        | Kind::RetentionSet(_)
        | Kind::InvitationMade(_)
        | Kind::InvitationUsed(_)
        | Kind::AccountConnected(_)
        | Kind::RoleHeld(_) => TurnsOn::Place,
    }
}

/// The event whose sight decides about this one, if there is one: what `sight` will ask for.
pub fn changes(event: &Event) -> Option<&str> {
    match turns_on(event.kind.as_ref()?) {
        TurnsOn::Target(id) | TurnsOn::Concern(id) => Some(id),
        _ => None,
    }
}

/// The event of which this one tells by being there at all: an answer to it, or how it was. Others that name an event stand by themselves,
/// and are told without its name where it is hidden.
pub fn answers(event: &Event) -> Option<&str> {
    let answered = match event.kind.as_ref()? {
        Kind::AskPickedUp(it) => &it.ask,
        Kind::OfferTakenBack(it) => &it.offer,
        Kind::OfferAnswered(it) => &it.offer,
        Kind::SaidHowItWas(it) => &it.event,
        _ => return None,
    };
    Some(answered).filter(|answered| !answered.is_empty()).map(String::as_str)
}
