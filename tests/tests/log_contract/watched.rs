//! A store that counts its commits, holds them up for as long as a test likes, and is away where it says.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use throughline_log::{
    Store,
    store::{Batch, Claimed, CommitError, Followed, Page, StoreError, StoredCheckpoint, StoredRecord},
};
use tokio::sync::{Semaphore, watch};
use uuid::Uuid;

/// How a test watches and holds up a store.
#[derive(Clone)]
pub struct Watch {
    begun: watch::Sender<usize>,
    committed: Arc<AtomicUsize>,
    searched: Arc<AtomicUsize>,
    gate: Arc<Semaphore>,
    away_after: Arc<AtomicU64>,
}

impl Watch {
    /// Waits until so many commits have begun.
    pub async fn begun(&self, count: usize) {
        self.begun.subscribe().wait_for(|begun| *begun >= count).await.expect("the store is there");
    }

    /// How many commits the store has made.
    pub fn committed(&self) -> usize {
        self.committed.load(Ordering::SeqCst)
    }

    /// How often the store was asked what it knows.
    pub fn searched(&self) -> usize {
        self.searched.load(Ordering::SeqCst)
    }

    /// Is away once for whoever reads after a position.
    pub fn is_away_once_after(&self, position: u64) {
        self.away_after.store(position, Ordering::SeqCst);
    }

    /// Lets all commits through from now on.
    pub fn open_gate(&self) {
        self.gate.add_permits(Semaphore::MAX_PERMITS / 2);
    }
}

/// A store, watched.
pub struct Watched<S> {
    store: S,
    watch: Watch,
}

impl<S: Store> Watched<S> {
    /// A store whose commits wait until the gate is opened.
    pub fn held(store: S) -> (Self, Watch) {
        let watch = Watch {
            begun: watch::Sender::new(0),
            committed: Arc::default(),
            searched: Arc::default(),
            gate: Arc::new(Semaphore::new(0)),
            away_after: Arc::new(AtomicU64::new(u64::MAX)),
        };
        (Self { store, watch: watch.clone() }, watch)
    }
}

#[async_trait]
impl<S: Store> Store for Watched<S> {
    fn has_other_writers(&self) -> bool {
        self.store.has_other_writers()
    }

    async fn commit(&self, batch: Arc<Batch>) -> Result<(), CommitError> {
        self.watch.begun.send_modify(|begun| *begun += 1);
        self.watch.gate.acquire().await.expect("the gate is there").forget();
        self.store.commit(batch).await?;
        self.watch.committed.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }

    async fn look(&self) -> Result<Option<Claimed>, StoreError> {
        self.store.look().await
    }

    async fn claim(&self, origin: &str) -> Result<Claimed, StoreError> {
        self.store.claim(origin).await
    }

    async fn find_once(&self, hashes: Vec<i64>) -> Result<Vec<(i64, u64)>, StoreError> {
        self.watch.searched.fetch_add(1, Ordering::SeqCst);
        self.store.find_once(hashes).await
    }

    async fn read(&self, after: u64, limit: usize) -> Result<Page, StoreError> {
        if self.watch.away_after.compare_exchange(after, u64::MAX, Ordering::SeqCst, Ordering::SeqCst).is_ok() {
            return Err(StoreError::Away("for a moment".into()));
        }
        self.store.read(after, limit).await
    }

    async fn read_headers(&self, after: u64, limit: usize) -> Result<Vec<StoredRecord>, StoreError> {
        self.store.read_headers(after, limit).await
    }

    async fn read_once(&self, after: Option<(i64, u64)>, limit: usize) -> Result<Vec<(i64, u64)>, StoreError> {
        self.store.read_once(after, limit).await
    }

    async fn save_checkpoint(&self, checkpoint: StoredCheckpoint, newer_than: u64) -> Result<(), StoreError> {
        self.store.save_checkpoint(checkpoint, newer_than).await
    }

    async fn latest_checkpoint(&self) -> Result<Option<StoredCheckpoint>, StoreError> {
        self.store.latest_checkpoint().await
    }

    async fn read_checkpoints(&self, from: u64, limit: usize) -> Result<Vec<StoredCheckpoint>, StoreError> {
        self.store.read_checkpoints(from, limit).await
    }

    async fn delete_parts(&self, parts: Vec<(u64, usize)>) -> Result<bool, StoreError> {
        self.store.delete_parts(parts).await
    }

    async fn all_followed(&self, beginning: &str) -> Result<Vec<(String, Followed)>, StoreError> {
        self.store.all_followed(beginning).await
    }

    async fn followed(&self, follower: &str) -> Result<Option<Followed>, StoreError> {
        self.store.followed(follower).await
    }

    async fn save_followed(&self, follower: &str, followed: Followed) -> Result<(), StoreError> {
        self.store.save_followed(follower, followed).await
    }

    async fn hold(&self, lease: &str, holder: Uuid, ttl: Duration) -> Result<bool, StoreError> {
        self.store.hold(lease, holder, ttl).await
    }
}
