//! How much is measured, and for how long: everything is bounded. What is measured is said elsewhere.

use std::time::Duration;

use throughline_load::{Callers, work::RESIDENTS};

/// The size of a run.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    /// How often each figure is taken; the median counts.
    pub rounds: usize,
    /// How many residents a place has before anything is measured.
    pub residents: usize,
    /// How long callers call before it counts.
    pub warm_up: Duration,
    /// How long they call in each round.
    pub load: Duration,
    /// How many events go through one stream in a round.
    pub streamed: u64,
    /// How many stories there are to read.
    pub stories: usize,
    /// How many people somebody is looked for among.
    pub crowd: usize,
    /// How many records the whole log has.
    pub whole: u64,
    /// How many records a small log has.
    pub small: u64,
    /// How many records it has when it has grown.
    pub grown: u64,
}

impl Scale {
    /// What the floors are about.
    pub const WHOLE: Self = Self {
        rounds: 3,
        residents: RESIDENTS,
        warm_up: Duration::from_secs(1),
        load: Duration::from_secs(5),
        streamed: 40_000,
        stories: 2_000,
        crowd: 220_000,
        whole: 1_000_000,
        small: 100_000,
        grown: 10_000_000,
    };
    /// A first impression, in under five minutes.
    pub const QUICK: Self = Self {
        rounds: 1,
        residents: RESIDENTS,
        warm_up: Duration::from_millis(500),
        load: Duration::from_millis(1_200),
        streamed: 20_000,
        stories: 1_000,
        crowd: 10_000,
        whole: 50_000,
        small: 20_000,
        grown: 60_000,
    };

    /// So many callers, for as long as callers call.
    pub fn callers(&self, count: u64) -> Callers {
        Callers { count, warm_up: self.warm_up, load: self.load }
    }
}
