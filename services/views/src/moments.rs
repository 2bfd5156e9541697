//! When the log had taken in what: the latest moment by each position, written down at every 256th. A clock that was set back hides nothing,
//! since what counts is the latest moment so far.

use prost::Message as _;
use rusqlite::{Connection, OptionalExtension as _};
use throughline_log::Record;
use throughline_proto::v1::Header;

use crate::{Snapshot, ViewError, snapshot::signed};

/// How far apart the moments lie that are written down.
const EVERY: u64 = 256;

/// The latest moment so far, while a batch is written.
pub(crate) struct Moments {
    pub(crate) latest_us: i64,
}

impl Moments {
    /// As of the checkpoint.
    pub(crate) fn read(rows: &Connection) -> Result<Self, ViewError> {
        let latest_us = rows.prepare_cached("select latest_us from checkpoint")?.query_row([], |row| row.get(0))?;
        Ok(Self { latest_us })
    }

    /// Goes on with one more record.
    pub(crate) fn write(&mut self, rows: &Connection, record: &Record) -> Result<(), ViewError> {
        self.latest_us = self.latest_us.max(record.header.recorded_at_us);
        if record.position.is_multiple_of(EVERY) {
            let mut insert = rows.prepare_cached("insert into moment (position, latest_us) values (?1, ?2)")?;
            insert.execute([signed(record.position), self.latest_us])?;
        }
        Ok(())
    }
}

/// Says up to where the log has been followed, and up to where all entries have been sorted in.
pub(crate) fn write_checkpoint(rows: &Connection, position: u64, sorted_in: u64, latest_us: i64) -> Result<(), ViewError> {
    let mut update = rows.prepare_cached("update checkpoint set position = ?1, sorted_in = ?2, latest_us = ?3")?;
    update.execute([signed(position), signed(sorted_in), latest_us])?;
    Ok(())
}

impl Snapshot<'_> {
    /// The last record that was known at a moment, of those that the view has; 0 for none.
    pub fn known_at(&self, moment_us: i64) -> Result<u64, ViewError> {
        let select = "select position from moment where latest_us <= ?1 order by latest_us desc, position desc limit 1";
        let from: Option<i64> = self.rows.prepare_cached(select)?.query_row([moment_us], |row| row.get(0)).optional()?;
        let mut known = from.unwrap_or(0).unsigned_abs();
        self.recorded_after(known, |position, recorded_at_us| {
            let is_known = recorded_at_us <= moment_us;
            if is_known {
                known = position;
            }
            is_known
        })?;
        Ok(known)
    }

    /// The latest moment at which the log had taken anything in by a position, in microseconds since 1970-01-01 UTC; none before the first record.
    pub fn moment_of(&self, position: u64) -> Result<Option<i64>, ViewError> {
        let select = "select position, latest_us from moment where position <= ?1 order by position desc limit 1";
        let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get::<_, i64>(1)?));
        let from = self.rows.prepare_cached(select)?.query_row([signed(position)], read).optional()?;
        let mut latest = from.map(|(_, latest_us)| latest_us);
        self.recorded_after(from.map_or(0, |(at, _)| at), |at, recorded_at_us| {
            let counts = at <= position;
            if counts {
                latest = latest.max(Some(recorded_at_us));
            }
            counts
        })?;
        Ok(latest)
    }

    /// When each record after a position was recorded, for as long as `each` asks for more.
    fn recorded_after(&self, after: u64, mut each: impl FnMut(u64, i64) -> bool) -> Result<(), ViewError> {
        let mut select = self.rows.prepare_cached("select position, header from record where position > ?1 order by position")?;
        let mut rows = select.query([signed(after)])?;
        while let Some(row) = rows.next()? {
            let position = row.get::<_, i64>(0)?.unsigned_abs();
            let header = Header::decode(row.get_ref(1)?.as_blob().unwrap_or_default());
            let header = header.map_err(|_| ViewError::Unfollowable { position, why: "its header cannot be read" })?;
            if !each(position, header.recorded_at_us) {
                break;
            }
        }
        Ok(())
    }
}
