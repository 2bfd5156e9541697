//! How much is measured, and for how long: everything is bounded. What is measured is said elsewhere.

use std::time::Duration;

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
    /// How many records the whole log has.
    pub whole: u64,
}

impl Scale {
    /// What the floors are about.
    pub const WHOLE: Self = Self {
        rounds: 3,
        residents: 10_000,
        warm_up: Duration::from_secs(1),
        load: Duration::from_secs(5),
        streamed: 40_000,
        stories: 2_000,
        whole: 1_000_000,
    };
    /// A first impression, in under three minutes.
    pub const QUICK: Self = Self {
        rounds: 1,
        residents: 10_000,
        warm_up: Duration::from_secs(1),
        load: Duration::from_secs(3),
        streamed: 20_000,
        stories: 1_000,
        whole: 100_000,
    };
}
