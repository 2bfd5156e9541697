//! Fits the weights from a file in FEBRL's columns, without its ids, and prints them in the form of `data/weights.txt`.
//! `cargo run --release -p throughline-matching --example fit_weights -- FILE.csv…`

#![allow(clippy::print_stdout, clippy::expect_used, reason = "it is made to print, and ends where it cannot")]

#[path = "../tests/febrl/mod.rs"]
mod febrl;

use std::{env, path::PathBuf};

fn main() {
    let files: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    assert!(!files.is_empty(), "name a file");
    let people = febrl::traits(&febrl::read_all(&files));
    print!("{}", febrl::fitted(&people).to_text());
}
