//! What an agreement is worth: Fellegi and Sunter's sum of weights, against strangers *and* against those who are alike for a reason:
//! neighbours, people of the same home, and strangers under one roof.

use crate::{
    compare::Agreement,
    level::{Field, Level},
    traits::Traits,
    weights::{Odds, Weights},
};

/// Among how many people somebody is looked for.
const PEOPLE: f64 = 220_000.0;
/// With how many of them somebody shares street and postcode, about, and with how many a home.
const NEIGHBOURS: f64 = 60.0;
const AT_HOME: f64 = 2.0;
/// And with how many who are no family: in a hostel, a shared house, or behind one door with many bells.
const UNDER_ONE_ROOF: f64 = 23.0;
/// How often two of one home agree in a given name as one person does (a father and a son), in a day of birth (twins, and slips of a clerk
/// who had the other's papers), or in an NHS number.
const NAMESAKES_AT_HOME: f64 = 0.014;
const TWINS_AT_HOME: f64 = 0.013;
const MIXED_UP_AT_HOME: f64 = 0.001;
/// A name that many share runs in families: so many times oftener than among strangers.
const NAMESAKES_TIMES: f64 = 2.0;
/// How much likelier two strangers of one year were both born on its first of January than on any other day they share: it stands in the
/// papers of many who came from where nobody writes a birthday down.
const NEW_YEAR_TIMES: f64 = 50.0;
/// Whoever may be laid the other way round has two ways to agree by chance.
const CROSSED_BITS: f64 = 1.0;
/// From this likelihood on two profiles may be one person, and it is worth asking.
const MAY_MATCH_FROM: f64 = 0.25;

/// How much speaks for the same person.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Score {
    /// In bits: one more doubles the odds.
    pub bits: f64,
}

impl Score {
    /// How much speaks for these two being one, by the fitted weights.
    pub fn between(one: &Traits, other: &Traits) -> Self {
        Self::of(&Agreement::between(one, other), Weights::fitted())
    }

    /// What an agreement is worth by these weights.
    pub fn of(agreement: &Agreement, weights: &Weights) -> Self {
        let (mut same, mut strangers) = (0.0, 0.0);
        let [mut neighbours, mut of_one_home, mut under_one_roof] =
            [NEIGHBOURS, AT_HOME, UNDER_ONE_ROOF].map(|others| (others / PEOPLE).log2());
        let said_once = said_once(agreement, weights);
        for field in Field::ALL {
            let level = agreement.level(field);
            if level == Level::Unknown || said_once.contains(&field) {
                continue;
            }
            let odds = weights.odds(field, level);
            let by_chance = by_chance(agreement, weights, field, odds);
            same += odds.same.log2();
            strangers += by_chance.log2();
            neighbours += if field.is_of_the_street() { odds.same.log2() } else { by_chance.log2() };
            of_one_home += at_home(field, level, odds, by_chance).log2();
            under_one_roof += if field.is_of_the_roof() { odds.same.log2() } else { by_chance.log2() };
        }
        let others: f64 = [strangers, neighbours, of_one_home, under_one_roof].into_iter().map(f64::exp2).sum();
        let crossed = if agreement.is_crossed() { CROSSED_BITS } else { 0.0 };
        Self { bits: same - others.log2() - crossed }
    }

    /// How likely they are the same person, where one other profile among all people is expected to be.
    pub fn likelihood(self) -> f64 {
        self.likelihood_among(PEOPLE)
    }

    /// The same among so many people, of whom as large a part is alike for a reason: in a list of a thousand, a tenth of a neighbour.
    pub fn likelihood_among(self, people: f64) -> f64 {
        1.0 / (1.0 + people * (-self.bits).exp2())
    }

    /// Whether it is worth asking if they are the same person.
    pub fn may_match(self) -> bool {
        self.likelihood() >= MAY_MATCH_FROM
    }
}

/// The fields that say nothing new. Whoever moved has another house, another street and another postcode, for one reason: where nothing of
/// the address speaks for the same person, only what speaks most against counts.
fn said_once(agreement: &Agreement, weights: &Weights) -> Vec<Field> {
    let bits = |field: &Field| weights.odds(*field, agreement.level(*field)).bits();
    let mut told: Vec<Field> = Field::ALL.into_iter().filter(|field| field.is_of_the_address()).collect();
    told.retain(|field| agreement.level(*field) != Level::Unknown);
    if told.iter().any(|field| bits(field) > 0.0) {
        return Vec::new();
    }
    told.sort_by(|one, other| bits(one).total_cmp(&bits(other)));
    told.split_off(told.len().min(1))
}

/// How often two strangers agree like this: oftener in a common name, and in the first of January.
fn by_chance(agreement: &Agreement, weights: &Weights, field: Field, odds: Odds) -> f64 {
    let usual = weights.odds(field, Level::Same).strangers;
    let times = match field {
        _ if agreement.level(field) == Level::Other => 1.0,
        Field::Born if agreement.is_of_new_year() => NEW_YEAR_TIMES,
        _ => (agreement.share(field) / usual).max(1.0),
    };
    // Never so that to agree would speak against.
    if times > 1.0 { (odds.strangers * times).min(odds.same.max(odds.strangers)) } else { odds.strangers }
}

/// How often two people of one home agree like this: in what belongs to the home as one person does; in what is one's own as strangers do,
/// but for the few who agree as one person does.
fn at_home(field: Field, level: Level, odds: Odds, by_chance: f64) -> f64 {
    match field {
        _ if field.is_of_the_home() => odds.same,
        _ if level == Level::Other => by_chance,
        Field::Given => (NAMESAKES_TIMES * by_chance).max(NAMESAKES_AT_HOME * odds.same),
        Field::Born => by_chance.max(TWINS_AT_HOME * odds.same),
        _ => by_chance.max(MIXED_UP_AT_HOME * odds.same),
    }
}
