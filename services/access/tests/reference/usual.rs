//! The reference for what is usual of each kind: what is known widely, what is public, what rests on another event.

use throughline_proto::v1::event::Kind;

/// "What is known widely, to agencies alongside with a yes: strengths, what matters, who is alongside, open promises."
pub fn is_known_widely(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::StrengthShared(_)
            | Kind::HopeShared(_)
            | Kind::AlongsideStarted(_)
            | Kind::AlongsideEnded(_)
            | Kind::SupporterAway(_)
            | Kind::SupporterLeft(_)
            | Kind::Introduced(_)
            | Kind::AskedForHelp(_)
            | Kind::AskPickedUp(_)
            | Kind::OfferedHelp(_)
            | Kind::OfferTakenBack(_)
            | Kind::OfferAnswered(_)
            | Kind::Helped(_)
            // They turn on the event that they change.
            | Kind::Corrected(_)
            | Kind::Withdrawn(_)
            | Kind::DisagreementAdded(_)
    )
}

/// "What agencies and residents' groups have on offer", and "who takes part, under which rules".
pub fn is_public(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::OfferPublished(_)
            | Kind::OfferWithdrawn(_)
            | Kind::SpaceOffered(_)
            | Kind::SpaceUsed(_)
            | Kind::GroupFormed(_)
            | Kind::AgencyJoined(_)
            | Kind::SupporterJoined(_)
            | Kind::PolicyAdopted(_)
            | Kind::KeyChanged(_)
    )
}

/// What is about a supporter, or about another event, is a part of the stories it belongs to without naming the person.
pub fn is_delivered(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::SupporterLeft(_) | Kind::SupporterAway(_) | Kind::Corrected(_) | Kind::Withdrawn(_) | Kind::DisagreementAdded(_)
    )
}

/// The event that one changes.
pub fn rests_on(kind: &Kind) -> Option<&str> {
    match kind {
        Kind::Corrected(it) => Some(&it.event),
        Kind::Withdrawn(it) => Some(&it.event),
        Kind::DisagreementAdded(it) => Some(&it.event),
        _ => None,
    }
}
