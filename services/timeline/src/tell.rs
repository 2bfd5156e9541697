//! Telling a story to one caller: which entries they see, with which words, in which voice and language.

use std::{collections::HashMap, sync::Arc};

use throughline_access::{Reader, Sight, Viewer, nobody};
use throughline_proto::{
    Refusal,
    v1::{Change, Details, Entry, Event, Story, Telling, Words},
};
use throughline_views::{Cursor, Directory, OpenedEntry, StoryNames, StoryRead, details_over, moment_text};
use uuid::Uuid;

/// One story before one caller.
pub(crate) struct Teller<'a> {
    read: &'a StoryRead<'a>,
    reader: Reader<'a>,
    /// No more is told than this reader sees too.
    within: Option<Reader<'a>>,
    profiles: Vec<Uuid>,
    names: StoryNames,
    telling: &'a Telling,
    /// What stands beside each event, where the caller sees both.
    changes: HashMap<String, Vec<Change>>,
    shown: Arc<Story>,
    details: Option<Details>,
}

/// What a telling rests on besides the story: who asks, how to tell it, and who takes part.
#[derive(Debug, Clone)]
pub(crate) struct Asking {
    pub(crate) viewer: Viewer,
    pub(crate) telling: Telling,
    pub(crate) directory: Arc<Directory>,
}

/// Whoever may neither open a story nor see any entry of it is answered as if nobody were there; before names are unsealed and anything is made ready
/// to be told, so that this takes as little longer as it can. The folded story does not know who wrote what, so the entries are looked through.
pub(crate) fn refuse_strangers(read: &StoryRead<'_>, viewer: &Viewer) -> Result<(), Refusal> {
    let reader = Reader::new(viewer, read.story());
    let sees = |event: &Event| reader.sight_among(event, &|id| read.found(id)) > Sight::Nothing;
    if reader.may_open() || !read.page(Cursor::NEWEST, 1, sees)?.entries.is_empty() { Ok(()) } else { Err(nobody()) }
}

impl<'a> Teller<'a> {
    pub(crate) fn new(read: &'a StoryRead<'a>, asking: &'a Asking) -> Result<Self, Refusal> {
        Self::of(read, asking, read.story(), None)
    }

    /// The story as it might be, and no more of it than this other reader sees too.
    pub(crate) fn within(within: Reader<'a>, read: &'a StoryRead<'a>, asking: &'a Asking, story: &'a Story) -> Result<Self, Refusal> {
        Self::of(read, asking, story, Some(within))
    }

    fn of(read: &'a StoryRead<'a>, asking: &'a Asking, story: &'a Story, within: Option<Reader<'a>>) -> Result<Self, Refusal> {
        let reader = Reader::new(&asking.viewer, story);
        let shown = Arc::new(reader.shown(|event| {
            let sight = |reader: &Reader<'_>| reader.sight_by_id(event, &|id| read.found(id));
            within.as_ref().map_or(Sight::Words, sight).min(sight(&reader))
        }));
        let mut changes: HashMap<String, Vec<Change>> = HashMap::new();
        for change in &shown.changes {
            changes.entry(change.event.clone()).or_default().push(change.clone());
        }
        let details = details(&reader, within.as_ref(), read)?;
        let name = details.as_ref().map(known_as).filter(|name| !name.is_empty());
        let residents =
            name.map(|name| read.profiles().iter().map(|profile| (profile.clone(), name.clone())).collect()).unwrap_or_default();
        let names = StoryNames { directory: Arc::clone(&asking.directory), residents, story: Some(Arc::clone(&shown)) };
        let profiles = read.profiles().iter().filter_map(|profile| Uuid::parse_str(profile).ok()).collect();
        Ok(Self { read, reader, within, profiles, names, telling: &asking.telling, changes, shown, details })
    }

    /// May the caller know that this story is there?
    pub(crate) fn may_open(&self) -> bool {
        self.reader.may_open()
    }

    /// The story with only what the caller sees.
    pub(crate) fn shown(&self) -> &Arc<Story> {
        &self.shown
    }

    /// What the story's sentences call people and places.
    pub(crate) fn names(&self) -> &StoryNames {
        &self.names
    }

    /// Names and ways to be reached, as far as the caller sees them.
    pub(crate) fn details(&self) -> Option<&Details> {
        self.details.as_ref()
    }

    /// What is left of an event whose facts are told to nobody, if it is one: whoever asks for some kinds only is not to find it by its own.
    pub(crate) fn hollow(&self, event: &Event) -> Option<Event> {
        self.reader.hollow(event)
    }

    pub(crate) fn sees(&self, event: &Event) -> bool {
        self.sight(event) > Sight::Nothing
    }

    fn sight(&self, event: &Event) -> Sight {
        let sight = |reader: &Reader<'_>| reader.sight_among(event, &|id| self.read.found(id));
        self.within.as_ref().map_or(Sight::Words, sight).min(sight(&self.reader))
    }

    /// One entry, if the caller sees it.
    pub(crate) fn tell(&self, entry: OpenedEntry) -> Option<Entry> {
        let sight = self.sight(&entry.event);
        if sight == Sight::Nothing {
            return None;
        }
        let people: Vec<Uuid> = entry.people_with_words().filter(|person| self.profiles.contains(person)).collect();
        let words = match sight {
            Sight::Words => people.iter().filter_map(|person| self.words(&entry, *person)).collect(),
            Sight::Sentence | Sight::Nothing => Vec::new(),
        };
        let other = |id: &str| {
            let sight = |reader: &Reader<'_>| reader.sight_by_id(id, &|id| self.read.found(id));
            self.within.as_ref().map_or(Sight::Words, sight).min(sight(&self.reader))
        };
        let is_hollow = self.hollow(&entry.event).is_some();
        let event = self.reader.told(Event { words, ..entry.event }, sight, other);
        let person = throughline_story::concerned(&event).find(|person| self.read.profiles().iter().any(|profile| profile == person));
        Some(Entry {
            position: entry.position,
            recorded_at: moment_text(entry.recorded_at_us),
            sentence: self.sentence(&event),
            changes: self.changes.get(&event.id).cloned().unwrap_or_default(),
            person: person.unwrap_or_default().to_owned(),
            more_is_private: sight == Sight::Sentence && !people.is_empty() && !is_hollow,
            agency_name: self.writer(&event),
            event: Some(event),
        })
    }

    /// The agency that wrote an event, by its name; nothing where not even that is told.
    fn writer(&self, event: &Event) -> String {
        if event.agency.is_empty() { String::new() } else { throughline_story::writer_in_words(event, self.telling, &self.names) }
    }

    /// An event as one plain sentence, in this telling.
    pub(crate) fn sentence(&self, event: &Event) -> String {
        match event.kind {
            None => throughline_story::taken_back(event, self.telling, self.read.profiles(), &self.names),
            Some(_) => throughline_story::sentence(event, self.telling, self.read.profiles(), &self.names),
        }
    }

    /// One person's words, with details only where the caller may see those.
    fn words(&self, entry: &OpenedEntry, person: Uuid) -> Option<Words> {
        let words = entry.words(person)?;
        let sees = |reader: &Reader<'_>| reader.may_see_details(&words.person, &entry.event.agency);
        let details = words.details.filter(|_| sees(&self.reader) && self.within.as_ref().is_none_or(sees));
        Some(Words { details, ..words })
    }
}

/// All the details that the caller sees, the newer over the older; an empty field leaves what was known.
fn details(reader: &Reader<'_>, within: Option<&Reader<'_>>, read: &StoryRead<'_>) -> Result<Option<Details>, Refusal> {
    let mut merged: Option<Details> = None;
    for (entry, profile, details) in read.details()? {
        let sees = |reader: &Reader<'_>| reader.may_see_details(&profile.to_string(), &entry.event.agency);
        if sees(reader) && within.is_none_or(sees) {
            merged = Some(match merged {
                None => details,
                Some(known) => details_over(known, details),
            });
        }
    }
    Ok(merged)
}

/// What somebody is called in a sentence.
pub(crate) fn known_as(details: &Details) -> String {
    if details.known_as.is_empty() { details.given_name.clone() } else { details.known_as.clone() }
}
