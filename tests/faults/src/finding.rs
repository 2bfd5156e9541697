//! What the oracle found wrong. A run without any is a good one.

use std::fmt;

use serde::Serialize;

/// In which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wrong {
    /// Acknowledged, and not where it was said to be.
    Lost,
    /// In the log, and nobody meant it.
    Invented,
    /// Applied twice.
    Doubled,
    /// Positions, ids, requests that are not whole, conditions that did not hold: the log's own promises.
    Broken,
    /// A record that cannot be opened.
    Unreadable,
    /// The log does not verify.
    Unverified,
    /// A view that is not what a replay makes.
    View,
    /// A view that does not come as far as the log.
    Behind,
    /// An agency is not told of what it may read.
    Untold,
    /// An agency is told of what it may not read.
    ToldTooMuch,
    /// Something does not come back after the fault has gone.
    Stuck,
    /// The load cannot even begin, and nothing was broken yet.
    NeverBegun,
    /// A refusal that the rules do not call for.
    Refused,
}

/// One thing that is wrong.
#[derive(Debug, Clone, Serialize)]
pub struct Finding {
    /// In which way.
    pub wrong: Wrong,
    /// What exactly.
    pub what: String,
    /// After which faults.
    pub after: String,
}

impl Finding {
    /// A finding; after what is said later.
    pub fn new(wrong: Wrong, what: impl Into<String>) -> Self {
        Self { wrong, what: what.into(), after: String::new() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}: {} (after {})", self.wrong, self.what, self.after)
    }
}
