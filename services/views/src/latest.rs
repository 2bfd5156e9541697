//! The latest entries of everybody's story, in memory, before they lie sorted in the file.
//!
//! Whoever comes next is somebody else, so that to sort each entry in as it comes would change a page of the file for each of them. They
//! are written down with their record instead, kept here by person, and sorted in once many have come, person by person from the first to
//! the last, again and again: what lies on one page is changed together.
//!
//! What was sorted in stays here for one more pass, so that whoever reads in a snapshot that does not have it yet finds it. A snapshot that
//! is older than that is told of by its own records.

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet, HashMap},
    ops::Bound,
    sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

use rusqlite::{Connection, Row, params};

use crate::{Cursor, ViewError, snapshot::signed};

/// How many entries wait before any is sorted in. Few in builds that are tested, so that every test that writes goes that way.
const WAITING: usize = if cfg!(debug_assertions) { 24 } else { 65_536 };

/// For each entry that has come, how many are sorted in at the most: more than have come, so that what has piled up becomes less, and not
/// so many that a batch takes long.
const AT_ONCE: usize = 2;

/// The latest entries of everybody.
#[derive(Debug, Default)]
pub(crate) struct Latest(RwLock<Known>);

/// The same as a snapshot's own records have them.
pub(crate) type OldLatest = OnceCell<HashMap<i64, Vec<Cursor>>>;

#[derive(Debug, Default)]
struct Known {
    people: BTreeMap<i64, Recent>,
    /// How many wait to be sorted in.
    waiting: usize,
    /// How many have come with this batch.
    entered: usize,
    /// Whom the pass has come to; nobody between two passes.
    passed: Option<i64>,
    /// The position at which the pass began; none before anything was read. What had come by then is sorted in when the pass ends, and what
    /// had been sorted in by then is in every snapshot since, so that it goes from here.
    began: Option<u64>,
    /// All that came up to here has been sorted in.
    sorted_in: u64,
}

/// One person's, in the order in which they came.
#[derive(Debug, Default)]
struct Recent {
    places: Vec<Cursor>,
    /// How many of them were sorted in.
    sorted: usize,
}

impl Latest {
    /// Reads what waits in a file, unless that is known.
    pub(crate) fn read(&self, rows: &Connection, position: u64) -> Result<(), ViewError> {
        if self.known().began.is_some() {
            return Ok(());
        }
        let sorted_in = rows.query_row("select sorted_in from checkpoint", [], |row| row.get::<_, i64>(0))?.unsigned_abs();
        let people = read_all(rows)?.into_iter().map(|(person, places)| (person, Recent { places, sorted: 0 }));
        let mut known = Known { began: Some(position), people: people.collect(), sorted_in, ..Known::default() };
        known.waiting = known.people.values().map(|recent| recent.places.len()).sum();
        *self.known_mut() = known;
        Ok(())
    }

    /// After a transaction was rolled back: what it entered and sorted in never was.
    pub(crate) fn forget_all(&self) {
        *self.known_mut() = Known::default();
    }

    /// Makes a place an entry of somebody's story, which its record tells too; false where it is one already.
    pub(crate) fn enter(&self, person: i64, place: Cursor) -> bool {
        self.known_mut().enter(person, place)
    }

    /// Takes somebody's places away, except those that are left to them.
    pub(crate) fn leave(&self, person: i64, left: &BTreeSet<u64>) {
        let mut known = self.known_mut();
        let Some(recent) = known.people.get_mut(&person) else { return };
        let stays = |place: &&Cursor| left.contains(&place.position);
        let sorted = recent.places[..recent.sorted].iter().filter(stays).count();
        let before = recent.places.len() - recent.sorted;
        recent.places.retain(|place| left.contains(&place.position));
        recent.sorted = sorted;
        let gone = before - (recent.places.len() - recent.sorted);
        known.waiting -= gone;
    }

    /// Sorts about so many in as have just come, once enough wait; says up to where all have been. `committed` is where the file stood before
    /// this batch.
    pub(crate) fn sort_in(&self, transaction: &Connection, committed: u64) -> Result<u64, ViewError> {
        let mut insert = transaction.prepare_cached("insert or ignore into entry (person, happened, position) values (?1, ?2, ?3)")?;
        let most = AT_ONCE * std::mem::take(&mut self.known_mut().entered);
        let mut sorted = 0;
        while sorted < most {
            // For one person at a time, so that whoever reads does not wait for all of them.
            let Some((person, places)) = self.known_mut().pass_next(committed) else { break };
            sorted += places.len();
            for place in places {
                insert.execute(params![person, place.happened, signed(place.position)])?;
            }
        }
        Ok(self.known().sorted_in)
    }

    /// Somebody's latest places as of a position, as they came; none where only the records of that time can tell.
    fn of(&self, person: i64, position: u64) -> Option<Vec<Cursor>> {
        let known = self.known();
        if known.began.is_none_or(|began| position < began) {
            return None;
        }
        let places = known.people.get(&person).map_or(&[][..], |recent| &recent.places);
        Some(places.iter().filter(|place| place.position <= position).copied().collect())
    }

    fn known(&self) -> RwLockReadGuard<'_, Known> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn known_mut(&self) -> RwLockWriteGuard<'_, Known> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn enter(&mut self, person: i64, place: Cursor) -> bool {
        let places = &mut self.people.entry(person).or_default().places;
        if places.last() == Some(&place) {
            return false;
        }
        places.push(place);
        self.waiting += 1;
        self.entered += 1;
        true
    }

    /// Passes the next person, of whom this is to be sorted in, in order. Nobody where few wait, or where the pass ends.
    fn pass_next(&mut self, committed: u64) -> Option<(i64, Vec<Cursor>)> {
        if self.waiting <= WAITING {
            return None;
        }
        if self.passed.is_none() {
            self.began = Some(committed);
        }
        let after = self.passed.map_or(Bound::Unbounded, Bound::Excluded);
        self.passed = self.people.range((after, Bound::Unbounded)).next().map(|(person, _)| *person);
        if self.passed.is_none() {
            self.sorted_in = self.began.unwrap_or_default();
        }
        self.passed.map(|person| (person, self.pass(person)))
    }

    fn pass(&mut self, person: i64) -> Vec<Cursor> {
        let Some(recent) = self.people.get_mut(&person) else { return Vec::new() };
        recent.places.drain(..recent.sorted);
        recent.sorted = recent.places.len();
        self.waiting -= recent.sorted;
        let mut places = recent.places.clone();
        if places.is_empty() {
            self.people.remove(&person);
        }
        places.sort_unstable();
        places
    }
}

/// Where somebody's entries are, as of a position.
#[derive(Clone, Copy)]
pub(crate) struct Places<'a> {
    pub(crate) rows: &'a Connection,
    pub(crate) latest: &'a Latest,
    pub(crate) position: u64,
    /// Read once, where it is needed at all.
    pub(crate) old: &'a OldLatest,
}

impl Places<'_> {
    /// The newest of these people's before a place, newest first; what is of several of them once.
    pub(crate) fn before(&self, people: &[i64], before: Cursor, wanted: usize) -> Result<Vec<Cursor>, ViewError> {
        let mut places = Vec::new();
        let limit = i64::try_from(wanted).unwrap_or(i64::MAX);
        let mut select = self.rows.prepare_cached(
            "select happened, position from entry
             where person = ?1 and (happened, position) < (?2, ?3)
             order by happened desc, position desc limit ?4",
        )?;
        for person in people {
            places.extend(self.latest(*person)?.into_iter().filter(|place| *place < before));
            for place in select.query_map([*person, before.happened, signed(before.position), limit], place)? {
                places.push(place?);
            }
        }
        places.sort_unstable_by(|left, right| right.cmp(left));
        places.dedup();
        places.truncate(wanted);
        Ok(places)
    }

    /// The positions of all that came after one, in the order of the log.
    pub(crate) fn since(&self, people: &[i64], after: u64) -> Result<Vec<u64>, ViewError> {
        let mut positions = Vec::new();
        let mut select = self.rows.prepare_cached("select position from entry where person = ?1 and position > ?2")?;
        for person in people {
            positions.extend(self.latest(*person)?.into_iter().map(|place| place.position).filter(|position| *position > after));
            for row in select.query_map([*person, signed(after)], |row| row.get::<_, i64>(0))? {
                positions.push(row?.unsigned_abs());
            }
        }
        positions.sort_unstable();
        positions.dedup();
        Ok(positions)
    }

    fn latest(&self, person: i64) -> Result<Vec<Cursor>, ViewError> {
        if let Some(places) = self.latest.of(person, self.position) {
            return Ok(places);
        }
        if self.old.get().is_none() {
            _ = self.old.set(read_all(self.rows)?);
        }
        Ok(self.old.get().and_then(|old| old.get(&person)).cloned().unwrap_or_default())
    }
}

fn read_all(rows: &Connection) -> Result<HashMap<i64, Vec<Cursor>>, ViewError> {
    let mut all: HashMap<i64, Vec<Cursor>> = HashMap::new();
    let mut select = rows.prepare_cached("select happened, position, person from latest order by position")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        all.entry(row.get(2)?).or_default().push(place(row)?);
    }
    Ok(all)
}

/// What a row begins with.
fn place(row: &Row<'_>) -> Result<Cursor, rusqlite::Error> {
    Ok(Cursor { happened: row.get(0)?, position: row.get::<_, i64>(1)?.unsigned_abs() })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::database::Database;

    const PEOPLE: i64 = 5;

    /// One batch: who enters what when, and whether it commits.
    type Batch = (Vec<(i64, i64)>, bool);

    /// What is so in a snapshot, by person.
    type Truth = BTreeSet<(i64, Cursor)>;

    fn batches() -> impl Strategy<Value = Vec<Batch>> {
        let entries = prop::collection::vec((0..PEOPLE, -9_i64..9), 1..30);
        prop::collection::vec((entries, prop::bool::weighted(0.9)), 1..40)
    }

    fn check(rows: &Connection, latest: &Latest, position: u64, truth: &Truth) -> Result<(), TestCaseError> {
        let places = Places { rows, latest, position, old: &OldLatest::default() };
        for person in 0..PEOPLE {
            let all: BTreeSet<Cursor> = truth.iter().filter(|(whose, _)| *whose == person).map(|(_, place)| *place).collect();
            let newest: Vec<Cursor> = all.iter().rev().copied().collect();
            prop_assert_eq!(&places.before(&[person], Cursor::NEWEST, usize::MAX).unwrap(), &newest);
            if let Some(third) = newest.get(2) {
                prop_assert_eq!(places.before(&[person], *third, 2).unwrap(), newest.iter().skip(3).take(2).copied().collect::<Vec<_>>());
            }
            let after = places.position / 2;
            let since: BTreeSet<u64> = all.iter().map(|place| place.position).filter(|position| *position > after).collect();
            prop_assert_eq!(places.since(&[person], after).unwrap(), since.into_iter().collect::<Vec<_>>());
        }
        Ok(())
    }

    /// Makes a place an entry of one person's, with a record of its own.
    fn enter(latest: &Latest, rows: &Connection, person: i64, Cursor { happened, position }: Cursor) -> bool {
        if !latest.enter(person, Cursor { happened, position }) {
            return false;
        }
        rows.prepare_cached("insert into record (position, happened, entered, header, parts) values (?1, ?2, ?3, x'', x'')")
            .and_then(|mut insert| insert.execute(params![signed(position), happened, format!("[{person}]")]))
            .unwrap()
            == 1
    }

    fn sort_in(latest: &Latest, rows: &Connection, committed: u64) {
        let sorted_in = latest.sort_in(rows, committed).unwrap();
        rows.execute("update checkpoint set sorted_in = ?1", [signed(sorted_in)]).unwrap();
    }

    fn open(path: &std::path::Path) -> Connection {
        let (_, writer) = Database::open(path).unwrap();
        writer.execute("insert into checkpoint (one, origin, position, sorted_in, latest_us) values (1, '', 0, 0, 0)", []).unwrap();
        writer
    }

    #[test]
    fn memory_holds_the_latest_alone_also_when_much_comes_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = open(&folder.path().join("views.sqlite"));
        let latest = Latest::default();
        for batch in 0..100_u64 {
            let transaction = writer.transaction().unwrap();
            latest.read(&transaction, batch * 50).unwrap();
            for position in batch * 50 + 1..=batch * 50 + 50 {
                assert!(enter(&latest, &transaction, i64::try_from(position % 7).unwrap(), Cursor { happened: 1, position }));
            }
            sort_in(&latest, &transaction, batch * 50);
            transaction.commit().unwrap();
        }
        let number = |query: &str| writer.query_row(query, [], |row| row.get::<_, i64>(0)).unwrap();
        let (sorted_in, sorted_rows) = (number("select sorted_in from checkpoint"), number("select count(*) from entry"));
        assert!(sorted_in > 4_600 && sorted_rows > 4_800, "up to {sorted_in}, {sorted_rows} of 5000");
        let places: usize = latest.known().people.values().map(|recent| recent.places.len()).sum();
        assert!(places < 400, "{places} in memory");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn every_snapshot_old_or_new_finds_all_that_had_come_and_nothing_else(batches in batches()) {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("views.sqlite");
            let mut writer = open(&path);
            let latest = Latest::default();
            let (mut truth, mut committed, mut next) = (Truth::new(), 0, 1);
            let mut snapshots: Vec<(Connection, u64, Truth)> = Vec::new();
            for (entries, commits) in batches {
                let transaction = writer.transaction().unwrap();
                latest.read(&transaction, committed).unwrap();
                let mut after = truth.clone();
                for (person, happened) in entries {
                    let place = Cursor { happened, position: next };
                    prop_assert!(enter(&latest, &transaction, person, place));
                    prop_assert!(!enter(&latest, &transaction, person, place), "it is one entry");
                    after.insert((person, place));
                    next += 1;
                }
                sort_in(&latest, &transaction, committed);
                check(&transaction, &latest, u64::MAX, &after)?;
                for (rows, position, truth) in &snapshots {
                    check(rows, &latest, *position, truth)?;
                }
                if commits {
                    transaction.commit().unwrap();
                    (truth, committed) = (after, next - 1);
                } else {
                    drop(transaction);
                    latest.forget_all();
                    next = committed + 1;
                }
                let rows = Connection::open(&path).unwrap();
                rows.execute_batch("begin; select * from checkpoint").unwrap();
                snapshots.push((rows, committed, truth.clone()));
                for (rows, position, truth) in &snapshots {
                    check(rows, &latest, *position, truth)?;
                }
                if snapshots.len() > 6 {
                    snapshots.remove(0);
                }
            }
            let opened_anew = Latest::default();
            opened_anew.read(&writer, committed).unwrap();
            check(&writer, &opened_anew, committed, &truth)?;
        }
    }
}
