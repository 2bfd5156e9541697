//! The thin contract of a store: where the log lies. A store keeps and finds rows; it decides nothing.
//!
//! What a request may do, whether it was applied before, what its conditions say, positions, the tree: all that is decided outside,
//! once for all stores. A store holds one promise: [`Store::commit`] writes everything or nothing, and nothing if the head has moved.

use std::{error::Error, sync::Arc, time::Duration};

use async_trait::async_trait;
use thiserror::Error;
use uuid::Uuid;

use crate::seal::{Sealed, SealedRecord};

/// Where the log ends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// The newest record's position; 0 in an empty log.
    pub position: u64,
    /// Changes whenever another writer takes over.
    pub epoch: u64,
    /// The tree's right edge, as [`Frontier::encode`](throughline_proof::tree::Frontier::encode) writes it.
    pub frontier: Vec<u8>,
}

/// A store's head, and which log it says that it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claimed {
    /// The log's name.
    pub origin: String,
    /// Where it ends.
    pub head: Head,
}

/// One transaction: the records of several requests, and the head after them.
#[derive(Debug)]
pub struct Batch {
    /// The head that the batch builds on. If the store's is another, nothing is written.
    pub expected: Head,
    /// The head afterwards.
    pub head: Head,
    /// The requests, in order; their records follow each other from `expected.position + 1`.
    pub requests: Vec<Arc<Sealed>>,
    /// Nobody has looked yet whether any of it was applied before. The store does so while it writes, and writes nothing if it was.
    pub is_unsearched: bool,
}

impl Batch {
    /// Every record with its position, in order.
    pub fn records(&self) -> impl Iterator<Item = (u64, &SealedRecord)> {
        (self.expected.position + 1..).zip(self.requests.iter().flat_map(|sealed| &sealed.records))
    }

    /// What was applied once, and where: hash and position.
    pub fn once(&self) -> impl Iterator<Item = (i64, u64)> {
        let firsts = self.records().filter(|(_, record)| record.index == 0);
        let requests = firsts.zip(&self.requests).map(|((position, _), sealed)| (sealed.once, position));
        let source_keys = self.records().filter_map(|(position, record)| Some((crate::once::of_mac(&record.source_key_mac?), position)));
        requests.chain(source_keys)
    }
}

/// A record as it lies in the store, without its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRecord {
    /// Its position.
    pub position: u64,
    /// The header's bytes.
    pub header: Vec<u8>,
    /// The leaf, which should be 32 bytes.
    pub leaf: Vec<u8>,
}

/// A sealed part as it lies in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPart {
    /// The position of its record.
    pub position: u64,
    /// Its index in the record.
    pub part: usize,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Some records in order, and all parts that lie between the first position asked for and the last record's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// The records.
    pub records: Vec<StoredRecord>,
    /// The parts, by position and index.
    pub parts: Vec<StoredPart>,
}

/// A saved checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCheckpoint {
    /// How many records it covers.
    pub size: u64,
    /// The signed note.
    pub note: String,
}

/// How far somebody has come who acts outside the log on what it says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Followed {
    /// Everything up to here has been acted on.
    pub position: u64,
    /// What the follower itself has to remember with it.
    pub note: String,
}

/// Why a store cannot do what was asked.
#[derive(Debug, Error)]
pub enum StoreError {
    /// There is no room left.
    #[error("the log's store is full; make room, and what was not acknowledged can be sent again")]
    Full(#[source] Box<dyn Error + Send + Sync>),
    /// What lies there cannot be read as rows.
    #[error("the log's store is damaged; look at it with verify, and restore it from a backup")]
    Damaged(#[source] Box<dyn Error + Send + Sync>),
    /// It cannot be reached or used at the moment.
    #[error("the log's store cannot be used at the moment; it will be tried again with the next call")]
    Away(#[source] Box<dyn Error + Send + Sync>),
}

/// Why a batch was not committed. Nothing of it is written, unless the connection was lost while it was being acknowledged.
#[derive(Debug, Error)]
pub enum CommitError {
    /// Somebody else has written: look again, and try again.
    #[error("another writer has moved the head")]
    Moved,
    /// Something in a batch that nobody had looked for was applied before, or shares eight bytes with what was.
    #[error("some of it is known already")]
    Known,
    /// The store cannot write.
    #[error(transparent)]
    CannotWrite(#[from] StoreError),
}

/// Where a log lies.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// May other processes write to it while this one does?
    fn has_other_writers(&self) -> bool;

    /// The log's name, and the head as it is now; nothing in a new store.
    async fn look(&self) -> Result<Option<Claimed>, StoreError>;

    /// Gives a new store the log's name. Answers with the name that it has afterwards.
    async fn claim(&self, origin: &str) -> Result<Claimed, StoreError>;

    /// Writes a batch in one transaction that compares and sets the head; durable when it returns.
    async fn commit(&self, batch: Arc<Batch>) -> Result<(), CommitError>;

    /// Which of these hashes are known, and where they led.
    async fn find_once(&self, hashes: Vec<i64>) -> Result<Vec<(i64, u64)>, StoreError>;

    /// Up to `limit` records after a position, with their parts, as of one moment.
    async fn read(&self, after: u64, limit: usize) -> Result<Page, StoreError>;

    /// Up to `limit` records after a position, without their parts.
    async fn read_headers(&self, after: u64, limit: usize) -> Result<Vec<StoredRecord>, StoreError>;

    /// Up to `limit` rows of what was applied once, in order of hash and position. For [`verify`](crate::verify()).
    async fn read_once(&self, after: Option<(i64, u64)>, limit: usize) -> Result<Vec<(i64, u64)>, StoreError>;

    /// Saves a checkpoint in place of those that are newer than `newer_than`.
    async fn save_checkpoint(&self, checkpoint: StoredCheckpoint, newer_than: u64) -> Result<(), StoreError>;

    /// The newest saved checkpoint.
    async fn latest_checkpoint(&self) -> Result<Option<StoredCheckpoint>, StoreError>;

    /// Up to `limit` checkpoints that cover at least `from` records, in order.
    async fn read_checkpoints(&self, from: u64, limit: usize) -> Result<Vec<StoredCheckpoint>, StoreError>;

    /// Deletes these sealed parts for good, by position and index: whose they were has been erased. Says no where whoever the store signs in as
    /// may not erase.
    async fn delete_parts(&self, parts: Vec<(u64, usize)>) -> Result<bool, StoreError>;

    /// How far all followers whose names begin so have come.
    async fn all_followed(&self, beginning: &str) -> Result<Vec<(String, Followed)>, StoreError>;

    /// How far a follower has come; nothing if it has not begun.
    async fn followed(&self, follower: &str) -> Result<Option<Followed>, StoreError>;

    /// Remembers how far a follower has come.
    async fn save_followed(&self, follower: &str, followed: Followed) -> Result<(), StoreError>;

    /// Takes a lease, or keeps it, for a while from now by the store's own clock. No, if another holder has it. A store that only one
    /// process opens gives it to whoever asks.
    async fn hold(&self, lease: &str, holder: Uuid, ttl: Duration) -> Result<bool, StoreError>;
}

impl dyn Store {
    /// The newest position, as it is now.
    pub(crate) async fn newest(&self) -> Result<u64, StoreError> {
        Ok(self.look().await?.map_or(0, |claimed| claimed.head.position))
    }
}
