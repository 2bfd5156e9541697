//! Everything that is read, as it lies there. Nothing in here may decode or judge.

use std::pin::pin;

use tokio_postgres::{Error, Row};
use tokio_stream::StreamExt as _;

use super::pool::Session;
use crate::{
    parts,
    store::{Claimed, Followed, Head, Page, StoredCheckpoint, StoredPart, StoredRecord},
};

/// The log's name and head; nothing in a new database.
pub(crate) async fn claimed(session: &Session) -> Result<Option<Claimed>, Error> {
    let select = session.prepare_cached("select origin, position, epoch, frontier from throughline_log.head where one = 1").await?;
    let row = session.query_opt(&select, &[]).await?;
    Ok(row.map(|row| {
        let head = Head { position: unsigned(&row, 1), epoch: unsigned(&row, 2), frontier: row.get(3) };
        Claimed { origin: row.get(0), head }
    }))
}

/// Where these hashes led.
pub(crate) async fn find_once(session: &Session, hashes: &[i64]) -> Result<Vec<(i64, u64)>, Error> {
    let select =
        session.prepare_cached("select hash, position from throughline_log.once where hash = any($1) order by hash, position").await?;
    let rows = session.query(&select, &[&hashes]).await?;
    Ok(rows.iter().map(|row| (row.get(0), unsigned(row, 1))).collect())
}

/// Records and their parts, in one snapshot.
pub(crate) async fn read(session: &Session, after: u64, limit: usize) -> Result<Page, Error> {
    let select = session
        .prepare_cached(
            // Both sides begin at the position: a merge would otherwise walk through one of them from the log's beginning.
            "select record.position, record.header, record.leaf, sealed.parts
             from throughline_log.record
                 left join throughline_log.sealed on sealed.position = record.position and sealed.position > $1
             where record.position > $1
             order by record.position limit $2",
        )
        .await?;
    // Each row is taken apart while the others are on their way.
    let mut rows = pin!(session.query_raw(&select, [after.cast_signed(), to_limit(limit)]).await?);
    let mut page = Page::default();
    while let Some(row) = rows.try_next().await? {
        let record = to_record(&row);
        let position = record.position;
        if let Some(packed) = row.get::<_, Option<&[u8]>>(3) {
            // What cannot be taken apart comes whole: its digest will tell.
            let parts = parts::unpack(packed).unwrap_or_else(|| vec![packed.to_vec()]);
            let parts = (0..).zip(parts).filter(|(_, bytes)| !bytes.is_empty());
            page.parts.extend(parts.map(|(part, bytes)| StoredPart { position, part, bytes }));
        }
        page.records.push(record);
    }
    Ok(page)
}

/// Records without their parts.
pub(crate) async fn read_headers(session: &Session, after: u64, limit: usize) -> Result<Vec<StoredRecord>, Error> {
    let select = session
        .prepare_cached("select position, header, leaf from throughline_log.record where position > $1 order by position limit $2")
        .await?;
    Ok(session.query(&select, &[&after.cast_signed(), &to_limit(limit)]).await?.iter().map(to_record).collect())
}

/// What was applied once, in order.
pub(crate) async fn read_once(session: &Session, after: Option<(i64, u64)>, limit: usize) -> Result<Vec<(i64, u64)>, Error> {
    let select = session
        .prepare_cached(
            "select hash, position from throughline_log.once where (hash, position) > ($1, $2) order by hash, position limit $3",
        )
        .await?;
    // Before everything: no position is negative.
    let (hash, position) = after.map_or((i64::MIN, -1), |(hash, position)| (hash, position.cast_signed()));
    let rows = session.query(&select, &[&hash, &position, &to_limit(limit)]).await?;
    Ok(rows.iter().map(|row| (row.get(0), unsigned(row, 1))).collect())
}

/// The newest checkpoint.
pub(crate) async fn latest_checkpoint(session: &Session) -> Result<Option<StoredCheckpoint>, Error> {
    let select = session.prepare_cached("select size, note from throughline_log.checkpoint order by size desc limit 1").await?;
    Ok(session.query_opt(&select, &[]).await?.as_ref().map(to_checkpoint))
}

/// Checkpoints, in order.
pub(crate) async fn read_checkpoints(session: &Session, from: u64, limit: usize) -> Result<Vec<StoredCheckpoint>, Error> {
    let select =
        session.prepare_cached("select size, note from throughline_log.checkpoint where size >= $1 order by size limit $2").await?;
    Ok(session.query(&select, &[&from.cast_signed(), &to_limit(limit)]).await?.iter().map(to_checkpoint).collect())
}

/// How far a follower has come.
pub(crate) async fn followed(session: &Session, follower: &str) -> Result<Option<Followed>, Error> {
    let select = session.prepare_cached("select position, note from throughline_log.follower where name = $1").await?;
    let row = session.query_opt(&select, &[&follower]).await?;
    Ok(row.map(|row| Followed { position: unsigned(&row, 0), note: row.get(1) }))
}

/// How far all followers whose names begin so have come.
pub(crate) async fn all_followed(session: &Session, beginning: &str) -> Result<Vec<(String, Followed)>, Error> {
    let select = session
        .prepare_cached("select position, note, name from throughline_log.follower where starts_with(name, $1) order by name")
        .await?;
    let rows = session.query(&select, &[&beginning]).await?;
    Ok(rows.iter().map(|row| (row.get(2), Followed { position: unsigned(row, 0), note: row.get(1) })).collect())
}

fn to_record(row: &Row) -> StoredRecord {
    StoredRecord { position: unsigned(row, 0), header: row.get(1), leaf: row.get(2) }
}

fn to_checkpoint(row: &Row) -> StoredCheckpoint {
    StoredCheckpoint { size: unsigned(row, 0), note: row.get(1) }
}

/// Postgres has signed integers only. A negative one is damage, and shows as a number that nothing has.
fn unsigned(row: &Row, column: usize) -> u64 {
    row.get::<_, i64>(column).cast_unsigned()
}

fn to_limit(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
