//! Who of these lists may be one person: prints each pair, as `id,id,likelihood`, the likeliest first. The columns are found by their names
//! (`tests/febrl/columns.rs`), and what was chosen is said on the other output; so is how right it is, where the list says who is who.
//! `cargo run --release -p throughline-matching --example match_list -- [--from LIKELIHOOD] [--people N] [--truth COLUMN] FILE.csv…`

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it is made to print")]

#[path = "../tests/febrl/mod.rs"]
mod febrl;

use std::{env, path::PathBuf};

use febrl::judge::{Compared, likelihood};

/// As it is served: `Score::may_match`.
const MAY_MATCH_FROM: f64 = 0.25;

/// What was asked for.
struct Asked {
    from: f64,
    /// Among how many people each one's other row is looked for, or as served.
    people: Option<f64>,
    truth: Option<String>,
    files: Vec<PathBuf>,
}

fn main() -> Result<(), String> {
    let asked = asked()?;
    let rows = febrl::read_all(&asked.files, asked.truth.as_deref())?;
    let compared = Compared::all(&rows, &febrl::traits(&rows));
    let likely = |pair: &febrl::judge::Pair| likelihood(pair.score, asked.people);
    let mut found: Vec<_> = compared.pairs.iter().filter(|pair| likely(pair) >= asked.from).collect();
    found.sort_by(|one, other| likely(other).total_cmp(&likely(one)));
    for pair in found {
        println!("{},{},{:.4}", rows[pair.one].id, rows[pair.other].id, likely(pair));
    }
    if compared.true_pairs > 0 {
        eprintln!("{}", compared.curve(asked.people));
    }
    Ok(())
}

fn asked() -> Result<Asked, String> {
    let mut asked = Asked { from: MAY_MATCH_FROM, people: None, truth: None, files: Vec::new() };
    let mut words = env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} wants a value"));
        match word.as_str() {
            "--from" => asked.from = number(&value()?)?,
            "--people" => asked.people = Some(number(&value()?)?),
            "--truth" => asked.truth = Some(value()?),
            option if option.starts_with("--") => return Err(format!("{option} is not known; --from, --people and --truth are")),
            file => asked.files.push(file.into()),
        }
    }
    if asked.files.is_empty() { Err("name a file".to_owned()) } else { Ok(asked) }
}

fn number(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|number: &f64| *number >= 0.0).ok_or_else(|| format!("{text} is no number"))
}
