//! The one place that decides "may this caller read this?". Pure: a caller, a folded story, an event and the day go in.
//!
//! The defaults of "Sharing, by default" stand in a table (`openness`), what residents and writers chose in `choices`, the rules in
//! `reader`. There must never be a second place: services ask here, and show nothing that they did not ask about.

mod among;
mod choices;
mod openness;
mod reader;
mod shown;

use throughline_proto::v1::{Event, Story};

pub use self::{
    among::{Find, Moment, has_widened, may_widen},
    openness::{Openness, changes, openness},
    reader::{Reader, speaks_for},
};
use crate::caller::Caller;

/// How much of an event somebody sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sight {
    /// Nothing, not even that it is there.
    Nothing,
    /// Its facts, as one plain sentence.
    Sentence,
    /// The words as well: those about this story's person.
    Words,
}

/// How much of an event of this story the caller sees. For more than one event of a story, make one [`Reader`].
pub fn sight(caller: &Caller, story: &Story, event: &Event, today: &str, sight_of: impl Fn(&str) -> Sight) -> Sight {
    Reader::new(caller, story, today).sight(event, sight_of)
}

/// May the caller open this story at all? See [`Reader::may_open`].
pub fn may_open(caller: &Caller, story: &Story, today: &str) -> bool {
    Reader::new(caller, story, today).may_open()
}

/// May the caller see the details that an agency wrote under this profile? See [`Reader::may_see_details`].
pub fn may_see_details(caller: &Caller, story: &Story, profile: &str, written_by: &str, today: &str) -> bool {
    Reader::new(caller, story, today).may_see_details(profile, written_by)
}

/// The story as the caller may see it on that day. See [`Reader::shown`].
pub fn shown(story: &Story, caller: &Caller, today: &str, sight_of: impl Fn(&str) -> Sight) -> Story {
    Reader::new(caller, story, today).shown(sight_of)
}

#[cfg(test)]
mod tests;
