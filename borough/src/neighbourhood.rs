//! One neighbourhood and its whole time: its people, its groups, and every life in it, merged in the order in which it happened.
//! Residents help each other inside one neighbourhood only, so that one after the other can be made, and memory stays small.

use jiff::civil::Date;
use throughline_proto::v1::{
    Details, Event, GroupFormed, Manner, Reach, SpaceUsed, SupporterAway, SupporterJoined, SupporterLeft, SupporterReflected, Voice, Words,
    event::Kind,
};

use crate::{
    Settings,
    action::{Symbol, SymbolKind, Symbols},
    agency::{AGENCIES, Agency},
    calendar::{dated, days_from, timed},
    cast::{self, Resident, Span, Supporter},
    dice::Dice,
    foundation::Foundation,
    life::Life,
    tables::TABLES,
};

/// An action that waits for its request id, and when it happens: the day, and minutes after midnight (0 for a date alone).
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) at: (Date, u32),
    pub(crate) agency: Agency,
    pub(crate) acting_for: Option<Symbol>,
    pub(crate) events: Vec<Event>,
    pub(crate) defines: Vec<(usize, Symbol)>,
}

/// A group of the neighbourhood.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) key: &'static str,
    pub(crate) name: String,
    pub(crate) symbol: Symbol,
    description: &'static str,
    agency: Agency,
}

/// The cast of a neighbourhood.
#[derive(Debug)]
pub(crate) struct Neighbourhood<'plan> {
    pub(crate) settings: &'plan Settings,
    pub(crate) foundation: &'plan Foundation,
    pub(crate) span: Span,
    pub(crate) supporters: Vec<Supporter>,
    pub(crate) groups: Vec<Group>,
    pub(crate) residents: Vec<Resident>,
}

/// Everything that happens in one neighbourhood, in order.
pub(crate) fn tell(settings: &Settings, foundation: &Foundation, number: u64, residents: u32) -> Vec<Draft> {
    let mut symbols = Symbols::of_neighbourhood(number);
    let mut dice = Dice::new(settings.seed, number << 20);
    let span = Span { first: days_from(settings.today, -400), last: days_from(settings.today, -1) };
    let corner = format!("{} {}", dice.find(&TABLES.place.corner_first), dice.find(&TABLES.place.corner_last));
    let streets: Vec<String> =
        (0..8).map(|_| format!("{} {}", dice.find(&TABLES.place.street_first), dice.find(&TABLES.place.street_last))).collect();
    let neighbourhood = Neighbourhood {
        settings,
        foundation,
        span,
        supporters: cast::supporters(residents, span, &mut symbols, &mut dice),
        groups: groups(&corner, &streets[0], &mut symbols),
        residents: cast::residents(residents, span, &streets, &mut symbols, &mut dice),
    };
    let mut drafts = neighbourhood.beginnings();
    neighbourhood.comings_and_goings(&mut dice, &mut drafts);
    for index in 0..neighbourhood.residents.len() {
        Life::tell(&neighbourhood, index, &mut symbols, &mut drafts);
    }
    // A stable sort: what one life wrote on the same day stays in the order in which it was written.
    drafts.sort_by_key(|draft| draft.at);
    drafts
}

fn groups(corner: &str, street: &str, symbols: &mut Symbols) -> Vec<Group> {
    let table = TABLES.place.group.iter();
    table
        .map(|group| Group {
            key: &group.key,
            name: group.name.replace("{corner}", corner).replace("{street}", street),
            symbol: symbols.make(SymbolKind::Event),
            description: &group.description,
            agency: agency_of(&group.agency),
        })
        .collect()
}

/// The agency with this word.
pub(crate) fn agency_of(slug: &str) -> Agency {
    AGENCIES.into_iter().find(|agency| agency.slug() == slug).unwrap_or(Agency::ParticipatoryCity)
}

impl Neighbourhood<'_> {
    /// The group with this key.
    pub(crate) fn group(&self, key: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.key == key)
    }

    /// Supporters join, then groups form.
    fn beginnings(&self) -> Vec<Draft> {
        let joined = (0_u32..).zip(&self.supporters).map(|(number, supporter)| {
            let joined = SupporterJoined { what_they_do: supporter.what_they_do.into(), ..Default::default() };
            let details = Details {
                known_as: supporter.first_name.into(),
                given_name: supporter.first_name.into(),
                family_name: supporter.family_name.into(),
                // Numbers that are kept for stories, and ring nowhere.
                reach: vec![Reach { manner: Manner::Phone.into(), at: format!("020 7946 0{:03}", number % 1_000), safely: String::new() }],
                ..Default::default()
            };
            let words = Words { details: Some(details), ..Default::default() };
            let event = Event { words: vec![words], ..on(self.span.first, Kind::SupporterJoined(joined)) };
            Draft {
                at: (self.span.first, 0),
                agency: supporter.agency,
                acting_for: None,
                events: vec![event],
                defines: vec![(0, supporter.symbol)],
            }
        });
        let formed = self.groups.iter().map(|group| {
            let day = days_from(self.span.first, 1);
            let kind =
                Kind::GroupFormed(GroupFormed { name: group.name.clone(), description: group.description.into(), space: String::new() });
            Draft { at: (day, 0), agency: group.agency, acting_for: None, events: vec![on(day, kind)], defines: vec![(0, group.symbol)] }
        });
        joined.chain(formed).collect()
    }

    /// Supporters who are away, leave, or fill their own cup; spaces that are used.
    fn comings_and_goings(&self, dice: &mut Dice, drafts: &mut Vec<Draft>) {
        for (index, supporter) in self.supporters.iter().enumerate() {
            if let (Some(leaves), Some(colleague)) = (supporter.leaves, cast::colleague(&self.supporters, index)) {
                let left =
                    SupporterLeft { supporter: supporter.symbol.to_string(), promised_by: self.supporters[colleague].symbol.to_string() };
                drafts.push(self.by(colleague, (leaves, 0), on(leaves, Kind::SupporterLeft(left))));
            }
            if let Some((from, until, cover)) = supporter.away {
                let covered_by = self.supporters[cover].symbol.to_string();
                let away = SupporterAway { supporter: supporter.symbol.to_string(), until: until.to_string(), covered_by };
                drafts.push(self.by(index, (from, 0), on(from, Kind::SupporterAway(away))));
            }
            self.reflections(index, dice, drafts);
        }
        for space in &self.foundation.spaces {
            let mut day = days_from(self.span.first, dice.between(5..=30));
            while day <= self.span.last {
                let what = dice.pick(&SPACE_USES);
                let used = SpaceUsed { space: space.symbol.to_string(), what: what.into(), people: dice.between(4..=46) as u32 };
                let events = vec![on(day, Kind::SpaceUsed(used))];
                drafts.push(Draft { at: (day, 0), agency: space.agency, acting_for: None, events, defines: Vec::new() });
                day = days_from(day, dice.between(18..=60));
            }
        }
    }

    fn reflections(&self, index: usize, dice: &mut Dice, drafts: &mut Vec<Draft>) {
        let supporter = &self.supporters[index];
        let mut day = days_from(self.span.first, dice.between(20..=90));
        while day <= self.span.last && !supporter.has_left(day) {
            let minutes = 16 * 60 + 5 * dice.below(24);
            let reflected = SupporterReflected { supporter: supporter.symbol.to_string(), cup: dice.between(2..=5) as u32 };
            let event =
                Event { happened: Some(timed(day, minutes)), kind: Some(Kind::SupporterReflected(reflected)), ..Default::default() };
            drafts.push(self.by(index, (day, minutes), event));
            day = days_from(day, dice.between(40..=120));
        }
    }

    fn by(&self, supporter: usize, at: (Date, u32), event: Event) -> Draft {
        let Supporter { agency, symbol, .. } = self.supporters[supporter];
        Draft { at, agency, acting_for: Some(symbol), events: vec![event], defines: Vec::new() }
    }
}

const SPACE_USES: [&str; 10] = [
    "a repair morning",
    "a birthday, and everybody came",
    "cooking for Eid, for everybody on the street",
    "a meeting about the crossing by the school",
    "painting banners for the carnival",
    "a film and a discussion that went on longer than the film",
    "bottling tomatoes",
    "a naming ceremony",
    "a swap of children's clothes",
    "planting out four hundred seedlings",
];

/// An event of a day.
pub(crate) fn on(day: Date, kind: Kind) -> Event {
    Event { happened: Some(dated(day)), kind: Some(kind), ..Default::default() }
}

/// Words of one person.
pub(crate) fn words_of(person: Symbol, voice: Voice, text: String) -> Words {
    Words { person: person.to_string(), text, voice: voice.into(), details: None }
}
