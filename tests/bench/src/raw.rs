//! The peer: SQLite alone, taking in the same rows that a log has, in transactions of 64. No server, no sealing, no tree and no rules.

use std::{path::Path, time::Instant};

use anyhow::Context as _;
use rusqlite::{Connection, OpenFlags, params};

/// The tables and indexes of the log itself.
const SCHEMA: &str = include_str!("../../../migrations/log/sqlite/0001_log.sql");
/// How many records share a transaction.
const TRANSACTION: usize = 64;
/// A record's parts lie at its position times this.
const PARTS: i64 = 128;

/// One record as its rows.
#[derive(Debug)]
pub struct Rows {
    position: i64,
    header: Vec<u8>,
    leaf: Vec<u8>,
    parts: Vec<(i64, Vec<u8>)>,
    once: Vec<i64>,
}

/// How the peer's file is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settings {
    /// As SQLite comes: WAL, synchronous=FULL.
    Plain,
    /// The same with the log's own cache, and its own patience before the write-ahead log is moved into the file.
    AsTheLog,
}

/// A file of the peer's own.
pub struct Raw(Connection);

impl Raw {
    /// Makes the file.
    pub fn open(path: &Path, settings: Settings) -> anyhow::Result<Self> {
        let connection = Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "full")?;
        if settings == Settings::AsTheLog {
            connection.pragma_update(None, "wal_autocheckpoint", 16_384)?;
            connection.pragma_update(None, "cache_size", -32_768)?;
        }
        connection.execute_batch(SCHEMA)?;
        Ok(Self(connection))
    }

    /// Inserts records; gives how many a second.
    pub fn insert(&mut self, records: &[Rows]) -> anyhow::Result<f64> {
        let started = Instant::now();
        for records in records.chunks(TRANSACTION) {
            let transaction = self.0.transaction()?;
            {
                let mut insert_record = transaction.prepare_cached("insert into record (position, header, leaf) values (?1, ?2, ?3)")?;
                let mut insert_part = transaction.prepare_cached("insert into sealed (slot, part) values (?1, ?2)")?;
                let mut insert_once = transaction.prepare_cached("insert into once (hash, position) values (?1, ?2)")?;
                for record in records {
                    insert_record.execute(params![record.position, record.header, record.leaf])?;
                    for (slot, part) in &record.parts {
                        insert_part.execute(params![slot, part])?;
                    }
                    for hash in &record.once {
                        insert_once.execute(params![hash, record.position])?;
                    }
                }
            }
            transaction.commit()?;
        }
        Ok(records.len() as f64 / started.elapsed().as_secs_f64())
    }
}

/// The rows of a log's records after a position, up to another.
pub fn rows_of(log_file: &Path, after: u64, up_to: u64) -> anyhow::Result<Vec<Rows>> {
    let (after, up_to) = (i64::try_from(after)?, i64::try_from(up_to)?);
    let log = Connection::open_with_flags(log_file, OpenFlags::SQLITE_OPEN_READ_ONLY).context("the log's file cannot be read")?;
    let mut select = log.prepare("select position, header, leaf from record where position > ?1 and position <= ?2 order by position")?;
    let to_rows = |row: &rusqlite::Row<'_>| {
        Ok(Rows { position: row.get(0)?, header: row.get(1)?, leaf: row.get(2)?, parts: Vec::new(), once: Vec::new() })
    };
    let mut records: Vec<Rows> = select.query_map(params![after, up_to], to_rows)?.collect::<rusqlite::Result<_>>()?;
    let place = |position: i64| usize::try_from(position - after - 1).unwrap_or(usize::MAX);
    let mut select = log.prepare("select slot, part from sealed where slot >= ?1 and slot < ?2")?;
    let mut parts = select.query(params![(after + 1) * PARTS, (up_to + 1) * PARTS])?;
    while let Some(row) = parts.next()? {
        let slot: i64 = row.get(0)?;
        records.get_mut(place(slot / PARTS)).context("a part without a record")?.parts.push((slot, row.get(1)?));
    }
    let mut select = log.prepare("select hash, position from once where position > ?1 and position <= ?2")?;
    let mut once = select.query(params![after, up_to])?;
    while let Some(row) = once.next()? {
        records.get_mut(place(row.get(1)?)).context("a request without a record")?.once.push(row.get(0)?);
    }
    Ok(records)
}
