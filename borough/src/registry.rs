//! From symbols to ids: what the receipts of earlier actions taught. No network here: whoever sends the actions hands the receipts in.

use std::{collections::HashMap, str::FromStr as _};

use throughline_proto::v1::{Event, Receipt};
use throughline_story::references_mut;
use uuid::Uuid;

use crate::action::{Action, Symbol, SymbolKind};

/// Puts ids in place of symbols. A symbol that `lookup` does not know stays as it is, and the first such is returned.
pub fn resolve(event: &mut Event, lookup: impl Fn(&str) -> Option<String>) -> Result<(), String> {
    let mut missing = None;
    references_mut(event, |_, reference| {
        if !reference.starts_with('@') {
            return;
        }
        match lookup(reference) {
            Some(id) => *reference = id,
            None => missing = missing.take().or_else(|| Some(reference.clone())),
        }
    });
    missing.map_or(Ok(()), Err)
}

/// The ids that are known so far.
#[derive(Debug, Default)]
pub struct Registry {
    ids: HashMap<Symbol, Uuid>,
}

impl Registry {
    /// Learns the ids that a receipt gave to what an action defines.
    pub fn learn(&mut self, action: &Action, receipt: &Receipt) {
        for (index, symbol) in &action.defines {
            let Some(entry) = receipt.entries.get(*index) else { continue };
            let id = match symbol.kind {
                SymbolKind::Event => &entry.event,
                SymbolKind::Resident | SymbolKind::Supporter => &entry.person,
            };
            if let Ok(id) = Uuid::parse_str(id) {
                self.ids.insert(*symbol, id);
            }
        }
    }

    /// The id of a symbol, if it is known.
    pub fn id(&self, symbol: Symbol) -> Option<Uuid> {
        self.ids.get(&symbol).copied()
    }

    /// The events of an action, ready to be sent: ids where they are known, "#n" for what the same request defines.
    /// Fails with the first symbol that is not known yet: its action has to be answered first.
    pub fn events(&self, action: &Action) -> Result<Vec<Event>, String> {
        let mut events = action.events.clone();
        for event in &mut events {
            resolve(event, |text| {
                let symbol = Symbol::from_str(text).ok()?;
                match action.defines.iter().find(|(_, defined)| *defined == symbol) {
                    Some((index, _)) => Some(format!("#{index}")),
                    None => self.id(symbol).map(|id| id.to_string()),
                }
            })?;
        }
        Ok(events)
    }
}
