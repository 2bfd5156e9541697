//! Fitting the weights from pairs of people of whom nobody says which are one: expectation and maximisation, as Winkler and Larsen do for
//! Fellegi and Sunter's model. No ids are looked at; there is no place to pass them.

use std::collections::BTreeMap;

use crate::{
    compare::Agreement,
    level::{Field, Level},
    weights::{Odds, Weights, lines_expected},
};

/// It settles long before.
const MOST_ROUNDS: usize = 200;
const SETTLED: f64 = 1e-7;
/// What fewer of the pairs show keeps the guess: data in which nobody has a nickname does not say that nobody has one.
const HARDLY_SEEN: f64 = 0.01;
/// No level is so rare between strangers that one more list could not show it.
const RAREST: f64 = 0.000_001;
/// By how much the same must be worth more than what is not quite the same.
const A_LITTLE_LESS_BITS: f64 = 0.1;

type Levels = [Level; Field::ALL.len()];

/// The weights that explain best how these pairs agree. `pairs` are all pairs of a list of people, or a fair part of them; `expected` is how
/// many of a thousand pairs are guessed to be one person, to begin with.
pub fn fit(pairs: impl IntoIterator<Item = Agreement>, expected: f64) -> Weights {
    let mut counted: BTreeMap<Levels, f64> = BTreeMap::new();
    for pair in pairs {
        *counted.entry(Field::ALL.map(|field| pair.level(field))).or_default() += 1.0;
    }
    let mut weights = Weights::guess().clone();
    let mut share = expected / 1000.0;
    for _ in 0..MOST_ROUNDS {
        let (next, next_share) = round(&counted, &weights, share);
        let moved = (next_share - share).abs();
        (weights, share) = (next, next_share);
        if moved < SETTLED * share {
            break;
        }
    }
    in_order(&mut weights);
    weights
}

/// One round: how likely each pair is one person by these weights, and the weights that follow from it.
fn round(counted: &BTreeMap<Levels, f64>, weights: &Weights, share: f64) -> (Weights, f64) {
    let mut seen: BTreeMap<(Field, Level), Odds> = BTreeMap::new();
    let (mut all, mut all_same) = (0.0, 0.0);
    for (levels, count) in counted {
        let fields = || Field::ALL.into_iter().zip(levels.iter().copied()).filter(|(_, level)| *level != Level::Unknown);
        let bits: f64 = fields().map(|(field, level)| weights.odds(field, level).bits()).sum();
        let likely = 1.0 / (1.0 + (1.0 - share) / share * (-bits).exp2());
        all += count;
        all_same += likely * count;
        for line in fields() {
            let sum = seen.entry(line).or_insert(Odds { same: 0.0, strangers: 0.0 });
            sum.same += likely * count;
            sum.strangers += (1.0 - likely) * count;
        }
    }
    let mut next = Weights::guess().clone();
    for field in Field::ALL {
        let sums: Vec<(Level, Odds)> = field.levels().iter().filter_map(|level| Some((*level, *seen.get(&(field, *level))?))).collect();
        for (level, odds) in shares(field, &sums) {
            next.set(field, level, odds);
        }
    }
    (next, all_same / all)
}

/// The share of each level that was seen. What was hardly seen between records of one person keeps its guess, and the others share the rest.
fn shares(field: Field, sums: &[(Level, Odds)]) -> Vec<(Level, Odds)> {
    let (same, strangers) = sums.iter().fold((0.0, 0.0), |(same, strangers), (_, sum)| (same + sum.same, strangers + sum.strangers));
    let seen: Vec<&(Level, Odds)> = sums.iter().filter(|(_, sum)| sum.same >= HARDLY_SEEN * same).collect();
    let is_seen = |level: Level| seen.iter().any(|(seen, _)| *seen == level);
    let guessed: f64 = field.levels().iter().filter(|level| !is_seen(**level)).map(|level| Weights::guess().odds(field, *level).same).sum();
    let told: f64 = seen.iter().map(|(_, sum)| sum.same).sum();
    let odds = |sum: Odds| Odds { same: (1.0 - guessed) * sum.same / told, strangers: (sum.strangers / strangers).max(RAREST) };
    seen.into_iter().map(|(level, sum)| (*level, odds(*sum))).collect()
}

/// Nothing may speak more for the same person than the same does: a slip is rarer by chance, and no better for it.
fn in_order(weights: &mut Weights) {
    for (field, level) in lines_expected() {
        let (best, odds) = (weights.odds(field, Level::Same), weights.odds(field, level));
        if level != Level::Same && odds.bits() > best.bits() - A_LITTLE_LESS_BITS {
            let worth = (best.bits() - A_LITTLE_LESS_BITS).exp2();
            weights.set(field, level, Odds { strangers: odds.same / worth, ..odds });
        }
    }
}
