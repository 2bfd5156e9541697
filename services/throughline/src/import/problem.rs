//! Why one row is left out, in words that tell its agency what to mend. Never a name or anything that somebody said.

use thiserror::Error;

use super::times::TimeProblem;

/// Why one row is left out.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RowProblem {
    /// Not as many cells as the header has.
    #[error("has {found} cells where the header has {expected}; quote cells that hold the delimiter")]
    Cells {
        /// In the row.
        found: usize,
        /// In the header.
        expected: usize,
    },
    /// The last line was cut.
    #[error("is torn: the file ends after {found} of {expected} cells; export it again")]
    Torn {
        /// In the row.
        found: usize,
        /// In the header.
        expected: usize,
    },
    /// A quote that never ends.
    #[error("opens a quote in cell {cell} that is never closed")]
    QuoteNotClosed {
        /// Counted from 1.
        cell: usize,
    },
    /// Text after a closing quote.
    #[error("goes on after the closing quote of cell {cell}; write a quote inside a quoted cell twice")]
    AfterQuote {
        /// Counted from 1.
        cell: usize,
    },
    /// A character that could not be read.
    #[error("has a character that could not be read; say `encoding` under [file], or mend it")]
    LostCharacter,
    /// A column that must be filled is empty.
    #[error("has nothing in the column \"{column}\", and without it {without}")]
    Empty {
        /// The column.
        column: String,
        /// What cannot be known.
        without: &'static str,
    },
    /// A time that cannot be taken.
    #[error("column \"{column}\": {problem}")]
    Time {
        /// The column.
        column: String,
        /// Why.
        problem: TimeProblem,
    },
    /// A text that the mapping does not translate.
    #[error("column \"{column}\" says \"{value}\", which the mapping does not know.{hint} Add it to the values, or an `otherwise`")]
    UnknownValue {
        /// The column.
        column: String,
        /// What it says.
        value: String,
        /// What was perhaps meant.
        hint: String,
    },
    /// Too much text.
    #[error("column \"{column}\" has {bytes} bytes of text; {limit} at most")]
    TooLong {
        /// The column.
        column: String,
        /// How much.
        bytes: usize,
        /// How much may be.
        limit: usize,
    },
    /// It happened later than now.
    #[error("happened later than now; plans are no events")]
    InTheFuture,
    /// Two rows with one key that say different things.
    #[error("has the same key as line {first}, and says something else; one of them is wrong")]
    SameKey {
        /// The other line.
        first: u64,
    },
    /// The row changed since it was imported.
    #[error("was imported before and has changed since; record a correction instead (Corrected)")]
    Changed,
    /// The server did not take it.
    #[error("was not taken: {0}")]
    NotTaken(String),
}
