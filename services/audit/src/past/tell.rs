//! Telling a story as it stood: which of its entries, with which facts and words, and what it added up to. What an agency was allowed to see is
//! decided by `access`, as for every telling; what the keeper asks about is told whole.

use std::{collections::HashMap, sync::Arc};

use throughline_access::{Reader, Sight};
use throughline_proto::{
    Refusal,
    v1::{Change, ChangeKind, Details, Entry, Event, Story, Telling, Words, event::Kind},
};
use throughline_story::Told;
use throughline_views::{OpenedEntry, Snapshot, StoryNames, details_over, moment_text};
use uuid::Uuid;

use super::stood::StoryThen;

/// One story at a point, before its reader.
pub(crate) struct Teller<'a> {
    snapshot: &'a Snapshot<'a>,
    then: &'a StoryThen,
    /// None for the keeper, who is told all of it.
    reader: Option<Reader<'a>>,
    telling: &'a Telling,
    profiles: Vec<String>,
    pub(crate) names: StoryNames,
    /// What the story added up to, as far as its reader sees it.
    pub(crate) shown: Arc<Story>,
    /// Names and ways to be reached, as they were known.
    pub(crate) details: Option<Details>,
    changes: HashMap<String, Vec<Change>>,
}

impl<'a> Teller<'a> {
    pub(crate) fn new(snapshot: &'a Snapshot<'a>, then: &'a StoryThen, telling: &'a Telling) -> Result<Self, Refusal> {
        let reader = then.viewer.as_ref().map(|viewer| Reader::new(viewer, &then.stood.story));
        let story = &then.stood.story;
        let find = |id: &str| found(snapshot, then.point.position, id);
        let shown = reader.as_ref().map_or_else(|| story.clone(), |reader| reader.shown(|id| reader.sight_by_id(id, &find)));
        let mut changes: HashMap<String, Vec<Change>> = HashMap::new();
        for change in &shown.changes {
            changes.entry(change.event.clone()).or_default().push(change.clone());
        }
        let (profiles, shown) = (then.profiles(), Arc::new(shown));
        let details = details(snapshot, then, reader.as_ref())?;
        let name = details.as_ref().map(called).filter(|name| !name.is_empty());
        let residents = name.map(|name| profiles.iter().map(|profile| (profile.clone(), name.clone())).collect()).unwrap_or_default();
        let names = StoryNames { directory: Arc::clone(&then.directory), residents, story: Some(Arc::clone(&shown)) };
        Ok(Self { snapshot, then, reader, telling, profiles, names, shown, details, changes })
    }

    /// The entries that the reader sees, in the order of the log.
    pub(crate) fn seen(&self) -> Vec<&'a Arc<Told>> {
        self.then.stood.entries.iter().filter(|told| self.sight(&told.event) > Sight::Nothing).collect()
    }

    /// The reader may not know that there is this story: they may neither open it nor see any entry.
    pub(crate) fn is_hidden(&self) -> bool {
        self.reader.as_ref().is_some_and(|reader| !reader.may_open()) && self.seen().is_empty()
    }

    fn sight(&self, event: &Event) -> Sight {
        let find = |id: &str| found(self.snapshot, self.then.point.position, id);
        self.reader.as_ref().map_or(Sight::Words, |reader| reader.sight_among(event, &find))
    }

    /// An event's facts, as its reader is told them.
    pub(crate) fn facts(&self, event: &Event) -> Event {
        let Some(reader) = &self.reader else { return event.clone() };
        let find = |id: &str| found(self.snapshot, self.then.point.position, id);
        reader.told(event.clone(), self.sight(event), |id| reader.sight_by_id(id, &find))
    }

    /// One entry, told; nothing that was erased.
    pub(crate) fn entry(&self, told: &Told) -> Result<Option<Entry>, Refusal> {
        let Some(opened) = self.snapshot.record(told.position)? else { return Ok(None) };
        let sight = self.sight(&told.event);
        let people: Vec<Uuid> = opened.people_with_words().filter(|person| self.profiles.contains(&person.to_string())).collect();
        let words = match sight {
            Sight::Words => people.iter().filter_map(|person| self.words(&opened, *person)).collect(),
            Sight::Sentence | Sight::Nothing => Vec::new(),
        };
        let is_hollow = self.reader.as_ref().is_some_and(|reader| reader.hollow(&told.event).is_some());
        let event = self.facts(&Event { words, ..told.event.clone() });
        Ok(Some(Entry {
            position: told.position,
            recorded_at: moment_text(opened.recorded_at_us),
            sentence: self.sentence(&event),
            changes: self.changes.get(&event.id).cloned().unwrap_or_default(),
            person: self.person(&event),
            more_is_private: sight == Sight::Sentence && !people.is_empty() && !is_hollow,
            agency_name: self.writer(&event),
            event: Some(event),
        }))
    }

    /// Where an entry lies, when it was recorded and by which agency; and nothing of what it says.
    pub(crate) fn structure(&self, told: &Told) -> Result<Entry, Refusal> {
        let recorded_at = self.recorded_at(told.position)?;
        let agency_name = self.writer(&self.facts(&told.event));
        Ok(Entry { position: told.position, recorded_at, person: self.person(&told.event), agency_name, ..Entry::default() })
    }

    /// When a record was taken in.
    pub(crate) fn recorded_at(&self, position: u64) -> Result<String, Refusal> {
        Ok(self.snapshot.record(position)?.map(|opened| moment_text(opened.recorded_at_us)).unwrap_or_default())
    }

    fn person(&self, event: &Event) -> String {
        throughline_story::concerned(event)
            .find(|person| self.profiles.iter().any(|profile| profile == person))
            .unwrap_or_default()
            .to_owned()
    }

    fn writer(&self, event: &Event) -> String {
        if event.agency.is_empty() { String::new() } else { throughline_story::writer_in_words(event, self.telling, &self.names) }
    }

    fn sentence(&self, event: &Event) -> String {
        match event.kind {
            None => throughline_story::taken_back(event, self.telling, &self.profiles, &self.names),
            Some(_) => throughline_story::sentence(event, self.telling, &self.profiles, &self.names),
        }
    }

    fn words(&self, opened: &OpenedEntry, person: Uuid) -> Option<Words> {
        let words = opened.words(person)?;
        let may_see = |reader: &Reader<'_>| reader.may_see_details(&words.person, &opened.event.agency);
        let details = words.details.filter(|_| self.reader.as_ref().is_none_or(may_see));
        Some(Words { details, ..words })
    }
}

/// An event by its id, if it was there by then. What cannot be read is not there, and gives nobody sight of anything.
fn found(snapshot: &Snapshot<'_>, until: u64, id: &str) -> Option<Arc<Told>> {
    let entry = snapshot.event(id).ok().flatten().filter(|entry| entry.position <= until)?;
    Some(Arc::new(Told { position: entry.position, event: entry.event }))
}

/// The details that had been written down and not taken back, the newer over the older.
fn details(snapshot: &Snapshot<'_>, then: &StoryThen, reader: Option<&Reader<'_>>) -> Result<Option<Details>, Refusal> {
    let carries = |told: &&Arc<Told>| matches!(told.event.kind, Some(Kind::FirstHeardOf(_) | Kind::DetailsChanged(_) | Kind::Corrected(_)));
    let is_taken_back = |id: &str| {
        let changes = &then.stood.story.changes;
        changes.iter().any(|change| change.event == id && change.kind() == ChangeKind::Withdrawn)
    };
    let mut carrying: Vec<&Arc<Told>> = then.stood.entries.iter().filter(carries).filter(|told| !is_taken_back(&told.event.id)).collect();
    carrying.sort_by_key(|told| told.order_key());
    let mut merged: Option<Details> = None;
    for told in carrying {
        let Some(opened) = snapshot.record(told.position)? else { continue };
        for profile in &then.stood.story.profiles {
            let words = Uuid::parse_str(&profile.person).ok().and_then(|person| opened.words(person));
            let Some(newer) = words.and_then(|words| words.details) else { continue };
            if reader.is_none_or(|reader| reader.may_see_details(&profile.person, &opened.event.agency)) {
                merged = Some(match merged {
                    None => newer,
                    Some(known) => details_over(known, newer),
                });
            }
        }
    }
    Ok(merged)
}

/// What somebody is called in a sentence.
pub(crate) fn called(details: &Details) -> String {
    if details.known_as.is_empty() { details.given_name.clone() } else { details.known_as.clone() }
}
