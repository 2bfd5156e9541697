//! What events add up to: one story, told in the order of (happened, position), as it was put right.
//!
//! Nothing here decides whether an event may be: it is total, and what makes no sense has no effect. Every item names the event it
//! rests on, so that access can leave out what a reader may not see. No clock: whether something has run out is for the reader.

mod alongside;
mod arrange;
mod changes;
mod effect;
mod life;
mod meetings;
mod people;
mod promises;
mod proxies;
mod safety;
mod sharing;
mod tell;
mod whom;

use std::collections::HashMap;

use throughline_proto::v1::{Answer, Event, Profile, PromiseKind, PromiseState, Story, event::Kind};

use crate::order::{OrderKey, lenient_key};
pub(crate) use alongside::is_a_yes;
pub(crate) use arrange::replacement;
pub(crate) use changes::is_withdrawn;
pub use effect::Effect;
pub use people::is_restricted;
pub use promises::is_open;
pub use safety::is_told_later;
pub(crate) use tell::tell;

/// Which ask each offer answers, by the ids of their events.
pub(crate) type Asks = HashMap<String, String>;

/// An event as it lies in the log: its facts and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// Its place in the log.
    pub position: u64,
    /// The facts; the words are not needed here.
    pub event: Event,
}

impl Told {
    /// Where it stands in a story. What has no readable moment counts as 1970-01-01.
    pub fn order_key(&self) -> OrderKey {
        OrderKey { happened: lenient_key(self.event.happened.as_ref()), position: self.position }
    }
}

/// What became of a [`push`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pushed {
    /// The story now includes it.
    Applied,
    /// The story was left as it was; fold all its entries again.
    Refold,
}

/// Tells the story of these profiles from all its entries, in whatever order they come. Never fails.
pub fn fold(profiles: &[String], entries: Vec<Told>) -> Story {
    let mut story = Story::default();
    for person in profiles {
        if !whom::is_ours(&story, person) {
            story.profiles.push(Profile { person: person.clone(), ..Default::default() });
        }
    }
    let entries: Vec<Told> = entries.into_iter().filter(|told| whom::enters(&story, &told.event)).collect();
    let tale = arrange::arrange(entries);
    story.events = tale.entries;
    if let [first, .., last] | [first @ last] = tale.bounds.as_slice() {
        story.since = first.happened.clone();
        story.until = last.happened.clone();
        story.newest_position = last.position;
    }
    for told in &tale.told {
        tell(&mut story, told, &tale.asks);
    }
    promises::worries_taken_back(&mut story);
    story
}

/// Adds an entry to a story, if it is the newest in order and nothing that was told before reads differently because of it. Entries come
/// in the order of the log, as a follower has them.
pub fn push(story: &mut Story, told: &Told) -> Pushed {
    if !whom::enters(story, &told.event) {
        return Pushed::Applied;
    }
    if tells_anew(story, &told.event) {
        return Pushed::Refold;
    }
    if told.order_key() <= newest(story) {
        return push_late(story, told);
    }
    if story.newest_position == 0 {
        story.since = told.event.happened.clone();
    }
    story.until = told.event.happened.clone();
    story.newest_position = told.position;
    story.events += 1;
    tell(story, told, &Asks::new());
    Pushed::Applied
}

/// Adds an entry that happened before others which are told already, if what those did would be the same after it. Whoever catches up on
/// writing things down writes mostly such.
fn push_late(story: &mut Story, told: &Told) -> Pushed {
    let is_quiet = match &told.event.kind {
        Some(
            Kind::DetailsChanged(_)
            | Kind::ReachedOut(_)
            | Kind::MomentHappened(_)
            | Kind::SaidHowItWas(_)
            | Kind::Noted(_)
            | Kind::OtherwiseTold(_)
            | Kind::ProfilesMayMatch(_),
        ) => true,
        Some(Kind::Met(it)) => it.one_way || meetings::is_outdone(story, told),
        _ => false,
    };
    if !is_quiet {
        return Pushed::Refold;
    }
    if told.order_key().happened < lenient_key(story.since.as_ref()) {
        story.since.clone_from(&told.event.happened);
    }
    story.events += 1;
    Pushed::Applied
}

/// The place of the newest event told; positions begin at 1.
fn newest(story: &Story) -> OrderKey {
    let happened = if story.newest_position == 0 { i64::MIN } else { lenient_key(story.until.as_ref()) };
    OrderKey { happened, position: story.newest_position }
}

/// Whether the story must be told anew: it changes whose story it is, or how something else reads, or wants what only all entries tell.
fn tells_anew(story: &Story, event: &Event) -> bool {
    let touches = match &event.kind {
        Some(
            Kind::Corrected(_)
            | Kind::Withdrawn(_)
            | Kind::FirstHeardOf(_)
            | Kind::ProfilesJoined(_)
            | Kind::ProfilesSeparated(_)
            | Kind::Erased(_),
        ) => true,
        // Which ask the offer answers is not kept in the story.
        Some(Kind::OfferAnswered(it)) => it.answer() == Answer::Yes && has_waiting_ask(story),
        _ => false,
    };
    touches || changes::was_changed(story, &event.id)
}

fn has_waiting_ask(story: &Story) -> bool {
    story.promises.iter().any(|promise| promise.kind() == PromiseKind::Ask && promise.state() == PromiseState::Waiting)
}
