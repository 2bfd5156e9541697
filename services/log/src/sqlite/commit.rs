//! Everything that is written to the file. One transaction each; nothing in here may read in order to decide.

use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};

use super::rows;
use crate::{
    format::MOST_PARTS,
    planted,
    store::{Batch, Claimed, CommitError, Followed, StoredCheckpoint},
};

/// Names a new log, and answers with whatever name it has.
pub(crate) fn claim(connection: &mut Connection, origin: &str) -> Result<Claimed, CommitError> {
    let transaction = begin(connection)?;
    transaction.execute(
        "insert into head (only, origin, position, epoch, frontier) values (1, ?1, 0, 0, x'') on conflict (only) do nothing",
        [origin],
    )?;
    let claimed = rows::claimed(&transaction)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    transaction.commit()?;
    Ok(claimed)
}

/// Writes a batch, if the head is still where it began. Dropping a transaction undoes it.
pub(crate) fn commit(connection: &mut Connection, batch: &Batch) -> Result<(), CommitError> {
    let transaction = begin(connection)?;
    // The fence comes first, and everything after it is in its transaction: whoever is behind writes nothing.
    let is_ours = transaction
        .prepare_cached(
            "update head set position = ?1, epoch = ?2, frontier = ?3 where only = 1 and position = ?4 and epoch = ?5 and frontier = ?6",
        )?
        .execute(params![
            batch.head.position.cast_signed(),
            batch.head.epoch.cast_signed(),
            batch.head.frontier,
            batch.expected.position.cast_signed(),
            batch.expected.epoch.cast_signed(),
            batch.expected.frontier,
        ])?;
    if is_ours != 1 {
        return Err(CommitError::Moved);
    }
    if batch.is_unsearched && is_any_known(&transaction, batch)? {
        return Err(CommitError::Known);
    }
    let transaction = if planted::is("written-in-part") {
        transaction.commit()?;
        begin(connection)?
    } else {
        transaction
    };
    insert(&transaction, batch)?;
    Ok(transaction.commit()?)
}

fn is_any_known(transaction: &Transaction<'_>, batch: &Batch) -> rusqlite::Result<bool> {
    let mut select = transaction.prepare_cached("select 1 from once where hash = ?1")?;
    for (hash, _) in batch.once() {
        if select.exists([hash])? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn insert(transaction: &Transaction<'_>, batch: &Batch) -> rusqlite::Result<()> {
    let mut insert_record = transaction.prepare_cached("insert into record (position, header, leaf) values (?1, ?2, ?3)")?;
    let mut insert_part = transaction.prepare_cached("insert into sealed (slot, part) values (?1, ?2)")?;
    for (position, record) in batch.records() {
        let position = position.cast_signed();
        insert_record.execute(params![position, record.header, record.leaf])?;
        // What was erased in a log that is copied is not there.
        for (slot, part) in (first_slot(position)..).zip(&record.parts).filter(|(_, part)| !part.is_empty()) {
            insert_part.execute(params![slot, part])?;
        }
    }
    let mut insert_once = transaction.prepare_cached("insert into once (hash, position) values (?1, ?2)")?;
    for (hash, position) in batch.once() {
        insert_once.execute(params![hash, position.cast_signed()])?;
    }
    Ok(())
}

/// Where a record's parts begin.
pub(crate) fn first_slot(position: i64) -> i64 {
    position.saturating_mul(MOST_PARTS.cast_signed() as i64)
}

/// Deletes sealed parts; what is deleted is overwritten.
pub(crate) fn delete_parts(connection: &mut Connection, parts: &[(u64, usize)]) -> Result<(), CommitError> {
    connection.pragma_update(None, "secure_delete", "on")?;
    let transaction = begin(connection)?;
    let mut delete = transaction.prepare_cached("delete from sealed where slot = ?1")?;
    for &(position, part) in parts {
        delete.execute([first_slot(position.cast_signed()).saturating_add_unsigned(part as u64)])?;
    }
    drop(delete);
    transaction.commit()?;
    Ok(connection.pragma_update(None, "secure_delete", "off")?)
}

/// Saves a checkpoint in the place of those between.
pub(crate) fn save_checkpoint(connection: &mut Connection, checkpoint: &StoredCheckpoint, newer_than: u64) -> Result<(), CommitError> {
    let transaction = begin(connection)?;
    let size = checkpoint.size.cast_signed();
    transaction.execute("delete from checkpoint where size > ?1 and size < ?2", params![newer_than.cast_signed(), size])?;
    transaction.execute(
        "insert into checkpoint (size, note) values (?1, ?2) on conflict (size) do update set note = excluded.note",
        params![size, checkpoint.note],
    )?;
    Ok(transaction.commit()?)
}

/// Remembers how far a follower has come.
pub(crate) fn save_followed(connection: &Connection, follower: &str, followed: &Followed) -> Result<(), CommitError> {
    connection.execute(
        "insert into follower (name, position, note) values (?1, ?2, ?3)
         on conflict (name) do update set position = excluded.position, note = excluded.note",
        params![follower, followed.position.cast_signed(), followed.note],
    )?;
    Ok(())
}

/// A limit lies in the connection and not in the file.
pub(crate) fn limit_pages(connection: &Connection, most_pages: u32) -> Result<(), CommitError> {
    connection.query_row(&format!("pragma max_page_count = {most_pages}"), [], |_| Ok(())).optional()?;
    Ok(())
}

fn begin(connection: &mut Connection) -> rusqlite::Result<Transaction<'_>> {
    connection.transaction_with_behavior(TransactionBehavior::Immediate)
}
