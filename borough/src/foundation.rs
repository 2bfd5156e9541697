//! What the whole borough has before anything else: its spaces, and what is on offer to everybody.

use throughline_proto::v1::{OfferPublished, OfferWithdrawn, SpaceOffered, event::Kind};

use crate::{
    Settings,
    action::{Symbol, SymbolKind, Symbols},
    agency::Agency,
    calendar::days_from,
    neighbourhood::{Draft, agency_of, on},
    tables::TABLES,
};

/// The day, from today, on which it all was there; a while before anybody is heard of.
const BEGAN: i32 = -440;

/// A space or a published offer.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) symbol: Symbol,
    pub(crate) agency: Agency,
}

/// Spaces and published offers, in the order of the tables.
#[derive(Debug)]
pub(crate) struct Foundation {
    pub(crate) spaces: Vec<Shared>,
    pub(crate) offers: Vec<Shared>,
}

/// Makes them, with the actions that record them.
pub(crate) fn lay(settings: &Settings) -> (Foundation, Vec<Draft>) {
    let day = days_from(settings.today, BEGAN);
    let mut symbols = Symbols::of_neighbourhood(0);
    let mut shared = |agency: &str| Shared { symbol: symbols.make(SymbolKind::Event), agency: agency_of(agency) };
    let mut drafts = Vec::new();
    let mut record = |shared: &Shared, kind: Kind| {
        let (agency, defines) = (shared.agency, vec![(0, shared.symbol)]);
        drafts.push(Draft { at: (day, 0), agency, acting_for: None, events: vec![on(day, kind)], defines });
    };
    let mut foundation = Foundation { spaces: Vec::new(), offers: Vec::new() };
    for space in &TABLES.place.space {
        let made = shared(&space.agency);
        let (name, location, description) = (space.name.clone(), space.location.clone(), space.description.clone());
        record(&made, Kind::SpaceOffered(SpaceOffered { name, location, description, access: space.access.clone() }));
        foundation.spaces.push(made);
    }
    for offer in &TABLES.place.offer {
        let made = shared(&offer.agency);
        let published = OfferPublished {
            name: offer.name.clone(),
            description: offer.description.clone(),
            taxonomy_terms: offer.terms.clone(),
            fees: "free".into(),
            schedule: offer.schedule.clone(),
            location: offer.location.clone(),
            ..Default::default()
        };
        record(&made, Kind::OfferPublished(published));
        foundation.offers.push(made);
    }
    drafts.extend(trial(&mut symbols, settings));
    (foundation, drafts)
}

/// Something that was on offer for a while, and is no more.
fn trial(symbols: &mut Symbols, settings: &Settings) -> [Draft; 2] {
    let (began, ended) = (days_from(settings.today, BEGAN), days_from(settings.today, BEGAN + 28));
    let (symbol, agency) = (symbols.make(SymbolKind::Event), Agency::CommunitySolutions);
    let published =
        OfferPublished { name: "Evening job table".into(), description: "The job table, after work.".into(), ..Default::default() };
    let withdrawn =
        OfferWithdrawn { offer: symbol.to_string(), why: "Nobody wanted the evening; Thursday morning has doubled instead.".into() };
    let draft = |at, kind, defines| Draft { at: (at, 0), agency, acting_for: None, events: vec![on(at, kind)], defines };
    [draft(began, Kind::OfferPublished(published), vec![(0, symbol)]), draft(ended, Kind::OfferWithdrawn(withdrawn), Vec::new())]
}
