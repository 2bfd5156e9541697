//! What each kind of event does to a story. One arm a kind, and no catch-all, so that a new kind is not forgotten.

use throughline_proto::v1::{Story, event::Kind};

use super::{Asks, Told, alongside, changes, life, meetings, people, promises, proxies, safety, sharing, whom};

/// Tells one event. Only the order in which this is called makes it the next; counts and places are kept by the caller.
pub(crate) fn tell(story: &mut Story, told: &Told, asks: &Asks) {
    let Some(kind) = &told.event.kind else { return };
    match kind {
        // These also count for those who were there, or look for themselves whom they are about.
        Kind::Met(it) => meetings::met(story, told, it),
        Kind::MeetingPlanned(it) => meetings::planned(story, told, it),
        Kind::Helped(it) => promises::helped(story, told, it),
        Kind::BondTold(it) => people::bond_told(story, told, it),
        Kind::FirstHeardOf(it) => people::first_heard_of(story, told, it),
        Kind::SupporterAway(it) => alongside::away(story, it),
        Kind::SupporterLeft(it) => alongside::left(story, told, it),
        Kind::Corrected(it) => changes::corrected(story, told, it),
        Kind::Withdrawn(it) => changes::withdrawn(story, told, it),
        Kind::DisagreementAdded(it) => {
            changes::disagreed(story, told, it);
            proxies::contested(story, told, it);
        }
        _ if whom::is_about_us(story, &told.event) => tell_about_us(story, told, kind, asks),
        _ => {}
    }
}

/// What the event does when it is about the person of the story.
fn tell_about_us(story: &mut Story, told: &Told, kind: &Kind, asks: &Asks) {
    match kind {
        Kind::StrengthShared(it) => story.strengths.push(life::said(&it.what, told)),
        Kind::HopeShared(it) => story.hopes.push(life::said(&it.what, told)),
        Kind::AskedForHelp(it) => promises::asked(story, told, it),
        Kind::AskPickedUp(it) => promises::picked_up(story, told, it),
        Kind::OfferedHelp(it) => promises::offered(story, told, it),
        Kind::OfferTakenBack(it) => promises::taken_back(story, told, it),
        Kind::OfferAnswered(it) => promises::answered(story, told, it, asks),
        Kind::ConnectedToGroup(it) => people::connected(story, told, it),
        Kind::GroupLeft(it) => people::left_group(story, told, it),
        Kind::AlongsideStarted(it) => alongside::started(story, told, it),
        Kind::AlongsideEnded(it) => alongside::ended(story, told, it),
        Kind::Introduced(it) => alongside::introduced(story, told, it),
        Kind::LivesTogether(it) => people::lives_together(story, told, it),
        Kind::CircleChanged(it) => story.circle = people::others(story, &it.members),
        Kind::FamilyNamed(it) => story.family = people::others(story, &it.members),
        Kind::LifeMapMade(it) => life::map_made(story, told, it),
        Kind::ChoseToWorkOn(it) => life::chose(story, told, it),
        Kind::StepTaken(it) => life::step_taken(story, told, it),
        Kind::RestChosen(it) => life::rest_chosen(story, told, it),
        Kind::Died(_) => life::stilled(story, told, true),
        Kind::MovedAway(_) => life::stilled(story, told, false),
        Kind::SafetyConcernShared(it) => promises::concern_shared(story, told, it),
        Kind::SafetyConcernAnswered(it) => promises::concern_answered(story, told, it),
        Kind::LooksReleased(it) => safety::released(story, told, it),
        Kind::EmergencyOpened(it) => safety::opened(story, told, it),
        Kind::EmergencyReviewed(it) => safety::reviewed(story, told, it),
        Kind::SharingChosen(it) => sharing::chosen(story, told, it),
        Kind::Erased(it) => people::erased(story, told, it),
        Kind::HoldPlaced(it) => people::hold_placed(story, told, it),
        Kind::ProxyNamed(it) => proxies::named(story, told, it),
        Kind::RestrictionPlaced(it) => people::restriction_placed(story, told, it),
        // Told above.
        Kind::Met(_)
        | Kind::MeetingPlanned(_)
        | Kind::Helped(_)
        | Kind::BondTold(_)
        | Kind::FirstHeardOf(_)
        | Kind::SupporterAway(_)
        | Kind::SupporterLeft(_)
        | Kind::Corrected(_)
        | Kind::Withdrawn(_)
        | Kind::DisagreementAdded(_) => {}
        // Entries of the story that change nothing of what it adds up to.
        Kind::DetailsChanged(_)
        | Kind::ReachedOut(_)
        | Kind::MomentHappened(_)
        | Kind::SaidHowItWas(_)
        | Kind::Noted(_)
        | Kind::OtherwiseTold(_)
        | Kind::ExportReviewed(_)
        | Kind::ProfilesMayMatch(_)
        | Kind::ProfilesJoined(_)
        | Kind::ProfilesSeparated(_) => {}
        // Nothing of anybody's story.
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
        | Kind::SupporterReflected(_)
        | Kind::InvitationMade(_)
        | Kind::InvitationUsed(_)
        | Kind::AccountConnected(_)
        | Kind::Looked(_)
        | Kind::RoleHeld(_) => {}
    }
}
