//! What the benchmark asks of the peers' program, and what that answers: one JSON object a line, each way. Nothing is done in here.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The first line of a peer: it is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ready {
    /// What it is called, with its version.
    pub name: String,
}

/// One thing to do.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Task {
    /// Callers append, so many events a request; every fifth request carries a condition, where the peer has such a thing.
    Append {
        /// The callers.
        callers: Callers,
        /// How many events a request has.
        each: u64,
    },
    /// People get stories of so many events each, about one of them each. Answers with how many a second were written.
    TellStories {
        /// How many people.
        people: u64,
        /// How many events each of them.
        events: u64,
    },
    /// Callers read whole stories, that were told before.
    ReadStories {
        /// The callers.
        callers: Callers,
        /// How many people have stories.
        people: u64,
        /// How many events each of them has.
        events: u64,
    },
    /// The log grows to so many events. Answers with how many a second were written.
    GrowTo {
        /// How many events there are afterwards.
        events: u64,
    },
    /// One caller reads everything.
    ReadAll,
}

/// Who calls, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Callers {
    /// How many at once.
    pub count: u64,
    /// How long before it counts.
    pub warm_up: Duration,
    /// How long it counts.
    pub load: Duration,
}

/// What came of a task.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Reached {
    /// Events or stories in a second.
    pub per_second: f64,
    /// The median call, in milliseconds.
    pub p50_ms: Option<f64>,
    /// What 99 of 100 calls stay under, in milliseconds.
    pub p99_ms: Option<f64>,
}
