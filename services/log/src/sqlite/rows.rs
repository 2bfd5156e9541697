//! Everything that is read from the file, as it lies there. Nothing in here may decode or judge.

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::commit::first_slot;
use crate::{
    format::MOST_PARTS,
    store::{Claimed, Followed, Head, Page, StoredCheckpoint, StoredPart, StoredRecord},
};

/// The log's name and head; nothing in a new file.
pub(crate) fn claimed(connection: &Connection) -> rusqlite::Result<Option<Claimed>> {
    let mut select = connection.prepare_cached("select origin, position, epoch, frontier from head where only = 1")?;
    let to_claimed = |row: &Row<'_>| {
        let head = Head { position: unsigned(row, 1)?, epoch: unsigned(row, 2)?, frontier: row.get(3)? };
        Ok(Claimed { origin: row.get(0)?, head })
    };
    select.query_row([], to_claimed).optional()
}

/// Where these hashes led.
pub(crate) fn find_once(connection: &Connection, hashes: &[i64]) -> rusqlite::Result<Vec<(i64, u64)>> {
    let mut select = connection.prepare_cached("select position from once where hash = ?1 order by position")?;
    let mut found = Vec::new();
    for hash in hashes {
        let mut rows = select.query([hash])?;
        while let Some(row) = rows.next()? {
            found.push((*hash, unsigned(row, 0)?));
        }
    }
    Ok(found)
}

/// Records and all parts up to the last of them.
pub(crate) fn read(connection: &Connection, after: u64, limit: usize) -> rusqlite::Result<Page> {
    // Records are never changed, and parts come with them: two statements see no more than one would.
    let records = read_headers(connection, after, limit)?;
    let Some(last) = records.last().map(|record| record.position) else { return Ok(Page::default()) };
    // A damaged position must not ask for everything there is.
    let last = last.min(after.saturating_add(limit as u64));
    let mut select =
        connection.prepare_cached("select slot, part from sealed where slot >= ?1 and slot < ?2 and length(part) > 0 order by slot")?;
    let slots = params![first_slot(after.saturating_add(1).cast_signed()), first_slot(last.saturating_add(1).cast_signed())];
    let to_part = |row: &Row<'_>| {
        let slot = unsigned(row, 0)?;
        let parts = MOST_PARTS as u64;
        let part = usize::try_from(slot % parts).unwrap_or(MOST_PARTS);
        Ok(StoredPart { position: slot / parts, part, bytes: row.get(1)? })
    };
    let parts = select.query_map(slots, to_part)?.collect::<rusqlite::Result<_>>()?;
    Ok(Page { records, parts })
}

/// Records without their parts.
pub(crate) fn read_headers(connection: &Connection, after: u64, limit: usize) -> rusqlite::Result<Vec<StoredRecord>> {
    let mut select =
        connection.prepare_cached("select position, header, leaf from record where position > ?1 order by position limit ?2")?;
    let to_record = |row: &Row<'_>| Ok(StoredRecord { position: unsigned(row, 0)?, header: row.get(1)?, leaf: row.get(2)? });
    select.query_map(params![after.cast_signed(), to_limit(limit)], to_record)?.collect()
}

/// What was applied once, in order.
pub(crate) fn read_once(connection: &Connection, after: Option<(i64, u64)>, limit: usize) -> rusqlite::Result<Vec<(i64, u64)>> {
    let mut select =
        connection.prepare_cached("select hash, position from once where (hash, position) > (?1, ?2) order by hash, position limit ?3")?;
    // Before everything: no position is negative.
    let (hash, position) = after.map_or((i64::MIN, -1), |(hash, position)| (hash, position.cast_signed()));
    let to_pair = |row: &Row<'_>| Ok((row.get(0)?, unsigned(row, 1)?));
    select.query_map(params![hash, position, to_limit(limit)], to_pair)?.collect()
}

/// The newest checkpoint.
pub(crate) fn latest_checkpoint(connection: &Connection) -> rusqlite::Result<Option<StoredCheckpoint>> {
    let mut select = connection.prepare_cached("select size, note from checkpoint order by size desc limit 1")?;
    select.query_row([], to_checkpoint).optional()
}

/// Checkpoints, in order.
pub(crate) fn read_checkpoints(connection: &Connection, from: u64, limit: usize) -> rusqlite::Result<Vec<StoredCheckpoint>> {
    let mut select = connection.prepare_cached("select size, note from checkpoint where size >= ?1 order by size limit ?2")?;
    select.query_map(params![from.cast_signed(), to_limit(limit)], to_checkpoint)?.collect()
}

/// How far a follower has come.
pub(crate) fn followed(connection: &Connection, follower: &str) -> rusqlite::Result<Option<Followed>> {
    let mut select = connection.prepare_cached("select position, note from follower where name = ?1")?;
    select.query_row([follower], |row| Ok(Followed { position: unsigned(row, 0)?, note: row.get(1)? })).optional()
}

/// How far all followers whose names begin so have come.
pub(crate) fn all_followed(connection: &Connection, beginning: &str) -> rusqlite::Result<Vec<(String, Followed)>> {
    let mut select =
        connection.prepare_cached("select position, note, name from follower where substr(name, 1, length(?1)) = ?1 order by name")?;
    select.query_map([beginning], |row| Ok((row.get(2)?, Followed { position: unsigned(row, 0)?, note: row.get(1)? })))?.collect()
}

fn to_checkpoint(row: &Row<'_>) -> rusqlite::Result<StoredCheckpoint> {
    Ok(StoredCheckpoint { size: unsigned(row, 0)?, note: row.get(1)? })
}

/// SQLite has signed integers only. A negative one is damage, and shows as a number that nothing has.
fn unsigned(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column).map(i64::cast_unsigned)
}

fn to_limit(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
