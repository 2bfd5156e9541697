//! Fits the weights from lists of people, without their ids, and prints them in the form of `data/weights.txt`.
//! `cargo run --release -p throughline-matching --example fit_weights -- FILE.csv…`

#![allow(clippy::print_stdout, reason = "it is made to print")]

#[path = "../tests/febrl/mod.rs"]
mod febrl;

use std::{env, path::PathBuf};

fn main() -> Result<(), String> {
    let files: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    if files.is_empty() {
        return Err("name a file".to_owned());
    }
    let people = febrl::traits(&febrl::read_all(&files, None)?);
    print!("{}", febrl::fitted(&people).to_text());
    Ok(())
}
