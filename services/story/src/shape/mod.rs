//! Whether an event is well formed, as far as that can be told without knowing any story: sizes, required fields, dates, spellings.
//!
//! It looks at the event as the caller sent it. Nothing that depends on what happened before belongs here: that is `admit`.

mod alongside;
mod check;
mod envelope;
mod help;
mod life;
mod people;
mod place;
mod proxies;
mod rights;
mod safety;
mod sharing;
mod sign_in;
mod spelling;
mod words;
mod written;

use prost::Message as _;
use throughline_proto::{
    Refusal,
    v1::{Event, Reason, event::Kind},
};

use crate::order::Now;
use check::Check;

/// How many bytes an event may have, encoded.
const EVENT_LIMIT_BYTES: usize = 256 * 1024;

/// Checks one event as the caller sent it, the `index`-th of its request. All invalid fields are named at once.
pub fn validate(event: &Event, index: usize, now: Now) -> Result<(), Refusal> {
    let Some(kind) = &event.kind else {
        return Err(Refusal::field(Reason::UnknownEvent, format!("events[{index}].kind"), "say what happened: exactly one kind"));
    };
    if event.encoded_len() > EVENT_LIMIT_BYTES {
        return Err(Refusal::new(Reason::TooLarge, format!("events[{index}] is over {EVENT_LIMIT_BYTES} bytes; say it in fewer words"))
            .with("limit_bytes", EVENT_LIMIT_BYTES));
    }
    let mut check = Check::new(index, now);
    envelope::check(event, kind, &mut check);
    by_kind(event, kind, &mut check);
    check.finish()
}

/// Checks the kind's own fields. No catch-all arm: the compiler names the kind that nobody thought of.
fn by_kind(event: &Event, kind: &Kind, check: &mut Check) {
    match kind {
        Kind::FirstHeardOf(it) => people::first_heard_of(it, check),
        Kind::DetailsChanged(_) => people::details_changed(event, check),
        Kind::BondTold(it) => people::bond_told(it, check),
        Kind::CircleChanged(it) => people::members("circle_changed", &it.members, check),
        Kind::FamilyNamed(it) => people::members("family_named", &it.members, check),
        Kind::ProfilesMayMatch(it) => people::profiles_may_match(it, check),
        Kind::ProfilesJoined(it) => people::profiles_joined(it, check),
        Kind::ProfilesSeparated(it) => people::profiles_separated(it, check),
        Kind::Erased(it) => people::erased(it, check),
        Kind::HoldPlaced(it) => people::hold_placed(it, check),
        Kind::ExportReviewed(it) => rights::export_reviewed(it, check),
        Kind::RestrictionPlaced(it) => rights::restriction_placed(it, event, check),
        Kind::RetentionSet(it) => rights::retention_set(it, check),
        Kind::MeetingPlanned(it) => alongside::meeting_planned(it, check),
        Kind::Introduced(it) => alongside::introduced(it, check),
        Kind::AlongsideStarted(it) => alongside::alongside_started(it, check),
        Kind::AlongsideEnded(it) => alongside::alongside_ended(it, check),
        Kind::SupporterAway(it) => alongside::supporter_away(it, check),
        Kind::SaidHowItWas(it) => alongside::said_how_it_was(it, check),
        Kind::AskedForHelp(it) => help::asked_for_help(it, event, check),
        Kind::AskPickedUp(it) => check.named("ask_picked_up.ask", &it.ask),
        Kind::OfferedHelp(it) => help::offered_help(it, event, check),
        Kind::OfferTakenBack(it) => help::offer_taken_back(it, check),
        Kind::OfferAnswered(it) => help::offer_answered(it, check),
        Kind::Helped(it) => help::helped(it, check),
        Kind::ConnectedToGroup(it) => check.named("connected_to_group.group", &it.group),
        Kind::GroupLeft(it) => help::group_left(it, check),
        Kind::StrengthShared(it) => life::said("strength_shared.what", &it.what, event, check),
        Kind::HopeShared(it) => life::said("hope_shared.what", &it.what, event, check),
        Kind::MomentHappened(it) => life::moment_happened(it, check),
        Kind::LifeMapMade(it) => life::life_map_made(it, check),
        Kind::ChoseToWorkOn(it) => life::chose_to_work_on(it, event, check),
        Kind::StepTaken(it) => life::said("step_taken.what", &it.what, event, check),
        Kind::RestChosen(it) => check.date("rest_chosen.until", &it.until),
        Kind::MovedAway(it) => check.text("moved_away.where_to", &it.where_to),
        Kind::Noted(it) => life::noted(it, event, check),
        Kind::OtherwiseTold(it) => life::said("otherwise_told.what", &it.what, event, check),
        Kind::SafetyConcernShared(it) => safety::safety_concern_shared(it, check),
        Kind::SafetyConcernAnswered(it) => safety::safety_concern_answered(it, check),
        Kind::Corrected(it) => written::corrected(it, event, check),
        Kind::Withdrawn(it) => written::withdrawn(it, check),
        Kind::DisagreementAdded(it) => written::disagreement_added(it, check),
        Kind::SharingChosen(it) => sharing::sharing_chosen(it, check),
        Kind::ProxyNamed(it) => proxies::proxy_named(it, event, check),
        Kind::Looked(it) => check.text("looked.purpose", &it.purpose),
        Kind::SupporterReflected(it) => sharing::supporter_reflected(it, check),
        Kind::RoleHeld(it) => safety::role_held(it, check),
        Kind::LooksReleased(it) => safety::looks_released(it, check),
        Kind::EmergencyOpened(it) => check.required_text("emergency_opened.reason", &it.reason),
        Kind::EmergencyReviewed(it) => safety::emergency_reviewed(it, check),
        Kind::OfferPublished(it) => place::offer_published(it, check),
        Kind::OfferWithdrawn(it) => place::offer_withdrawn(it, check),
        Kind::SpaceOffered(it) => place::space_offered(it, check),
        Kind::SpaceUsed(it) => place::space_used(it, check),
        Kind::GroupFormed(it) => place::group_formed(it, check),
        Kind::AgencyJoined(it) => place::agency_joined(it, check),
        Kind::SupporterJoined(it) => place::supporter_joined(it, check),
        Kind::SupporterLeft(it) => check.named("supporter_left.supporter", &it.supporter),
        Kind::PolicyAdopted(it) => place::policy_adopted(it, check),
        Kind::KeyChanged(it) => place::key_changed(it, check),
        Kind::InvitationMade(it) => sign_in::invitation_made(it, check),
        Kind::InvitationUsed(it) => sign_in::invitation_used(it, check),
        Kind::AccountConnected(it) => sign_in::account_connected(it, check),
        Kind::ReachedOut(_) | Kind::Met(_) | Kind::LivesTogether(_) | Kind::Died(_) => {}
    }
}
