//! One story in a snapshot: what it adds up to, its entries page by page, and the person's details.

use std::sync::{Arc, PoisonError};

use throughline_proto::v1::{ChangeKind, Details, Event, Story};
use throughline_story::Told;
use uuid::Uuid;

use crate::{OpenedEntry, Snapshot, ViewError, snapshot::signed, stories::Folded};

/// A place in a story, told newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    /// The moment's key.
    pub happened: i64,
    /// The position.
    pub position: u64,
}

impl Cursor {
    /// Before everything: where a story's newest entry is read from.
    pub const NEWEST: Self = Self { happened: i64::MAX, position: u64::MAX };
}

/// A page of entries, newest first.
#[derive(Debug, Clone)]
pub struct Page {
    /// The entries.
    pub entries: Vec<OpenedEntry>,
    /// Where the next page begins; none on the last.
    pub next: Option<Cursor>,
}

/// One story in a snapshot.
pub struct StoryRead<'a> {
    pub(crate) snapshot: Snapshot<'a>,
    pub(crate) folded: Arc<Folded>,
    pub(crate) members: Vec<i64>,
}

impl StoryRead<'_> {
    /// What the story adds up to.
    pub fn story(&self) -> &Arc<Story> {
        &self.folded.story
    }

    /// The profiles that are this one person, in the order in which they were first heard of.
    pub fn profiles(&self) -> &[String] {
        &self.folded.profiles
    }

    /// The position of the last record that touched the story.
    pub fn changed(&self) -> u64 {
        self.folded.changed
    }

    /// An event that the story rests on, by its id; remembered with the story.
    pub fn event(&self, id: &str) -> Result<Option<Arc<Told>>, ViewError> {
        if let Some(told) = self.folded.referred.lock().unwrap_or_else(PoisonError::into_inner).get(id) {
            return Ok(Some(Arc::clone(told)));
        }
        let Some(entry) = self.snapshot.event(id)? else { return Ok(None) };
        let told = Arc::new(Told { position: entry.position, event: entry.event });
        let mut referred = self.folded.referred.lock().unwrap_or_else(PoisonError::into_inner);
        referred.insert(id.to_owned(), Arc::clone(&told));
        Ok(Some(told))
    }

    /// [`StoryRead::event`] for those who decide by it: what cannot be read is not there, and gives nobody sight of anything.
    pub fn found(&self, id: &str) -> Option<Arc<Told>> {
        self.event(id).unwrap_or_else(|_| {
            self.snapshot.found.unsure.set(true);
            None
        })
    }

    /// Whether everything that was looked for by [`StoryRead::found`] could be.
    pub fn is_sure(&self) -> bool {
        !self.snapshot.found.unsure.get()
    }

    /// A page of the entries that `keep` lets through. Entries of several profiles are merged; an event about two of them is told once.
    pub fn page(&self, before: Cursor, limit: usize, mut keep: impl FnMut(&Event) -> bool) -> Result<Page, ViewError> {
        let (mut entries, mut before, mut last) = (Vec::with_capacity(limit), before, before);
        loop {
            // One more than asked, to know whether there is a next page.
            let wanted = limit + 1 - entries.len();
            let places = self.snapshot.places()?.before(&self.members, before, wanted)?;
            let exhausted = places.len() < wanted;
            for place in places {
                before = place;
                let Some(entry) = self.snapshot.record(place.position)? else { continue };
                if !keep(&entry.event) {
                    continue;
                }
                if entries.len() == limit {
                    return Ok(Page { entries, next: Some(last) });
                }
                last = place;
                entries.push(entry);
            }
            if exhausted {
                return Ok(Page { entries, next: None });
            }
        }
    }

    /// The story's entries after a position, in the order of the log.
    pub fn since(&self, after: u64) -> Result<Vec<OpenedEntry>, ViewError> {
        Ok(self.next_since(after, usize::MAX)?.0)
    }

    /// The first so many of these; and where the last of them lies, if there are more.
    pub fn next_since(&self, after: u64, limit: usize) -> Result<(Vec<OpenedEntry>, Option<u64>), ViewError> {
        let mut positions = self.snapshot.places()?.since(&self.members, after)?;
        let last = positions.get(limit).and_then(|_| positions.get(limit.checked_sub(1)?).copied());
        positions.truncate(limit);
        let entries = positions.into_iter().filter_map(|position| self.snapshot.record(position).transpose()).collect::<Result<_, _>>()?;
        Ok((entries, last))
    }

    /// Who looked at the story before a position, the newest first: the places in the log of up to so many looks.
    pub fn looks(&self, before: u64, limit: usize) -> Result<Vec<OpenedEntry>, ViewError> {
        let people: Vec<String> = self.members.iter().map(i64::to_string).collect();
        let mut select = self.snapshot.rows.prepare_cached(
            "select position from look where person in (select value from json_each(?1)) and position < ?2
             union select position from look_at_all where position < ?2
             order by position desc limit ?3",
        )?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let positions: Vec<i64> =
            select.query_map((format!("[{}]", people.join(",")), signed(before), limit), |row| row.get(0))?.collect::<Result<_, _>>()?;
        positions.into_iter().filter_map(|position| self.snapshot.record(position.unsigned_abs()).transpose()).collect()
    }

    /// The events that carry the person's details and were not taken back, oldest first, each with its profile and those details opened.
    pub fn details(&self) -> Result<Vec<(OpenedEntry, Uuid, Details)>, ViewError> {
        let mut found: Vec<(i64, i64, i64)> = Vec::new();
        let mut select = self.snapshot.rows.prepare_cached("select happened, position from details where person = ?1")?;
        for member in &self.members {
            for row in select.query_map([member], |row| Ok((row.get(0)?, row.get(1)?, *member)))? {
                found.push(row?);
            }
        }
        found.sort_unstable();
        let is_taken_back = |id: &str| {
            let changes = &self.folded.story.changes;
            changes.iter().any(|change| change.event == id && change.kind() == ChangeKind::Withdrawn)
        };
        let mut details = Vec::with_capacity(found.len());
        for (_, position, member) in found {
            let Some(entry) = self.snapshot.record(position.unsigned_abs())? else { continue };
            if is_taken_back(&entry.event.id) {
                continue;
            }
            let person = self.snapshot.id_of(member)?;
            if let Some(words) = entry.words(person)
                && let Some(told) = words.details
            {
                details.push((entry, person, told));
            }
        }
        Ok(details)
    }
}
