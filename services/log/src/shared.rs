//! What the handle, the writer and the keeper of checkpoints have in common. Nothing in here may decide.

use std::sync::{
    Arc, Mutex, OnceLock, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use tokio::sync::watch;

use crate::{error::Doubt, gauges::Gauges, keys::Keys, store::Store, told::Told, traced::Commits};
use throughline_proof::tree::Frontier;

/// The parts of one open log.
pub(crate) struct Shared {
    pub store: Arc<dyn Store>,
    pub keys: Arc<Keys>,
    pub origin: String,
    /// The newest position that is durable.
    pub head: watch::Sender<u64>,
    /// The tree at the newest position that this log has written or loaded.
    pub tip: watch::Sender<Frontier>,
    /// The tree as far as this node knows it, whoever wrote: the log must go on from here.
    pub known: Mutex<Frontier>,
    /// Why nothing may be appended. Once there, it stays until the log is opened again.
    pub doubt: OnceLock<Doubt>,
    /// What the writer remembers of who was written about begins after this position.
    pub floor: AtomicU64,
    /// How far the log is from its end.
    pub stage: watch::Sender<Stage>,
    /// What is told of it in numbers.
    pub gauges: Gauges,
    /// What this process has committed lately, for traces.
    pub commits: Commits,
    /// Up to where it holds more than looks.
    pub told: Told,
}

/// How far a log is from its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    /// Appending.
    Open,
    /// Nothing new is taken in.
    Closing,
    /// Everything that waited was answered.
    Closed,
}

impl Shared {
    /// Tells followers and the keeper of checkpoints how far the log has come.
    pub fn publish(&self, frontier: &Frontier) {
        self.tip.send_replace(frontier.clone());
        self.knows(frontier);
    }

    /// The tree as far as this node knows it.
    pub fn known(&self) -> Frontier {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The log has come this far, as this node has written or confirmed.
    pub fn knows(&self, tree: &Frontier) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.size() < tree.size() {
            known.clone_from(tree);
        }
        drop(known);
        self.saw(tree.size());
    }

    /// Nothing is appended any more, for the first reason that there was; which it was.
    pub fn doubts(&self, doubt: Doubt) -> Doubt {
        let first = self.doubt.get_or_init(|| {
            tracing::error!(%doubt, "the log can be read and not appended to");
            doubt
        });
        first.clone()
    }

    /// Tells followers that the store has come this far, whoever wrote it.
    pub fn saw(&self, position: u64) {
        self.head.send_if_modified(|head| {
            let has_grown = *head < position;
            *head = position.max(*head);
            self.gauges.has_come_to(*head);
            has_grown
        });
    }

    /// Waits until the log has come as near to its end as this.
    pub async fn reached(&self, stage: Stage) {
        // The sender lies in here, so that it cannot be gone while somebody waits.
        let _ = self.stage.subscribe().wait_for(|reached| *reached >= stage).await;
    }

    pub fn floor(&self) -> u64 {
        self.floor.load(Ordering::Relaxed)
    }
}
