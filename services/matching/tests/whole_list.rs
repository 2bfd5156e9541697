//! The whole of FEBRL's first data set (P. Christen, ANU): 500 people and a spoiled copy of each. It is not in this repository; the test
//! says so and ends where it is not there. `FEBRL_FILE` names others, whose columns are called as there.

#![allow(clippy::print_stdout, reason = "the curve is for whoever reads the test's output")]

mod febrl;

use std::collections::BTreeMap;

use febrl::Row;
use throughline_matching::{Score, Weights};

/// What was found, against what there was.
#[derive(Clone, Copy)]
struct Judged {
    precision: f64,
    recall: f64,
}

impl Judged {
    fn f1(self) -> f64 {
        2.0 * self.precision * self.recall / (self.precision + self.recall)
    }
}

/// Every pair that has a key in common, with its score and whether it is one person.
struct Compared {
    pairs: Vec<(Score, bool)>,
    /// How many pairs of rows are one person, compared or not.
    true_pairs: usize,
}

impl Compared {
    fn all(rows: &[Row]) -> Self {
        let people = febrl::traits(rows);
        let score = |(one, other): (usize, usize)| (Score::between(&people[one], &people[other]), rows[one].person == rows[other].person);
        let mut copies: BTreeMap<&str, usize> = BTreeMap::new();
        for row in rows {
            *copies.entry(&row.person).or_default() += 1;
        }
        Self {
            pairs: febrl::near(&people).into_iter().map(score).collect(),
            true_pairs: copies.values().map(|count| count * (count - 1) / 2).sum(),
        }
    }

    fn judged(&self, takes: impl Fn(Score) -> bool) -> Judged {
        let taken: Vec<bool> = self.pairs.iter().filter(|(score, _)| takes(*score)).map(|(_, same)| *same).collect();
        let right = taken.iter().filter(|same| **same).count() as f64;
        Judged { precision: right / taken.len().max(1) as f64, recall: right / self.true_pairs as f64 }
    }

    fn print(&self, title: &str) {
        println!("{title}: {} true pairs, {} compared", self.true_pairs, self.pairs.len());
        println!("likelihood  precision  recall  F1");
        for likelihood in [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999] {
            let judged = self.judged(|score| score.likelihood() >= likelihood);
            println!("{likelihood:10}  {:9.4}  {:.4}  {:.4}", judged.precision, judged.recall, judged.f1());
        }
    }
}

fn rows() -> Option<Vec<Row>> {
    let files = febrl::files();
    if files.is_empty() {
        println!("febrl1.csv does not lie beside the workspace: nothing to hold the matching against");
        return None;
    }
    Some(febrl::read_all(&files))
}

#[test]
fn spoiled_copies_are_found_and_nobody_else_is() {
    let Some(rows) = rows() else { return };
    let compared = Compared::all(&rows);
    compared.print("FEBRL, without the social security number");
    let (judged, keys) = (compared.judged(Score::may_match), compared.judged(|_| true));
    println!(
        "may match: precision {:.4}, recall {:.4}, F1 {:.4}; keys in common: {:.4}",
        judged.precision,
        judged.recall,
        judged.f1(),
        keys.recall
    );
    assert!(keys.recall >= 0.995, "{:.4} of the true pairs have a key in common", keys.recall);
    assert!(judged.f1() >= 0.98, "F1 {:.4}", judged.f1());
}

#[test]
fn one_more_number_of_their_own_makes_it_no_worse() {
    let Some(rows) = rows() else { return };
    let compared = Compared::all(&febrl::with_social(rows));
    compared.print("FEBRL, with the social security number as an NHS number");
    assert!(compared.judged(Score::may_match).f1() >= 0.98);
}

#[test]
fn the_weights_are_what_the_fitting_gives_without_anybody_saying_who_is_who() {
    let files = febrl::files();
    if !matches!(&files[..], [file] if file.ends_with("febrl1.csv")) {
        println!("the weights were fitted from febrl1.csv alone, which is not what there is");
        return;
    }
    assert_eq!(febrl::fitted(&febrl::traits(&febrl::read_all(&files))).to_text(), Weights::fitted().to_text());
}
