//! How this crate opens its SQLite files: durable, private to its owner, migrated, and never one that is not ours or is newer than we are.
//!
//! Nothing in here may know what a file holds.

use std::{fs::OpenOptions, io, os::unix::fs::OpenOptionsExt as _, path::Path, time::Duration};

use rusqlite::{Connection, OpenFlags, TransactionBehavior, config::DbConfig};
use thiserror::Error;

const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// What a file is to hold.
#[derive(Debug)]
pub(crate) struct Schema {
    /// Marks the file as ours.
    pub application_id: i32,
    /// In order; how many have been applied is the file's version.
    pub migrations: &'static [&'static str],
}

/// Why a file cannot be used.
#[derive(Debug, Error)]
pub enum DatabaseError {
    /// The file cannot be made or opened.
    #[error("the file cannot be opened; see that its folder exists and may be written to")]
    File(#[from] io::Error),
    /// It is some other program's.
    #[error("the file belongs to another program (its application id is {found:#x}); give another path")]
    NotOurs {
        /// The application id that it has.
        found: i32,
    },
    /// A newer version of this program has written it.
    #[error("the file is of version {found}, and this program knows versions up to {known}; use a newer program")]
    Newer {
        /// The file's version.
        found: usize,
        /// The newest that this program knows.
        known: usize,
    },
    /// Its beginning is not that of a database.
    #[error("the file is no database any more; restore it from a backup")]
    NotADatabase,
    /// SQLite says no.
    #[error(transparent)]
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for DatabaseError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::NotADatabase) => Self::NotADatabase,
            _ => Self::Sqlite(error),
        }
    }
}

/// Opens a file for writing; makes and migrates it where that is called for.
pub(crate) fn open(path: &Path, schema: &Schema) -> Result<Connection, DatabaseError> {
    // Made here and not by SQLite, which would let others read it.
    OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path)?;
    let mut connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    // I2: acknowledged means durable.
    connection.pragma_update(None, "synchronous", "full")?;
    plan_once(&connection)?;
    migrate(&mut connection, schema)?;
    Ok(connection)
}

/// Opens a file that [`open`] has made, for reading only.
pub(crate) fn open_to_read(path: &Path) -> Result<Connection, DatabaseError> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    plan_once(&connection)?;
    Ok(connection)
}

/// Without the planner's stability guarantee SQLite plans a statement anew whenever a limit is bound, which costs more than the query.
fn plan_once(connection: &Connection) -> Result<(), DatabaseError> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

fn migrate(connection: &mut Connection, schema: &Schema) -> Result<(), DatabaseError> {
    // Taken before looking, so that two programs that start at once do not both migrate.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let application_id: i32 = transaction.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 = transaction.query_row("select count(*) from sqlite_schema", [], |row| row.get(0))?;
    if application_id != schema.application_id && (application_id != 0 || tables != 0) {
        return Err(DatabaseError::NotOurs { found: application_id });
    }
    let version: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let (found, known) = (usize::try_from(version).unwrap_or(usize::MAX), schema.migrations.len());
    let Some(to_apply) = schema.migrations.get(found..) else {
        return Err(DatabaseError::Newer { found, known });
    };
    if to_apply.is_empty() {
        return Ok(());
    }
    for migration in to_apply {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "application_id", schema.application_id)?;
    transaction.pragma_update(None, "user_version", i64::try_from(known).unwrap_or(i64::MAX))?;
    transaction.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEMA: Schema = Schema { application_id: 7, migrations: &["create table a (b integer) strict"] };

    #[test]
    fn a_file_that_was_migrated_opens_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file.sqlite");
        for _ in 0..2 {
            open(&path, &SCHEMA).expect("it opens").execute("insert into a (b) values (1)", []).expect("it is migrated");
        }
    }

    #[test]
    fn a_newer_file_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file.sqlite");
        open(&path, &SCHEMA).expect("it opens").pragma_update(None, "user_version", 9).expect("set");
        assert!(matches!(open(&path, &SCHEMA), Err(DatabaseError::Newer { found: 9, known: 1 })));
    }

    #[test]
    fn another_programs_file_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file.sqlite");
        Connection::open(&path).expect("it opens").execute_batch("create table theirs (a)").expect("made");
        assert!(matches!(open(&path, &SCHEMA), Err(DatabaseError::NotOurs { found: 0 })));
    }
}
