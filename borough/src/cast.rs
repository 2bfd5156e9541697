//! Who lives and works in a neighbourhood: names, homes, and what is going to happen in each life. No events yet.

use jiff::civil::{Date, Weekday};

use crate::{
    action::{Symbol, SymbolKind, Symbols},
    agency::{AGENCIES, Agency},
    arcs::Arc,
    calendar::days_from,
    dice::Dice,
    tables::{Community, TABLES},
};

/// How a story comes to be stilled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    Died,
    MovedAway,
}

/// A supporter.
#[derive(Debug)]
pub(crate) struct Supporter {
    pub(crate) symbol: Symbol,
    pub(crate) agency: Agency,
    pub(crate) first_name: &'static str,
    pub(crate) family_name: &'static str,
    pub(crate) what_they_do: &'static str,
    /// The day after which they are there no more.
    pub(crate) leaves: Option<Date>,
    /// From, until, and who covers.
    pub(crate) away: Option<(Date, Date, usize)>,
}

impl Supporter {
    /// Have they left by this day?
    pub(crate) fn has_left(&self, day: Date) -> bool {
        self.leaves.is_some_and(|leaves| leaves <= day)
    }

    /// Who covers for them on this day, if they are away.
    pub(crate) fn covered_by(&self, day: Date) -> Option<usize> {
        self.away.filter(|(from, until, _)| (*from..=*until).contains(&day)).map(|(_, _, cover)| cover)
    }
}

/// A resident, and where their story goes.
#[derive(Debug)]
pub(crate) struct Resident {
    pub(crate) symbol: Symbol,
    pub(crate) community: &'static Community,
    pub(crate) woman: bool,
    pub(crate) given_name: &'static str,
    pub(crate) family_name: &'static str,
    pub(crate) age: i32,
    pub(crate) born: Date,
    pub(crate) house: u32,
    pub(crate) street: String,
    pub(crate) arc: Arc,
    /// The agency that hears of them first.
    pub(crate) agency: Agency,
    pub(crate) known_from: Date,
    pub(crate) ends: Option<(Date, Ending)>,
    /// Somebody else of the neighbourhood at the same address.
    pub(crate) shares_home_with: Option<usize>,
    /// The number by which letters and telephones differ.
    pub(crate) number: u64,
}

impl Resident {
    /// Is their story open on this day: known, and not stilled?
    pub(crate) fn is_there(&self, day: Date) -> bool {
        self.known_from < day && self.ends.is_none_or(|(ends, _)| day < ends)
    }
}

/// The span in which a plan's events lie.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    /// The first day.
    pub(crate) first: Date,
    /// The last day on which anything happens: yesterday.
    pub(crate) last: Date,
}

/// The supporters of a neighbourhood: about one for each nine residents, and two of every agency at least, so that one can cover.
pub(crate) fn supporters(residents: u32, span: Span, symbols: &mut Symbols, dice: &mut Dice) -> Vec<Supporter> {
    let count = (residents as usize / 9).max(2 * AGENCIES.len());
    let mut supporters: Vec<Supporter> = (0..count)
        .map(|index| {
            let agency = AGENCIES[index % AGENCIES.len()];
            let weights = TABLES.communities_by_weight();
            let community = &TABLES.communities[dice.weighed(&weights)];
            let names = if dice.chance(60) { &community.women } else { &community.men };
            Supporter {
                symbol: symbols.make(SymbolKind::Supporter),
                agency,
                first_name: dice.find(names).as_str(),
                family_name: dice.find(&community.family).as_str(),
                what_they_do: dice.pick(agency.what_they_do()),
                leaves: None,
                away: None,
            }
        })
        .collect();
    for index in 0..count {
        let Some(colleague) = colleague(&supporters, index) else { continue };
        // Whoever covers stays, and is there.
        if index < colleague {
            match dice.below(3) {
                0 => supporters[index].leaves = Some(days_from(span.first, dice.between(150..=330))),
                1 => {
                    let from = days_from(span.first, dice.between(60..=330));
                    supporters[index].away = Some((from, days_from(from, dice.between(7..=24)), colleague));
                }
                _ => {}
            }
        }
    }
    supporters
}

/// Somebody else of the same agency: the last who joined, and who stays.
pub(crate) fn colleague(supporters: &[Supporter], of: usize) -> Option<usize> {
    (0..supporters.len()).rev().find(|other| *other != of && supporters[*other].agency == supporters[of].agency)
}

/// The residents of a neighbourhood, some of them in one home.
pub(crate) fn residents(count: u32, span: Span, streets: &[String], symbols: &mut Symbols, dice: &mut Dice) -> Vec<Resident> {
    let mut residents: Vec<Resident> = Vec::with_capacity(count as usize);
    for index in 0..count as usize {
        let arc = Arc::roll(dice);
        let before = residents.last().filter(|before| before.shares_home_with.is_none());
        let shares = before.is_some_and(|before| shares_a_home(before, arc, dice)).then(|| index - 1);
        let resident = resident(arc, shares.map(|other| &residents[other]), span, streets, symbols, dice);
        residents.push(Resident { shares_home_with: shares, ..resident });
        if let Some(other) = shares {
            residents[other].shares_home_with = Some(index);
        }
    }
    residents
}

/// A young carer comes into a home where somebody is of an age to be the parent; others now and then share one.
fn shares_a_home(before: &Resident, arc: Arc, dice: &mut Dice) -> bool {
    match arc {
        Arc::YoungCarer => (34..60).contains(&before.age) && before.arc != Arc::LeaveMeBe,
        Arc::LeaveMeBe | Arc::Bicycles | Arc::LostSomeone | Arc::FirstFlat => false,
        _ => before.age > 25 && matches!(before.arc, Arc::Hospital | Arc::Memory | Arc::Debt | Arc::Work | Arc::Damp) && dice.chance(40),
    }
}

/// That day, or the Monday after: nobody is first heard of at a weekend, so that neighbours know from which day on they can be named.
fn weekday(day: Date) -> Date {
    match day.weekday() {
        Weekday::Saturday => days_from(day, 2),
        Weekday::Sunday => days_from(day, 1),
        _ => day,
    }
}

fn resident(arc: Arc, home: Option<&Resident>, span: Span, streets: &[String], symbols: &mut Symbols, dice: &mut Dice) -> Resident {
    let weights = TABLES.communities_by_weight();
    let community = match home {
        Some(home) => home.community,
        None if arc == Arc::Newcomer => &TABLES.communities[1 + dice.index(TABLES.communities.len() - 1)],
        None => &TABLES.communities[dice.weighed(&weights)],
    };
    let woman = match (home, arc) {
        (Some(home), Arc::YoungCarer) => home.age % 2 == 0,
        (Some(home), _) => !home.woman,
        (None, Arc::NewParent) => dice.chance(88),
        (None, Arc::Bicycles) => dice.chance(10),
        (None, _) => dice.chance(54),
    };
    let age = match home {
        Some(home) if arc != Arc::YoungCarer => (home.age + dice.between(-6..=6)).max(21),
        _ => dice.between(arc.ages()),
    };
    let agency = home.map_or_else(|| dice.pick(arc.agencies()), |home| home.agency);
    // Most are known early; some come in as the year goes on, so that stories are of every length.
    let known_from = match home {
        Some(home) => days_from(home.known_from, dice.between(4..=20)),
        None => days_from(span.first, if dice.chance(72) { dice.between(3..=45) } else { dice.between(46..=200) }),
    };
    let known_from = weekday(known_from);
    let ends = match dice.below(1000) {
        0..=24 if age > 60 => Some(Ending::Died),
        0..=24 => Some(Ending::MovedAway),
        _ => None,
    };
    let symbol = symbols.make(SymbolKind::Resident);
    Resident {
        symbol,
        community,
        woman,
        given_name: dice.find(if woman { &community.women } else { &community.men }).as_str(),
        family_name: home.map_or_else(|| dice.find(&community.family).as_str(), |home| home.family_name),
        age,
        born: days_from(span.last, -(age * 365 + dice.between(20..=340))),
        house: home.map_or_else(|| 1 + dice.below(118), |home| home.house),
        street: home.map_or_else(|| dice.find(streets).clone(), |home| home.street.clone()),
        arc,
        agency,
        known_from,
        ends: ends.map(|ending| (days_from(known_from, dice.between(110..=190)).min(span.last), ending)),
        shares_home_with: None,
        number: symbol.number,
    }
}
