//! What the log tells of itself in numbers. Without a recorder all of it costs next to nothing. Never anything about a person: an agency's
//! word is the most that is told.

use std::{
    mem,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use metrics::{Counter, Gauge, Histogram};

/// Events that became durable.
pub const APPENDED_EVENTS: &str = "throughline_log_appended_events_total";
/// How long the store took for a batch.
pub const COMMIT_SECONDS: &str = "throughline_log_commit_seconds";
/// How many events a batch had.
pub const BATCH_EVENTS: &str = "throughline_log_batch_events";
/// Requests that wait to be written.
pub const QUEUE_REQUESTS: &str = "throughline_log_queue_requests";
/// Bytes of requests that wait or are being written.
pub const QUEUE_BYTES: &str = "throughline_log_queue_bytes";
/// The newest position that this node knows of.
pub const HEAD_POSITION: &str = "throughline_log_head_position";
/// Batches that were formed again because somebody else had written first.
pub const RETRIES: &str = "throughline_log_retries_total";
/// Connections to a store that is a server, by state.
pub const POOL_CONNECTIONS: &str = "throughline_store_pool_connections";
/// Who waits for one of them.
pub const POOL_WAITING: &str = "throughline_store_pool_waiting";
/// How often one was given up, or could not be made.
pub const RECONNECTS: &str = "throughline_store_reconnects_total";
/// Calls and requests that were turned away because their agency had its share of the room already.
pub const BUSY: &str = "throughline_busy_total";

/// One more of an agency's requests that found no room.
pub fn turned_away(agency: &str) {
    metrics::counter!(BUSY, "agency" => agency.to_owned()).increment(1);
}

/// The numbers of a pool of connections to a database. A log has several pools, whose numbers add up.
#[derive(Debug, Clone)]
pub(crate) struct PoolGauges {
    idle: Gauge,
    used: Gauge,
    waiting: Gauge,
    reconnects: Counter,
    told: Arc<Mutex<Pool>>,
}

/// How a pool stands.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Pool {
    pub idle: usize,
    pub used: usize,
    pub waiting: usize,
}

impl PoolGauges {
    pub fn new(database: &'static str) -> Self {
        Self {
            idle: metrics::gauge!(POOL_CONNECTIONS, "database" => database, "state" => "idle"),
            used: metrics::gauge!(POOL_CONNECTIONS, "database" => database, "state" => "used"),
            waiting: metrics::gauge!(POOL_WAITING, "database" => database),
            reconnects: metrics::counter!(RECONNECTS, "database" => database),
            told: Arc::default(),
        }
    }

    /// The pool stands so now.
    #[allow(clippy::cast_precision_loss, reason = "a pool is small")]
    pub fn stands(&self, now: Pool) {
        let before = mem::replace(&mut *self.told.lock().unwrap_or_else(PoisonError::into_inner), now);
        self.idle.increment(now.idle as f64 - before.idle as f64);
        self.used.increment(now.used as f64 - before.used as f64);
        self.waiting.increment(now.waiting as f64 - before.waiting as f64);
    }

    /// A connection was given up.
    pub fn gave_up(&self) {
        self.reconnects.increment(1);
    }
}

/// The numbers of one log. Made once: looking a number up by its name costs more than changing it.
#[derive(Debug, Clone)]
pub(crate) struct Gauges {
    appended_events: Counter,
    commit_seconds: Histogram,
    batch_events: Histogram,
    queue_requests: Gauge,
    queue_bytes: Gauge,
    head_position: Gauge,
    retries: Counter,
}

impl Gauges {
    pub fn new() -> Self {
        Self {
            appended_events: metrics::counter!(APPENDED_EVENTS),
            commit_seconds: metrics::histogram!(COMMIT_SECONDS),
            batch_events: metrics::histogram!(BATCH_EVENTS),
            queue_requests: metrics::gauge!(QUEUE_REQUESTS),
            queue_bytes: metrics::gauge!(QUEUE_BYTES),
            head_position: metrics::gauge!(HEAD_POSITION),
            retries: metrics::counter!(RETRIES),
        }
    }

    /// A batch became durable.
    #[allow(clippy::cast_precision_loss, reason = "a batch has a few thousand events")]
    pub fn committed(&self, events: u64, took: Duration) {
        self.appended_events.increment(events);
        self.batch_events.record(events as f64);
        self.commit_seconds.record(took.as_secs_f64());
    }

    /// A batch is formed again.
    pub fn retried(&self) {
        self.retries.increment(1);
    }

    /// So much waits.
    #[allow(clippy::cast_precision_loss, reason = "the room is bounded far below that")]
    pub fn waits(&self, requests: usize, bytes: usize) {
        self.queue_requests.set(requests as f64);
        self.queue_bytes.set(bytes as f64);
    }

    /// The log has come this far.
    #[allow(clippy::cast_precision_loss, reason = "no log comes to 2^53 records")]
    pub fn has_come_to(&self, position: u64) {
        self.head_position.set(position as f64);
    }
}
