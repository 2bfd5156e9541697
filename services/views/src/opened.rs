//! Entries as readers get them: facts and words opened, without the sealed bytes. The latest read stay in memory, as bytes, up to a
//! bound: they take a fifth of what decoded ones do, and whoever reads an entry wants one of their own anyway.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use prost::Message as _;
use quick_cache::{Weighter, sync::Cache};
use throughline_log::{Keys, Record, Unreadable};
use throughline_proto::v1::{Event, Words};
use uuid::Uuid;

use crate::told::{people_of, readable};

/// How many bytes of entries are remembered, and about how many entries that is.
const REMEMBERED_BYTES: u64 = 96 << 20;
const REMEMBERED_ENTRIES: usize = 150_000;
/// What an entry takes besides its bytes.
const OVERHEAD_BYTES: u64 = 200;

/// One entry, opened.
#[derive(Debug, Clone)]
pub struct OpenedEntry {
    /// Its place in the log.
    pub position: u64,
    /// When the log took it in, in microseconds since 1970-01-01 UTC.
    pub recorded_at_us: i64,
    /// The facts.
    pub event: Event,
    words: Arc<[(Uuid, Box<[u8]>)]>,
}

impl OpenedEntry {
    /// One person's words; none if the event has none for them, or they were erased.
    pub fn words(&self, person: Uuid) -> Option<Words> {
        let (_, bytes) = self.words.iter().find(|(whose, _)| *whose == person)?;
        Words::decode(&**bytes).ok()
    }

    /// Whose words there are.
    pub fn people_with_words(&self) -> impl Iterator<Item = Uuid> {
        self.words.iter().map(|(person, _)| *person)
    }
}

/// An entry as it is remembered.
#[derive(Debug)]
struct Remembered {
    recorded_at_us: i64,
    facts: Box<[u8]>,
    words: Arc<[(Uuid, Box<[u8]>)]>,
}

impl Remembered {
    fn entry(&self, position: u64) -> Option<OpenedEntry> {
        let event = Event::decode(&*self.facts).ok()?;
        Some(OpenedEntry { position, recorded_at_us: self.recorded_at_us, event, words: Arc::clone(&self.words) })
    }
}

#[derive(Debug, Clone)]
struct Weight;

impl Weighter<u64, Arc<Remembered>> for Weight {
    fn weight(&self, _: &u64, entry: &Arc<Remembered>) -> u64 {
        let words: usize = entry.words.iter().map(|(_, bytes)| bytes.len() + size_of::<(Uuid, Box<[u8]>)>()).sum();
        OVERHEAD_BYTES + (entry.facts.len() + words) as u64
    }
}

/// The entries in memory. A record never changes, so nothing here goes stale; after an erasure all of it is let go.
#[derive(Debug)]
pub(crate) struct Entries {
    known: Cache<u64, Arc<Remembered>, Weight>,
    /// Counts erasures, so that what was opened just before one is not kept after it.
    erasures: AtomicU64,
}

impl Default for Entries {
    fn default() -> Self {
        Self { known: Cache::with_weighter(REMEMBERED_ENTRIES, REMEMBERED_BYTES, Weight), erasures: AtomicU64::new(0) }
    }
}

impl Entries {
    /// The entry at a position, if it is remembered.
    pub(crate) fn get(&self, position: u64) -> Option<OpenedEntry> {
        self.known.get(&position)?.entry(position)
    }

    /// Lets go of all entries, and of those that are being opened.
    pub(crate) fn forget_all(&self) {
        self.erasures.fetch_add(1, Ordering::SeqCst);
        self.known.clear();
    }

    /// Opens a record and remembers it.
    pub(crate) fn open(&self, record: &Record, keys: &Keys) -> Result<Option<OpenedEntry>, Unreadable> {
        let erasures = self.erasures.load(Ordering::SeqCst);
        let facts = throughline_log::open_facts_bytes(record, keys)?;
        let theirs = |part: u32| people_of(&record.header).nth(part as usize);
        let people = record.header.parts.iter().filter_map(|part| theirs(part.person?));
        let mut words = Vec::with_capacity(record.parts.len());
        for person in people {
            if let Some(bytes) = readable(throughline_log::open_words_bytes(record, person, keys))?.flatten() {
                words.push((person, bytes.as_slice().into()));
            }
        }
        let remembered =
            Arc::new(Remembered { recorded_at_us: record.header.recorded_at_us, facts: facts.as_slice().into(), words: words.into() });
        let entry = remembered.entry(record.position);
        self.known.insert(record.position, remembered);
        if self.erasures.load(Ordering::SeqCst) != erasures {
            self.known.remove(&record.position);
        }
        Ok(entry)
    }
}
