//! What a round runs on: how the log lies, and which of the things that a machine may lack are asked for.

use std::fmt;

use crate::chance::Chance;

/// How the log lies, and how many nodes stand on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Setup {
    /// One node with its log in a file.
    Embedded,
    /// Nodes that share a log in Postgres, with news over NATS.
    Postgres {
        /// How many.
        nodes: usize,
    },
}

impl fmt::Display for Setup {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Embedded => formatter.write_str("embedded"),
            Self::Postgres { nodes } => write!(formatter, "postgres, {nodes} nodes"),
        }
    }
}

/// One round's system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// How the log lies.
    pub setup: Setup,
    /// On a small disk of its own.
    pub disk: bool,
    /// With a clock that can be moved.
    pub clock: bool,
}

impl Plan {
    /// The next round's, as chance has it.
    pub fn next(chance: &mut Chance, setups: &[Setup]) -> Self {
        Self { setup: *chance.pick(setups), disk: chance.percent(60), clock: chance.percent(40) }
    }
}
