//! Everything that is written. One statement each, and each a transaction of its own; nothing in here may read in order to decide.

use tokio_postgres::{Error, error::SqlState};
use uuid::Uuid;

use super::pool::Session;
use crate::{
    parts, planted,
    store::{Batch, Followed, StoredCheckpoint},
};

const COMMIT: &str = include_str!("commit.sql");

/// What became of a batch.
pub(crate) struct Done {
    /// The head was where the batch began, and it is written. Otherwise nothing is.
    pub is_ours: bool,
    /// Some of what nobody had looked for was there, so that nothing is written.
    pub is_known: bool,
    /// Another node waits for its turn.
    pub is_wanted: bool,
}

/// Names a new log; leaves one that has a name alone.
pub(crate) async fn claim(session: &Session, origin: &str) -> Result<(), Error> {
    let insert = session
        .prepare_cached(
            "insert into throughline_log.head (one, origin, position, epoch, frontier) values (1, $1, 0, 0, '')
             on conflict (one) do nothing",
        )
        .await?;
    session.execute(&insert, &[&origin]).await?;
    Ok(())
}

/// Writes a batch, if the head is still where it began.
pub(crate) async fn commit(session: &Session, batch: &Batch, holder: Uuid) -> Result<Done, Error> {
    let planted = planted::is("no-head-check").then(|| planted::without_head_check(COMMIT));
    let statement = session.prepare_cached(planted.as_deref().unwrap_or(COMMIT)).await?;
    let (headers, leaves): (Vec<&[u8]>, Vec<&[u8]>) =
        batch.records().map(|(_, record)| (record.header.as_slice(), record.leaf.as_slice())).unzip();
    let parts: Vec<Vec<u8>> = batch.records().map(|(_, record)| parts::pack(&record.parts)).collect();
    let (hashes, positions): (Vec<i64>, Vec<i64>) = batch.once().map(|(hash, position)| (hash, position.cast_signed())).unzip();
    let row = session
        .query_one(
            &statement,
            &[
                &batch.head.position.cast_signed(),
                &batch.head.epoch.cast_signed(),
                &batch.head.frontier,
                &batch.expected.position.cast_signed(),
                &batch.expected.epoch.cast_signed(),
                &batch.expected.frontier,
                &headers,
                &leaves,
                &parts,
                &hashes,
                &positions,
                &holder,
                &batch.is_unsearched,
            ],
        )
        .await?;
    Ok(Done { is_ours: row.get(0), is_known: row.get(1), is_wanted: row.get(2) })
}

/// Empties sealed parts, record by record; no, if this session may not. What another has emptied meanwhile is empty all the same.
pub(crate) async fn delete_parts(session: &Session, parts: &[(u64, usize)]) -> Result<bool, Error> {
    let select = session.prepare_cached("select parts from throughline_log.sealed where position = $1").await?;
    let statement = "update throughline_log.sealed set parts = $3 where position = $1 and parts = $2";
    let update = match session.prepare_cached(statement).await {
        Err(error) if error.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE) => return Ok(false),
        prepared => prepared?,
    };
    for one in parts.chunk_by(|(left, _), (right, _)| left == right) {
        let position = one[0].0.cast_signed();
        // Somebody may empty another part of the same record at this moment.
        loop {
            let Some(row) = session.query_opt(&select, &[&position]).await? else { break };
            let packed: Vec<u8> = row.get(0);
            let Some(mut left) = parts::unpack(&packed) else { break };
            let emptied = one.iter().filter_map(|(_, part)| left.get_mut(*part).filter(|bytes| !bytes.is_empty()).map(std::mem::take));
            if emptied.count() == 0 {
                break;
            }
            match session.execute(&update, &[&position, &packed, &parts::pack(&left)]).await {
                Err(error) if error.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE) => return Ok(false),
                Ok(0) => {}
                Ok(_) => break,
                Err(error) => return Err(error),
            }
        }
    }
    Ok(true)
}

/// Saves a checkpoint in the place of those between.
pub(crate) async fn save_checkpoint(session: &Session, checkpoint: &StoredCheckpoint, newer_than: u64) -> Result<(), Error> {
    let statement = session
        .prepare_cached(
            "with replaced as (delete from throughline_log.checkpoint where size > $1 and size < $2)
             insert into throughline_log.checkpoint (size, note) values ($2, $3)
             on conflict (size) do update set note = excluded.note",
        )
        .await?;
    session.execute(&statement, &[&newer_than.cast_signed(), &checkpoint.size.cast_signed(), &checkpoint.note]).await?;
    Ok(())
}

/// Remembers how far a follower has come.
pub(crate) async fn save_followed(session: &Session, follower: &str, followed: &Followed) -> Result<(), Error> {
    let statement = session
        .prepare_cached(
            "insert into throughline_log.follower (name, position, note) values ($1, $2, $3)
             on conflict (name) do update set position = excluded.position, note = excluded.note",
        )
        .await?;
    session.execute(&statement, &[&follower, &followed.position.cast_signed(), &followed.note]).await?;
    Ok(())
}
