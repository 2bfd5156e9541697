//! How an event reads: one plain sentence, in the language and the voice of its reader, made from the facts alone.
//!
//! The wording lies in `locales/*.ftl`, a file per language; here is only what fills it: names, dates, counts, and what people wrote.
//! Nothing here may look at an event's `words`, show an id, or decide what a reader may see: that is decided before, by whoever makes [`Names`].

mod alongside;
mod changes;
mod dates;
mod help;
mod language;
mod life;
mod listing;
mod naming;
#[cfg(test)]
mod oracle;
mod pattern;
mod people;
mod place;
mod rights;
mod safety;
mod sharing;
mod standing;
mod teller;
mod text;
mod value;
mod written;

use throughline_proto::v1::{Event, Happened, Telling, event::Kind};

pub use changes::{Side, changes, erased_since};
pub use language::{language_for, languages};
pub use standing::{Standing, standings};
use teller::Teller;

/// What the reader may know of who and what an event speaks of. What is not told reads "someone".
pub trait Names {
    /// What a resident likes to be called.
    fn resident(&self, person: &str) -> Option<String>;
    /// A supporter's name, and the name of their agency. An empty name reads "somebody at" that agency.
    fn supporter(&self, supporter: &str) -> Option<(String, String)>;
    /// The name of an agency.
    fn agency(&self, agency: &str) -> String;
    /// The name of a group or a space.
    fn group(&self, group: &str) -> Option<String>;
    /// What an event was about, in its own few words: the `what` of an offer, an ask or a choice.
    fn event_text(&self, event: &str) -> Option<String>;
}

/// Tells an event in one sentence: "You met Amira from Harmony House at home." `story_people` are the profiles of the story in which it is
/// told; with `VOICE_RESIDENT` they are "you". An unknown language is told in English.
pub fn sentence(event: &Event, telling: &Telling, story_people: &[String], names: &dyn Names) -> String {
    let teller = Teller::new(event, telling, story_people, names);
    match &event.kind {
        Some(kind) => tell(&teller, kind),
        None => teller.say("nothing", &[]),
    }
}

/// Tells that something stood here which was taken back, and nothing of what it was.
pub fn taken_back(event: &Event, telling: &Telling, story_people: &[String], names: &dyn Names) -> String {
    let teller = Teller::new(event, telling, story_people, names);
    teller.say("taken-back", &[("agency", value::Value::Text(&teller.agency(&event.agency)))])
}

/// What the agency that wrote an event is called: by its name, or as the team that keeps the records.
pub fn writer_in_words(event: &Event, telling: &Telling, names: &dyn Names) -> String {
    Teller::new(event, telling, &[], names).agency(&event.agency)
}

/// When something happened, in words: "14 March 2026 at 15:30". An unknown language is told in English.
pub fn moment_in_words(happened: &Happened, language: &str) -> String {
    let telling = Telling { language: language.to_owned(), ..Telling::default() };
    Teller::new(&Event::default(), &telling, &[], &Nobody).moment(Some(happened))
}

/// Nobody's name is known where only a date is told.
struct Nobody;

impl Names for Nobody {
    fn resident(&self, _: &str) -> Option<String> {
        None
    }

    fn supporter(&self, _: &str) -> Option<(String, String)> {
        None
    }

    fn agency(&self, agency: &str) -> String {
        agency.to_owned()
    }

    fn group(&self, _: &str) -> Option<String> {
        None
    }

    fn event_text(&self, _: &str) -> Option<String> {
        None
    }
}

/// No catch-all arm: the compiler names the kind that has no sentence yet.
fn tell(teller: &Teller<'_>, kind: &Kind) -> String {
    match kind {
        Kind::FirstHeardOf(heard) => people::first_heard_of(teller, heard),
        Kind::DetailsChanged(_) => people::details_changed(teller),
        Kind::ReachedOut(reached) => alongside::reached_out(teller, reached),
        Kind::MeetingPlanned(planned) => alongside::meeting_planned(teller, planned),
        Kind::Met(met) => alongside::met(teller, met),
        Kind::StrengthShared(strength) => life::strength_shared(teller, strength),
        Kind::HopeShared(hope) => life::hope_shared(teller, hope),
        Kind::MomentHappened(moment) => life::moment_happened(teller, moment),
        Kind::AskedForHelp(asked) => help::asked_for_help(teller, asked),
        Kind::AskPickedUp(picked_up) => help::ask_picked_up(teller, picked_up),
        Kind::OfferedHelp(offered) => help::offered_help(teller, offered),
        Kind::OfferTakenBack(taken_back) => help::offer_taken_back(teller, taken_back),
        Kind::OfferAnswered(answered) => help::offer_answered(teller, answered),
        Kind::Helped(helped) => help::helped(teller, helped),
        Kind::Introduced(introduced) => alongside::introduced(teller, introduced),
        Kind::ConnectedToGroup(connected) => place::connected_to_group(teller, connected),
        Kind::GroupLeft(left) => place::group_left(teller, left),
        Kind::AlongsideStarted(started) => alongside::alongside_started(teller, started),
        Kind::AlongsideEnded(ended) => alongside::alongside_ended(teller, ended),
        Kind::SupporterAway(away) => alongside::supporter_away(teller, away),
        Kind::BondTold(bond) => people::bond_told(teller, bond),
        Kind::LivesTogether(together) => people::lives_together(teller, together),
        Kind::CircleChanged(circle) => people::circle_changed(teller, circle),
        Kind::FamilyNamed(family) => people::family_named(teller, family),
        Kind::LifeMapMade(map) => life::life_map_made(teller, map),
        Kind::ChoseToWorkOn(chosen) => life::chose_to_work_on(teller, chosen),
        Kind::StepTaken(step) => life::step_taken(teller, step),
        Kind::SaidHowItWas(said) => alongside::said_how_it_was(teller, said),
        Kind::RestChosen(rest) => life::rest_chosen(teller, rest),
        Kind::Died(_) => life::died(teller),
        Kind::MovedAway(moved) => life::moved_away(teller, moved),
        Kind::Noted(noted) => written::noted(teller, noted),
        Kind::SafetyConcernShared(shared) => safety::concern_shared(teller, shared),
        Kind::SafetyConcernAnswered(answered) => safety::concern_answered(teller, answered),
        Kind::OtherwiseTold(otherwise) => safety::otherwise_told(teller, otherwise),
        Kind::Corrected(corrected) => written::corrected(teller, corrected),
        Kind::Withdrawn(withdrawn) => written::withdrawn(teller, withdrawn),
        Kind::DisagreementAdded(disagreement) => written::disagreement_added(teller, disagreement),
        Kind::SharingChosen(sharing) => sharing::sharing_chosen(teller, sharing),
        Kind::ProfilesMayMatch(may_match) => people::profiles_may_match(teller, may_match),
        Kind::ProfilesJoined(joined) => people::profiles_joined(teller, joined),
        Kind::ProfilesSeparated(separated) => people::profiles_separated(teller, separated),
        Kind::Erased(erased) => people::erased(teller, erased),
        Kind::HoldPlaced(hold) => people::hold_placed(teller, hold),
        Kind::ExportReviewed(reviewed) => rights::export_reviewed(teller, reviewed),
        Kind::RestrictionPlaced(restriction) => rights::restriction_placed(teller, restriction),
        Kind::RetentionSet(set) => rights::retention_set(teller, set),
        Kind::OfferPublished(offer) => place::offer_published(teller, offer),
        Kind::OfferWithdrawn(withdrawn) => place::offer_withdrawn(teller, withdrawn),
        Kind::SpaceOffered(space) => place::space_offered(teller, space),
        Kind::SpaceUsed(used) => place::space_used(teller, used),
        Kind::GroupFormed(group) => place::group_formed(teller, group),
        Kind::AgencyJoined(agency) => place::agency_joined(teller, agency),
        Kind::SupporterJoined(joined) => place::supporter_joined(teller, joined),
        Kind::SupporterLeft(left) => place::supporter_left(teller, left),
        Kind::PolicyAdopted(policy) => place::policy_adopted(teller, policy),
        Kind::KeyChanged(key) => place::key_changed(teller, key),
        Kind::SupporterReflected(reflected) => sharing::supporter_reflected(teller, reflected),
        Kind::Looked(looked) => sharing::looked(teller, looked),
        Kind::ProxyNamed(named) => sharing::proxy_named(teller, named),
        Kind::InvitationMade(made) => place::invitation_made(teller, made),
        Kind::InvitationUsed(_) => teller.say("invitation_used", &[]),
        Kind::AccountConnected(connected) => place::account_connected(teller, connected),
        Kind::RoleHeld(held) => safety::role_held(teller, held),
        Kind::LooksReleased(released) => safety::looks_released(teller, released),
        Kind::EmergencyOpened(opened) => safety::emergency_opened(teller, opened),
        Kind::EmergencyReviewed(reviewed) => safety::emergency_reviewed(teller, reviewed),
    }
}
