//! Whose turn it is: one node publishes at a time, over all nodes. The turn saves work and is no safety: two that publish the same do
//! no harm.

use std::time::Duration;

use throughline_log::{Log, LogError};
use tokio::time::Instant;
use uuid::Uuid;

/// The follower's name in the log.
pub(crate) const FOLLOWER: &str = "fanout";

/// This node's turn.
#[derive(Debug)]
pub(crate) struct Turn {
    log: Log,
    holder: Uuid,
    lease: Duration,
    renew_at: Option<Instant>,
}

impl Turn {
    pub fn new(log: Log, lease: Duration) -> Self {
        Self { log, holder: Uuid::now_v7(), lease, renew_at: None }
    }

    /// How long to wait before asking again.
    pub fn pause(&self) -> Duration {
        self.lease / 3
    }

    /// Takes the turn, or keeps it. No, if another node has it.
    pub async fn take(&mut self) -> Result<bool, LogError> {
        if self.renew_at.is_some_and(|at| Instant::now() < at) {
            return Ok(true);
        }
        // The lease counts from when the store answered, so what was measured before asking is never too long.
        let asked = Instant::now();
        let is_ours = self.log.hold(FOLLOWER, self.holder, self.lease).await?;
        self.renew_at = is_ours.then(|| asked + self.pause());
        Ok(is_ours)
    }

    /// Gives the turn back, so that another node need not wait.
    pub async fn give_back(&mut self) {
        if self.renew_at.take().is_some()
            && let Err(error) = self.log.hold(FOLLOWER, self.holder, Duration::ZERO).await
        {
            tracing::debug!(%error, "the turn to publish news could not be given back; it ends by itself");
        }
    }
}
