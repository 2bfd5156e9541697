//! What an event can change of a story's place in lists, told from the event alone. No catch-all, so that a new kind is not forgotten.

use throughline_proto::v1::{Event, Met, event::Kind};

use crate::order::happened_key;

/// What an event can change of what is asked across stories: who is alongside, which promises are open, and when they last met. Where that
/// is known without the story, it need not be told anew to say so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    Nothing,
    /// They met then ([`happened_key`]), both ways, which may be the last time. If a promise is open, it may be what that waited for.
    Met(i64),
    /// Any of it: the story says.
    Anything,
}

impl Effect {
    /// What several events can change together.
    pub fn of_all<'a>(events: impl IntoIterator<Item = &'a Event>) -> Self {
        events.into_iter().map(Self::of).fold(Self::Nothing, |one, other| match (one, other) {
            (Self::Anything, _) | (_, Self::Anything) => Self::Anything,
            (Self::Nothing, effect) | (effect, Self::Nothing) => effect,
            (Self::Met(one), Self::Met(other)) => Self::Met(one.max(other)),
        })
    }

    fn of(event: &Event) -> Self {
        let Some(kind) = &event.kind else { return Self::Nothing };
        match kind {
            Kind::Met(met) => Self::of_met(event, met),
            Kind::FirstHeardOf(_)
            | Kind::DetailsChanged(_)
            | Kind::ReachedOut(_)
            | Kind::MeetingPlanned(_)
            | Kind::StrengthShared(_)
            | Kind::HopeShared(_)
            | Kind::MomentHappened(_)
            | Kind::Introduced(_)
            | Kind::ConnectedToGroup(_)
            | Kind::GroupLeft(_)
            | Kind::BondTold(_)
            | Kind::LivesTogether(_)
            | Kind::CircleChanged(_)
            | Kind::FamilyNamed(_)
            | Kind::LifeMapMade(_)
            | Kind::ChoseToWorkOn(_)
            | Kind::StepTaken(_)
            | Kind::SaidHowItWas(_)
            | Kind::Noted(_)
            | Kind::OtherwiseTold(_)
            | Kind::DisagreementAdded(_)
            | Kind::SharingChosen(_)
            | Kind::ProxyNamed(_)
            | Kind::ExportReviewed(_)
            | Kind::RetentionSet(_)
            | Kind::InvitationMade(_)
            | Kind::InvitationUsed(_)
            | Kind::AccountConnected(_)
            | Kind::ProfilesMayMatch(_)
            | Kind::OfferPublished(_)
            | Kind::OfferWithdrawn(_)
            | Kind::SpaceOffered(_)
            | Kind::SpaceUsed(_)
            | Kind::GroupFormed(_)
            | Kind::AgencyJoined(_)
            | Kind::SupporterJoined(_)
            | Kind::PolicyAdopted(_)
            | Kind::KeyChanged(_)
            | Kind::SupporterReflected(_)
            | Kind::Looked(_)
            | Kind::RoleHeld(_)
            | Kind::LooksReleased(_)
            | Kind::EmergencyOpened(_)
            | Kind::EmergencyReviewed(_) => Self::Nothing,
            Kind::AskedForHelp(_)
            | Kind::AskPickedUp(_)
            | Kind::OfferedHelp(_)
            | Kind::OfferTakenBack(_)
            | Kind::OfferAnswered(_)
            | Kind::Helped(_)
            | Kind::AlongsideStarted(_)
            | Kind::AlongsideEnded(_)
            | Kind::SupporterAway(_)
            | Kind::RestChosen(_)
            | Kind::Died(_)
            | Kind::MovedAway(_)
            | Kind::SafetyConcernShared(_)
            | Kind::SafetyConcernAnswered(_)
            | Kind::Corrected(_)
            | Kind::Withdrawn(_)
            | Kind::ProfilesJoined(_)
            | Kind::ProfilesSeparated(_)
            | Kind::Erased(_)
            | Kind::HoldPlaced(_)
            | Kind::RestrictionPlaced(_)
            | Kind::SupporterLeft(_) => Self::Anything,
        }
    }

    fn of_met(event: &Event, met: &Met) -> Self {
        if met.one_way {
            return Self::Nothing;
        }
        let when = event.happened.as_ref().and_then(|happened| happened_key(happened).ok());
        when.map_or(Self::Anything, Self::Met)
    }
}
