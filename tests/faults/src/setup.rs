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

/// What lies on a small disk of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnDisk {
    /// The log.
    Log,
    /// The nodes' own folders. Where the log is embedded, it lies in one of them.
    Nodes,
}

/// One round's system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// How the log lies.
    pub setup: Setup,
    /// What lies on a small disk of its own, if anything.
    pub disk: Option<OnDisk>,
    /// With a clock that can be moved.
    pub clock: bool,
}

impl Plan {
    /// The next round's, as chance has it.
    pub fn next(chance: &mut Chance, setups: &[Setup]) -> Self {
        let setup = *chance.pick(setups);
        let on_disk = if setup == Setup::Embedded || chance.percent(40) { OnDisk::Nodes } else { OnDisk::Log };
        Self { setup, disk: chance.percent(60).then_some(on_disk), clock: chance.percent(40) }
    }
}
