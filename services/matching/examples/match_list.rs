//! Who of these lists may be one person: prints each pair, as `id,id,likelihood`, the likeliest first. The columns are found by their names
//! (`tests/febrl/mod.rs`); ids are printed and not looked at.
//! `cargo run --release -p throughline-matching --example match_list -- FILE.csv…`

#![allow(clippy::print_stdout, clippy::expect_used, reason = "it is made to print, and ends where it cannot")]

#[path = "../tests/febrl/mod.rs"]
mod febrl;

use std::{env, path::PathBuf};

use throughline_matching::Score;

fn main() {
    let files: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    assert!(!files.is_empty(), "name a file");
    let rows = febrl::read_all(&files);
    let people = febrl::traits(&rows);
    let scored = febrl::near(&people).into_iter().map(|(one, other)| (Score::between(&people[one], &people[other]), one, other));
    let mut found: Vec<(f64, usize, usize)> =
        scored.filter(|(score, ..)| score.may_match()).map(|(score, one, other)| (score.likelihood(), one, other)).collect();
    found.sort_by(|(one, ..), (other, ..)| other.total_cmp(one));
    for (likelihood, one, other) in found {
        println!("{},{},{likelihood:.4}", rows[one].id, rows[other].id);
    }
}
