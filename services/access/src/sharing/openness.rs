//! How open each kind of event is before anybody chooses anything: the table of "Sharing, by default".
//!
//! One line a kind and no catch-all, so that a new kind is closed or opened on purpose. What an openness means is in `reader`.

use throughline_proto::v1::{Event, event::Kind};

/// How open a kind of event is by default, with what of the event the answer turns on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Openness<'a> {
    /// The writing agency and the resident; agencies alongside with a yes see the plain sentence.
    Wide,
    /// The same, in every story in which this supporter is or was alongside.
    WideWhereAlongside(&'a str),
    /// The same, and the agencies whose own profile is among these.
    WideAndProfiles(&'a [String]),
    /// The writing agency and the agencies whose own profile is among these, whatever was chosen;
    /// the resident once all of these are their own.
    ProfilesOnly(&'a [String]),
    /// The writing agency and the resident, until the resident chooses otherwise.
    WriterAndResident,
    /// The writing agency and the resident, whatever was chosen.
    NeverFurther,
    /// Somebody looked: the same, except that looks made under a safety concern are kept from the resident.
    Look,
    /// The writing agency; the resident and whom they choose only if they agreed.
    IfAgreed(bool),
    /// As far as the event that it changes can be seen.
    LikeItsTarget(&'a str),
    /// The writing agency and these roles ("agency/role"). That it exists is hidden from everybody else, the resident too.
    NamedRoles(&'a [String]),
    /// Whoever sees this concern.
    LikeItsConcern(&'a str),
    /// This supporter alone.
    SupporterAlone(&'a str),
    /// Everybody who takes part: what a place has, and who is in it.
    Public,
}

/// How open an event of this kind is by default.
pub fn openness(kind: &Kind) -> Openness<'_> {
    match kind {
        Kind::FirstHeardOf(_)
        | Kind::ReachedOut(_)
        | Kind::MeetingPlanned(_)
        | Kind::Met(_)
        | Kind::StrengthShared(_)
        | Kind::HopeShared(_)
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
        | Kind::ChoseToWorkOn(_)
        | Kind::StepTaken(_)
        | Kind::RestChosen(_)
        | Kind::Died(_)
        | Kind::MovedAway(_) => Openness::Wide,
        Kind::SupporterAway(away) => Openness::WideWhereAlongside(&away.supporter),
        Kind::SupporterLeft(left) => Openness::WideWhereAlongside(&left.supporter),
        Kind::ProfilesJoined(joined) => Openness::WideAndProfiles(&joined.profiles),
        Kind::ProfilesSeparated(separated) => Openness::WideAndProfiles(&separated.profiles),
        Kind::ProfilesMayMatch(perhaps) => Openness::ProfilesOnly(&perhaps.profiles),
        Kind::Erased(erased) => Openness::ProfilesOnly(&erased.profiles),
        Kind::HoldPlaced(hold) => Openness::ProfilesOnly(&hold.profiles),
        Kind::DetailsChanged(_)
        | Kind::MomentHappened(_)
        | Kind::BondTold(_)
        | Kind::LivesTogether(_)
        | Kind::CircleChanged(_)
        | Kind::FamilyNamed(_)
        | Kind::LifeMapMade(_)
        | Kind::SaidHowItWas(_)
        | Kind::Noted(_) => Openness::WriterAndResident,
        // Whom somebody shut out is nobody else's to know.
        Kind::SharingChosen(_) => Openness::NeverFurther,
        Kind::Looked(_) => Openness::Look,
        Kind::OtherwiseTold(told) => Openness::IfAgreed(told.resident_agrees),
        Kind::Corrected(corrected) => Openness::LikeItsTarget(&corrected.event),
        Kind::Withdrawn(withdrawn) => Openness::LikeItsTarget(&withdrawn.event),
        Kind::DisagreementAdded(added) => Openness::LikeItsTarget(&added.event),
        Kind::SafetyConcernShared(shared) => Openness::NamedRoles(&shared.to_roles),
        Kind::SafetyConcernAnswered(answered) => Openness::LikeItsConcern(&answered.concern),
        Kind::SupporterReflected(reflected) => Openness::SupporterAlone(&reflected.supporter),
        Kind::OfferPublished(_)
        | Kind::OfferWithdrawn(_)
        | Kind::SpaceOffered(_)
        | Kind::SpaceUsed(_)
        | Kind::GroupFormed(_)
        | Kind::AgencyJoined(_)
        | Kind::SupporterJoined(_)
        | Kind::PolicyAdopted(_)
        | Kind::KeyChanged(_) => Openness::Public,
    }
}

/// The event whose sight decides about this one, if there is one: what `sight` will ask for.
pub fn changes(event: &Event) -> Option<&str> {
    match openness(event.kind.as_ref()?) {
        Openness::LikeItsTarget(id) | Openness::LikeItsConcern(id) => Some(id),
        _ => None,
    }
}
