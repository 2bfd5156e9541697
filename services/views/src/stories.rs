//! Folded stories, remembered. A story is folded from its entries when somebody reads it, kept in memory, and pushed along as the
//! follower takes in more. What is remembered counts only while no other record has touched the story; see `standings`.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError, RwLock, RwLockWriteGuard,
        atomic::{AtomicU64, Ordering},
    },
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
pub(crate) struct Stories {
    known: Cache<i64, Arc<Folded>, Weight>,
    /// Counts erasures, so that what was folded just before one is not kept after it.
    erasures: AtomicU64,
    /// Held while what is known goes on with a batch of which everybody is told already.
    going_on: RwLock<()>,
}

impl Default for Stories {
    fn default() -> Self {
        Self {
            known: Cache::with_weighter(REMEMBERED_STORIES, REMEMBERED_BYTES, Weight),
            erasures: AtomicU64::new(0),
            going_on: RwLock::default(),
        }
    }
}

impl Stories {
    /// A story as it was after this change, if it is remembered so. One that is about to go on with that change is waited for: to fold it anew
    /// takes as long as it has entries.
    pub(crate) fn remembered(&self, story: i64, changed: u64) -> Option<Arc<Folded>> {
        let mut folded = self.known.get(&story)?;
        if folded.changed < changed {
            drop(self.going_on.read());
            folded = self.known.get(&story)?;
        }
        (folded.changed == changed).then_some(folded)
    }

    /// Until this is dropped, whoever asks for a story that has not gone on yet waits.
    pub(crate) fn go_on_now(&self) -> RwLockWriteGuard<'_, ()> {
        self.going_on.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// A story as of this snapshot, in which it was touched last by that record.
    pub(crate) fn load(&self, places: &Places<'_>, story: i64, changed: u64, keys: &Keys) -> Result<Arc<Folded>, ViewError> {
        if let Some(folded) = self.remembered(story, changed) {
            return Ok(folded);
        }
        let erasures = self.erasures.load(Ordering::SeqCst);
        let folded = Arc::new(fold(places, story, changed, keys)?);
        self.known.insert(story, Arc::clone(&folded));
        if self.erasures.load(Ordering::SeqCst) != erasures {
            self.known.remove(&story);
        }
        Ok(folded)
    }

    /// Is a story remembered, as of whatever record?
    pub(crate) fn remembers(&self, story: i64) -> bool {
        self.known.peek(&story).is_some()
    }

    pub(crate) fn keep(&self, story: i64, folded: Arc<Folded>) {
        self.known.insert(story, folded);
    }

    /// Goes on with new events from what is remembered of `since`; forgets anything else, unless somebody has read it anew meanwhile.
    pub(crate) fn go_on(&self, story: i64, since: u64, news: &[Arc<Told>], changed: u64) {
        self.known.entry(&story, Some(Duration::ZERO), |_, folded| {
            let is_current = folded.changed == changed || folded.changed == since && Folded::push(folded, news, changed);
            if is_current { EntryAction::Retain(()) } else { EntryAction::Remove }
        });
    }

    pub(crate) fn forget(&self, story: i64) {
        self.known.remove(&story);
    }

    pub(crate) fn forget_all(&self) {
        self.erasures.fetch_add(1, Ordering::SeqCst);
        self.known.clear();
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
    let mut folded = throughline_story::fold(&profiles, told);
    // That an agency knew them by it was told in what is gone, and is how it may learn that they were erased.
    for profile in folded.profiles.iter_mut().filter(|profile| !profile.erased_event.is_empty()) {
        profile.agency = people::agency_of(places.rows, &profile.person)?;
    }
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

#[cfg(test)]
mod tests {
    use std::{thread, time::Duration};

    use super::*;

    fn as_of(changed: u64) -> Arc<Folded> {
        Arc::new(Folded::new(changed, Vec::new(), Story::default()))
    }

    #[test]
    fn a_story_that_is_about_to_go_on_is_waited_for() {
        let stories = Arc::new(Stories::default());
        stories.keep(1, as_of(5));
        assert!(stories.remembered(1, 5).is_some() && stories.remembered(1, 4).is_none() && stories.remembered(2, 5).is_none());
        let going_on = stories.go_on_now();
        let asking = {
            let stories = Arc::clone(&stories);
            thread::spawn(move || stories.remembered(1, 9).is_some())
        };
        // Whoever asks later finds it at once.
        thread::sleep(Duration::from_millis(100));
        stories.keep(1, as_of(9));
        drop(going_on);
        assert!(asking.join().unwrap());
        assert!(stories.remembered(1, 10).is_none(), "nobody goes on with that");
    }
}
