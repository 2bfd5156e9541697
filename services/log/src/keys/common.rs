//! The keys that all nodes have in common, in a Postgres database of their own. Each node keeps a copy of what it has asked for, so that it
//! goes on reading while the database is away.
//!
//! Nothing in here may unwrap a key.

use std::{panic::resume_unwind, thread, time::Duration};

use tokio::runtime::{Builder, Runtime};
use tokio_postgres::Error;
use uuid::Uuid;

use super::KeyError;
use crate::{
    postgres::{Migrated, Pool, PostgresError, Schema, Session, migrate, prepare},
    store::StoreError,
};

/// The keys' tables.
const SCHEMA: Schema = Schema {
    name: "throughline_keys",
    service: "throughline_keys",
    roles: &["throughline_keys"],
    migrations: &[
        include_str!("../../../../migrations/log/postgres-keys/0001_keys.sql"),
        include_str!("../../../../migrations/log/postgres-keys/0002_write_anew.sql"),
    ],
    grants: include_str!("../../../../migrations/log/postgres-keys/roles.sql"),
    needs: &[
        ("person_key", &["select", "insert", "update"]),
        ("secret", &["select", "insert", "update"]),
        ("published", &["select", "insert", "update"]),
    ],
    forbidden: &[],
};
const CONNECTIONS: usize = 2;
/// Whoever waits for a key holds up a thread. A database that takes longer is away.
const PATIENCE: Duration = Duration::from_secs(5);
/// Rows in one statement.
const ROWS: usize = 10_000;

/// A wrapped key of a person; none if they were erased.
pub(crate) type PersonRow = (Uuid, Option<Vec<u8>>);
/// A wrapped secret by its name.
pub(crate) type SecretRow = (String, Vec<u8>);

/// The keys' database.
pub(crate) struct Common {
    pool: Pool,
    /// None only while this is dropped.
    runtime: Option<Runtime>,
}

impl Common {
    /// Opens the database; makes its tables where this user may.
    pub fn open(address: &str) -> Result<Self, KeyError> {
        let runtime = Builder::new_multi_thread().worker_threads(1).thread_name("throughline-keys").enable_all().build();
        let runtime = runtime.map_err(|source| KeyError::NoThread { source })?;
        let common = Self { pool: Pool::new(address, &SCHEMA, CONNECTIONS, PATIENCE)?, runtime: Some(runtime) };
        common.wait(async || Ok(prepare(&common.pool, &SCHEMA).await?))?;
        Ok(common)
    }

    /// All secrets.
    pub fn secrets(&self) -> Result<Vec<SecretRow>, KeyError> {
        self.ask(async |session| {
            let rows = session.query("select name, wrapped from throughline_keys.secret", &[]).await?;
            Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
        })
    }

    /// Keeps secrets, unless there are some by these names.
    pub fn keep_secrets(&self, secrets: Vec<SecretRow>) -> Result<(), KeyError> {
        self.ask(async move |session| {
            let (names, wrapped): (Vec<String>, Vec<Vec<u8>>) = secrets.into_iter().unzip();
            let insert = "insert into throughline_keys.secret (name, wrapped)
                          select name, wrapped from unnest($1::text[], $2::bytea[]) as made (name, wrapped)
                          on conflict (name) do nothing";
            session.execute(insert, &[&names, &wrapped]).await.map(drop)
        })
    }

    /// Keeps people's keys, and answers with those that count: the first that anybody kept. Durable when it returns.
    pub fn keep(&self, proposed: &[PersonRow]) -> Result<Vec<PersonRow>, KeyError> {
        let mut kept = Vec::with_capacity(proposed.len());
        for rows in proposed.chunks(ROWS) {
            let (people, wrapped): (Vec<Uuid>, Vec<Option<Vec<u8>>>) = rows.iter().cloned().unzip();
            kept.extend(self.ask(async move |session| {
                // Sorted, so that two nodes that make keys for the same people do not wait for each other.
                let insert = "insert into throughline_keys.person_key (person, wrapped)
                              select person, wrapped from unnest($1::uuid[], $2::bytea[]) as made (person, wrapped) order by person
                              on conflict (person) do nothing";
                session.execute(insert, &[&people, &wrapped]).await?;
                find(session, &people).await
            })?);
        }
        Ok(kept)
    }

    /// The keys of these people, as far as there are any.
    pub fn find(&self, people: Vec<Uuid>) -> Result<Vec<PersonRow>, KeyError> {
        self.ask(async move |session| find(session, &people).await)
    }

    /// The keys of the next people in order who have one.
    pub fn page(&self, after: Option<Uuid>, limit: usize) -> Result<Vec<(Uuid, Vec<u8>)>, KeyError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.ask(async move |session| {
            let select = "select person, wrapped from throughline_keys.person_key
                          where ($1::uuid is null or person > $1) and wrapped is not null order by person limit $2";
            let rows = session.query(select, &[&after, &limit]).await?;
            Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
        })
    }

    /// Puts keys in the place of the same, wrapped otherwise; how many were still as they had been read.
    pub fn replace(&self, changed: Vec<(Uuid, Vec<u8>, Vec<u8>)>) -> Result<usize, KeyError> {
        if changed.is_empty() {
            return Ok(0);
        }
        self.ask(async move |session| {
            let people: Vec<Uuid> = changed.iter().map(|(person, ..)| *person).collect();
            let read: Vec<&[u8]> = changed.iter().map(|(_, read, _)| read.as_slice()).collect();
            let anew: Vec<&[u8]> = changed.iter().map(|(.., anew)| anew.as_slice()).collect();
            let update = "update throughline_keys.person_key set wrapped = changed.anew
                          from unnest($1::uuid[], $2::bytea[], $3::bytea[]) as changed (person, read, anew)
                          where person_key.person = changed.person and person_key.wrapped = changed.read";
            session.execute(update, &[&people, &read, &anew]).await.map(|rows| usize::try_from(rows).unwrap_or(usize::MAX))
        })
    }

    /// The same with a secret.
    pub fn replace_secret(&self, name: String, read: Vec<u8>, anew: Vec<u8>) -> Result<usize, KeyError> {
        self.ask(async move |session| {
            let update = "update throughline_keys.secret set wrapped = $3 where name = $1 and wrapped = $2";
            session.execute(update, &[&name, &read, &anew]).await.map(|rows| usize::try_from(rows).unwrap_or(usize::MAX))
        })
    }

    /// Destroys keys, and remembers whose.
    pub fn destroy(&self, people: Vec<Uuid>) -> Result<(), KeyError> {
        self.ask(async move |session| {
            let insert = "insert into throughline_keys.person_key (person, wrapped)
                          select person, null from unnest($1::uuid[]) as erased (person)
                          on conflict (person) do update set wrapped = null where person_key.wrapped is not null";
            session.execute(insert, &[&people]).await.map(drop)
        })
    }

    /// Writes the table anew, so that no page of it holds a key that was destroyed.
    pub fn leave_no_trace(&self) -> Result<(), KeyError> {
        self.ask(async |session| session.execute("select throughline_keys.write_anew()", &[]).await.map(drop))
    }

    /// Keeps the newest checkpoint that was published, in the place of one of another size, or of none; no, if there is another.
    pub fn publish(&self, size: u64, note: String, instead_of: u64) -> Result<bool, KeyError> {
        self.ask(async move |session| {
            let insert = "insert into throughline_keys.published (one, size, note) values (1, $1, $2)
                          on conflict (one) do update set size = excluded.size, note = excluded.note
                          where published.size < excluded.size and published.size = $3";
            session.execute(insert, &[&size.cast_signed(), &note, &instead_of.cast_signed()]).await.map(|rows| rows == 1)
        })
    }

    /// The newest checkpoint that was published.
    pub fn published(&self) -> Result<Option<String>, KeyError> {
        self.ask(async |session| {
            let row = session.query_opt("select note from throughline_keys.published", &[]).await?;
            Ok(row.map(|row| row.get(0)))
        })
    }

    fn ask<T: Send>(&self, job: impl AsyncFnOnce(&Session) -> Result<T, Error> + Send) -> Result<T, KeyError> {
        self.wait(async || Ok(self.pool.with(job).await?))
    }

    /// Waits for an answer on a thread of its own, since the caller's may be one that serves others and must not run a runtime. It does not
    /// wait for long.
    fn wait<T: Send>(&self, job: impl AsyncFnOnce() -> Result<T, KeyError> + Send) -> Result<T, KeyError> {
        let Some(runtime) = &self.runtime else { return Err(away("the keys are being closed")) };
        let answered = thread::scope(|scope| {
            let waits = scope.spawn(|| runtime.block_on(async { tokio::time::timeout(PATIENCE, job()).await }));
            waits.join()
        });
        answered.unwrap_or_else(|panic| resume_unwind(panic)).unwrap_or_else(|_| Err(away("no answer in time")))
    }
}

impl Drop for Common {
    fn drop(&mut self) {
        // A runtime does not like to be waited for inside another.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Makes or updates the tables of a database of keys.
pub(crate) async fn migrate_keys(address: &str) -> Result<Migrated, PostgresError> {
    migrate(&Pool::new(address, &SCHEMA, 1, PATIENCE)?, &SCHEMA).await
}

async fn find(session: &Session, people: &[Uuid]) -> Result<Vec<PersonRow>, Error> {
    let rows = session.query("select person, wrapped from throughline_keys.person_key where person = any($1)", &[&people]).await?;
    Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
}

fn away(why: &'static str) -> KeyError {
    KeyError::Away(StoreError::Away(why.into()))
}
