//! A store that a test may take away, whose commits it may hold up, and that counts how often it was asked for its head.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use throughline_log::{
    SqliteStore, Store,
    store::{Batch, Claimed, CommitError, Followed, Page, StoreError, StoredCheckpoint, StoredRecord},
};
use tokio::sync::watch;
use uuid::Uuid;

/// What the test does to the store.
#[derive(Clone)]
pub struct Switch {
    is_away: Arc<AtomicBool>,
    may_commit: watch::Sender<bool>,
    looks: Arc<AtomicUsize>,
    held: Arc<AtomicUsize>,
}

impl Switch {
    /// Takes the store away, or brings it back.
    pub fn away(&self, is_away: bool) {
        self.is_away.store(is_away, Ordering::SeqCst);
    }

    /// Holds commits up, or lets them through.
    pub fn may_commit(&self, may_commit: bool) {
        self.may_commit.send_replace(may_commit);
    }

    /// How many requests the newest commit has, which may be held up.
    pub fn held(&self) -> usize {
        self.held.load(Ordering::SeqCst)
    }

    /// How often the store was asked for its head.
    pub fn looks(&self) -> usize {
        self.looks.load(Ordering::SeqCst)
    }
}

/// The embedded store, switched.
pub struct Switched {
    store: SqliteStore,
    switch: Switch,
}

impl Switched {
    pub fn new(store: SqliteStore) -> (Self, Switch) {
        let switch = Switch { is_away: Arc::default(), may_commit: watch::Sender::new(true), looks: Arc::default(), held: Arc::default() };
        (Self { store, switch: switch.clone() }, switch)
    }

    fn there(&self) -> Result<&SqliteStore, StoreError> {
        if self.switch.is_away.load(Ordering::SeqCst) {
            return Err(StoreError::Away("a test has taken it away".into()));
        }
        Ok(&self.store)
    }
}

#[async_trait]
impl Store for Switched {
    fn has_other_writers(&self) -> bool {
        // So that it is asked, which it may have been taken away from.
        true
    }

    async fn commit(&self, batch: Arc<Batch>) -> Result<(), CommitError> {
        self.switch.held.store(batch.requests.len(), Ordering::SeqCst);
        self.switch.may_commit.subscribe().wait_for(|may| *may).await.expect("the switch is there");
        self.there()?.commit(batch).await
    }

    async fn look(&self) -> Result<Option<Claimed>, StoreError> {
        self.switch.looks.fetch_add(1, Ordering::SeqCst);
        self.there()?.look().await
    }

    async fn claim(&self, origin: &str) -> Result<Claimed, StoreError> {
        self.there()?.claim(origin).await
    }

    async fn find_once(&self, hashes: Vec<i64>) -> Result<Vec<(i64, u64)>, StoreError> {
        self.there()?.find_once(hashes).await
    }

    async fn read(&self, after: u64, limit: usize) -> Result<Page, StoreError> {
        self.there()?.read(after, limit).await
    }

    async fn read_headers(&self, after: u64, limit: usize) -> Result<Vec<StoredRecord>, StoreError> {
        self.there()?.read_headers(after, limit).await
    }

    async fn read_once(&self, after: Option<(i64, u64)>, limit: usize) -> Result<Vec<(i64, u64)>, StoreError> {
        self.there()?.read_once(after, limit).await
    }

    async fn save_checkpoint(&self, checkpoint: StoredCheckpoint, newer_than: u64) -> Result<(), StoreError> {
        self.there()?.save_checkpoint(checkpoint, newer_than).await
    }

    async fn latest_checkpoint(&self) -> Result<Option<StoredCheckpoint>, StoreError> {
        self.there()?.latest_checkpoint().await
    }

    async fn read_checkpoints(&self, from: u64, limit: usize) -> Result<Vec<StoredCheckpoint>, StoreError> {
        self.there()?.read_checkpoints(from, limit).await
    }

    async fn delete_parts(&self, parts: Vec<(u64, usize)>) -> Result<bool, StoreError> {
        self.there()?.delete_parts(parts).await
    }

    async fn all_followed(&self, beginning: &str) -> Result<Vec<(String, Followed)>, StoreError> {
        self.there()?.all_followed(beginning).await
    }

    async fn followed(&self, follower: &str) -> Result<Option<Followed>, StoreError> {
        self.there()?.followed(follower).await
    }

    async fn save_followed(&self, follower: &str, followed: Followed) -> Result<(), StoreError> {
        self.there()?.save_followed(follower, followed).await
    }

    async fn hold(&self, lease: &str, holder: Uuid, ttl: Duration) -> Result<bool, StoreError> {
        self.there()?.hold(lease, holder, ttl).await
    }
}
