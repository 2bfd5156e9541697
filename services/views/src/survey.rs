//! Looking over all stories, and over all records: for who has been kept long enough, and for the record of processing. Slow, and seldom asked.

use std::{collections::BTreeMap, sync::Arc};

use throughline_log::Lane;
use throughline_proto::v1::event::Kind;

use crate::{
    Cursor, OpenedEntry, Snapshot, StoryRead, ViewError, joins,
    snapshot::signed,
    told::{ToldEntry, readable, unpack},
};

/// What there is, in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Surveyed {
    /// How many events of each kind, by the field's name in Event.
    pub kinds: BTreeMap<&'static str, u64>,
    /// How many profiles each agency knows people by.
    pub profiles: BTreeMap<String, u64>,
    /// How many profiles were erased.
    pub erased: u64,
}

impl<'a> Snapshot<'a> {
    /// The next stories after one, by their numbers, in which nothing has happened after this moment's key; and up to where was looked, if there
    /// may be more.
    pub fn stories_since(&self, after: i64, limit: usize, quiet_since: i64) -> Result<(Vec<StoryRead<'a>>, Option<i64>), ViewError> {
        let mut select =
            self.rows.prepare_cached("select distinct story from person where is_supporter = 0 and story > ?1 order by story limit ?2")?;
        let limited = i64::try_from(limit).unwrap_or(i64::MAX);
        let numbers: Vec<i64> = select.query_map([after, limited], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let last = numbers.last().copied().filter(|_| numbers.len() == limit);
        let mut stories = Vec::new();
        for number in numbers {
            let newest = self.places()?.before(&joins::members(self.rows, number)?, Cursor::NEWEST, 1)?;
            if newest.first().is_none_or(|newest| newest.happened > quiet_since) {
                continue;
            }
            match self.numbered(number) {
                Ok(read) => stories.push(read),
                Err(ViewError::SetAside { .. }) => {}
                Err(other) => return Err(other),
            }
        }
        Ok((stories, last))
    }

    /// Counts all records, and who is known to whom.
    pub fn survey(&self) -> Result<Surveyed, ViewError> {
        let mut surveyed = Surveyed::default();
        let mut select = self.rows.prepare_cached("select agency, count(*) from person where is_supporter = 0 group by agency")?;
        for row in select.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))? {
            let (agency, count) = row?;
            surveyed.profiles.insert(agency, count.unsigned_abs());
        }
        let mut select = self.rows.prepare_cached("select position, header, parts from record where position > ?1 order by position")?;
        let mut rows = select.query([signed(0)])?;
        while let Some(row) = rows.next()? {
            let position = row.get::<_, i64>(0)?.unsigned_abs();
            let record = unpack(position, row.get(1)?, row.get_ref(2)?.as_blob().unwrap_or_default())?;
            if record.header.lane() == Lane::Look {
                *surveyed.kinds.entry("looked").or_default() += 1;
                continue;
            }
            let Some(entry) = readable(ToldEntry::open(Arc::new(record), self.keys()))? else { continue };
            let Some(kind) = &entry.event().kind else { continue };
            *surveyed.kinds.entry(throughline_story::kind_name(kind)).or_default() += 1;
            if let Kind::Erased(erased) = kind {
                surveyed.erased += erased.profiles.len() as u64;
            }
        }
        Ok(surveyed)
    }
}

impl StoryRead<'_> {
    /// The story's own number.
    pub fn number(&self) -> i64 {
        self.members.iter().copied().min().unwrap_or_default()
    }

    /// The entries of others' stories that name this person.
    pub fn mentions(&self) -> Result<Vec<OpenedEntry>, ViewError> {
        let people: Vec<String> = self.members.iter().map(i64::to_string).collect();
        let mut select = self
            .snapshot
            .rows
            .prepare_cached("select distinct position from mention where person in (select value from json_each(?1)) order by position")?;
        let positions: Vec<i64> = select.query_map([format!("[{}]", people.join(","))], |row| row.get(0))?.collect::<Result<_, _>>()?;
        positions.into_iter().filter_map(|position| self.snapshot.record(position.unsigned_abs()).transpose()).collect()
    }
}
