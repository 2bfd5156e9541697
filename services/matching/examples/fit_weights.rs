//! Fits the weights from a file in FEBRL's columns, without its ids, and prints them in the form of `data/weights.txt`.
//! `cargo run --release -p throughline-matching --example fit_weights -- FILE.csv`

#![allow(clippy::print_stdout, clippy::expect_used, reason = "it is made to print, and ends where it cannot")]

#[path = "../tests/febrl/mod.rs"]
mod febrl;

use std::env;

fn main() {
    let file = env::args().nth(1).expect("name a file");
    let people = febrl::traits(&febrl::read(file.as_ref()));
    print!("{}", febrl::fitted(&people).to_text());
}
