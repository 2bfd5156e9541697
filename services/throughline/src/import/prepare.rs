//! A whole file, read: the rows that can be recorded in the order in which they happened, those that cannot, and the people and supporters
//! who are in them. Opens nothing and sends nothing, so a dry run is this and no more.

use std::{
    collections::{HashMap, HashSet, hash_map},
    ops::Range,
};

use jiff::{Timestamp, civil::Date};
use throughline_proto::v1::Details;

use super::{
    columns::Header,
    details, encoding,
    mapping::Mapping,
    problem::RowProblem,
    recipe::{Ready, Recipe},
    rows::{Item, Reader, Row},
    times::TimeRemark,
};
use crate::{
    exit::WrongUse,
    output::{Output, counted},
    progress::{Progress, Unit},
};

/// Progress is told once for so many rows.
const TOLD_EVERY: usize = 512;

/// A row that is left out.
#[derive(Debug, Clone, PartialEq)]
pub struct BadRow {
    /// The line on which it begins.
    pub line: u64,
    /// Why.
    pub why: RowProblem,
    /// Where it stands in the text.
    pub raw: Range<usize>,
}

/// Somebody whom the file tells of.
#[derive(Debug, Clone, PartialEq)]
pub struct NewPerson {
    /// The agency's reference.
    pub reference: String,
    /// The first day on which the file tells of them.
    pub day: Date,
    /// Who they are.
    pub details: Details,
}

/// Somebody who recorded rows of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSupporter {
    /// As the file calls them.
    pub name: String,
    /// The day of their first row.
    pub day: Date,
}

/// A file, read.
#[derive(Debug)]
pub struct Prepared {
    /// The file's text.
    pub text: String,
    /// Where the header stands in it.
    pub header: Range<usize>,
    /// Between the cells.
    pub delimiter: u8,
    /// What can be recorded, in the order of time and then of the file.
    pub ready: Vec<Ready>,
    /// What is left out.
    pub bad: Vec<BadRow>,
    /// How many rows there are, good and bad.
    pub rows: u64,
    /// How many rows say again, word for word, what another said.
    pub repeated: u64,
    /// Everybody, in the order in which they are first told of.
    pub people: Vec<NewPerson>,
    /// The supporters, in the same order.
    pub supporters: Vec<NewSupporter>,
    /// What the reader should know.
    pub notes: Vec<String>,
}

/// Reads a file as the mapping says.
pub fn prepare(bytes: &[u8], mapping: &Mapping, now: Timestamp, output: &Output) -> Result<Prepared, WrongUse> {
    let decoded = encoding::decode(bytes, mapping.file.encoding.as_deref())?;
    let delimiter = mapping.delimiter()?;
    let mut reader = Reader::new(&decoded.text, delimiter);
    let (header_row, header) = read_header(&mut reader)?;
    let recipe = Recipe::new(mapping, header_row)?;
    let mut sorter = Sorter::default();
    let mut progress = Progress::start(output, "Reading the file", Unit::Bytes, Some(decoded.text.len() as u64));
    for told in 0.. {
        let start = reader.bytes_read();
        let Some(item) = reader.next() else { break };
        sorter.take(item, start..reader.bytes_read(), &recipe, now);
        if told % TOLD_EVERY == 0 {
            progress.set(reader.bytes_read() as u64);
        }
    }
    progress.finish();
    sorter.notes.extend(decoded.note);
    Ok(sorter.finish(decoded.text, header, delimiter))
}

fn read_header(reader: &mut Reader<'_>) -> Result<(Header, Range<usize>), WrongUse> {
    loop {
        let start = reader.bytes_read();
        match reader.next() {
            None => return Err(WrongUse::new("the file is empty: it has not even a header")),
            Some(Item::Blank(_)) => {}
            Some(Item::Bad { line, why, .. }) => return Err(WrongUse::new(format!("line {line}, the header, {why}"))),
            Some(Item::Row(Row { cells, .. })) => return Ok((Header::new(cells), start..reader.bytes_read())),
        }
    }
}

/// Sorts rows into good, bad and repeated.
#[derive(Debug, Default)]
struct Sorter {
    ready: Vec<Ready>,
    bad: Vec<BadRow>,
    rows: u64,
    blank: u64,
    repeated: Vec<(u64, u64)>,
    by_key: HashMap<String, usize>,
    notes: Vec<String>,
}

impl Sorter {
    fn take(&mut self, item: Item<'_>, raw: Range<usize>, recipe: &Recipe, now: Timestamp) {
        let row = match item {
            Item::Blank(_) => {
                self.blank += 1;
                return;
            }
            Item::Bad { line, why, .. } => {
                self.rows += 1;
                self.bad.push(BadRow { line, why, raw });
                return;
            }
            Item::Row(row) => row,
        };
        self.rows += 1;
        match recipe.ready(&row, raw.clone(), now) {
            Ok(ready) => self.keep(ready),
            Err(why) => self.bad.push(BadRow { line: row.line, why, raw }),
        }
    }

    fn keep(&mut self, ready: Ready) {
        match self.by_key.entry(ready.event.source_key.clone()) {
            hash_map::Entry::Vacant(vacant) => {
                vacant.insert(self.ready.len());
                self.ready.push(ready);
            }
            hash_map::Entry::Occupied(first) => {
                let first = &self.ready[*first.get()];
                if first.event == ready.event && first.reference == ready.reference && first.supporter == ready.supporter {
                    self.repeated.push((ready.line, first.line));
                } else {
                    self.bad.push(BadRow { line: ready.line, why: RowProblem::SameKey { first: first.line }, raw: ready.raw });
                }
            }
        }
    }

    fn finish(mut self, text: String, header: Range<usize>, delimiter: u8) -> Prepared {
        self.ready.sort_by_key(|ready| (ready.order, ready.line));
        let (people, conflicts) = people(&self.ready);
        let supporters = supporters(&self.ready);
        self.note_remarks(conflicts);
        Prepared {
            text,
            header,
            delimiter,
            ready: self.ready,
            bad: self.bad,
            rows: self.rows,
            repeated: self.repeated.len() as u64,
            people,
            supporters,
            notes: self.notes,
        }
    }

    fn note_remarks(&mut self, conflicts: u64) {
        let remarks = |remark| self.ready.iter().filter(|ready| ready.remark == Some(remark)).count() as u64;
        let mut notes = Vec::new();
        let mut note = |number: u64, one: &str, many: &str, rest: &str| {
            if number > 0 {
                notes.push(format!("{} {rest}", counted(number, one, many)));
            }
        };
        note(remarks(TimeRemark::Midnight), "row", "rows", "said exactly midnight: taken as the day alone.");
        note(remarks(TimeRemark::Twice), "row", "rows", "had a time that the clocks showed twice that night: taken as the first.");
        note(remarks(TimeRemark::Finer), "row", "rows", "had a time finer than a microsecond: the rest is cut.");
        let cut = self.ready.iter().filter(|ready| ready.cut).count() as u64;
        note(cut, "row", "rows", "had a long text: its beginning stands in the event, all of it in the person's words.");
        note(conflicts, "row", "rows", "said other details of a person than an earlier row: the earlier ones were taken.");
        note(self.blank, "line", "lines", "without anything in them.");
        if let Some((line, first)) = self.repeated.first() {
            let number = counted(self.repeated.len() as u64, "row says", "rows say");
            notes.push(format!("{number} again, word for word, what another said (line {line} repeats line {first}): taken once."));
        }
        if self.rows == 0 {
            notes.push("The file has a header and no rows.".to_owned());
        }
        self.notes.extend(notes);
    }
}

fn supporters(ready: &[Ready]) -> Vec<NewSupporter> {
    let mut seen = HashSet::new();
    let named = ready.iter().filter_map(|row| Some((row.supporter.as_ref()?, row.day)));
    named.filter(|(name, _)| seen.insert(*name)).map(|(name, day)| NewSupporter { name: name.clone(), day }).collect()
}

/// Everybody in the rows, and how many rows say other details than an earlier one.
fn people(ready: &[Ready]) -> (Vec<NewPerson>, u64) {
    let mut people: Vec<NewPerson> = Vec::new();
    let mut by_reference: HashMap<&str, usize> = HashMap::new();
    let mut conflicts = 0;
    for row in ready {
        match by_reference.entry(&row.reference) {
            hash_map::Entry::Vacant(vacant) => {
                vacant.insert(people.len());
                people.push(NewPerson { reference: row.reference.clone(), day: row.day, details: row.details.clone() });
            }
            hash_map::Entry::Occupied(index) => {
                conflicts += u64::from(!details::merge(&mut people[*index.get()].details, &row.details));
            }
        }
    }
    (people, conflicts)
}

#[cfg(test)]
#[path = "prepare_tests.rs"]
mod tests;
