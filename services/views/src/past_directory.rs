//! Who took part, under which policies and in which roles, as of a position: learnt anew from the records of which the directory is made. Some
//! that were made are remembered, so that the next is learnt on from the nearest before it.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use rusqlite::{Connection, OptionalExtension as _};
use throughline_log::Keys;

use crate::{
    Directory, Snapshot, ViewError,
    snapshot::signed,
    told::{ToldEntry, unpack},
};

/// How many directories of the past are remembered.
const REMEMBERED: usize = 32;

/// Directories of the past, by the position of the last record that each was learnt from.
#[derive(Debug, Default)]
pub(crate) struct PastDirectories(Mutex<BTreeMap<u64, Arc<Directory>>>);

impl PastDirectories {
    /// The nearest at a position or before it.
    fn nearest(&self, position: u64) -> Option<(u64, Arc<Directory>)> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.range(..=position).next_back().map(|(position, directory)| (*position, Arc::clone(directory)))
    }

    /// Remembers one more; where there are too many, the one that lies closest after another goes: it is soonest learnt again.
    fn keep(&self, position: u64, directory: &Arc<Directory>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(position, Arc::clone(directory));
        if known.len() > REMEMBERED {
            let befores = std::iter::once(0).chain(known.keys().copied());
            let closest = befores.zip(known.keys().copied()).min_by_key(|(before, position)| position - before);
            if let Some((_, position)) = closest {
                known.remove(&position);
            }
        }
    }

    /// Lets go of all of them.
    pub(crate) fn forget_all(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Snapshot<'_> {
    /// Who and what took part, as of a position.
    pub fn directory_at(&self, position: u64) -> Result<Arc<Directory>, ViewError> {
        let select = "select max(position) from listed where position <= ?1";
        let last: Option<i64> = self.rows.prepare_cached(select)?.query_row([signed(position)], |row| row.get(0)).optional()?.flatten();
        let Some(last) = last.map(i64::unsigned_abs) else { return Ok(Arc::default()) };
        let past = &self.views.past_directories;
        let nearest = past.nearest(last);
        if let Some((at, directory)) = &nearest
            && *at == last
        {
            return Ok(Arc::clone(directory));
        }
        let (from, directory) = nearest.unwrap_or_default();
        let mut directory = Directory::clone(&directory);
        learn_listed(self.rows, &self.views.keys, &mut directory, from, last)?;
        let directory = Arc::new(directory);
        past.keep(last, &directory);
        Ok(directory)
    }
}

/// Lets a directory learn what the records after a position and up to another say of who takes part.
pub(crate) fn learn_listed(rows: &Connection, keys: &Keys, directory: &mut Directory, after: u64, until: u64) -> Result<(), ViewError> {
    let mut select = rows.prepare_cached(
        "select record.position, record.header, record.parts
         from listed join record on record.position = listed.position
         where listed.position > ?1 and listed.position <= ?2 order by listed.position",
    )?;
    let mut rows = select.query([signed(after), signed(until)])?;
    while let Some(row) = rows.next()? {
        let position = row.get::<_, i64>(0)?.unsigned_abs();
        let record = unpack(position, row.get(1)?, row.get_ref(2)?.as_blob().unwrap_or_default())?;
        if let Ok(entry) = ToldEntry::open(Arc::new(record), keys) {
            directory.learn(&entry, keys);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_too_many_the_one_that_is_soonest_learnt_again_goes() {
        let past = PastDirectories::default();
        for at in 1..=REMEMBERED as u64 {
            past.keep(at * 10, &Arc::default());
        }
        past.keep(101, &Arc::default());
        assert_eq!(past.nearest(105).unwrap().0, 100, "101 lay closest after another");
        assert!(past.nearest(9).is_none());
        past.forget_all();
        assert!(past.nearest(u64::MAX).is_none());
    }
}
