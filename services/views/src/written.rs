//! How many events each agency has written today, counted from the records as they come: what its quota is held against. Looks are nobody's
//! writing and are not counted.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use prost::Message as _;
use rusqlite::Connection;
use throughline_log::Lane;
use throughline_proto::v1::Header;

use crate::{ViewError, Views, now_us};

const DAY_US: i64 = 86_400_000_000;

/// The newest day that the log has anything of.
#[derive(Debug, Default)]
pub(crate) struct Written(Mutex<Day>);

#[derive(Debug, Default)]
struct Day {
    number: i64,
    by_agency: HashMap<String, u64>,
}

impl Written {
    /// As the file has it: the records of today, the newest first.
    pub(crate) fn read(connection: &Connection) -> Result<Self, ViewError> {
        let (written, today) = (Self::default(), now_us().div_euclid(DAY_US));
        let mut select = connection.prepare("select header from record order by position desc")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            // One that cannot be read is told of by whoever reads it.
            let Ok(header) = Header::decode(row.get_ref(0)?.as_blob().unwrap_or_default()) else { continue };
            if header.recorded_at_us.div_euclid(DAY_US) < today {
                break;
            }
            written.count(&header);
        }
        Ok(written)
    }

    /// One record more.
    pub(crate) fn count(&self, header: &Header) {
        if header.lane() == Lane::Look {
            return;
        }
        let number = header.recorded_at_us.div_euclid(DAY_US);
        let mut day = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if day.number < number {
            *day = Day { number, by_agency: HashMap::new() };
        }
        if day.number == number {
            match day.by_agency.get_mut(&header.agency) {
                Some(count) => *count += 1,
                None => _ = day.by_agency.insert(header.agency.clone(), 1),
            }
        }
    }
}

impl Views {
    /// How many events this agency has written on the day of a moment, as far as the view has come; 0 for any day but the newest.
    pub fn written(&self, agency: &str, now_us: i64) -> u64 {
        let day = self.written.0.lock().unwrap_or_else(PoisonError::into_inner);
        if day.number == now_us.div_euclid(DAY_US) { day.by_agency.get(agency).copied().unwrap_or(0) } else { 0 }
    }
}
