//! What is asked across stories: who is alongside whom, which promises are open, who was last met when. Rows are made from the folded
//! story and written only where they differ.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};
use throughline_proto::v1::{Happened, Story, party::Party};
use uuid::Uuid;

use crate::{ViewError, people::People};

/// A story's rows in the lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rows {
    last_met: i64,
    alongside: BTreeSet<(String, String, i64, bool, u32)>,
    promises: BTreeSet<(String, i64, String)>,
}

fn moment(happened: Option<&Happened>) -> i64 {
    happened.and_then(|happened| throughline_story::happened_key(happened).ok()).unwrap_or(i64::MIN)
}

impl Rows {
    pub(crate) fn of(story: &Story) -> Self {
        let alongside = story.alongside.iter().filter(|alongside| alongside.until.is_none()).map(|alongside| {
            (
                alongside.supporter.clone(),
                alongside.agency.clone(),
                moment(alongside.since.as_ref()),
                alongside.with_yes,
                alongside.meet_every_days,
            )
        });
        let promises = story.promises.iter().filter(|promise| throughline_story::is_open(promise.state())).map(|promise| {
            let supporter = match promise.whose.as_ref().and_then(|whose| whose.party.as_ref()) {
                Some(Party::Supporter(supporter)) => supporter.clone(),
                Some(Party::Resident(_) | Party::Agency(_)) | None => String::new(),
            };
            (promise.event.clone(), moment(promise.since.as_ref()), supporter)
        });
        Self {
            last_met: moment(story.last_met.as_ref().and_then(|meeting| meeting.when.as_ref())),
            alongside: alongside.collect(),
            promises: promises.collect(),
        }
    }

    /// Writes these rows in place of those that the story had before, or of whatever it had.
    pub(crate) fn write(&self, transaction: &Connection, people: &People, story: i64, before: Option<&Self>) -> Result<(), ViewError> {
        if before.is_none_or(|before| before.last_met != self.last_met) {
            transaction.prepare_cached("update story set last_met = ?2 where number = ?1")?.execute([story, self.last_met])?;
        }
        if before.is_some_and(|before| (&before.alongside, &before.promises) == (&self.alongside, &self.promises)) {
            return Ok(());
        }
        erase(transaction, story)?;
        let mut add = transaction.prepare_cached(
            "insert or replace into alongside (supporter, story, agency, since, with_yes, meet_every_days) values (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        for (supporter, agency, since, with_yes, meet_every_days) in &self.alongside {
            let supporter = number_of(transaction, people, supporter)?;
            add.execute(params![supporter, story, agency, since, with_yes, meet_every_days])?;
        }
        let mut add =
            transaction.prepare_cached("insert or replace into promise (story, event, since, supporter) values (?1, ?2, ?3, ?4)")?;
        for (event, since, supporter) in &self.promises {
            let event = Uuid::parse_str(event).unwrap_or_default();
            add.execute(params![story, event.as_bytes().as_slice(), since, number_of(transaction, people, supporter)?])?;
        }
        Ok(())
    }
}

/// Writes down when they met, where that is all that meeting changed; false where a promise is open, which may have been to find somebody.
pub(crate) fn met(transaction: &Connection, story: i64, when: i64) -> Result<bool, ViewError> {
    if transaction.prepare_cached("select 1 from promise where story = ?1")?.exists([story])? {
        return Ok(false);
    }
    transaction.prepare_cached("update story set last_met = ?2 where number = ?1 and last_met < ?2")?.execute([story, when])?;
    Ok(true)
}

/// Takes a story out of the lists: what is set aside is told nowhere.
pub(crate) fn set_aside(transaction: &Connection, story: i64) -> Result<(), ViewError> {
    transaction.prepare_cached("update story set last_met = ?2 where number = ?1")?.execute([story, i64::MIN])?;
    erase(transaction, story)
}

/// Takes away who is alongside, and the promises.
fn erase(transaction: &Connection, story: i64) -> Result<(), ViewError> {
    transaction.prepare_cached("delete from alongside where story = ?1")?.execute([story])?;
    transaction.prepare_cached("delete from promise where story = ?1")?.execute([story])?;
    Ok(())
}

/// A supporter's number; 0 for nobody.
fn number_of(transaction: &Connection, people: &People, supporter: &str) -> Result<i64, ViewError> {
    let Ok(id) = Uuid::parse_str(supporter) else { return Ok(0) };
    Ok(people.find(transaction, id)?.map_or(0, |person| person.number))
}
