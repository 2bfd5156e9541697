//! The embedded store: the log in one SQLite file. One connection writes, a few read; none of them on a thread that serves callers.
//!
//! A driver: it keeps and finds rows, and decides nothing.

mod commit;
mod pool;
mod rows;

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use rusqlite::Connection;
use uuid::Uuid;

use crate::{
    database::{DatabaseError, Schema},
    store::{Batch, Claimed, CommitError, Followed, Page, Store, StoreError, StoredCheckpoint, StoredRecord},
};
use pool::Pool;

const SCHEMA: Schema = Schema {
    application_id: 0x546c_6c67,
    migrations: &[
        include_str!("../../../migrations/log/sqlite/0001_log.sql"),
        include_str!("../../../migrations/log/sqlite/0002_follower.sql"),
    ],
};

/// A log in one SQLite file.
#[derive(Clone)]
pub struct SqliteStore {
    pool: Arc<Pool>,
    most_pages: Arc<AtomicU32>,
}

impl SqliteStore {
    /// Opens the file; makes and migrates it where that is called for.
    pub fn open(path: &Path) -> Result<Self, DatabaseError> {
        Ok(Self { pool: Arc::new(Pool::open(path, &SCHEMA)?), most_pages: Arc::new(AtomicU32::new(u32::MAX)) })
    }

    /// Lets the file grow to so many pages of 4 KiB and no further, so that a disk which others need does not fill up.
    pub fn limit_pages(&self, most_pages: u32) {
        self.most_pages.store(most_pages, Ordering::Relaxed);
    }

    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, CommitError> + Send + 'static,
    ) -> Result<T, CommitError> {
        let most_pages = self.most_pages.load(Ordering::Relaxed);
        self.pool
            .write(move |connection| {
                commit::limit_pages(connection, most_pages)?;
                work(connection)
            })
            .await
    }
}

#[async_trait]
impl Store for SqliteStore {
    fn has_other_writers(&self) -> bool {
        // The folder's lock keeps them out.
        false
    }

    async fn look(&self) -> Result<Option<Claimed>, StoreError> {
        self.pool.read(rows::claimed).await
    }

    async fn claim(&self, origin: &str) -> Result<Claimed, StoreError> {
        let origin = origin.to_owned();
        cannot_move(self.write(move |connection| commit::claim(connection, &origin)).await)
    }

    async fn commit(&self, batch: Arc<Batch>) -> Result<(), CommitError> {
        self.write(move |connection| commit::commit(connection, &batch)).await
    }

    async fn find_once(&self, hashes: Vec<i64>) -> Result<Vec<(i64, u64)>, StoreError> {
        self.pool.read(move |connection| rows::find_once(connection, &hashes)).await
    }

    async fn read(&self, after: u64, limit: usize) -> Result<Page, StoreError> {
        self.pool.read(move |connection| rows::read(connection, after, limit)).await
    }

    async fn read_headers(&self, after: u64, limit: usize) -> Result<Vec<StoredRecord>, StoreError> {
        self.pool.read(move |connection| rows::read_headers(connection, after, limit)).await
    }

    async fn read_once(&self, after: Option<(i64, u64)>, limit: usize) -> Result<Vec<(i64, u64)>, StoreError> {
        self.pool.read(move |connection| rows::read_once(connection, after, limit)).await
    }

    async fn save_checkpoint(&self, checkpoint: StoredCheckpoint, newer_than: u64) -> Result<(), StoreError> {
        cannot_move(self.write(move |connection| commit::save_checkpoint(connection, &checkpoint, newer_than)).await)
    }

    async fn latest_checkpoint(&self) -> Result<Option<StoredCheckpoint>, StoreError> {
        self.pool.read(rows::latest_checkpoint).await
    }

    async fn read_checkpoints(&self, from: u64, limit: usize) -> Result<Vec<StoredCheckpoint>, StoreError> {
        self.pool.read(move |connection| rows::read_checkpoints(connection, from, limit)).await
    }

    async fn delete_parts(&self, parts: Vec<(u64, usize)>) -> Result<bool, StoreError> {
        cannot_move(self.write(move |connection| commit::delete_parts(connection, &parts)).await)?;
        Ok(true)
    }

    async fn all_followed(&self, beginning: &str) -> Result<Vec<(String, Followed)>, StoreError> {
        let beginning = beginning.to_owned();
        self.pool.read(move |connection| rows::all_followed(connection, &beginning)).await
    }

    async fn followed(&self, follower: &str) -> Result<Option<Followed>, StoreError> {
        let follower = follower.to_owned();
        self.pool.read(move |connection| rows::followed(connection, &follower)).await
    }

    async fn save_followed(&self, follower: &str, followed: Followed) -> Result<(), StoreError> {
        let follower = follower.to_owned();
        cannot_move(self.write(move |connection| commit::save_followed(connection, &follower, &followed)).await)
    }

    async fn hold(&self, _lease: &str, _holder: Uuid, _ttl: Duration) -> Result<bool, StoreError> {
        // The folder's lock is the only lease that one file asks for.
        Ok(true)
    }
}

/// For what does not compare the head.
fn cannot_move<T>(done: Result<T, CommitError>) -> Result<T, StoreError> {
    done.map_err(|error| match error {
        CommitError::CannotWrite(error) => error,
        CommitError::Moved | CommitError::Known => StoreError::Away("the head has moved".into()),
    })
}

/// What SQLite says, as what to do about it.
impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{DatabaseCorrupt, DiskFull, NotADatabase};
        let is_misread = matches!(
            error,
            rusqlite::Error::InvalidColumnType(..) | rusqlite::Error::FromSqlConversionFailure(..) | rusqlite::Error::QueryReturnedNoRows
        );
        match error.sqlite_error_code() {
            Some(DiskFull) => Self::Full(error.into()),
            Some(DatabaseCorrupt | NotADatabase) => Self::Damaged(error.into()),
            _ if is_misread => Self::Damaged(error.into()),
            _ => Self::Away(error.into()),
        }
    }
}

impl From<DatabaseError> for StoreError {
    fn from(error: DatabaseError) -> Self {
        match error {
            DatabaseError::Sqlite(error) => error.into(),
            other => Self::Away(other.into()),
        }
    }
}

impl From<rusqlite::Error> for CommitError {
    fn from(error: rusqlite::Error) -> Self {
        Self::CannotWrite(error.into())
    }
}
