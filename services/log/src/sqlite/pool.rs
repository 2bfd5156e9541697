//! The connections: one that writes, a few that read, each used by one thread at a time. Nothing in here may know a table.

use std::{
    mem,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use rusqlite::Connection;
use tokio::{sync::Semaphore, task::spawn_blocking};

use crate::{
    database::{self, DatabaseError, Schema},
    planted,
    store::{CommitError, StoreError},
};

/// More readers than this only wait for the processor.
const READERS: usize = 4;
/// Pages of the write-ahead log (64 MB) before it is moved into the file: moving it seldom doubled the speed of appending.
const PAGES_BEFORE_CHECKPOINT: i64 = 16_384;
/// The writer's pages: the index of what was applied once is hit at random.
const WRITER_CACHE_KIB: i64 = 32_768;
const STATEMENTS: usize = 32;

/// The connections of one file.
pub(crate) struct Pool {
    path: PathBuf,
    schema: &'static Schema,
    /// Nothing after a failure: whatever state the connection is in, the next caller begins with a new one.
    writer: Mutex<Option<Connection>>,
    readers: Mutex<Vec<Connection>>,
    turns: Semaphore,
}

impl Pool {
    pub fn open(path: &Path, schema: &'static Schema) -> Result<Self, DatabaseError> {
        let writer = open_writer(path, schema)?;
        Ok(Self {
            path: path.to_owned(),
            schema,
            writer: Mutex::new(Some(writer)),
            readers: Mutex::default(),
            turns: Semaphore::new(READERS),
        })
    }

    /// Writes, one caller at a time.
    pub async fn write<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut Connection) -> Result<T, CommitError> + Send + 'static,
    ) -> Result<T, CommitError> {
        let pool = Arc::clone(self);
        spawn_blocking(move || {
            let mut slot = lock(&pool.writer);
            let mut connection = match slot.take() {
                Some(connection) => connection,
                None => open_writer(&pool.path, pool.schema).map_err(StoreError::from)?,
            };
            let done = work(&mut connection);
            if !matches!(done, Err(CommitError::CannotWrite(_))) {
                *slot = Some(connection);
            }
            done
        })
        .await
        .unwrap_or_else(|error| Err(StoreError::Away(error.into()).into()))
    }

    /// Reads, a few callers at a time.
    pub async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let _turn = self.turns.acquire().await.map_err(|error| StoreError::Away(error.into()))?;
        let pool = Arc::clone(self);
        spawn_blocking(move || {
            let connection = match lock(&pool.readers).pop() {
                Some(connection) => connection,
                None => open_reader(&pool.path)?,
            };
            let done = work(&connection)?;
            lock(&pool.readers).push(connection);
            Ok(done)
        })
        .await
        .unwrap_or_else(|error| Err(StoreError::Away(error.into())))
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        // Readers first: the last connection to close, if it may write, moves the write-ahead log into the file.
        drop(mem::take(&mut *lock(&self.readers)));
    }
}

fn open_writer(path: &Path, schema: &Schema) -> Result<Connection, DatabaseError> {
    let connection = database::open(path, schema)?;
    connection.pragma_update(None, "wal_autocheckpoint", PAGES_BEFORE_CHECKPOINT)?;
    connection.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    if planted::is("no-fsync") {
        connection.pragma_update(None, "synchronous", "off")?;
    }
    Ok(connection)
}

fn open_reader(path: &Path) -> Result<Connection, DatabaseError> {
    let connection = database::open_to_read(path)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

/// A thread that died with a lock has taken its connection with it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
