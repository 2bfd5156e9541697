//! How often each agreement is met between two records of one person, and between two strangers. The numbers are data; what they mean for a
//! pair of people is in `score`.

use std::{fmt::Write as _, sync::LazyLock};

use crate::{
    known_names::lines,
    level::{Field, Level},
};

static FITTED: LazyLock<Weights> = LazyLock::new(|| Weights::read(include_str!("../data/weights.txt")));
static GUESS: LazyLock<Weights> = LazyLock::new(|| Weights::read(include_str!("../data/guess.txt")));

/// How often a level is met.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Odds {
    /// Between two records of the same person (Fellegi and Sunter's m).
    pub same: f64,
    /// Between two strangers (their u).
    pub strangers: f64,
}

impl Odds {
    /// What says nothing either way.
    const NEUTRAL: Self = Self { same: 1.0, strangers: 1.0 };

    /// For the same person when above 0, against when below.
    pub fn bits(self) -> f64 {
        (self.same / self.strangers).log2()
    }
}

/// The odds of every level of every field.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    odds: [[Odds; Level::ALL.len()]; Field::ALL.len()],
}

impl Weights {
    /// The weights that were fitted from data: see `docs/matching.md`.
    pub fn fitted() -> &'static Self {
        &FITTED
    }

    /// The weights that were set by hand, where the fitting begins.
    pub fn guess() -> &'static Self {
        &GUESS
    }

    /// The odds of a level. Not to say is neutral.
    pub fn odds(&self, field: Field, level: Level) -> Odds {
        let of_field = self.odds.get(field as usize);
        of_field.and_then(|odds| odds.get(level as usize)).copied().unwrap_or(Odds::NEUTRAL)
    }

    /// Sets the odds of a level.
    pub(crate) fn set(&mut self, field: Field, level: Level, odds: Odds) {
        if let Some(known) = self.odds.get_mut(field as usize).and_then(|of_field| of_field.get_mut(level as usize)) {
            *known = odds;
        }
    }

    /// In the form of the data file.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for (field, level) in lines_expected() {
            let Odds { same, strangers } = self.odds(field, level);
            // Writing to a string does not fail.
            let _ = writeln!(text, "{} {} {same:.5} {strangers:.8}", field.name(), level.name());
        }
        text
    }

    /// Reads a data file. A line that is missing or says nothing leaves its level neutral; a test finds it.
    fn read(text: &'static str) -> Self {
        let mut weights = Self { odds: [[Odds::NEUTRAL; Level::ALL.len()]; Field::ALL.len()] };
        for (field, level, odds) in lines(text).filter_map(read_line) {
            weights.set(field, level, odds);
        }
        weights
    }
}

/// Every level that two people can agree in.
pub(crate) fn lines_expected() -> impl Iterator<Item = (Field, Level)> {
    Field::ALL.into_iter().flat_map(|field| field.levels().iter().map(move |level| (field, *level)))
}

fn read_line(line: &str) -> Option<(Field, Level, Odds)> {
    let mut words = line.split_whitespace();
    let field = words.next().and_then(|name| Field::ALL.into_iter().find(|field| field.name() == name))?;
    let level = words.next().and_then(|name| Level::ALL.into_iter().find(|level| level.name() == name))?;
    let mut share = || words.next()?.parse::<f64>().ok().filter(|share| *share > 0.0 && *share < 1.0);
    let odds = Odds { same: share()?, strangers: share()? };
    field.levels().contains(&level).then_some((field, level, odds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_data_files_say_every_level_once() {
        for text in [include_str!("../data/weights.txt"), include_str!("../data/guess.txt")] {
            let read: Vec<_> = lines(text).filter_map(read_line).map(|(field, level, _)| (field, level)).collect();
            assert_eq!(read, lines_expected().collect::<Vec<_>>());
            assert_eq!(lines(text).count(), read.len());
        }
    }

    #[test]
    fn no_level_says_more_than_the_same_and_the_other_speaks_against() {
        for (field, level) in lines_expected() {
            let best = Weights::fitted().odds(field, Level::Same).bits();
            assert!(Weights::fitted().odds(field, level).bits() <= best, "{field:?} {level:?}");
            assert!(Weights::fitted().odds(field, Level::Other).bits() < 0.0, "{field:?}");
        }
    }

    #[test]
    fn what_is_written_is_read_as_it_was() {
        let text = Weights::fitted().to_text();
        let read = Weights::read(text.leak());
        assert_eq!(read.to_text(), Weights::fitted().to_text());
    }
}
