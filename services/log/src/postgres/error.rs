//! What Postgres says, as what to do about it. Nothing in here may repeat a password.

use std::{error::Error, io};

use deadpool_postgres::{HookError, PoolError};
use tokio_postgres::error::SqlState;

use crate::store::StoreError;

/// Why a database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PostgresError {
    /// The address is none.
    #[error("this is no address of a Postgres database ({why}); write it as postgres://user@host:5432/database")]
    Address {
        /// What is wrong with it.
        why: String,
    },
    /// Nobody answers there.
    #[error("Postgres cannot be reached: {why}; see that it runs, and that host and port are right")]
    Unreachable {
        /// What the network says.
        why: String,
    },
    /// Its certificate is not one that this machine trusts, or not for that host.
    #[error(
        "Postgres cannot be spoken to over TLS: {why}; let this machine trust the authority that signed the server's \
         certificate, and give the host as the certificate has it; or, where the server is on this machine, add \
         ?sslmode=disable to the address"
    )]
    NotTrusted {
        /// What is wrong with it.
        why: String,
    },
    /// It does not let us in.
    #[error("Postgres does not let us in: {why}; see the user and the password in the address, and pg_hba.conf")]
    NotLetIn {
        /// What it says.
        why: String,
    },
    /// There is no such database.
    #[error("{why}; make it first: createdb --owner OWNER DATABASE")]
    NoDatabase {
        /// What Postgres says.
        why: String,
    },
    /// Too old.
    #[error("this is Postgres {found}; Throughline asks for 15 or later")]
    TooOld {
        /// What it is.
        found: String,
    },
    /// Not the primary.
    #[error(
        "this Postgres is a read replica, and a log is kept on the primary; give the primary's address, or several hosts, of \
         which the primary is found: postgres://user@one,two/database"
    )]
    Replica,
    /// Several hosts, and none that takes writes.
    #[error("none of these hosts takes writes: all are replicas, or another is just becoming the primary; see that there is one")]
    NoPrimary,
    /// What is acknowledged would not be durable.
    #[error(
        "{setting} is {found} here, so that what was acknowledged could be lost; set it to on, for the server, the database and \
         the user"
    )]
    NotDurable {
        /// Which setting.
        setting: &'static str,
        /// What it is set to.
        found: String,
    },
    /// The tables are not there, or old, and this user may not make them.
    #[error(
        "the tables are of version {found} here and this program works with {known}, and this user may not make them; run \
         `throughline migrate` with the address of the database's owner"
    )]
    NotMigrated {
        /// The tables' version; 0 where there are none.
        found: usize,
        /// What this program knows.
        known: usize,
    },
    /// A newer version of this program has made the tables.
    #[error("the tables are of version {found} here, and this program knows versions up to {known}; use a newer program")]
    Newer {
        /// The tables' version.
        found: usize,
        /// The newest that this program knows.
        known: usize,
    },
    /// Tables without a version: something else made them, or they were put together by hand.
    #[error(
        "the schema {schema} is here and does not say its version, so that it was not made whole by `throughline migrate`; drop \
         it only if nothing in it is wanted, and otherwise put the database back: the log from a backup, keys from a standby"
    )]
    HalfMade {
        /// Which schema.
        schema: &'static str,
    },
    /// The log and its keys in one database.
    #[error(
        "this database holds {found} already; the log and its keys each want a database of their own, so that they are not \
         backed up together"
    )]
    Together {
        /// The schema that is there.
        found: &'static str,
    },
    /// This user may not do what the service does.
    #[error(
        "this user may not use the tables; run `throughline migrate` with the address of the database's owner, and grant {role} \
         to the user"
    )]
    NoRights {
        /// The role that may.
        role: &'static str,
    },
    /// This user may do more than the service should: a fault in it could change what was written.
    #[error(
        "this user may change and delete records here, and the service must not be able to; run `throughline migrate` with the address of the \
         database's owner, grant {role} to a user who owns nothing (deploy/postgres/roles.sql makes one), and serve as that"
    )]
    TooManyRights {
        /// The role that may do enough.
        role: &'static str,
    },
    /// It lets us in, and does not let us do this.
    #[error(
        "Postgres does not allow it: {why}; migrate with the address of the database's owner, and grant the service's user connect on the \
         database and throughline_writer (for keys: throughline_keys)"
    )]
    Forbidden {
        /// What it says.
        why: String,
    },
    /// Some of the tables are not what a migration makes.
    #[error(
        "the tables here are not those that `throughline migrate` makes: {why}; restore the database from a backup (keys: from a standby), \
         or, only if nothing in it is wanted, drop the schema and migrate again"
    )]
    NotWhole {
        /// What Postgres says.
        why: String,
    },
    /// Nothing can be written here.
    #[error("this database takes no writes: {why}; set default_transaction_read_only to off, for the server, the database and the user")]
    ReadOnly {
        /// What Postgres says.
        why: String,
    },
    /// Anything else.
    #[error("Postgres cannot do what was asked: {0}")]
    Other(String),
}

impl PostgresError {
    /// Whether waiting may mend it.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::NoPrimary | Self::Other(_))
    }
}

/// What Postgres or the network says, in one line.
pub(crate) fn what(error: &tokio_postgres::Error) -> String {
    match error.as_db_error() {
        // Neither the detail nor the hint: they may repeat a row.
        Some(database) => database.message().to_owned(),
        None => match error.source() {
            Some(source) => format!("{error}: {source}"),
            None => error.to_string(),
        },
    }
}

impl From<tokio_postgres::Error> for PostgresError {
    fn from(error: tokio_postgres::Error) -> Self {
        let why = what(&error);
        let Some(code) = error.code() else {
            return match why {
                why if error.source().is_some_and(is_about_tls) || why.contains("does not support TLS") => Self::NotTrusted { why },
                why if why.contains("does not allow writes") => Self::NoPrimary,
                why if why.contains("password") => Self::NotLetIn { why },
                why => Self::Unreachable { why },
            };
        };
        match *code {
            SqlState::INVALID_PASSWORD | SqlState::INVALID_AUTHORIZATION_SPECIFICATION => Self::NotLetIn { why },
            SqlState::INVALID_CATALOG_NAME => Self::NoDatabase { why },
            SqlState::INSUFFICIENT_PRIVILEGE => Self::Forbidden { why },
            SqlState::READ_ONLY_SQL_TRANSACTION => Self::ReadOnly { why },
            SqlState::UNDEFINED_TABLE | SqlState::UNDEFINED_COLUMN | SqlState::DUPLICATE_SCHEMA | SqlState::DUPLICATE_TABLE => {
                Self::NotWhole { why }
            }
            _ if is_passing(code) => Self::Unreachable { why },
            _ => Self::Other(why),
        }
    }
}

impl From<PoolError> for PostgresError {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Backend(error) | PoolError::PostCreateHook(HookError::Backend(error)) => error.into(),
            PoolError::PostCreateHook(HookError::Message(why)) => Self::Other(why.into_owned()),
            PoolError::Timeout(_) => Self::Unreachable { why: "no connection in time".to_owned() },
            other => Self::Other(other.to_string()),
        }
    }
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        let said = what(&error).into();
        match error.code() {
            Some(&SqlState::DISK_FULL) => Self::Full(said),
            Some(&(SqlState::DATA_CORRUPTED | SqlState::INDEX_CORRUPTED)) => Self::Damaged(said),
            _ => Self::Away(said),
        }
    }
}

impl From<PostgresError> for StoreError {
    fn from(error: PostgresError) -> Self {
        Self::Away(error.into())
    }
}

/// Whether the handshake failed: the network carries TLS's errors inside its own.
fn is_about_tls(error: &(dyn Error + 'static)) -> bool {
    let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    error.is::<rustls::Error>() || inner.is_some_and(|inner| inner.is::<rustls::Error>())
}

/// The server is starting, stopping, full of connections or gone for a moment.
fn is_passing(code: &SqlState) -> bool {
    matches!(
        *code,
        SqlState::CANNOT_CONNECT_NOW
            | SqlState::ADMIN_SHUTDOWN
            | SqlState::CRASH_SHUTDOWN
            | SqlState::TOO_MANY_CONNECTIONS
            | SqlState::CONNECTION_FAILURE
            | SqlState::CONNECTION_DOES_NOT_EXIST
            | SqlState::CONNECTION_EXCEPTION
    )
}
