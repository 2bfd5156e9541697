//! What an erasure takes from a view: everything that a replay without those keys would not make. The stories that shared those records stay
//! whole, and are folded anew.
//!
//! When this runs the keys have been destroyed. Nothing in here decides who is erased.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use rusqlite::{OptionalExtension as _, params};
use throughline_log::{Lane, strip_erased};
use uuid::Uuid;

use crate::{
    ViewError, Views,
    apply::{Incoming, RowsOfRecord},
    latest::{OldLatest, Places},
    people::Person,
    snapshot::signed,
    told::{people_of, unpack},
};

/// An erasure that this view has carried out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CarriedOut {
    /// The record that said so; none for what was found to be left of an earlier one.
    pub position: Option<u64>,
    /// The records with parts that nobody can open any more.
    pub leftovers: Vec<u64>,
}

/// The followers that nodes confirm as, before their ids: how far all erasures are done there.
pub const CONFIRMATIONS: &str = "erased/node/";
/// The follower that deletes what only erased people could open, whichever node it is done by.
pub const SEALED_PARTS: &str = "erased/parts";

type Listener = Box<dyn Fn(&CarriedOut) + Send + Sync>;

/// Whom to tell of erasures.
#[derive(Default)]
pub(crate) struct Listeners(Mutex<Vec<Listener>>);

impl std::fmt::Debug for Listeners {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Listeners").finish_non_exhaustive()
    }
}

impl Views {
    /// Calls this after each erasure that the view has carried out: whoever keeps something that was made of stories lets go of it then.
    pub fn when_erased(&self, listener: impl Fn(&CarriedOut) + Send + Sync + 'static) {
        self.listeners.0.lock().unwrap_or_else(PoisonError::into_inner).push(Box::new(listener));
    }

    /// How far these followers say that all erasures are done, by what their names end with.
    pub async fn confirmations(&self, beginning: &str) -> Result<Vec<(String, u64)>, ViewError> {
        let all = self.log.all_followed(beginning).await?;
        Ok(all.into_iter().map(|(name, followed)| (name[beginning.len()..].to_owned(), followed.position)).collect())
    }

    /// Lets go of everything that was opened, and tells whoever keeps more.
    pub(crate) fn forget_erased(&self, done: &[CarriedOut]) {
        if done.iter().any(|one| one.position.is_some()) {
            self.entries.forget_all();
            self.stories.forget_all();
            self.past_directories.forget_all();
        }
        let listeners = self.listeners.0.lock().unwrap_or_else(PoisonError::into_inner);
        done.iter().for_each(|one| listeners.iter().for_each(|listener| listener(one)));
    }
}

impl RowsOfRecord<'_, '_> {
    /// Takes away what can no longer be told of these profiles, by the record at a position. Answers with the records that it was about.
    pub(crate) fn erase(&mut self, profiles: &[String], position: u64) -> Result<Vec<u64>, ViewError> {
        let mut records = BTreeSet::new();
        for id in profiles.iter().filter_map(|profile| Uuid::parse_str(profile).ok()) {
            let Some(person) = self.memory.people.find(self.transaction, id)?.filter(|person| !person.is_supporter) else { continue };
            let places = Places { rows: self.transaction, latest: self.memory.latest, position: u64::MAX, old: &OldLatest::default() };
            let mut theirs: BTreeSet<u64> = places.since(&[person.number], 0)?.into_iter().collect();
            theirs.extend(self.positions("select position from aside where person = ?1", person.number)?);
            // Who looked at somebody is gone with them, unless the look was at others too.
            theirs.extend(self.positions("select position from look where person = ?1", person.number)?);
            theirs.remove(&position);
            let mut left = BTreeSet::from([position]);
            for &record in &theirs {
                if self.erase_from(record, person, id, position)? {
                    left.insert(record);
                }
            }
            self.forget(person.number, &theirs, &left)?;
            let story = self.home_of(person.number)?;
            self.touched.redraw(story, position);
            records.extend(theirs);
        }
        Ok(records.into_iter().collect())
    }

    fn positions(&self, select: &'static str, person: i64) -> Result<Vec<u64>, ViewError> {
        let mut select = self.transaction.prepare_cached(select)?;
        let positions = select.query_map([person], |row| row.get::<_, i64>(0).map(i64::unsigned_abs))?;
        Ok(positions.collect::<Result<_, _>>()?)
    }

    /// Writes the row of a record as a replay would now. Says whether it stays an entry of this person's.
    fn erase_from(&mut self, record: u64, person: Person, id: Uuid, position: u64) -> Result<bool, ViewError> {
        let mut select = self.transaction.prepare_cached("select header, parts, entered from record where position = ?1")?;
        let row = select
            .query_row([signed(record)], |row| {
                let unpacked = unpack(record, row.get(0)?, row.get_ref(1)?.as_blob().unwrap_or_default());
                Ok((unpacked, row.get::<_, Option<String>>(2)?))
            })
            .optional()?;
        let Some((unpacked, entered)) = row else { return Ok(false) };
        let entered: Vec<i64> = entered.as_deref().map(numbers).unwrap_or_default();
        let mut unpacked = unpacked?;
        strip_erased(&mut unpacked, self.memory.keys)?;
        let incoming = Incoming::open(unpacked, self.memory.keys);
        let parts = throughline_log::pack_parts(&incoming.record().parts);
        let mut update = self.transaction.prepare_cached("update record set entered = ?2, parts = ?3 where position = ?1")?;
        match &incoming {
            Incoming::Told(entry) => {
                let stays = entry.record.header.lane() == Lane::Control && people_of(&entry.record.header).any(|other| other == id);
                let others: Vec<i64> = entered.into_iter().filter(|number| stays || *number != person.number).collect();
                update.execute(params![signed(record), as_json(&others), parts])?;
                for other in others {
                    let story = self.home_of(other)?;
                    self.touched.redraw(story, position);
                }
                Ok(stays)
            }
            Incoming::Erased(_) => {
                update.execute(params![signed(record), None::<String>, parts])?;
                let position = [signed(record)];
                self.transaction.prepare_cached("update record set happened = 0 where position = ?1")?.execute(position)?;
                self.transaction.prepare_cached("delete from aside where position = ?1")?.execute(position)?;
                self.transaction.prepare_cached("delete from look where position = ?1")?.execute(position)?;
                self.transaction.prepare_cached("delete from mention where position = ?1")?.execute(position)?;
                self.transaction.prepare_cached("delete from opening where position = ?1")?.execute(position)?;
                Ok(false)
            }
            Incoming::Damaged(_) => {
                update.execute(params![signed(record), as_json(&entered), parts])?;
                Ok(entered.contains(&person.number))
            }
        }
    }

    /// Takes a person out of what they are found by.
    fn forget(&self, person: i64, theirs: &BTreeSet<u64>, left: &BTreeSet<u64>) -> Result<(), ViewError> {
        let transaction = self.transaction;
        let mut delete = transaction.prepare_cached("delete from entry where person = ?1 and position = ?2")?;
        for position in theirs.difference(left) {
            delete.execute([person, signed(*position)])?;
        }
        self.memory.latest.leave(person, left);
        transaction.prepare_cached("delete from details where person = ?1")?.execute([person])?;
        transaction.prepare_cached("delete from search where person = ?1")?.execute([person])?;
        transaction.prepare_cached("delete from walk where person = ?1")?.execute([person])?;
        Ok(())
    }
}

/// A list of numbers as SQLite's JSON functions read it; nothing for none.
pub(crate) fn as_json(numbers: &[i64]) -> Option<String> {
    let numbers: Vec<String> = numbers.iter().map(i64::to_string).collect();
    (!numbers.is_empty()).then(|| format!("[{}]", numbers.join(",")))
}

/// What [`as_json`] wrote.
fn numbers(json: &str) -> Vec<i64> {
    json.trim_matches(['[', ']']).split(',').filter_map(|number| number.parse().ok()).collect()
}
