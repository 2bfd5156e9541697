//! Numbers for people: everybody with a key has a small number in the view, given in the order of the log.

use quick_cache::sync::Cache;
use rusqlite::{Connection, OptionalExtension as _, params};
use uuid::Uuid;

use crate::ViewError;

/// How many people's numbers are remembered.
const REMEMBERED: usize = 50_000;

/// Somebody, as a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) number: i64,
    pub(crate) is_supporter: bool,
}

/// The numbers, with the latest used in memory. A number never changes, so nothing here goes stale; stories do, and are not kept here.
#[derive(Debug)]
pub(crate) struct People(Cache<Uuid, Person>);

impl Default for People {
    fn default() -> Self {
        Self(Cache::new(REMEMBERED))
    }
}

impl People {
    /// Somebody, if they are remembered.
    pub(crate) fn remembered(&self, id: Uuid) -> Option<Person> {
        self.0.get(&id)
    }

    pub(crate) fn find(&self, transaction: &Connection, id: Uuid) -> Result<Option<Person>, ViewError> {
        if let Some(person) = self.remembered(id) {
            return Ok(Some(person));
        }
        let found = transaction
            .prepare_cached("select number, is_supporter from person where id = ?1")?
            .query_row([id.as_bytes().as_slice()], |row| Ok(Person { number: row.get(0)?, is_supporter: row.get(1)? }))
            .optional()?;
        if let Some(person) = found {
            self.0.insert(id, person);
        }
        Ok(found)
    }

    /// After a transaction was rolled back: what it numbered may be numbered otherwise.
    pub(crate) fn forget_all(&self) {
        self.0.clear();
    }

    /// Finds somebody, or gives them the next number: a record that concerns them has come.
    pub(crate) fn find_or_add(&self, transaction: &Connection, id: Uuid, agency: &str, is_supporter: bool) -> Result<Person, ViewError> {
        if let Some(person) = self.find(transaction, id)? {
            return Ok(person);
        }
        // The number is the row's own, one more than the largest: rows are never deleted.
        let number = transaction
            .prepare_cached(
                "insert into person (number, id, agency, is_supporter, story)
                 select next, ?1, ?2, ?3, next from (select coalesce(max(number), 0) + 1 as next from person)
                 returning number",
            )?
            .query_row(params![id.as_bytes().as_slice(), agency, is_supporter], |row| row.get(0))?;
        transaction.prepare_cached("insert into story (number, last_met) values (?1, ?2)")?.execute(params![number, i64::MIN])?;
        Ok(Person { number, is_supporter })
    }
}

/// The agency that wrote about somebody first.
pub(crate) fn agency_of(rows: &Connection, person: &str) -> Result<String, ViewError> {
    let id = Uuid::parse_str(person).unwrap_or_default();
    Ok(rows.prepare_cached("select agency from person where id = ?1")?.query_row([id.as_bytes().as_slice()], |row| row.get(0))?)
}

/// A person's id by their number.
pub(crate) fn id_of(transaction: &Connection, number: i64) -> Result<Uuid, ViewError> {
    let bytes: Vec<u8> = transaction.prepare_cached("select id from person where number = ?1")?.query_row([number], |row| row.get(0))?;
    Ok(Uuid::from_slice(&bytes).unwrap_or_default())
}
