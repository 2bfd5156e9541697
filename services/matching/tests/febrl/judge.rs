//! What was found in a list, held against who is who. Nothing but this looks at it.

use std::{collections::BTreeMap, fmt::Write as _};

use throughline_matching::{Score, Traits};

use super::{Row, near};

/// The likelihoods at which a curve is drawn.
const CURVE: [f64; 10] = [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999];

/// What was found, against what there was.
#[derive(Clone, Copy)]
pub struct Judged {
    pub precision: f64,
    pub recall: f64,
}

impl Judged {
    /// Nought where nothing was found.
    pub fn f1(self) -> f64 {
        if self.precision + self.recall > 0.0 { 2.0 * self.precision * self.recall / (self.precision + self.recall) } else { 0.0 }
    }
}

/// Two rows that have a key in common.
pub struct Pair {
    pub one: usize,
    pub other: usize,
    pub score: Score,
    /// Whether they are one person; where the list does not say who is who, they are not.
    pub same: bool,
}

/// Every pair that has a key in common.
pub struct Compared {
    pub pairs: Vec<Pair>,
    /// How many pairs of rows are one person, compared or not.
    pub true_pairs: usize,
}

impl Compared {
    /// All of them.
    pub fn all(rows: &[Row], people: &[Traits]) -> Self {
        let mut copies: BTreeMap<&str, usize> = BTreeMap::new();
        for person in rows.iter().filter_map(|row| row.person.as_deref()) {
            *copies.entry(person).or_default() += 1;
        }
        let pair = |(one, other): (usize, usize)| Pair {
            one,
            other,
            score: Score::between(&people[one], &people[other]),
            same: rows[one].person.is_some() && rows[one].person == rows[other].person,
        };
        Self { pairs: near(people).into_iter().map(pair).collect(), true_pairs: copies.values().map(|count| count * (count - 1) / 2).sum() }
    }

    /// What is found if these scores are taken. Where there is nothing to find, nothing is missed.
    pub fn judged(&self, takes: impl Fn(Score) -> bool) -> Judged {
        let taken: Vec<bool> = self.pairs.iter().filter(|pair| takes(pair.score)).map(|pair| pair.same).collect();
        let right = taken.iter().filter(|same| **same).count() as f64;
        Judged { precision: right / taken.len().max(1) as f64, recall: right / self.true_pairs.max(1) as f64 }
    }

    /// Precision and recall over likelihoods among so many people, or as served.
    pub fn curve(&self, people: Option<f64>) -> String {
        let mut text = format!("{} true pairs, {} compared\nlikelihood  precision  recall  F1\n", self.true_pairs, self.pairs.len());
        for from in CURVE {
            let judged = self.judged(|score| likelihood(score, people) >= from);
            // Writing to a string does not fail.
            let _ = writeln!(text, "{from:10}  {:9.4}  {:.4}  {:.4}", judged.precision, judged.recall, judged.f1());
        }
        text
    }
}

/// How likely two are one among so many people, or as served.
pub fn likelihood(score: Score, people: Option<f64>) -> f64 {
    people.map_or_else(|| score.likelihood(), |people| score.likelihood_among(people))
}
