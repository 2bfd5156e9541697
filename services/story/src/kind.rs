//! What the kinds of events have in common: their names, their lanes, whom they concern.
//!
//! No rule about any one kind belongs here. The matches have no catch-all arm, so that a new kind is not forgotten.

use throughline_proto::v1::{Event, Lane, Role, event::Kind};

/// The kind's name: that of its field in `Event`, such as "met".
pub fn kind_name(kind: &Kind) -> &'static str {
    match kind {
        Kind::FirstHeardOf(_) => "first_heard_of",
        Kind::DetailsChanged(_) => "details_changed",
        Kind::ReachedOut(_) => "reached_out",
        Kind::MeetingPlanned(_) => "meeting_planned",
        Kind::Met(_) => "met",
        Kind::StrengthShared(_) => "strength_shared",
        Kind::HopeShared(_) => "hope_shared",
        Kind::MomentHappened(_) => "moment_happened",
        Kind::AskedForHelp(_) => "asked_for_help",
        Kind::AskPickedUp(_) => "ask_picked_up",
        Kind::OfferedHelp(_) => "offered_help",
        Kind::OfferTakenBack(_) => "offer_taken_back",
        Kind::OfferAnswered(_) => "offer_answered",
        Kind::Helped(_) => "helped",
        Kind::Introduced(_) => "introduced",
        Kind::ConnectedToGroup(_) => "connected_to_group",
        Kind::GroupLeft(_) => "group_left",
        Kind::AlongsideStarted(_) => "alongside_started",
        Kind::AlongsideEnded(_) => "alongside_ended",
        Kind::SupporterAway(_) => "supporter_away",
        Kind::BondTold(_) => "bond_told",
        Kind::LivesTogether(_) => "lives_together",
        Kind::CircleChanged(_) => "circle_changed",
        Kind::FamilyNamed(_) => "family_named",
        Kind::LifeMapMade(_) => "life_map_made",
        Kind::ChoseToWorkOn(_) => "chose_to_work_on",
        Kind::StepTaken(_) => "step_taken",
        Kind::SaidHowItWas(_) => "said_how_it_was",
        Kind::RestChosen(_) => "rest_chosen",
        Kind::Died(_) => "died",
        Kind::MovedAway(_) => "moved_away",
        Kind::Noted(_) => "noted",
        Kind::SafetyConcernShared(_) => "safety_concern_shared",
        Kind::SafetyConcernAnswered(_) => "safety_concern_answered",
        Kind::OtherwiseTold(_) => "otherwise_told",
        Kind::Corrected(_) => "corrected",
        Kind::Withdrawn(_) => "withdrawn",
        Kind::DisagreementAdded(_) => "disagreement_added",
        Kind::SharingChosen(_) => "sharing_chosen",
        Kind::ProfilesMayMatch(_) => "profiles_may_match",
        Kind::ProfilesJoined(_) => "profiles_joined",
        Kind::ProfilesSeparated(_) => "profiles_separated",
        Kind::Erased(_) => "erased",
        Kind::HoldPlaced(_) => "hold_placed",
        Kind::ProxyNamed(_) => "proxy_named",
        Kind::ExportReviewed(_) => "export_reviewed",
        Kind::RestrictionPlaced(_) => "restriction_placed",
        Kind::RetentionSet(_) => "retention_set",
        Kind::OfferPublished(_) => "offer_published",
        Kind::OfferWithdrawn(_) => "offer_withdrawn",
        Kind::SpaceOffered(_) => "space_offered",
        Kind::SpaceUsed(_) => "space_used",
        Kind::GroupFormed(_) => "group_formed",
        Kind::AgencyJoined(_) => "agency_joined",
        Kind::SupporterJoined(_) => "supporter_joined",
        Kind::SupporterLeft(_) => "supporter_left",
        Kind::PolicyAdopted(_) => "policy_adopted",
        Kind::KeyChanged(_) => "key_changed",
        Kind::SupporterReflected(_) => "supporter_reflected",
        Kind::Looked(_) => "looked",
        Kind::InvitationMade(_) => "invitation_made",
        Kind::InvitationUsed(_) => "invitation_used",
        Kind::AccountConnected(_) => "account_connected",
        Kind::RoleHeld(_) => "role_held",
        Kind::LooksReleased(_) => "looks_released",
        Kind::EmergencyOpened(_) => "emergency_opened",
        Kind::EmergencyReviewed(_) => "emergency_reviewed",
    }
}

/// What may read the event without a person's key. An event without a kind is sealed, to be safe.
pub fn lane(event: &Event) -> Lane {
    let Some(kind) = &event.kind else { return Lane::Story };
    match kind {
        Kind::ProfilesMayMatch(_)
        | Kind::ProfilesJoined(_)
        | Kind::ProfilesSeparated(_)
        | Kind::Erased(_)
        | Kind::HoldPlaced(_)
        | Kind::RestrictionPlaced(_)
        | Kind::RetentionSet(_)
        | Kind::AgencyJoined(_)
        | Kind::SupporterJoined(_)
        | Kind::SupporterLeft(_)
        | Kind::PolicyAdopted(_)
        | Kind::KeyChanged(_)
        | Kind::InvitationMade(_)
        | Kind::InvitationUsed(_)
        | Kind::AccountConnected(_)
        | Kind::RoleHeld(_) => Lane::Control,
        Kind::OfferPublished(_) | Kind::OfferWithdrawn(_) | Kind::SpaceOffered(_) | Kind::SpaceUsed(_) | Kind::GroupFormed(_) => {
            Lane::Public
        }
        // What puts something public right is as public; there is nobody whose key could seal it.
        Kind::Corrected(_) | Kind::Withdrawn(_) | Kind::DisagreementAdded(_) if concerned(event).next().is_none() => Lane::Public,
        Kind::Looked(_) => Lane::Look,
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
        | Kind::SafetyConcernShared(_)
        | Kind::SafetyConcernAnswered(_)
        | Kind::OtherwiseTold(_)
        | Kind::Corrected(_)
        | Kind::Withdrawn(_)
        | Kind::DisagreementAdded(_)
        | Kind::SharingChosen(_)
        | Kind::SupporterReflected(_)
        | Kind::ProxyNamed(_)
        | Kind::ExportReviewed(_)
        | Kind::LooksReleased(_)
        | Kind::EmergencyOpened(_)
        | Kind::EmergencyReviewed(_) => Lane::Story,
    }
}

/// The people an event concerns, and whose story it enters: those it is about, and those who were there.
pub fn concerned(event: &Event) -> impl Iterator<Item = &str> {
    event.people.iter().filter(|part| matches!(part.role(), Role::About | Role::Present)).map(|part| part.person.as_str())
}

/// The people an event is about.
pub(crate) fn about(event: &Event) -> impl Iterator<Item = &str> {
    event.people.iter().filter(|part| part.role() == Role::About).map(|part| part.person.as_str())
}
