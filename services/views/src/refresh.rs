//! The stories that a batch touched, and their rows in the lists, brought up to date.

use std::sync::Arc;

use rusqlite::Connection;
use throughline_story::Told;

use crate::{
    ViewError,
    apply::{Memory, Touched},
    lists::{self, Rows},
    stories::Folded,
};

/// Stories as they are to be remembered once the transaction has committed; none where one must be forgotten.
pub(crate) type ToRemember = Vec<(i64, Option<Arc<Folded>>)>;

/// Brings the touched stories' rows up to date; returns what to remember once it is committed.
pub(crate) fn refresh(transaction: &Connection, memory: &Memory<'_>, touched: &Touched) -> Result<ToRemember, ViewError> {
    let mut kept = Vec::new();
    for (story, position) in &touched.standings.changed {
        let news = touched.news.get(story).map_or(&[][..], Vec::as_slice);
        let is_redrawn = touched.redrawn.contains(story);
        let is_listed = is_redrawn || news.iter().any(|told| lists::matters(&told.event));
        if !is_listed && !memory.stories.remembers(*story) {
            continue;
        }
        let change = Change { since: memory.standings.changed(*story), position: *position, is_listed };
        let news = (!is_redrawn).then_some(news);
        kept.push((*story, refresh_story(transaction, memory, *story, news, change)?));
    }
    Ok(kept)
}

/// What a batch does to a story.
#[derive(Clone, Copy)]
struct Change {
    /// The record that touched it last before.
    since: u64,
    /// The one that touches it last now.
    position: u64,
    /// Whether its rows in the lists may differ.
    is_listed: bool,
}

fn refresh_story(
    transaction: &Connection,
    memory: &Memory<'_>,
    story: i64,
    news: Option<&[Arc<Told>]>,
    change: Change,
) -> Result<Option<Arc<Folded>>, ViewError> {
    match memory.stories.advance(transaction, story, news, (change.since, change.position), memory.keys) {
        Ok(advanced) => {
            if change.is_listed {
                let before = advanced.before.map(|before| Rows::of(&before));
                Rows::of(&advanced.after.story).write(transaction, memory.people, story, before.as_ref())?;
            }
            Ok(Some(advanced.after))
        }
        // A story that is set aside keeps its rows out of the lists until the keeper has looked.
        Err(ViewError::SetAside { .. }) => {
            lists::erase(transaction, story)?;
            Ok(None)
        }
        Err(other) => Err(other),
    }
}
