//! One batch of records into the view: rows, stories, lists and checkpoint in one transaction, so that a crash leaves all or nothing.
//! A record whose facts cannot be read sets its stories aside and the others go on; a header that cannot be read stops the follower.

use std::{collections::BTreeSet, sync::Arc};

use rusqlite::{Connection, OptionalExtension as _, params};
use throughline_log::{Keys, Lane, Record, Unreadable};
use throughline_proto::v1::event::Kind;
use throughline_story::Told;
use uuid::Uuid;

use crate::{
    Cursor, Directory, ViewError, details, details_over,
    erasing::{CarriedOut, as_json},
    joins,
    latest::Latest,
    moments::{Moments, write_checkpoint},
    people::{People, Person},
    planted,
    refresh::{refresh, remember},
    search,
    snapshot::signed,
    standings::Standings,
    stories::Stories,
    told::{ToldEntry, people_of},
    touched::Touched,
};

/// A record on its way into the view.
pub(crate) enum Incoming {
    /// Its facts could be opened.
    Told(ToldEntry),
    /// The keys of everybody concerned were destroyed: it has no effect any more.
    Erased(Arc<Record>),
    /// It cannot be read.
    Damaged(Arc<Record>),
}

impl Incoming {
    /// Opens a record without what nobody can open any more (`strip_erased`), whether or not the log still has that: the same keys make the
    /// same rows.
    pub(crate) fn open(record: Record, keys: &Keys) -> Self {
        let record = Arc::new(record);
        match ToldEntry::open(Arc::clone(&record), keys) {
            Ok(entry) => Self::Told(entry),
            Err(Unreadable::Erased) => Self::Erased(record),
            Err(unreadable) => {
                tracing::error!(position = record.position, error = %unreadable, "a record cannot be read; its stories are set aside");
                Self::Damaged(record)
            }
        }
    }

    pub(crate) fn position(&self) -> u64 {
        self.record().position
    }

    pub(crate) fn record(&self) -> &Record {
        match self {
            Self::Told(entry) => &entry.record,
            Self::Erased(record) | Self::Damaged(record) => record,
        }
    }
}

/// What the view remembers between batches.
pub(crate) struct Memory<'a> {
    pub(crate) keys: &'a Keys,
    pub(crate) people: &'a People,
    pub(crate) stories: &'a Stories,
    pub(crate) latest: &'a Latest,
    /// As the batch before left it, until this one has committed.
    pub(crate) standings: &'a Standings,
    /// Where the file stands.
    pub(crate) committed: u64,
}

/// What a batch changed besides its rows.
pub(crate) struct Applied {
    pub(crate) position: u64,
    pub(crate) directory: Option<Arc<Directory>>,
    pub(crate) erased: Vec<CarriedOut>,
}

/// Applies one batch, in order.
pub(crate) fn apply(
    connection: &mut Connection,
    memory: &Memory<'_>,
    directory: &Arc<Directory>,
    batch: &[Incoming],
) -> Result<Applied, ViewError> {
    let position = batch.last().map_or(0, |incoming| incoming.record().position);
    if planted::is("checkpoint-before") {
        write_checkpoint(connection, position, 0, 0)?;
        planted::linger();
    }
    let transaction = connection.transaction()?;
    let mut moments = Moments::read(&transaction)?;
    memory.latest.read(&transaction, memory.committed)?;
    let mut touched = Touched::default();
    let mut changed_directory = None;
    let mut erased = Vec::new();
    for incoming in batch {
        let mut rows = RowsOfRecord { transaction: &transaction, memory, touched: &mut touched, entered: Vec::new(), happened: 0 };
        rows.write(incoming)?;
        moments.write(&transaction, incoming.record())?;
        if let Incoming::Told(entry) = incoming
            && let Some(Kind::Erased(said)) = &entry.event().kind
        {
            let leftovers = rows.erase(&said.profiles, entry.told.position)?;
            erased.push(CarriedOut { position: Some(entry.told.position), leftovers });
        }
        if let Incoming::Told(entry) = incoming
            && changed_directory.as_ref().unwrap_or(directory.as_ref()).keeps(entry.event())
        {
            let position = signed(entry.told.position);
            transaction.prepare_cached("insert or ignore into listed (position) values (?1)")?.execute([position])?;
            changed_directory.get_or_insert_with(|| Directory::clone(directory)).learn(entry, memory.keys);
        }
    }
    let after = refresh(&transaction, memory, &touched)?;
    let sorted_in = memory.latest.sort_in(&transaction, memory.committed)?;
    if planted::is("checkpoint-after") {
        transaction.commit()?;
        planted::linger();
        write_checkpoint(connection, position, sorted_in, moments.latest_us)?;
    } else {
        write_checkpoint(&transaction, position, sorted_in, moments.latest_us)?;
        transaction.commit()?;
    }
    let going_on = memory.stories.go_on_now();
    // At once: until then, readers of this batch are told nothing from memory.
    memory.standings.apply(&touched.standings, position);
    remember(memory, &touched, after);
    drop(going_on);
    Ok(Applied { position, directory: changed_directory.map(Arc::new), erased })
}

/// Writes the rows of one record.
pub(crate) struct RowsOfRecord<'a, 'b> {
    pub(crate) transaction: &'a Connection,
    pub(crate) memory: &'a Memory<'a>,
    pub(crate) touched: &'b mut Touched,
    /// Whose story it entered, and at which moment.
    entered: Vec<i64>,
    happened: i64,
}

impl RowsOfRecord<'_, '_> {
    fn write(&mut self, incoming: &Incoming) -> Result<(), ViewError> {
        let record = incoming.record();
        let position = signed(record.position);
        let transaction = self.transaction;
        transaction.prepare_cached("insert into event (id, position) values (?1, ?2)")?.execute(params![record.header.id, position])?;
        match incoming {
            Incoming::Told(entry) => self.told(entry, position)?,
            Incoming::Erased(record) => {
                // Whoever comes later has the same number, whenever it was that these were erased.
                for id in people_of(&record.header) {
                    self.memory.people.find_or_add(self.transaction, id, &record.header.agency, false)?;
                }
            }
            Incoming::Damaged(record) => self.set_aside(record, position)?,
        }
        transaction
            .prepare_cached("insert into record (position, happened, entered, header, parts) values (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![
                position,
                self.happened,
                as_json(&self.entered),
                record.header_bytes,
                throughline_log::pack_parts(&record.parts)
            ])?;
        Ok(())
    }

    fn set_aside(&mut self, record: &Record, position: i64) -> Result<(), ViewError> {
        for id in people_of(&record.header) {
            let person = self.memory.people.find_or_add(self.transaction, id, &record.header.agency, false)?;
            self.transaction
                .prepare_cached("insert or ignore into aside (position, person) values (?1, ?2)")?
                .execute([position, person.number])?;
            let story = self.home_of(person.number)?;
            self.touched.story(story, None, record.position);
            self.touched.standings.homes.insert(person.number, story);
            self.touched.standings.sets_aside = true;
        }
        Ok(())
    }

    fn told(&mut self, entry: &ToldEntry, position: i64) -> Result<(), ViewError> {
        let event = entry.event();
        if let Some(Kind::Looked(_)) = event.kind {
            return self.looked(entry, position);
        }
        self.happened = event.happened.as_ref().and_then(|happened| throughline_story::happened_key(happened).ok()).unwrap_or(0);
        let is_supporter = matches!(event.kind, Some(Kind::SupporterJoined(_)));
        let mut people = Vec::with_capacity(entry.record.header.people.len());
        let header = &entry.record.header;
        for id in people_of(header) {
            let person = self.memory.people.find_or_add(self.transaction, id, &event.agency, is_supporter)?;
            // Of somebody who was erased only that is told which was never sealed.
            if header.lane() == Lane::Control || !self.memory.keys.is_erased(id)? {
                people.push(person);
            }
        }
        for person in people.iter().filter(|person| !person.is_supporter) {
            self.enter(person.number, &entry.told)?;
        }
        self.mentions(entry, position)?;
        self.details(entry, position)?;
        match &event.kind {
            Some(Kind::EmergencyOpened(_)) => self.opened(entry, position),
            Some(Kind::ProfilesJoined(joined)) => self.regroup(&joined.profiles, joins::join, entry),
            Some(Kind::ProfilesSeparated(separated)) => self.regroup(&separated.profiles, joins::separate, entry),
            Some(Kind::AlongsideStarted(started)) => self.walks(&started.supporter, &people),
            Some(Kind::SupporterLeft(left)) => self.departs(&left.supporter, &entry.told),
            Some(Kind::SupporterAway(away)) => self.departs(&away.supporter, &entry.told),
            Some(Kind::Withdrawn(withdrawn)) => self.follows(&withdrawn.event, &entry.told),
            Some(Kind::Corrected(corrected)) => self.follows(&corrected.event, &entry.told),
            _ => Ok(()),
        }
    }

    /// Residents whom an entry of a story names, and whose story it does not enter.
    fn mentions(&self, entry: &ToldEntry, position: i64) -> Result<(), ViewError> {
        let header = &entry.record.header;
        if header.lane() != Lane::Story {
            return Ok(());
        }
        for name in throughline_story::references(entry.event()).people {
            let Ok(id) = Uuid::parse_str(&name) else { continue };
            if people_of(header).any(|concerned| concerned == id) {
                continue;
            }
            if let Some(person) = self.memory.people.find(self.transaction, id)?.filter(|person| !person.is_supporter) {
                let mut insert = self.transaction.prepare_cached("insert or ignore into mention (person, position) values (?1, ?2)")?;
                insert.execute([person.number, position])?;
            }
        }
        Ok(())
    }

    /// Somebody looked: told to whoever asks who did, and to nobody else.
    fn looked(&self, entry: &ToldEntry, position: i64) -> Result<(), ViewError> {
        let mut at_everybody = true;
        for id in people_of(&entry.record.header) {
            at_everybody = false;
            let person = self.memory.people.find_or_add(self.transaction, id, &entry.record.header.agency, false)?;
            let mut insert = self.transaction.prepare_cached("insert or ignore into look (person, position) values (?1, ?2)")?;
            insert.execute([person.number, position])?;
        }
        if at_everybody {
            self.transaction.prepare_cached("insert into look_at_all (position) values (?1)")?.execute([position])?;
        }
        Ok(())
    }

    /// Somebody opened a story in an emergency: an entry like others, and told among the looks and to those who review it.
    fn opened(&self, entry: &ToldEntry, position: i64) -> Result<(), ViewError> {
        self.looked(entry, position)?;
        self.transaction.prepare_cached("insert into opening (position) values (?1)")?.execute([position])?;
        Ok(())
    }

    /// Makes the event an entry of a person's story.
    fn enter(&mut self, person: i64, told: &Arc<Told>) -> Result<(), ViewError> {
        let is_new = self.memory.latest.enter(person, Cursor { happened: self.happened, position: told.position });
        if is_new {
            self.entered.push(person);
        }
        let story = self.home_of(person)?;
        self.touched.standings.homes.insert(person, story);
        // An event about two profiles of one story is one event of it.
        let known = self.touched.news.get(&story).is_some_and(|news| news.last().is_some_and(|last| last.position == told.position));
        if is_new && !known {
            self.touched.story(story, Some(told), told.position);
        }
        Ok(())
    }

    fn details(&self, entry: &ToldEntry, position: i64) -> Result<(), ViewError> {
        if !matches!(
            entry.event().kind,
            Some(Kind::FirstHeardOf(_) | Kind::DetailsChanged(_) | Kind::SupporterJoined(_) | Kind::Corrected(_))
        ) {
            return Ok(());
        }
        for id in entry.people_with_words() {
            let Some(person) = self.memory.people.find(self.transaction, id)? else { continue };
            let Ok(Some(words)) = entry.words(id, self.memory.keys) else { continue };
            let Some(details) = words.details else { continue };
            self.transaction
                .prepare_cached("insert or ignore into details (person, happened, position) values (?1, ?2, ?3)")?
                .execute([person.number, self.happened, position])?;
            if person.is_supporter {
                continue;
            }
            let mut add = self.transaction.prepare_cached("insert or ignore into search (mac, person) values (?1, ?2)")?;
            for mac in search::keys_of(&details, &entry.event().agency, self.memory.keys) {
                add.execute([mac, person.number])?;
            }
            let known = details::known_before(self.transaction, (person.number, id), position, self.memory.keys)?;
            for mac in search::likeness_keys(&details_over(known, details), self.memory.keys) {
                add.execute([mac, person.number])?;
            }
        }
        Ok(())
    }

    fn regroup(
        &mut self,
        profiles: &[String],
        change: fn(&Connection, &[i64]) -> Result<BTreeSet<i64>, ViewError>,
        entry: &ToldEntry,
    ) -> Result<(), ViewError> {
        let mut numbers = Vec::with_capacity(profiles.len());
        for profile in profiles {
            if let Some(person) = self.number(profile)? {
                numbers.push(person.number);
            }
        }
        for story in change(self.transaction, &numbers)? {
            self.touched.story(story, None, entry.told.position);
            let members = joins::members(self.transaction, story)?;
            self.touched.standings.homes.extend(members.into_iter().map(|member| (member, story)));
        }
        Ok(())
    }

    /// Remembers who walked beside whom, and lets an earlier leaving of theirs enter this story too.
    fn walks(&mut self, supporter: &str, people: &[Person]) -> Result<(), ViewError> {
        let Some(supporter) = self.number(supporter)? else { return Ok(()) };
        for person in people.iter().filter(|person| !person.is_supporter) {
            self.transaction
                .prepare_cached("insert or ignore into walk (supporter, person) values (?1, ?2)")?
                .execute([supporter.number, person.number])?;
            let inserted = self
                .transaction
                .prepare_cached(
                    "insert or ignore into entry (person, happened, position)
                     select ?2, happened, position from departure where supporter = ?1",
                )?
                .execute([supporter.number, person.number])?;
            if inserted > 0 {
                let story = self.home_of(person.number)?;
                self.touched.redrawn.insert(story);
            }
        }
        Ok(())
    }

    /// A supporter left or is away: the event enters every story in which they ever walked alongside.
    fn departs(&mut self, supporter: &str, told: &Arc<Told>) -> Result<(), ViewError> {
        let Some(supporter) = self.number(supporter)? else { return Ok(()) };
        let position = signed(told.position);
        self.transaction
            .prepare_cached("insert or ignore into departure (supporter, happened, position) values (?1, ?2, ?3)")?
            .execute([supporter.number, self.happened, position])?;
        let walked: Vec<i64> = self
            .transaction
            .prepare_cached("select person from walk where supporter = ?1")?
            .query_map([supporter.number], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        walked.into_iter().try_for_each(|person| self.enter(person, told))
    }

    /// What changes a supporter's leaving or being away goes wherever that went.
    fn follows(&mut self, event: &str, told: &Arc<Told>) -> Result<(), ViewError> {
        let Ok(id) = Uuid::parse_str(event) else { return Ok(()) };
        let departed: Option<String> = self
            .transaction
            .prepare_cached(
                "select person.id from event join departure using (position) join person on person.number = departure.supporter where event.id = ?1",
            )?
            .query_row([id.as_bytes().as_slice()], |row| row.get::<_, Vec<u8>>(0))
            .optional()?
            .map(|id| Uuid::from_slice(&id).unwrap_or_default().to_string());
        departed.map_or(Ok(()), |supporter| self.departs(&supporter, told))
    }

    /// Whose story somebody is in; the file tells of whoever is new.
    pub(crate) fn home_of(&self, person: i64) -> Result<i64, ViewError> {
        let moved = self.touched.standings.homes.get(&person).copied();
        let Some(home) = moved.or_else(|| self.memory.standings.home(person)) else { return joins::story_of(self.transaction, person) };
        debug_assert_eq!(Some(home), joins::story_of(self.transaction, person).ok(), "what is remembered is what the file says");
        Ok(home)
    }

    fn number(&self, id: &str) -> Result<Option<Person>, ViewError> {
        let Ok(id) = Uuid::parse_str(id) else { return Ok(None) };
        self.memory.people.find(self.transaction, id)
    }
}
