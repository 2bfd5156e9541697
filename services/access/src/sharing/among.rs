//! How much of an event somebody sees, where the events of its story can be found by their ids; and whether an agency's reading of what
//! was there already has widened. Nothing here decides by itself: every answer is a [`Reader`]'s.

use std::sync::Arc;

use throughline_proto::v1::{Event, Story, event::Kind};
use throughline_story::Told;

use super::{Reader, Sight, Viewer};
use crate::policies::Explained;

/// So many events may lie between a change and what it comes to change in the end. Nobody needs as many; what lies further is nobody's to see.
const LONGEST_CHAIN: u32 = 8;

/// Finds an event of a story by its id.
pub type Find<'a> = &'a dyn Fn(&str) -> Option<Arc<Told>>;

impl Reader<'_> {
    /// How much of an event the caller sees; `find` finds the one that it changes or answers, if any.
    pub fn sight_among(&self, event: &Event, find: Find<'_>) -> Sight {
        self.sight(event, |target| self.sight_by_id(target, find))
    }

    /// The same, with the policies that say so.
    pub fn explain_among(&self, event: &Event, find: Find<'_>) -> Option<Explained> {
        self.explain(event, |target| self.sight_by_id(target, find))
    }

    /// How much of another event of the story the caller sees; nothing of one that is not there.
    pub fn sight_by_id(&self, event: &str, find: Find<'_>) -> Sight {
        self.sight_along(event, find, LONGEST_CHAIN)
    }

    /// What changes an event that itself changes another is seen as far as that, and so on.
    fn sight_along(&self, event: &str, find: Find<'_>, more: u32) -> Sight {
        let Some(told) = find(event) else { return Sight::Nothing };
        self.sight(&told.event, |target| match more.checked_sub(1) {
            Some(more) => self.sight_along(target, find, more),
            None => Sight::Nothing,
        })
    }
}

/// Can an event of this kind let somebody read what was written before it?
pub fn may_widen(kind: &Kind) -> bool {
    match kind {
        Kind::AlongsideStarted(_)
        | Kind::Introduced(_)
        | Kind::SharingChosen(_)
        | Kind::ProfilesJoined(_)
        // What was closed in the story that they were part of may be open in their own.
        | Kind::ProfilesSeparated(_)
        | Kind::SafetyConcernShared(_)
        | Kind::Corrected(_)
        | Kind::Withdrawn(_)
        // Once it has ended, everything is read again.
        | Kind::RestrictionPlaced(_)
        | Kind::Erased(_) => true,
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
        | Kind::ConnectedToGroup(_)
        | Kind::GroupLeft(_)
        | Kind::AlongsideEnded(_)
        | Kind::SupporterAway(_)
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
        | Kind::SafetyConcernAnswered(_)
        | Kind::OtherwiseTold(_)
        | Kind::DisagreementAdded(_)
        // It opens to a resident, and news goes to agencies.
        | Kind::ProxyNamed(_)
        | Kind::ProfilesMayMatch(_)
        | Kind::OfferPublished(_)
        | Kind::OfferWithdrawn(_)
        | Kind::SpaceOffered(_)
        | Kind::SpaceUsed(_)
        | Kind::GroupFormed(_)
        | Kind::AgencyJoined(_)
        | Kind::SupporterJoined(_)
        | Kind::SupporterLeft(_)
        | Kind::PolicyAdopted(_)
        | Kind::KeyChanged(_)
        | Kind::InvitationMade(_)
        | Kind::InvitationUsed(_)
        | Kind::AccountConnected(_)
        | Kind::SupporterReflected(_)
        | Kind::HoldPlaced(_)
        | Kind::Looked(_)
        // These open something to one person, and nothing to an agency as a whole.
        | Kind::RoleHeld(_)
        | Kind::LooksReleased(_)
        | Kind::EmergencyOpened(_)
        | Kind::EmergencyReviewed(_)
        | Kind::ExportReviewed(_)
        | Kind::RetentionSet(_) => false,
    }
}

/// Does the viewer read more of some people in the stories of `after` than in those of `before`, which are several while profiles are not joined: more of one of these events, of their details, or that
/// there is a story at all?
pub fn has_widened(viewer: &Viewer, before: &[Story], after: &[Story], events: &[Arc<Told>], find: Find<'_>) -> bool {
    let (before, after) = (readers(viewer, before), readers(viewer, after));
    let opens = |readers: &[Reader<'_>]| readers.iter().any(Reader::may_open);
    let sight = |readers: &[Reader<'_>], event| readers.iter().map(|reader| reader.sight_among(event, find)).max();
    let sees_details =
        |readers: &[Reader<'_>], person: &str, agency: &str| readers.iter().any(|reader| reader.may_see_details(person, agency));
    if opens(&after) && !opens(&before) {
        return true;
    }
    let mut profiles = after.iter().flat_map(|reader| &reader.story.profiles);
    profiles.any(|profile| {
        let (person, agency) = (&profile.person, &profile.agency);
        sees_details(&after, person, agency) && !sees_details(&before, person, agency)
    }) || events.iter().any(|told| sight(&after, &told.event) > sight(&before, &told.event))
}

fn readers<'a>(viewer: &'a Viewer, stories: &'a [Story]) -> Vec<Reader<'a>> {
    stories.iter().map(|story| Reader::new(viewer, story)).collect()
}
