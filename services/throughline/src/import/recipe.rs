//! A mapping fitted to one file's header, and what it makes of a row: an event that is complete but for the ids of people and supporters,
//! which only the server knows.

use jiff::Timestamp;
use prost_reflect::EnumDescriptor;
use throughline_proto::{
    strict::descriptors,
    v1::{Details, Event, Part, Place, Role, Voice, Words, place},
};
use uuid::Uuid;

use super::{
    columns::{Column, Header},
    details::DetailColumns,
    kinds::{Kinds, Source, enum_number},
    mapping::{Columns, Mapping},
    problem::RowProblem,
    rows::Row,
    times::{TimeRemark, Times},
    wording::{self, Wording},
};
use crate::{exit::WrongUse, moment::Order};

const LONGEST_PLACE_BYTES: usize = 200;
const LONGEST_KEY_BYTES: usize = 200;
/// Rows without a key of their own are told apart by what they say.
const CONTENT_KEYS: Uuid = Uuid::from_u128(0x7b1d_5c86_3f0e_5a52_9d6c_0b2f_4e8a_7c31);

/// A row that can be recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct Ready {
    /// The line on which it begins.
    pub line: u64,
    /// Whom it is about, by the agency's reference.
    pub reference: String,
    /// Who recorded it, by name.
    pub supporter: Option<String>,
    /// Where it stands among the person's events.
    pub order: Order,
    /// The local day.
    pub day: jiff::civil::Date,
    /// Everything but ids.
    pub event: Event,
    /// What the row says of its person.
    pub details: Details,
    /// How its time was read.
    pub remark: Option<TimeRemark>,
    /// The facts hold only the beginning of the wording.
    pub cut: bool,
    /// Where it stands in the text, with the end of its line.
    pub raw: std::ops::Range<usize>,
}

/// A mapping fitted to a header.
#[derive(Debug, Clone)]
pub struct Recipe {
    header: Header,
    reference: Vec<Column>,
    details: DetailColumns,
    supporter: Option<Column>,
    time: Vec<Column>,
    times: Times,
    kinds: Kinds,
    what: Option<Column>,
    words: Vec<Column>,
    source_key: Vec<Column>,
    manner: Option<(Source<i32>, EnumDescriptor)>,
    place: Option<Column>,
    topics: Vec<i32>,
}

impl Recipe {
    /// Everything that can be said wrong about a mapping and a header is said here, before any row is read.
    pub fn new(mapping: &Mapping, header: Header) -> Result<Self, WrongUse> {
        let several = |key: &str, columns: Option<&Columns>| columns.map_or_else(|| Ok(Vec::new()), |columns| header.columns(key, columns));
        let manners = choices("Manner")?;
        let topics = choices("Topic")?;
        let topic = |topic: &String| enum_number(&topics, topic).map_err(|error| WrongUse::new(format!("[event] topics: {error}")));
        let manner = mapping.event.manner.as_ref().map(|choice| {
            let source = Source::new("[event] manner", choice, &header, |text| enum_number(&manners, text))?;
            Ok::<_, WrongUse>((source, manners.clone()))
        });
        Ok(Self {
            reference: several("[person] reference", Some(&mapping.person.reference))?,
            details: DetailColumns::new(&mapping.person, &header)?,
            supporter: header.optional("[supporter] name", mapping.supporter.as_ref().map(|supporter| supporter.name.as_str()))?,
            time: several("[time] column", Some(&mapping.time.column))?,
            times: Times::new(&mapping.time.formats, mapping.time.zone.as_deref())?,
            kinds: Kinds::new(&mapping.event, &header)?,
            what: header.optional("[event] what", mapping.event.what.as_deref())?,
            words: several("[event] words", mapping.event.words.as_ref())?,
            source_key: several("[event] source_key", mapping.event.source_key.as_ref())?,
            manner: manner.transpose()?,
            place: header.optional("[event] place", mapping.event.place.as_deref())?,
            topics: mapping.event.topics.iter().map(topic).collect::<Result<_, _>>()?,
            header,
        })
    }

    /// The columns of the file.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// What a row says; `raw` is where it stands.
    pub fn ready(&self, row: &Row<'_>, raw: std::ops::Range<usize>, now: Timestamp) -> Result<Ready, RowProblem> {
        let cells = &row.cells;
        let reference = key(&self.reference, cells, "nobody knows whom it is about")?;
        let time: Vec<&str> = self.time.iter().map(|column| cells[column.index].trim()).collect();
        let when = self.times.read(&time.join(" ")).map_err(|problem| RowProblem::Time { column: names(&self.time), problem })?;
        // A day is over only when it is over everywhere; the server knows the rest.
        if when.instant.is_some_and(|instant| instant > now) {
            return Err(RowProblem::InTheFuture);
        }
        let (event, cut) = self.event(cells)?;
        let event = Event {
            happened: Some(when.happened.clone()),
            source_key: self.source_key(cells)?,
            people: vec![Part { person: String::new(), role: Role::About.into() }],
            ..event
        };
        Ok(Ready {
            line: row.line,
            details: self.details.read(&reference, cells)?,
            reference,
            supporter: self.supporter.as_ref().map(|column| cells[column.index].trim().to_owned()).filter(|name| !name.is_empty()),
            order: Order::new(when.day, when.instant),
            day: when.day,
            event,
            remark: when.remark,
            cut,
            raw,
        })
    }

    /// What happened, and whether the facts hold only the beginning of it.
    fn event(&self, cells: &[impl AsRef<str>]) -> Result<(Event, bool), RowProblem> {
        let what = self.what.as_ref().map(|column| cells[column.index].as_ref().trim()).unwrap_or_default();
        let wording = wording::split(what, &wording::labelled(&self.words, cells));
        let (event, taken) = self.kinds.event(cells, &wording.what)?;
        // A kind without a place for wording, such as Met, has it in the words.
        let words = if taken || wording.cut { wording.words } else { wording::joined(&wording.what, &wording.words) };
        let Wording { cut, .. } = wording;
        wording::check_words(&words, || names(self.what.iter().chain(&self.words)))?;
        let words = (!words.is_empty()).then(|| Words { text: words, voice: Voice::Source.into(), ..Words::default() });
        let manner = self.manner.as_ref().map_or(Ok(0), |(source, choices)| source.number(cells, choices))?;
        let place = self.place.as_ref().map(|column| place_of(column, cells)).transpose()?.flatten();
        Ok((Event { words: words.into_iter().collect(), manner, place, topics: self.topics.clone(), ..event }, cut && taken))
    }

    fn source_key(&self, cells: &[impl AsRef<str>]) -> Result<String, RowProblem> {
        let key = if self.source_key.is_empty() {
            content_key(&self.header, cells)
        } else {
            key(&self.source_key, cells, "it could not be told apart when it is imported again")?
        };
        Ok(fitting_key(key))
    }
}

/// A source key that is not too long for one.
pub fn fitting_key(key: String) -> String {
    if key.len() <= LONGEST_KEY_BYTES { key } else { format!("key:{}", Uuid::new_v5(&CONTENT_KEYS, key.as_bytes())) }
}

/// What the columns say together. A bar between them, and twice where it stands in one: no two keys can run into each other.
fn key(columns: &[Column], cells: &[impl AsRef<str>], without: &'static str) -> Result<String, RowProblem> {
    let parts: Vec<&str> = columns.iter().map(|column| cells[column.index].as_ref().trim()).collect();
    if let Some(empty) = parts.iter().position(|part| part.is_empty()) {
        return Err(RowProblem::Empty { column: columns[empty].name.clone(), without });
    }
    match parts.as_slice() {
        [only] => Ok((*only).to_owned()),
        several => Ok(several.iter().map(|part| part.replace('|', "||")).collect::<Vec<_>>().join("|")),
    }
}

/// The same whatever the order of the columns, and whatever empty column is added.
fn content_key(header: &Header, cells: &[impl AsRef<str>]) -> String {
    let named =
        header.names().iter().zip(cells).map(|(name, cell)| (name.as_str(), cell.as_ref())).filter(|(_, cell)| !cell.trim().is_empty());
    let mut named: Vec<(&str, &str)> = named.collect();
    named.sort_unstable();
    let content: String = named.into_iter().map(|(name, cell)| format!("{}:{name}={}:{cell};", name.len(), cell.len())).collect();
    format!("row:{}", Uuid::new_v5(&CONTENT_KEYS, content.as_bytes()))
}

fn place_of(column: &Column, cells: &[impl AsRef<str>]) -> Result<Option<Place>, RowProblem> {
    let text = cells[column.index].as_ref().trim();
    if text.len() > LONGEST_PLACE_BYTES {
        return Err(RowProblem::TooLong { column: column.name.clone(), bytes: text.len(), limit: LONGEST_PLACE_BYTES });
    }
    Ok((!text.is_empty()).then(|| Place { place: Some(place::Place::Text(text.to_owned())) }))
}

fn names<'a>(columns: impl IntoIterator<Item = &'a Column>) -> String {
    columns.into_iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(" and ")
}

fn choices(name: &str) -> Result<EnumDescriptor, WrongUse> {
    let found = descriptors().get_enum_by_name(&format!("throughline.v1.{name}"));
    found.ok_or_else(|| WrongUse::new(format!("this program does not know {name}")))
}

#[cfg(test)]
#[path = "recipe_tests.rs"]
mod tests;
