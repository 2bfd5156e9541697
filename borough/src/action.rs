//! What the plan consists of: requests that an agency would send, in which people and events that are not recorded yet go by symbols.

use std::{fmt, num::ParseIntError, str::FromStr};

use throughline_proto::v1::Event;
use uuid::Uuid;

/// One request of one agency.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    /// The agency that sends it, by its word.
    pub agency: String,
    /// The supporter or the resident whom the call acts for.
    pub acting_for: Option<Symbol>,
    /// What happened. Text like "@r17" stands where an id will be.
    pub events: Vec<Event>,
    /// The same for the same settings, always.
    pub request_id: Uuid,
    /// Which symbols these events define: the event's index, and the symbol for its person, its supporter or itself.
    pub defines: Vec<(usize, Symbol)>,
}

/// What a symbol stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SymbolKind {
    /// A resident's profile, made by a FirstHeardOf: "@r17".
    Resident,
    /// A supporter, made by a SupporterJoined: "@s4".
    Supporter,
    /// An event: an offer, an ask, a group, a space …: "@e123".
    Event,
}

/// Stands for an id that the server will give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Symbol {
    /// What it stands for.
    pub kind: SymbolKind,
    /// Which one.
    pub number: u64,
}

impl fmt::Display for Symbol {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = match self.kind {
            SymbolKind::Resident => 'r',
            SymbolKind::Supporter => 's',
            SymbolKind::Event => 'e',
        };
        write!(formatter, "@{letter}{}", self.number)
    }
}

/// The text is not a symbol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotASymbol;

impl From<ParseIntError> for NotASymbol {
    fn from(_: ParseIntError) -> Self {
        Self
    }
}

impl FromStr for Symbol {
    type Err = NotASymbol;

    fn from_str(text: &str) -> Result<Self, NotASymbol> {
        let (kind, number) = match text.split_at_checked(2) {
            Some(("@r", number)) => (SymbolKind::Resident, number),
            Some(("@s", number)) => (SymbolKind::Supporter, number),
            Some(("@e", number)) => (SymbolKind::Event, number),
            _ => return Err(NotASymbol),
        };
        Ok(Self { kind, number: number.parse()? })
    }
}

/// Gives out symbols. Each neighbourhood numbers its own, so that none waits for another.
#[derive(Debug)]
pub(crate) struct Symbols {
    next: u64,
}

impl Symbols {
    /// The numbers of one neighbourhood; 0 is the borough as a whole.
    pub(crate) fn of_neighbourhood(neighbourhood: u64) -> Self {
        Self { next: (neighbourhood << 20) + 1 }
    }

    /// A new symbol.
    pub(crate) fn make(&mut self, kind: SymbolKind) -> Symbol {
        let number = self.next;
        self.next += 1;
        Symbol { kind, number }
    }
}
