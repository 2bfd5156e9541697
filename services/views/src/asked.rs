//! What is asked across stories: somebody's people, open promises, and who is found by a name, a date of birth or a reference.

use rusqlite::{params, params_from_iter};
use throughline_proto::v1::{Details, event::Kind};
use uuid::Uuid;

use crate::{Snapshot, Sought, StoryRead, ViewError, search, snapshot::signed};

/// Whose people: a supporter's, or everybody of an agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// A supporter.
    Supporter(Uuid),
    /// An agency, by its word.
    Agency(String),
}

/// Somebody alongside, as a row of a list.
pub struct PersonRow<'a> {
    /// The story's first profile.
    pub person: Uuid,
    /// Who is alongside.
    pub supporter: Uuid,
    /// Their story.
    pub read: StoryRead<'a>,
}

/// An open promise, as a row of a list.
pub struct PromiseRow<'a> {
    /// The story's first profile.
    pub person: Uuid,
    /// The row's place in the list: since when, and the event that opened it.
    pub place: (i64, Uuid),
    /// Its story.
    pub read: StoryRead<'a>,
}

/// A story that was opened in an emergency, as a row of a list.
pub struct OpeningRow<'a> {
    /// Where it lies in the log.
    pub position: u64,
    /// The event.
    pub event: String,
    /// The story.
    pub read: StoryRead<'a>,
}

impl<'a> Snapshot<'a> {
    /// The people somebody is alongside, the longest not met first.
    pub fn people_of(&self, whose: &Whose) -> Result<Vec<PersonRow<'a>>, ViewError> {
        let mut rows = Vec::new();
        for (supporter, story) in self.alongside(whose)? {
            match self.numbered(story) {
                Ok(read) => rows.push(PersonRow { person: self.id_of(story)?, supporter: self.id_of(supporter)?, read }),
                Err(ViewError::SetAside { .. }) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(rows)
    }

    /// Supporter and story, the longest not met first.
    fn alongside(&self, whose: &Whose) -> Result<Vec<(i64, i64)>, ViewError> {
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let rows = match whose {
            Whose::Supporter(id) => {
                let Some(supporter) = self.views.people.find(self.rows, *id)? else { return Ok(Vec::new()) };
                self.rows
                    .prepare_cached(
                        "select supporter, alongside.story from alongside join story on story.number = alongside.story
                         where supporter = ?1 order by last_met, alongside.story",
                    )?
                    .query_map([supporter.number], read)?
                    .collect::<Result<_, _>>()?
            }
            Whose::Agency(agency) => self
                .rows
                .prepare_cached(
                    "select supporter, alongside.story from alongside join story on story.number = alongside.story
                     where agency = ?1 order by last_met, alongside.story, supporter",
                )?
                .query_map([agency], read)?
                .collect::<Result<_, _>>()?,
        };
        Ok(rows)
    }

    /// Open promises, the oldest first, after a place in the list.
    pub fn open_promises(&self, after: (i64, Uuid), limit: usize) -> Result<Vec<PromiseRow<'a>>, ViewError> {
        let mut select = self
            .rows
            .prepare_cached("select story, event, since from promise where (since, event) > (?1, ?2) order by since, event limit ?3")?;
        let (since, event) = after;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let found: Vec<(i64, Vec<u8>, i64)> = select
            .query_map(params![since, event.as_bytes().as_slice(), limit], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<Result<_, _>>()?;
        let mut rows = Vec::with_capacity(found.len());
        for (story, event, since) in found {
            let place = (since, Uuid::from_slice(&event).unwrap_or_default());
            match self.numbered(story) {
                Ok(read) => rows.push(PromiseRow { person: self.id_of(story)?, place, read }),
                Err(ViewError::SetAside { .. }) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(rows)
    }

    /// What was opened in an emergency before a position, the newest first: place, event and story of up to so many; and from where to go on, if
    /// there may be more.
    pub fn openings(&self, before: u64, limit: usize) -> Result<(Vec<OpeningRow<'a>>, Option<u64>), ViewError> {
        let mut select = self.rows.prepare_cached("select position from opening where position < ?1 order by position desc limit ?2")?;
        let most = i64::try_from(limit).unwrap_or(i64::MAX);
        let positions: Vec<i64> = select.query_map(params![signed(before), most], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let next = positions.last().filter(|_| positions.len() >= limit).map(|last| last.unsigned_abs());
        let mut openings = Vec::with_capacity(positions.len());
        for position in positions.into_iter().map(i64::unsigned_abs) {
            let Some(entry) = self.record(position)? else { continue };
            let Some(person) = throughline_story::concerned(&entry.event).find_map(|person| Uuid::parse_str(person).ok()) else { continue };
            match self.story(person) {
                Ok(Some(read)) => openings.push(OpeningRow { position, event: entry.event.id, read }),
                Ok(None) | Err(ViewError::SetAside { .. }) => {}
                Err(other) => return Err(other),
            }
        }
        Ok((openings, next))
    }

    /// Profiles that lie under a key of somebody with these details, themselves among them, up to so many.
    pub fn alike(&self, details: &Details, most: usize) -> Result<Vec<Uuid>, ViewError> {
        let macs = search::likeness_keys(details, self.keys());
        if macs.is_empty() {
            return Ok(Vec::new());
        }
        let marks = vec!["?"; macs.len()].join(", ");
        // Whoever shares the most keys first, should there be too many to look at.
        let mut select = self.rows.prepare(&format!(
            "select person.id from search join person on person.number = search.person
             where mac in ({marks}) and not person.is_supporter
             group by search.person order by count(*) desc, search.person limit {most}",
        ))?;
        let rows = select.query_map(params_from_iter(&macs), |row| row.get::<_, Vec<u8>>(0))?;
        rows.map(|id| Ok(Uuid::from_slice(&id?).unwrap_or_default())).collect()
    }

    /// Who is to be matched after a position, and up to where was looked: whose details were written, and whose story may be used for it again.
    pub fn to_match_since(&self, after: u64, limit: usize) -> Result<(Vec<Uuid>, u64), ViewError> {
        let mut select = self.rows.prepare_cached("select position from record where position > ?1 order by position limit ?2")?;
        let positions: Vec<i64> =
            select.query_map([signed(after), i64::try_from(limit).unwrap_or(i64::MAX)], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let (mut people, mut looked_at) = (Vec::new(), after);
        for position in positions {
            looked_at = position.unsigned_abs();
            let Some(entry) = self.record(looked_at)? else { continue };
            let carries = |person: &Uuid| entry.words(*person).is_some_and(|words| words.details.is_some());
            let used_again = match &entry.event.kind {
                Some(Kind::RestrictionPlaced(it)) if it.ended.is_some() => {
                    it.profiles.iter().filter_map(|id| Uuid::parse_str(id).ok()).collect()
                }
                _ => Vec::new(),
            };
            let concerned = entry.people_with_words().filter(carries).chain(used_again);
            people.extend(concerned.filter(|person| !people.contains(person)).collect::<Vec<_>>());
        }
        Ok((people, looked_at))
    }

    /// Whether everything sought is in these details, each beside the agency that wrote it. What was written by others, or was taken back since,
    /// still leads to somebody: whoever may not see it must not find them by it.
    pub fn is_in(&self, sought: &[Sought], told: &[(String, Details)]) -> bool {
        let keys: Vec<i64> = told.iter().flat_map(|(agency, details)| search::keys_of(details, agency, self.keys())).collect();
        sought.iter().flat_map(|sought| search::keys_for(sought, self.keys())).all(|mac| keys.contains(&mac))
    }

    /// The profiles that have everything sought, in the order in which they were first heard of.
    pub fn find(&self, sought: &[Sought]) -> Result<Vec<Uuid>, ViewError> {
        let mut macs: Vec<i64> = sought.iter().flat_map(|sought| search::keys_for(sought, self.keys())).collect();
        macs.sort_unstable();
        macs.dedup();
        if macs.is_empty() {
            return Ok(Vec::new());
        }
        let marks = vec!["?"; macs.len()].join(", ");
        let mut select = self.rows.prepare_cached(&format!(
            "select person.id from search join person on person.number = search.person
             where mac in ({marks}) group by search.person having count(*) = {} order by search.person",
            macs.len()
        ))?;
        let rows = select.query_map(params_from_iter(&macs), |row| row.get::<_, Vec<u8>>(0))?;
        rows.map(|id| Ok(Uuid::from_slice(&id?).unwrap_or_default())).collect()
    }
}
