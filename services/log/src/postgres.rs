//! The log in Postgres: one connection writes, a few read. Several nodes may have it open; their writers take turns.
//!
//! A driver: it keeps and finds rows, and decides nothing. That nobody writes over anybody is the commit statement's doing alone
//! (`postgres/commit.sql`); turns are for speed.

mod commit;
mod error;
mod pool;
mod rows;
mod schema;
mod session;
mod turn;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use uuid::Uuid;

pub use error::PostgresError;
pub(crate) use pool::{Pool, Session};
pub use schema::Migrated;
pub(crate) use schema::{Schema, migrate, prepare};

use crate::store::{Batch, Claimed, CommitError, Followed, Page, Store, StoreError, StoredCheckpoint, StoredRecord};
use commit::Done;
use turn::Turn;

/// The log's tables.
pub(crate) const SCHEMA: Schema = Schema {
    name: "throughline_log",
    service: "throughline_writer",
    roles: &["throughline_writer", "throughline_reader", "throughline_eraser"],
    migrations: &[include_str!("../../../migrations/log/postgres/0001_log.sql")],
    grants: include_str!("../../../migrations/log/postgres/roles.sql"),
    needs: &[
        ("head", &["select", "insert", "update"]),
        ("record", &["select", "insert"]),
        ("sealed", &["select", "insert"]),
        ("once", &["select", "insert"]),
        ("checkpoint", &["select", "insert", "update", "delete"]),
        ("follower", &["select", "insert", "update"]),
        ("lease", &["select", "insert", "update"]),
    ],
    forbidden: &[("record", &["update", "delete", "truncate"]), ("sealed", &["update", "delete", "truncate"])],
};
/// The same for who erases: the only one who may take sealed parts away.
const ERASER: Schema = Schema { service: "throughline_eraser", needs: &[], forbidden: &[], ..SCHEMA };
/// One statement at a time; a second connection takes over while a broken one is still being given up.
const WRITERS: usize = 2;
/// More readers than this only wait for the server's processor.
const READERS: usize = 6;

/// Longer than any statement of a page may take by the server's own clock.
const PAGE_PATIENCE: Duration = Duration::from_secs(75);
/// A commit or a look takes milliseconds. A server that says nothing for so long is given up, and the next connection may find another.
const PATIENCE: Duration = Duration::from_secs(8);

/// A log in a Postgres database.
#[derive(Clone)]
pub struct PostgresStore {
    writers: Pool,
    readers: Pool,
    /// For pages, which may take long.
    pages: Pool,
    /// Connected when somebody is erased.
    erasers: Pool,
    turn: Arc<Turn>,
}

impl PostgresStore {
    /// A store at an address, `postgres://user@host/database`. Connects when it is first used; see [`PostgresStore::prepare`].
    pub fn new(address: &str) -> Result<Self, PostgresError> {
        let writers = Pool::new(address, &SCHEMA, WRITERS, PATIENCE)?;
        let readers = Pool::new(address, &SCHEMA, READERS, PATIENCE)?;
        let pages = readers.with_patience(PAGE_PATIENCE);
        let erasers = Pool::new(address, &ERASER, 1, PAGE_PATIENCE)?;
        Ok(Self { writers, readers, pages, erasers, turn: Arc::new(Turn::new()) })
    }

    /// Looks whether the database is one to keep a log in, and makes or updates its tables where this user may.
    pub async fn prepare(&self) -> Result<(), PostgresError> {
        prepare(&self.writers, &SCHEMA).await.map(drop)
    }

    /// Makes or updates the tables and the roles. Any number of nodes may do so at once. Answers with the roles that could not be made.
    pub async fn migrate(&self) -> Result<Migrated, PostgresError> {
        migrate(&self.writers, &SCHEMA).await
    }
}

#[async_trait]
impl Store for PostgresStore {
    fn has_other_writers(&self) -> bool {
        true
    }

    async fn look(&self) -> Result<Option<Claimed>, StoreError> {
        self.readers.with(async |session| rows::claimed(session).await).await
    }

    async fn claim(&self, origin: &str) -> Result<Claimed, StoreError> {
        self.writers.with(async |session| commit::claim(session, origin).await).await?;
        let claimed = self.writers.with(async |session| rows::claimed(session).await).await?;
        claimed.ok_or_else(|| StoreError::Damaged("the head row is gone".into()))
    }

    async fn commit(&self, batch: Arc<Batch>) -> Result<(), CommitError> {
        self.turn.take(&self.writers).await?;
        let committed = self.writers.with(async |session| commit::commit(session, &batch, self.turn.holder()).await).await;
        match committed {
            Ok(done) => {
                self.turn.used(&self.writers, done.is_wanted).await;
                match done {
                    Done { is_ours: true, .. } => Ok(()),
                    Done { is_known: true, .. } => Err(CommitError::Known),
                    Done { .. } => Err(CommitError::Moved),
                }
            }
            Err(error) => {
                self.turn.forget().await;
                Err(error.into())
            }
        }
    }

    async fn find_once(&self, hashes: Vec<i64>) -> Result<Vec<(i64, u64)>, StoreError> {
        self.readers.with(async |session| rows::find_once(session, &hashes).await).await
    }

    async fn read(&self, after: u64, limit: usize) -> Result<Page, StoreError> {
        self.pages.with(async |session| rows::read(session, after, limit).await).await
    }

    async fn read_headers(&self, after: u64, limit: usize) -> Result<Vec<StoredRecord>, StoreError> {
        self.pages.with(async |session| rows::read_headers(session, after, limit).await).await
    }

    async fn read_once(&self, after: Option<(i64, u64)>, limit: usize) -> Result<Vec<(i64, u64)>, StoreError> {
        self.pages.with(async |session| rows::read_once(session, after, limit).await).await
    }

    async fn save_checkpoint(&self, checkpoint: StoredCheckpoint, newer_than: u64) -> Result<(), StoreError> {
        self.readers.with(async |session| commit::save_checkpoint(session, &checkpoint, newer_than).await).await
    }

    async fn latest_checkpoint(&self) -> Result<Option<StoredCheckpoint>, StoreError> {
        self.readers.with(async |session| rows::latest_checkpoint(session).await).await
    }

    async fn read_checkpoints(&self, from: u64, limit: usize) -> Result<Vec<StoredCheckpoint>, StoreError> {
        self.pages.with(async |session| rows::read_checkpoints(session, from, limit).await).await
    }

    async fn delete_parts(&self, parts: Vec<(u64, usize)>) -> Result<bool, StoreError> {
        self.erasers.with(async |session| commit::delete_parts(session, &parts).await).await
    }

    async fn all_followed(&self, beginning: &str) -> Result<Vec<(String, Followed)>, StoreError> {
        self.readers.with(async |session| rows::all_followed(session, beginning).await).await
    }

    async fn followed(&self, follower: &str) -> Result<Option<Followed>, StoreError> {
        self.readers.with(async |session| rows::followed(session, follower).await).await
    }

    async fn save_followed(&self, follower: &str, followed: Followed) -> Result<(), StoreError> {
        self.readers.with(async |session| commit::save_followed(session, follower, &followed).await).await
    }

    async fn hold(&self, lease: &str, holder: Uuid, ttl: Duration) -> Result<bool, StoreError> {
        self.readers.with(async |session| turn::hold(session, lease, holder, ttl).await).await
    }
}
