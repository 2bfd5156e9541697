//! Folded stories, remembered. A story is folded from its entries when somebody reads it, kept in memory, and pushed along as the
//! follower takes in more. What is remembered counts only while no other record has touched the story; see `standings`.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use prost::Message as _;
use quick_cache::{
    Weighter,
    sync::{Cache, EntryAction},
};
use rusqlite::Connection;
use throughline_log::Keys;
use throughline_proto::v1::Story;
use throughline_story::{Pushed, Told};

use crate::{
    ViewError, joins,
    latest::Places,
    people,
    snapshot::signed,
    told::{ToldEntry, readable, unpack},
};

/// How many bytes of stories are remembered, and how many stories at the most.
const REMEMBERED_BYTES: u64 = 64 << 20;
const REMEMBERED_STORIES: usize = 60_000;

/// A folded story, and the state of the rows it was folded from.
#[derive(Debug, Clone)]
pub(crate) struct Folded {
    pub(crate) changed: u64,
    pub(crate) profiles: Vec<String>,
    pub(crate) story: Arc<Story>,
    /// Events that the story rests on, as readers asked for them.
    pub(crate) referred: Arc<Mutex<HashMap<String, Arc<Told>>>>,
    /// What it takes in memory, about. A cache asks for it again and again.
    bytes: u64,
}

impl Folded {
    fn new(changed: u64, profiles: Vec<String>, story: Story) -> Self {
        let bytes = bytes_of(&story);
        Self { changed, profiles, story: Arc::new(story), referred: Arc::default(), bytes }
    }

    /// Goes on with new events, in place unless somebody is reading it. Where that cannot be done it must be folded anew, and what is
    /// here then is worth nothing.
    pub(crate) fn push(this: &mut Arc<Self>, news: &[Arc<Told>], changed: u64) -> bool {
        let folded = Arc::make_mut(this);
        let story = Arc::make_mut(&mut folded.story);
        let is_pushed = news.iter().all(|told| matches!(throughline_story::push(story, told), Pushed::Applied));
        (folded.changed, folded.bytes) = (changed, bytes_of(story));
        is_pushed
    }
}

/// What a story takes in memory, about: three times its bytes as a message.
fn bytes_of(story: &Story) -> u64 {
    256 + 3 * story.encoded_len() as u64
}

#[derive(Debug, Clone)]
struct Weight;

impl Weighter<i64, Arc<Folded>> for Weight {
    fn weight(&self, _: &i64, folded: &Arc<Folded>) -> u64 {
        folded.bytes
    }
}

/// The stories in memory.
#[derive(Debug)]
pub(crate) struct Stories(Cache<i64, Arc<Folded>, Weight>);

impl Default for Stories {
    fn default() -> Self {
        Self(Cache::with_weighter(REMEMBERED_STORIES, REMEMBERED_BYTES, Weight))
    }
}

impl Stories {
    /// A story as it was after this change, if it is remembered so.
    pub(crate) fn remembered(&self, story: i64, changed: u64) -> Option<Arc<Folded>> {
        self.0.get(&story).filter(|folded| folded.changed == changed)
    }

    /// A story as of this snapshot, in which it was touched last by that record.
    pub(crate) fn load(&self, places: &Places<'_>, story: i64, changed: u64, keys: &Keys) -> Result<Arc<Folded>, ViewError> {
        if let Some(folded) = self.remembered(story, changed) {
            return Ok(folded);
        }
        let folded = Arc::new(fold(places, story, changed, keys)?);
        self.0.insert(story, Arc::clone(&folded));
        Ok(folded)
    }

    /// Is a story remembered, as of whatever record?
    pub(crate) fn remembers(&self, story: i64) -> bool {
        self.0.peek(&story).is_some()
    }

    pub(crate) fn keep(&self, story: i64, folded: Arc<Folded>) {
        self.0.insert(story, folded);
    }

    /// Goes on with new events from what is remembered of `since`; forgets anything else, unless somebody has read it anew meanwhile.
    pub(crate) fn go_on(&self, story: i64, since: u64, news: &[Arc<Told>], changed: u64) {
        self.0.entry(&story, Some(Duration::ZERO), |_, folded| {
            let is_current = folded.changed == changed || folded.changed == since && Folded::push(folded, news, changed);
            if is_current { EntryAction::Retain(()) } else { EntryAction::Remove }
        });
    }

    pub(crate) fn forget(&self, story: i64) {
        self.0.remove(&story);
    }

    pub(crate) fn forget_all(&self) {
        self.0.clear();
    }
}

/// A story as of this snapshot, from its rows.
pub(crate) fn fold(places: &Places<'_>, story: i64, changed: u64, keys: &Keys) -> Result<Folded, ViewError> {
    let members = joins::members(places.rows, story)?;
    refuse_set_aside(places.rows, &members)?;
    let mut profiles = Vec::with_capacity(members.len());
    for member in &members {
        profiles.push(people::id_of(places.rows, *member)?.to_string());
    }
    let told = entries(places, &members, keys)?;
    let folded = throughline_story::fold(&profiles, told);
    Ok(Folded::new(changed, profiles, folded))
}

/// All facts of these people that can be opened; what was erased has no effect any more.
fn entries(places: &Places<'_>, members: &[i64], keys: &Keys) -> Result<Vec<Told>, ViewError> {
    let mut select = places.rows.prepare_cached("select header, parts from record where position = ?1")?;
    let mut told = Vec::new();
    for position in places.since(members, 0)? {
        let record = select
            .query_row([signed(position)], |row| Ok(unpack(position, row.get(0)?, row.get_ref(1)?.as_blob().unwrap_or_default())))??;
        if let Some(entry) = readable(ToldEntry::open(Arc::new(record), keys))? {
            told.push(Arc::try_unwrap(entry.told).unwrap_or_else(|shared| Told::clone(&shared)));
        }
    }
    Ok(told)
}

/// A story with a damaged record is not told half (I8).
pub(crate) fn refuse_set_aside(snapshot: &Connection, members: &[i64]) -> Result<(), ViewError> {
    let mut select = snapshot.prepare_cached("select min(position) from aside where person = ?1")?;
    for member in members {
        if let Some(position) = select.query_row([member], |row| row.get::<_, Option<i64>>(0))? {
            return Err(ViewError::SetAside { position: position.unsigned_abs() });
        }
    }
    Ok(())
}
