//! What a follower tells of itself in numbers: how far it has come, and how far behind it is. Never anything about a person.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use metrics::Gauge;

use crate::now_us;

/// Up to which position a follower has come.
pub const POSITION: &str = "throughline_follower_position";
/// How many events of the log it has not dealt with yet.
pub const LAG_EVENTS: &str = "throughline_follower_lag_events";
/// How old what it dealt with last was, while there is more; how long there has been more, while it deals with nothing; how long it has not
/// heard from the log, while that is away.
pub const LAG_SECONDS: &str = "throughline_follower_lag_seconds";

/// The numbers of one follower, by its name.
#[derive(Debug, Clone)]
pub struct Gauges {
    position: Gauge,
    lag_events: Gauge,
    lag_seconds: Gauge,
    /// Since when there has been something that it has not dealt with.
    behind_since: Arc<Mutex<Option<Instant>>>,
}

impl Gauges {
    /// The numbers of a follower.
    pub fn of(follower: &'static str) -> Self {
        Self {
            position: metrics::gauge!(POSITION, "follower" => follower),
            lag_events: metrics::gauge!(LAG_EVENTS, "follower" => follower),
            lag_seconds: metrics::gauge!(LAG_SECONDS, "follower" => follower),
            behind_since: Arc::default(),
        }
    }

    /// It has dealt with everything up to a position, which was recorded at that moment.
    #[allow(clippy::cast_precision_loss, reason = "nobody is so far behind that microseconds would not fit")]
    pub fn applied(&self, position: u64, head: u64, recorded_at_us: i64) {
        let behind_us = self.stands(position, head).map_or(0, |_| now_us().saturating_sub(recorded_at_us).max(0));
        self.lag_seconds.set(behind_us as f64 / 1e6);
    }

    /// It deals with nothing: because there is nothing to do, or because it cannot go on.
    pub fn idle(&self, position: u64, head: u64) {
        self.lag_seconds.set(self.stands(position, head).map_or(0.0, |since| since.elapsed().as_secs_f64()));
    }

    /// The log has been away for so long.
    pub fn away(&self, unheard: Duration) {
        self.lag_seconds.set(unheard.as_secs_f64());
    }

    /// Says where it stands; gives since when it has been behind.
    #[allow(clippy::cast_precision_loss, reason = "no log comes to 2^53 records")]
    fn stands(&self, position: u64, head: u64) -> Option<Instant> {
        self.position.set(position as f64);
        self.lag_events.set(head.saturating_sub(position) as f64);
        let mut since = self.behind_since.lock().unwrap_or_else(PoisonError::into_inner);
        *since = (position < head).then(|| since.unwrap_or_else(Instant::now));
        *since
    }
}
