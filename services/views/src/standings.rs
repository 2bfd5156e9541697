//! Where everybody stands, in memory: whose story is which, and which record touched it last, as of the batch that was applied last.
//! Nothing is asked for more often, and a reading connection forgets its pages with every batch.
//!
//! A decision may be told of something newer than the position at which it began to ask, and never of anything older: it counts only if
//! nothing was written about its people after that position. Whoever reads in a snapshot is told what holds in it, or nothing: a batch
//! may have come in between.

use std::{
    collections::BTreeMap,
    sync::{PoisonError, RwLock, RwLockReadGuard},
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
    /// The last record of the batch that was applied last.
    as_of: u64,
    homes: Vec<i64>,
    changed: Vec<u64>,
    /// Stories that are set aside are rare, and told of by the file.
    is_any_aside: bool,
}

impl Standings {
    /// As the file has it at a position. Nothing is remembered yet of stories that were touched before, so that any of them may count as
    /// touched then.
    pub(crate) fn read(connection: &Connection, position: u64) -> Result<Self, ViewError> {
        let is_any_aside = connection.prepare("select 1 from aside")?.exists([])?;
        let mut known = Known { as_of: position, is_any_aside, ..Known::default() };
        let mut select = connection.prepare("select number, story from person where not is_supporter")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            put(&mut known.homes, row.get(0)?, row.get(1)?);
        }
        let stories = connection.query_row("select coalesce(max(number), 0) from story", [], |row| row.get(0))?;
        known.changed = vec![position; index(stories).map_or(0, |last| last + 1)];
        Ok(Self(RwLock::new(known)))
    }

    /// Where somebody stands, if that is known here.
    pub(crate) fn of(&self, person: i64) -> Option<Standing> {
        self.known().of(person)
    }

    /// Where somebody stands at a position, if that is known here.
    pub(crate) fn of_at(&self, person: i64, position: u64) -> Option<Standing> {
        let known = self.known();
        known.of(person).filter(|standing| known.tells_of(standing.changed, position))
    }

    /// The last record that touched a story up to a position, if that is known here.
    pub(crate) fn changed_at(&self, story: i64, position: u64) -> Option<u64> {
        let known = self.known();
        let changed = index(story).and_then(|index| known.changed.get(index).copied());
        changed.filter(|changed| known.tells_of(*changed, position))
    }

    /// Whose story somebody is in, if that is known here.
    pub(crate) fn home(&self, person: i64) -> Option<i64> {
        let known = self.known();
        known.homes.get(index(person)?).copied().filter(|story| *story > 0)
    }

    /// The last record that touched a story; 0 if none has.
    pub(crate) fn changed(&self, story: i64) -> u64 {
        let known = self.known();
        index(story).and_then(|index| known.changed.get(index).copied()).unwrap_or(0)
    }

    /// Whether any story was set aside.
    pub(crate) fn is_any_aside(&self) -> bool {
        self.known().is_any_aside
    }

    fn known(&self) -> RwLockReadGuard<'_, Known> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// After a batch has committed, and before its position is told.
    pub(crate) fn apply(&self, changes: &Changes, position: u64) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.as_of = position;
        known.is_any_aside |= changes.sets_aside;
        for (&person, &story) in &changes.homes {
            put(&mut known.homes, person, story);
        }
        for (&story, &position) in &changes.changed {
            put(&mut known.changed, story, position);
        }
    }
}

impl Known {
    fn of(&self, person: i64) -> Option<Standing> {
        let story = *self.homes.get(index(person)?)?;
        let changed = *self.changed.get(index(story)?)?;
        (!self.is_any_aside && story > 0).then_some(Standing { story, changed })
    }

    /// Whether what was touched here last was touched last at a position too: it was touched before, and all batches up to there count.
    fn tells_of(&self, changed: u64, position: u64) -> bool {
        changed <= position && position <= self.as_of
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
        standings.apply(&changes(&[(2, 2), (5, 5)], &[(2, 10), (5, 11)]), 11);
        standings.apply(&changes(&[(5, 2)], &[(2, 12), (5, 12)]), 12);
        assert_eq!(standings.of(5), Some(Standing { story: 2, changed: 12 }));
        assert_eq!((standings.of(1), standings.of(3), standings.of(6)), (None, None, None));
    }

    #[test]
    fn in_a_snapshot_only_what_holds_in_it_is_told() {
        let standings = Standings::default();
        standings.apply(&changes(&[(1, 1), (2, 2)], &[(1, 4), (2, 9)]), 10);
        let (first, second) = (Some(Standing { story: 1, changed: 4 }), Some(Standing { story: 2, changed: 9 }));
        assert_eq!((standings.of_at(1, 10), standings.of_at(2, 10)), (first, second));
        assert_eq!((standings.of_at(1, 8), standings.of_at(2, 8)), (first, None), "the second was touched after the snapshot");
        assert_eq!(
            (standings.of_at(1, 11), standings.changed_at(1, 11)),
            (None, None),
            "what a batch has just written may have touched it"
        );
        assert_eq!((standings.changed_at(2, 9), standings.changed_at(2, 8), standings.changed_at(3, 9)), (Some(9), None, None));
    }

    #[test]
    fn once_something_is_set_aside_the_file_is_asked() {
        let standings = Standings::default();
        standings.apply(&changes(&[(1, 1)], &[(1, 1)]), 1);
        standings.apply(&Changes { sets_aside: true, ..Changes::default() }, 2);
        assert_eq!(standings.of(1), None);
    }
}
