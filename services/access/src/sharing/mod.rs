//! The one place that asks "may this caller read this?". Pure: a viewer, a folded story and an event go in.
//!
//! The facts are worked out here (`reader`, `standing`, `choices`, `turning`); the rules are policies. There must never be a second place:
//! services ask here, and show nothing that they did not ask about.

mod among;
mod choices;
mod proxies;
mod reader;
mod roles;
mod shown;
mod standing;
mod taken_back;
mod turning;
mod under;
mod viewer;

use throughline_proto::{Refusal, v1::Reason};

pub(crate) use self::reader::vouched_for;
pub use self::{
    among::{Find, has_widened, may_widen},
    reader::{Reader, speaks_for},
    roles::RolesHeld,
    turning::{TurnsOn, answers, changes, turns_on},
    under::Under,
    viewer::Viewer,
};

/// How much of an event somebody sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sight {
    /// Nothing, not even that it is there.
    Nothing,
    /// Its facts, as one plain sentence.
    Sentence,
    /// The words as well: those about this story's person.
    Words,
}

/// The answer for who is not there and for whom the caller may not read: the same, so that it tells nothing.
pub fn nobody() -> Refusal {
    Refusal::new(Reason::PersonUnknown, "no such person, or not for you to read")
}

#[cfg(test)]
mod tests;
