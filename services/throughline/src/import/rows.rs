//! A strict reader of CSV (RFC 4180) that names what is wrong with a line and goes on with the next. The `csv` crate reads whatever it is
//! given, and a quote that is never closed would swallow the rest of a file unseen; so it is only the oracle in the tests.
//!
//! Every line of the text comes out exactly once: as part of a row, as bad, or as blank.

use std::borrow::Cow;

use super::{encoding::LOST, problem::RowProblem};

/// No event is larger than 256 KiB. A quoted cell that is still open after this is one whose closing quote is missing.
const LONGEST_ROW_BYTES: usize = 1 << 20;

/// A row's cells, and where they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<'a> {
    /// The line on which it begins, from 1.
    pub line: u64,
    /// As it stands in the file, with the end of the line.
    pub raw: &'a str,
    /// The cells.
    pub cells: Vec<Cow<'a, str>>,
}

/// What comes next in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item<'a> {
    /// A row.
    Row(Row<'a>),
    /// Something that is no row.
    Bad {
        /// The line, from 1.
        line: u64,
        /// As it stands in the file.
        raw: &'a str,
        /// Why it is none.
        why: RowProblem,
    },
    /// An empty line, or one with nothing but delimiters.
    Blank(&'a str),
}

/// Reads rows.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    text: &'a str,
    at: usize,
    line: u64,
    delimiter: u8,
    expected: Option<usize>,
}

impl<'a> Reader<'a> {
    /// Reads this text. The first row that is not blank says how many cells every other has.
    pub fn new(text: &'a str, delimiter: u8) -> Self {
        Self { text, at: 0, line: 1, delimiter, expected: None }
    }

    /// How many bytes have been read.
    pub fn bytes_read(&self) -> usize {
        self.at
    }

    fn take(&mut self, bytes: usize) -> (u64, &'a str) {
        let raw = &self.text[self.at..self.at + bytes];
        let line = self.line;
        self.at += bytes;
        self.line += lines(raw);
        (line, raw)
    }

    /// One line only, whatever a quote in it says: so that the next line is read for itself.
    fn bad(&mut self, why: RowProblem) -> Item<'a> {
        let (line, raw) = self.take(line_length(&self.text[self.at..]));
        Item::Bad { line, raw, why }
    }
}

impl<'a> Iterator for Reader<'a> {
    type Item = Item<'a>;

    fn next(&mut self) -> Option<Item<'a>> {
        let rest = &self.text[self.at..];
        if rest.is_empty() {
            return None;
        }
        let parsed = match parse(rest, self.delimiter) {
            Ok(parsed) => parsed,
            Err(why) => return Some(self.bad(why)),
        };
        if parsed.cells.iter().all(|cell| cell.trim().is_empty()) && lines(&rest[..parsed.length]) <= 1 {
            return Some(Item::Blank(self.take(parsed.length).1));
        }
        let expected = *self.expected.get_or_insert(parsed.cells.len());
        let found = parsed.cells.len();
        if found != expected {
            let torn = found < expected && !parsed.ended;
            return Some(self.bad(if torn { RowProblem::Torn { found, expected } } else { RowProblem::Cells { found, expected } }));
        }
        if rest[..parsed.length].contains(LOST) {
            return Some(self.bad(RowProblem::LostCharacter));
        }
        let (line, raw) = self.take(parsed.length);
        Some(Item::Row(Row { line, raw, cells: parsed.cells }))
    }
}

/// A row's cells from one row as it stands in a file.
pub fn cells(raw: &str, delimiter: u8) -> Vec<Cow<'_, str>> {
    parse(raw, delimiter).map(|parsed| parsed.cells).unwrap_or_default()
}

struct Parsed<'a> {
    cells: Vec<Cow<'a, str>>,
    length: usize,
    /// By the end of a line, and not only by that of the file.
    ended: bool,
}

fn parse(text: &str, delimiter: u8) -> Result<Parsed<'_>, RowProblem> {
    let bytes = text.as_bytes();
    let mut cells = Vec::new();
    let mut at = 0;
    loop {
        let quoted = bytes.get(at) == Some(&b'"');
        let (cell, end) = if quoted { quoted_cell(text, at + 1, cells.len() + 1)? } else { plain_cell(text, at, delimiter) };
        cells.push(cell);
        match bytes.get(end) {
            Some(byte) if *byte == delimiter => at = end + 1,
            None => return Ok(Parsed { cells, length: end, ended: false }),
            Some(b'\r') if bytes.get(end + 1) == Some(&b'\n') => return Ok(Parsed { cells, length: end + 2, ended: true }),
            Some(b'\r' | b'\n') => return Ok(Parsed { cells, length: end + 1, ended: true }),
            Some(_) => return Err(RowProblem::AfterQuote { cell: cells.len() }),
        }
    }
}

/// A quote inside is an ordinary character here: 5" pipe.
fn plain_cell(text: &str, start: usize, delimiter: u8) -> (Cow<'_, str>, usize) {
    let rest = &text.as_bytes()[start..];
    let length = rest.iter().position(|byte| *byte == delimiter || matches!(byte, b'\r' | b'\n')).unwrap_or(rest.len());
    (Cow::Borrowed(&text[start..start + length]), start + length)
}

/// The cell whose opening quote lies just before `start`, and where its closing quote ends.
fn quoted_cell(text: &str, start: usize, cell: usize) -> Result<(Cow<'_, str>, usize), RowProblem> {
    let bytes = text.as_bytes();
    let limit = bytes.len().min(LONGEST_ROW_BYTES);
    let mut at = start;
    let mut doubled = false;
    loop {
        let quote = bytes.get(at..limit).and_then(|rest| rest.iter().position(|byte| *byte == b'"'));
        let end = at + quote.ok_or(RowProblem::QuoteNotClosed { cell })?;
        if bytes.get(end + 1) == Some(&b'"') {
            doubled = true;
            at = end + 2;
            continue;
        }
        let inside = &text[start..end];
        let inside = if doubled { Cow::Owned(inside.replace("\"\"", "\"")) } else { Cow::Borrowed(inside) };
        return Ok((inside, end + 1));
    }
}

/// The length of the first line, with its end.
fn line_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    match bytes.iter().position(|byte| matches!(byte, b'\r' | b'\n')) {
        Some(at) if bytes[at..].starts_with(b"\r\n") => at + 2,
        Some(at) => at + 1,
        None => bytes.len(),
    }
}

/// How many lines a piece of text ends.
fn lines(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let ends = |(at, byte): (usize, &u8)| *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
    bytes.iter().enumerate().filter(|item| ends(*item)).count() as u64
}

#[cfg(test)]
#[path = "rows_tests.rs"]
mod tests;
