//! What the operator chooses: where NATS is, and how long and how widely it keeps the news.

use std::{path::PathBuf, time::Duration};

/// Where NATS is, and as whom we come.
#[derive(Debug, Clone, Default)]
pub struct Server {
    /// `nats://[USER:PASSWORD@]HOST:PORT`, or `tls://…`; several with commas between them.
    pub addresses: String,
    /// A .creds file, in place of user and password.
    pub credentials: Option<PathBuf>,
}

/// How the news is kept and published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// How long the news is kept, and how far back a stream that was lost is filled again.
    pub retention: Duration,
    /// On how many servers of a cluster the stream lies.
    pub replicas: usize,
    /// How large the stream may become; the oldest news goes first.
    pub max_bytes: u64,
    /// How many messages it holds for one agency at the most: one that hears much leaves room for one that hears little.
    pub max_messages_each: u32,
    /// For how long JetStream remembers which message it has.
    pub duplicate_window: Duration,
    /// How many records one message to an agency stands for at the most.
    pub batch: usize,
    /// For how long a node that publishes may be silent before another takes its place.
    pub lease: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            retention: Duration::from_secs(7 * 24 * 3_600),
            replicas: 1,
            max_bytes: 256 << 20,
            max_messages_each: 50_000,
            duplicate_window: Duration::from_secs(120),
            batch: 1_000,
            lease: Duration::from_secs(10),
        }
    }
}
