//! Reading. Everything is read through one [`Snapshot`]: a job gets one, asks it what it likes, and all its answers are as of the same
//! position. What the caller may see is decided by the job itself: here are only rows.

use std::{
    cell::{Cell, OnceCell, RefCell},
    collections::HashMap,
    rc::Rc,
    sync::Arc,
};

use rusqlite::{Connection, OptionalExtension as _};
use throughline_log::{Keys, Purpose};
use throughline_proto::v1::event::Kind;
use uuid::Uuid;

use crate::{
    OpenedEntry, StoryRead, ViewError, Views, joins,
    latest::{OldLatest, Places},
    people,
    stories::{self, Folded, refuse_set_aside},
    told::{readable, unpack},
};

/// The view as of one position.
pub struct Snapshot<'a> {
    pub(crate) views: &'a Views,
    pub(crate) rows: &'a Connection,
    /// For a decision: the position at which it began. What it is told may be newer, but is never older.
    pub(crate) decided_at: Option<u64>,
    /// What was found in the rows.
    pub(crate) found: Rc<Found>,
}

/// What a snapshot has found in its rows, and need not look for again.
#[derive(Default)]
pub(crate) struct Found {
    /// Their position.
    position: OnceCell<u64>,
    /// Stories as they are here, which have been touched since: nobody else remembers them so.
    stories: RefCell<HashMap<i64, Arc<Folded>>>,
    /// The latest entries, where the snapshot is too old for memory to tell.
    latest: OldLatest,
    /// Something could not be looked for.
    pub(crate) unsure: Cell<bool>,
}

/// A record with the stories it enters.
pub struct Changed<'a> {
    /// The record.
    pub entry: OpenedEntry,
    /// The stories.
    pub stories: Vec<StoryRead<'a>>,
}

impl Views {
    /// Runs one long reading job in one snapshot, on a thread where it keeps nobody waiting.
    pub async fn read<T, E, F>(self: &Arc<Self>, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<ViewError> + Send + 'static,
        F: FnOnce(&Snapshot<'_>) -> Result<T, E> + Send + 'static,
    {
        let views = Arc::clone(self);
        tokio::task::spawn_blocking(move || views.read_here(job)).await.map_err(|_| ViewError::Interrupted)?
    }

    /// Runs one short reading job (a story, a decision) in one snapshot, on this thread: waking another costs more than the job.
    pub fn read_here<T, E: From<ViewError>>(&self, job: impl FnOnce(&Snapshot<'_>) -> Result<T, E>) -> Result<T, E> {
        self.refuse_unconfirmed()?;
        self.database.read(|rows| job(&Snapshot::new(self, rows, None)))
    }

    /// The same for a decision, which counts only if nothing is written about its people after its position: the stories that it rests on
    /// are taken from memory where they can be.
    pub fn decide_here<T, E: From<ViewError>>(&self, job: impl FnOnce(&Snapshot<'_>) -> Result<T, E>) -> Result<T, E> {
        self.refuse_unconfirmed()?;
        // Before anything is looked at.
        let decided_at = Some(self.position());
        self.database.read(|rows| job(&Snapshot::new(self, rows, decided_at)))
    }
}

impl<'a> Snapshot<'a> {
    fn new(views: &'a Views, rows: &'a Connection, decided_at: Option<u64>) -> Self {
        Self { views, rows, decided_at, found: Rc::default() }
    }

    /// The position that everything here is as of.
    pub fn position(&self) -> Result<u64, ViewError> {
        self.decided_at.map_or_else(|| self.position_of_rows(), Ok)
    }

    fn position_of_rows(&self) -> Result<u64, ViewError> {
        if let Some(position) = self.found.position.get() {
            return Ok(*position);
        }
        let position: i64 = self.rows.prepare_cached("select position from checkpoint")?.query_row([], |row| row.get(0))?;
        Ok(*self.found.position.get_or_init(|| position.unsigned_abs()))
    }

    /// Where everybody's entries are.
    pub(crate) fn places(&self) -> Result<Places<'_>, ViewError> {
        Ok(Places { rows: self.rows, latest: &self.views.latest, position: self.position_of_rows()?, old: &self.found.latest })
    }

    /// The keys with which records are opened.
    pub fn keys(&self) -> &'a Keys {
        &self.views.keys
    }

    /// A keyed MAC for page tokens.
    pub fn mac_of_page(&self, parts: &[&[u8]]) -> [u8; 32] {
        self.views.keys.mac(Purpose::Search, &[&[b"page".as_slice()], parts].concat())
    }

    /// A story, by any of its profiles; none for a supporter or for nobody.
    pub fn story(&self, person: Uuid) -> Result<Option<StoryRead<'a>>, ViewError> {
        if let Some(read) = self.remembered(person)? {
            return Ok(Some(read));
        }
        self.number_of_story(person)?.map(|story| self.numbered(story)).transpose()
    }

    /// Which story a profile is in, by a number that means nothing beyond these views; none for a supporter or for nobody.
    pub fn number_of_story(&self, person: Uuid) -> Result<Option<i64>, ViewError> {
        let Some(person) = self.views.people.find(self.rows, person)?.filter(|person| !person.is_supporter) else { return Ok(None) };
        // A number may be remembered before the row that gave it is part of this snapshot.
        let story = self.rows.prepare_cached("select story from person where number = ?1")?.query_row([person.number], |row| row.get(0));
        Ok(story.optional()?)
    }

    /// With whom somebody was said to be one person, as far as that stands: not all who are in the same story, of whom some came in by others.
    pub fn joined_with(&self, person: &str) -> Result<Vec<String>, ViewError> {
        let Ok(person) = Uuid::parse_str(person) else { return Ok(Vec::new()) };
        let Some(person) = self.views.people.find(self.rows, person)? else { return Ok(Vec::new()) };
        let others = joins::joined_with(self.rows, person.number)?;
        others.into_iter().map(|number| Ok(people::id_of(self.rows, number)?.to_string())).collect()
    }

    /// A story of which all is in memory.
    fn remembered(&self, person: Uuid) -> Result<Option<StoryRead<'a>>, ViewError> {
        let Some(person) = self.views.people.remembered(person) else { return Ok(None) };
        let standing = match self.decided_at {
            Some(_) => self.views.standings.of(person.number),
            None => self.views.standings.of_at(person.number, self.position_of_rows()?),
        };
        let Some(folded) = standing.and_then(|standing| self.views.stories.remembered(standing.story, standing.changed)) else {
            return Ok(None);
        };
        let members = if folded.profiles.len() == 1 { vec![person.number] } else { self.members(&folded)? };
        Ok(Some(self.read_of(folded, members)))
    }

    fn read_of(&self, folded: Arc<Folded>, members: Vec<i64>) -> StoryRead<'a> {
        let snapshot = Snapshot { found: Rc::clone(&self.found), ..*self };
        StoryRead { snapshot, folded, members }
    }

    /// A story, by its number.
    pub(crate) fn numbered(&self, story: i64) -> Result<StoryRead<'a>, ViewError> {
        let position = self.position_of_rows()?;
        let folded = match self.views.standings.changed_at(story, position) {
            Some(changed) => self.views.stories.load(&self.places()?, story, changed, &self.views.keys)?,
            None => self.as_it_is_here(story, position)?,
        };
        let members = self.members(&folded)?;
        refuse_set_aside(self.rows, &members)?;
        Ok(self.read_of(folded, members))
    }

    /// A story that a batch has touched since this snapshot began.
    fn as_it_is_here(&self, story: i64, position: u64) -> Result<Arc<Folded>, ViewError> {
        if let Some(folded) = self.found.stories.borrow().get(&story) {
            return Ok(Arc::clone(folded));
        }
        let folded = Arc::new(stories::fold(&self.places()?, story, position, &self.views.keys)?);
        self.found.stories.borrow_mut().insert(story, Arc::clone(&folded));
        Ok(folded)
    }

    fn members(&self, folded: &Folded) -> Result<Vec<i64>, ViewError> {
        let mut members = Vec::with_capacity(folded.profiles.len());
        for profile in &folded.profiles {
            if let Ok(id) = Uuid::parse_str(profile)
                && let Some(person) = self.views.people.find(self.rows, id)?
            {
                members.push(person.number);
            }
        }
        Ok(members)
    }

    /// One event, by its id; none if it is not there, was erased, or cannot be read.
    pub fn event(&self, id: &str) -> Result<Option<OpenedEntry>, ViewError> {
        let Ok(id) = Uuid::parse_str(id) else { return Ok(None) };
        let position: Option<i64> = self
            .rows
            .prepare_cached("select position from event where id = ?1")?
            .query_row([id.as_bytes().as_slice()], |row| row.get(0))
            .optional()?;
        position.map_or(Ok(None), |position| self.record(position.unsigned_abs()))
    }

    /// The record at a position, opened; none if it was erased or cannot be read.
    pub fn record(&self, position: u64) -> Result<Option<OpenedEntry>, ViewError> {
        if let Some(entry) = self.views.entries.get(position) {
            return Ok(Some(entry));
        }
        let record = self
            .rows
            .prepare_cached("select header, parts from record where position = ?1")?
            .query_row([signed(position)], |row| Ok(unpack(position, row.get(0)?, row.get_ref(1)?.as_blob().unwrap_or_default())))
            .optional()?;
        let Some(record) = record else { return Ok(None) };
        Ok(readable(self.views.entries.open(&record?, &self.views.keys))?.flatten())
    }

    /// Records after a position, in the order of the log, each with the stories it enters; and up to where was looked.
    pub fn changes(&self, after: u64, limit: usize) -> Result<(Vec<Changed<'a>>, u64), ViewError> {
        let mut select = self.rows.prepare_cached("select position from record where position > ?1 order by position limit ?2")?;
        let mut rows = select.query([signed(after), i64::try_from(limit).unwrap_or(i64::MAX)])?;
        let (mut changes, mut looked_at) = (Vec::new(), after);
        while let Some(row) = rows.next()? {
            looked_at = row.get::<_, i64>(0)?.unsigned_abs();
            // That somebody looked is no news.
            let Some(entry) = self.record(looked_at)?.filter(|entry| !matches!(entry.event.kind, Some(Kind::Looked(_)))) else { continue };
            let stories = self.stories_of(&entry)?;
            changes.push(Changed { entry, stories });
        }
        Ok((changes, looked_at))
    }

    /// One event, by its id, with the stories it enters.
    pub fn told_in(&self, id: &str) -> Result<Option<(OpenedEntry, Vec<StoryRead<'a>>)>, ViewError> {
        let Some(entry) = self.event(id)? else { return Ok(None) };
        let stories = self.stories_of(&entry)?;
        Ok(Some((entry, stories)))
    }

    fn stories_of(&self, entry: &OpenedEntry) -> Result<Vec<StoryRead<'a>>, ViewError> {
        let mut stories: Vec<StoryRead<'a>> = Vec::new();
        for person in throughline_story::concerned(&entry.event).filter_map(|person| Uuid::parse_str(person).ok()) {
            match self.story(person) {
                Ok(Some(story)) if !stories.iter().any(|other| other.members == story.members) => stories.push(story),
                Ok(_) | Err(ViewError::SetAside { .. }) => {}
                Err(other) => return Err(other),
            }
        }
        for story in self.walked_with(entry)? {
            let story = self.numbered(story).ok();
            stories.extend(story.filter(|story| !stories.iter().any(|other| other.members == story.members)));
        }
        Ok(stories)
    }

    /// A supporter's leaving or being away enters every story in which they ever walked alongside, and so does what changes that.
    fn walked_with(&self, entry: &OpenedEntry) -> Result<Vec<i64>, ViewError> {
        let target = match &entry.event.kind {
            Some(Kind::Withdrawn(withdrawn)) => self.event(&withdrawn.event)?,
            Some(Kind::Corrected(corrected)) => self.event(&corrected.event)?,
            _ => None,
        };
        let supporter = match &target.as_ref().unwrap_or(entry).event.kind {
            Some(Kind::SupporterLeft(left)) => &left.supporter,
            Some(Kind::SupporterAway(away)) => &away.supporter,
            _ => return Ok(Vec::new()),
        };
        let Some(supporter) = Uuid::parse_str(supporter).ok().map(|id| self.views.people.find(self.rows, id)).transpose()?.flatten() else {
            return Ok(Vec::new());
        };
        let mut select = self.rows.prepare_cached(
            "select distinct person.story from walk join person on person.number = walk.person where walk.supporter = ?1",
        )?;
        Ok(select.query_map([supporter.number], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    /// Is this a supporter of the place?
    pub fn is_supporter(&self, id: Uuid) -> Result<bool, ViewError> {
        Ok(self.views.people.find(self.rows, id)?.is_some_and(|person| person.is_supporter))
    }

    pub(crate) fn id_of(&self, number: i64) -> Result<Uuid, ViewError> {
        people::id_of(self.rows, number)
    }
}

pub(crate) fn signed(position: u64) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}
