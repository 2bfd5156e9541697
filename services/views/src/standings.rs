//! Where everybody stands, in memory: whose story is which, and which record touched it last, as of the batch that was applied last.
//! Decisions ask for nothing more often, and a reading connection forgets its pages with every batch.
//!
//! What is told here is never older than the position at which somebody began to ask; it may be newer. For a decision that is enough: it
//! counts only if nothing was written about its people after that position, and what is newer was.

use std::{
    collections::BTreeMap,
    sync::{PoisonError, RwLock},
};

use rusqlite::Connection;

use crate::ViewError;

/// Where somebody stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    /// Their story's number.
    pub(crate) story: i64,
    /// The last record that touched it.
    pub(crate) changed: u64,
}

/// What a batch has changed.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    /// People, and whose story they are in.
    pub(crate) homes: BTreeMap<i64, i64>,
    /// Stories, and the last record that touched them.
    pub(crate) changed: BTreeMap<i64, u64>,
    /// A story was set aside.
    pub(crate) sets_aside: bool,
}

/// Where everybody stands.
#[derive(Debug, Default)]
pub(crate) struct Standings(RwLock<Known>);

/// By number: of people and of stories. Numbers begin at 1 and have no gaps, and nobody has the story 0.
#[derive(Debug, Default)]
struct Known {
    homes: Vec<i64>,
    changed: Vec<u64>,
    /// Stories that are set aside are rare, and told of by the file.
    is_any_aside: bool,
}

impl Standings {
    /// As the file has it.
    pub(crate) fn read(connection: &Connection) -> Result<Self, ViewError> {
        let is_any_aside = connection.prepare("select 1 from aside")?.exists([])?;
        let mut known = Known { is_any_aside, ..Known::default() };
        let mut select = connection.prepare("select number, story from person where not is_supporter")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            put(&mut known.homes, row.get(0)?, row.get(1)?);
        }
        let mut select = connection.prepare("select number, changed from story")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            put(&mut known.changed, row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs());
        }
        Ok(Self(RwLock::new(known)))
    }

    /// Where somebody stands, if that is known here.
    pub(crate) fn of(&self, person: i64) -> Option<Standing> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let story = *known.homes.get(index(person)?)?;
        let changed = *known.changed.get(index(story)?)?;
        (!known.is_any_aside && story > 0).then_some(Standing { story, changed })
    }

    /// Whose story somebody is in, if that is known here.
    pub(crate) fn home(&self, person: i64) -> Option<i64> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.homes.get(index(person)?).copied().filter(|story| *story > 0)
    }

    /// The last record that touched a story; 0 if none has.
    pub(crate) fn changed(&self, story: i64) -> u64 {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        index(story).and_then(|index| known.changed.get(index).copied()).unwrap_or(0)
    }

    /// After a batch has committed, and before its position is told.
    pub(crate) fn apply(&self, changes: &Changes) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.is_any_aside |= changes.sets_aside;
        for (&person, &story) in &changes.homes {
            put(&mut known.homes, person, story);
        }
        for (&story, &position) in &changes.changed {
            put(&mut known.changed, story, position);
        }
    }
}

fn put<T: Clone + Default>(places: &mut Vec<T>, number: i64, value: T) {
    let Some(index) = index(number) else { return };
    if places.len() <= index {
        places.resize(index + 1, T::default());
    }
    places[index] = value;
}

fn index(number: i64) -> Option<usize> {
    usize::try_from(number).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(homes: &[(i64, i64)], changed: &[(i64, u64)]) -> Changes {
        Changes { homes: homes.iter().copied().collect(), changed: changed.iter().copied().collect(), sets_aside: false }
    }

    #[test]
    fn people_stand_where_the_last_batch_put_them() {
        let standings = Standings::default();
        standings.apply(&changes(&[(2, 2), (5, 5)], &[(2, 10), (5, 11)]));
        standings.apply(&changes(&[(5, 2)], &[(2, 12), (5, 12)]));
        assert_eq!(standings.of(5), Some(Standing { story: 2, changed: 12 }));
        assert_eq!((standings.of(1), standings.of(3), standings.of(6)), (None, None, None));
    }

    #[test]
    fn once_something_is_set_aside_the_file_is_asked() {
        let standings = Standings::default();
        standings.apply(&changes(&[(1, 1)], &[(1, 1)]));
        standings.apply(&Changes { sets_aside: true, ..Changes::default() });
        assert_eq!(standings.of(1), None);
    }
}
