//! The reference for what is usual of each kind: what is known widely, what is public, what changes or answers another event.

use throughline_proto::v1::{Change, ChangeKind, Event, Topic, WithdrawnBecause, event::Kind, place::Place as Where};

/// "What is known widely, to agencies alongside with a yes: strengths, what matters, who is alongside, open promises."
pub fn is_known_widely(kind: &Kind) -> bool {
    match kind {
        Kind::StrengthShared(_) | Kind::HopeShared(_) => true,
        // Who is alongside.
        Kind::AlongsideStarted(_) | Kind::AlongsideEnded(_) | Kind::SupporterAway(_) | Kind::SupporterLeft(_) | Kind::Introduced(_) => true,
        // Open promises, and what became of them.
        Kind::AskedForHelp(_)
        | Kind::AskPickedUp(_)
        | Kind::OfferedHelp(_)
        | Kind::OfferTakenBack(_)
        | Kind::OfferAnswered(_)
        | Kind::Helped(_) => true,
        // DESIGN is ambiguous: these are not in its list. But "what matters" may be what they chose; and §1 calls "met" and "connected to
        // group" plain shared events, rule 8 has quiet seen by whoever is alongside, and a stilled or resting story must be known as such.
        Kind::ChoseToWorkOn(_)
        | Kind::StepTaken(_)
        | Kind::FirstHeardOf(_)
        | Kind::ReachedOut(_)
        | Kind::MeetingPlanned(_)
        | Kind::Met(_)
        | Kind::ConnectedToGroup(_)
        | Kind::GroupLeft(_)
        | Kind::RestChosen(_)
        | Kind::Died(_)
        | Kind::MovedAway(_)
        | Kind::ProfilesJoined(_)
        | Kind::ProfilesSeparated(_) => true,
        _ => false,
    }
}

/// "What one must know to help now": what is known widely to those alongside, and what was noted of health.
pub fn is_for_an_emergency(kind: &Kind, topics: &[Topic]) -> bool {
    let of_health_alone = !topics.is_empty() && topics.iter().all(|topic| *topic == Topic::Health);
    let noted = matches!(kind, Kind::Noted(_) | Kind::MomentHappened(_));
    (is_known_widely(kind) && (topics.is_empty() || of_health_alone)) || (noted && of_health_alone)
}

/// "What agencies and residents' groups have on offer", and "who takes part, under which rules". DESIGN is silent on one that is about
/// somebody: it is theirs, as anything else about them.
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
            | Kind::RetentionSet(_)
            | Kind::RoleHeld(_)
    )
}

/// The event that one changes, or the concern that it answers: to tell of it tells that the other is there.
pub fn changed_by(kind: &Kind) -> Option<&str> {
    match kind {
        Kind::Corrected(it) => Some(&it.event),
        Kind::Withdrawn(it) => Some(&it.event),
        Kind::DisagreementAdded(it) => Some(&it.event),
        Kind::SafetyConcernAnswered(it) => Some(&it.concern),
        Kind::LooksReleased(it) => Some(&it.concern),
        _ => None,
    }
}

/// The event that one answers or speaks of, and without which it says nothing. What only goes on from another stands by itself.
pub fn answered_by(kind: &Kind) -> Option<&str> {
    match kind {
        Kind::AskPickedUp(it) => Some(&it.ask),
        Kind::OfferTakenBack(it) => Some(&it.offer),
        Kind::OfferAnswered(it) => Some(&it.offer),
        Kind::SaidHowItWas(it) => Some(&it.event),
        _ => None,
    }
}

/// The profiles that an event is about.
pub fn profiles(kind: &Kind) -> Option<&[String]> {
    match kind {
        Kind::ProfilesMayMatch(it) => Some(&it.profiles),
        Kind::ProfilesJoined(it) => Some(&it.profiles),
        Kind::ProfilesSeparated(it) => Some(&it.profiles),
        Kind::Erased(it) => Some(&it.profiles),
        Kind::HoldPlaced(it) => Some(&it.profiles),
        Kind::RestrictionPlaced(it) => Some(&it.profiles),
        _ => None,
    }
}

/// "Hides the words at once."
pub fn hides(change: &Change) -> bool {
    change.kind() == ChangeKind::Withdrawn && matches!(change.because(), WithdrawnBecause::WrongPerson | WithdrawnBecause::UnsafeToShow)
}

/// What a proxy reads in somebody's place. DESIGN is silent on what that is: what happens in their days, and nothing of whom they call family,
/// who is who to them, whom they shut out, who looked, where they went, or who else acts for them.
pub fn is_for_proxies(kind: &Kind) -> bool {
    let of_days = matches!(
        kind,
        Kind::MomentHappened(_)
            | Kind::CircleChanged(_)
            | Kind::LifeMapMade(_)
            | Kind::SaidHowItWas(_)
            | Kind::Noted(_)
            | Kind::Corrected(_)
            | Kind::Withdrawn(_)
            | Kind::DisagreementAdded(_)
    );
    let never = matches!(kind, Kind::MovedAway(_) | Kind::ProfilesJoined(_) | Kind::ProfilesSeparated(_));
    of_days || (is_known_widely(kind) && !never)
}

/// The groups and spaces that an event has to do with: where it happened, what was joined or left, and the same of what it says instead.
pub fn groups<'a>(event: &'a Event, kind: &'a Kind) -> Vec<&'a str> {
    let mut groups = Vec::new();
    if let Some(Where::Group(id) | Where::Space(id)) = event.place.as_ref().and_then(|place| place.place.as_ref()) {
        groups.push(id.as_str());
    }
    match kind {
        Kind::ConnectedToGroup(it) => groups.push(&it.group),
        Kind::GroupLeft(it) => groups.push(&it.group),
        Kind::Corrected(it) => {
            if let Some((instead, kind)) = it.instead.as_ref().and_then(|instead| Some((instead, instead.kind.as_ref()?))) {
                groups.extend(self::groups(instead, kind));
            }
        }
        _ => {}
    }
    groups.retain(|group| !group.is_empty());
    groups
}
