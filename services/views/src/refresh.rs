//! The stories that a batch touched, and their rows in the lists, brought up to date.

use std::sync::Arc;

use rusqlite::Connection;
use throughline_story::{Effect, Told};

use crate::{
    ViewError,
    apply::Memory,
    latest::{OldLatest, Places},
    lists::{self, Rows},
    stories::{Folded, fold},
    touched::Touched,
};

/// What is to be remembered of a story once the transaction has committed.
pub(crate) enum After {
    /// This.
    Folded(Arc<Folded>),
    /// What was remembered, gone on from with the batch's news.
    GoneOn(Change),
    /// Nothing: it is set aside.
    Nothing,
}

/// Brings the touched stories' rows up to date; returns what to remember once it is committed.
pub(crate) fn refresh(transaction: &Connection, memory: &Memory<'_>, touched: &Touched) -> Result<Vec<(i64, After)>, ViewError> {
    let mut after = Vec::new();
    // Whether this story is, only its rows can tell.
    let is_any_aside = touched.standings.sets_aside || memory.standings.is_any_aside();
    for (&story, &position) in &touched.standings.changed {
        let news = touched.news_of(story);
        let is_redrawn = touched.redrawn.contains(&story);
        let change = Change { since: memory.standings.changed(story), position };
        let effect = if is_redrawn { Effect::Anything } else { Effect::of_all(news.iter().map(|told| &told.event)) };
        let is_written = match effect {
            Effect::Nothing => true,
            Effect::Met(when) => !is_any_aside && lists::met(transaction, story, when)?,
            Effect::Anything => false,
        };
        if !is_written {
            after.push((story, refresh_story(transaction, memory, story, (!is_redrawn).then_some(news), change)?));
        } else if memory.stories.remembers(story) {
            after.push((story, After::GoneOn(change)));
        }
    }
    Ok(after)
}

/// Remembers what has come of the batch, after it has committed.
pub(crate) fn remember(memory: &Memory<'_>, touched: &Touched, after: Vec<(i64, After)>) {
    for (story, after) in after {
        match after {
            After::Folded(folded) => memory.stories.keep(story, folded),
            After::GoneOn(Change { since, position }) => memory.stories.go_on(story, since, touched.news_of(story), position),
            After::Nothing => memory.stories.forget(story),
        }
    }
}

/// What a batch does to a story.
#[derive(Clone, Copy)]
pub(crate) struct Change {
    /// The record that touched it last before.
    since: u64,
    /// The one that touches it last now.
    position: u64,
}

/// Writes the rows of a story in the lists that differ from what they were. Only what is of `since` is gone on from: somebody who reads in
/// an older snapshot may have put an older one back.
fn refresh_story(
    transaction: &Connection,
    memory: &Memory<'_>,
    story: i64,
    news: Option<&[Arc<Told>]>,
    change: Change,
) -> Result<After, ViewError> {
    let known = memory.stories.remembered(story, change.since).filter(|_| news.is_some());
    let before = known.as_ref().map(|folded| Rows::of(&folded.story));
    let pushed = known.zip(news).and_then(|(mut folded, news)| Folded::push(&mut folded, news, change.position).then_some(folded));
    let places = Places { rows: transaction, latest: memory.latest, position: u64::MAX, old: &OldLatest::default() };
    match pushed.map_or_else(|| fold(&places, story, change.position, memory.keys).map(Arc::new), Ok) {
        Ok(folded) => {
            Rows::of(&folded.story).write(transaction, memory.people, story, before.as_ref())?;
            Ok(After::Folded(folded))
        }
        // A story that is set aside keeps its rows out of the lists until the keeper has looked.
        Err(ViewError::SetAside { .. }) => {
            lists::set_aside(transaction, story)?;
            Ok(After::Nothing)
        }
        Err(other) => Err(other),
    }
}
