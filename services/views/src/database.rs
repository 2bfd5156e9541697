//! The views' SQLite file: opening it, its schema, and a small pool of reading connections.
//!
//! Durability is the log's business: this file is written without waiting for the disk, and stays consistent all the same.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use rusqlite::{Connection, OpenFlags, config::DbConfig};

use crate::ViewError;

const SCHEMA: &str = include_str!("../../../migrations/views/0006_views.sql");
const VERSION: i64 = 10;
/// Memory for pages: the writer's in KiB, then each reader's. Together they bound what a node uses.
const WRITER_CACHE_KIB: i64 = 48 * 1024;
const READER_CACHE_KIB: i64 = 8 * 1024;
/// How many pages may wait in the write-ahead log before whoever commits has to write them to their places; see `settling`.
const WAL_PAGES: i64 = 65_536;
/// How many reading connections are kept; a burst may open more for a moment.
const MOST_READERS: usize = 6;

/// The views' file.
#[derive(Debug, Clone)]
pub(crate) struct Database {
    path: PathBuf,
    readers: Arc<Mutex<Vec<Connection>>>,
    /// For [`Database::settle`].
    settler: Arc<Mutex<Connection>>,
}

/// Removes a views' file and what lies beside it: it is built again from the log.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    for ending in ["", "-wal", "-shm"] {
        match fs::remove_file(beside(path, ending)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// One of the files that SQLite keeps beside a database.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut file = path.as_os_str().to_owned();
    file.push(ending);
    file.into()
}

impl Database {
    /// Opens the file, makes its schema if it is new, and gives back the one writing connection. One of another version is left as it is.
    pub(crate) fn open(path: &Path) -> Result<(Self, Connection), ViewError> {
        let mut writer = Connection::open(path)?;
        let found: i64 = writer.query_row("pragma user_version", [], |row| row.get(0))?;
        if found != VERSION && found != 0 {
            return Err(ViewError::OtherVersion { found });
        }
        writer.pragma_update(None, "journal_mode", "wal")?;
        writer.pragma_update(None, "synchronous", "normal")?;
        writer.pragma_update(None, "wal_autocheckpoint", WAL_PAGES)?;
        writer.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
        prepare_once(&writer)?;
        if found == 0 {
            let transaction = writer.transaction()?;
            transaction.execute_batch(SCHEMA)?;
            transaction.pragma_update(None, "user_version", VERSION)?;
            transaction.commit()?;
        }
        let settler = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        settler.pragma_update(None, "synchronous", "normal")?;
        Ok((Self { path: path.to_owned(), readers: Arc::default(), settler: Arc::new(Mutex::new(settler)) }, writer))
    }

    /// Runs one reading job in one snapshot, which begins with the first row that is read.
    pub(crate) fn read<T, E: From<ViewError>>(&self, job: impl FnOnce(&Connection) -> Result<T, E>) -> Result<T, E> {
        let pooled = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match pooled {
            Some(connection) => connection,
            None => self.reader()?,
        };
        // Prepared once, unlike those of a `Transaction`. Where a job panics or its snapshot does not end, the connection is not kept.
        let run = |statement| connection.prepare_cached(statement).and_then(|mut statement| statement.execute([]));
        run("begin").map_err(ViewError::from)?;
        let answer = job(&connection);
        if run("rollback").is_ok() {
            let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
            if readers.len() < MOST_READERS {
                readers.push(connection);
            }
        }
        answer
    }

    /// Writes what waits in the write-ahead log to its place, beside whoever commits: the disk is waited for here, and commits that find
    /// little left to do begin the write-ahead log anew.
    pub(crate) fn settle(&self) -> Result<(), ViewError> {
        let settler = self.settler.lock().unwrap_or_else(PoisonError::into_inner);
        settler.query_row("pragma wal_checkpoint(passive)", [], |_| Ok(()))?;
        Ok(())
    }

    /// Sees to it that what was written to the write-ahead log until now lies on the disk. Only that file may be opened beside SQLite: whoever
    /// closes the others lets go of the locks that this process has on them.
    pub(crate) fn flush(&self) -> Result<(), ViewError> {
        fs::File::open(beside(&self.path, "-wal")).and_then(|log| log.sync_data()).map_err(ViewError::Flush)
    }

    fn reader(&self) -> Result<Connection, ViewError> {
        let connection = Connection::open_with_flags(&self.path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.pragma_update(None, "cache_size", -READER_CACHE_KIB)?;
        prepare_once(&connection)?;
        Ok(connection)
    }
}

/// Statements are prepared once. Without the planner's stability guarantee SQLite plans anew whenever a limit is bound, which costs more
/// than the query.
fn prepare_once(connection: &Connection) -> Result<(), ViewError> {
    connection.set_prepared_statement_cache_capacity(64);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}
