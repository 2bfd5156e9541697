//! How many people are compared, and how long finding and scoring take, among 220,000 made-up people. Unsealing is not in it.
//! `cargo run --release -p throughline-matching --example match_speed -- [PEOPLE] [QUESTIONS]`

#![allow(clippy::print_stdout, reason = "it is made to print")]
#![allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::cast_sign_loss, reason = "a measurement of small numbers")]

mod people;

use std::{
    collections::{BTreeSet, HashMap},
    env,
    time::Instant,
};

use people::{Dice, people, written_again};
use throughline_matching::{Score, Traits, keys_of};
use throughline_proto::v1::Details;

type Blocks = HashMap<Vec<u8>, Vec<u32>>;

fn main() {
    let mut arguments = env::args().skip(1).map(|argument| argument.parse::<usize>().unwrap_or(1));
    let (count, questions) = (arguments.next().unwrap_or(220_000), arguments.next().unwrap_or(20_000));
    let mut dice = Dice::new(1);
    let people = people(count, &mut dice);
    let began = Instant::now();
    let blocks = index(&people);
    let keys: usize = blocks.values().map(Vec::len).sum();
    println!(
        "{count} people, {:.1} keys each, indexed at {:.1} µs each",
        keys as f64 / count as f64,
        began.elapsed().as_secs_f64() * 1e6 / count as f64
    );

    let (mut candidates, mut micros) = (Vec::new(), Vec::new());
    let (mut in_reach, mut found, mut others) = (0_usize, 0_usize, Vec::new());
    for _ in 0..questions {
        let person = dice.below(count as u32);
        let again = written_again(&people[person as usize], &mut dice);
        let began = Instant::now();
        let (near, matching) = ask(&again, &people, &blocks);
        micros.push(began.elapsed().as_micros() as usize);
        candidates.push(near.len());
        in_reach += usize::from(near.contains(&person));
        found += usize::from(matching.contains(&person));
        others.push(matching.iter().filter(|other| **other != person).count());
    }
    println!("candidates   {}", spread(&mut candidates));
    println!("time in µs   {}", spread(&mut micros));
    println!("others asked {}, {:.3} on average", spread(&mut others), others.iter().sum::<usize>() as f64 / questions as f64);
    println!(
        "the right one is among the candidates {:.4}, may match {:.4}",
        in_reach as f64 / questions as f64,
        found as f64 / questions as f64
    );
}

fn index(people: &[Details]) -> Blocks {
    let mut blocks = Blocks::new();
    for (at, details) in people.iter().enumerate() {
        for key in keys_of(&Traits::of(details)) {
            blocks.entry(key).or_default().push(at as u32);
        }
    }
    blocks
}

/// Those who have a key in common, and those of them who may be the same person.
fn ask(details: &Details, people: &[Details], blocks: &Blocks) -> (BTreeSet<u32>, Vec<u32>) {
    let traits = Traits::of(details);
    let near: BTreeSet<u32> = keys_of(&traits).iter().filter_map(|key| blocks.get(key)).flatten().copied().collect();
    let may_match = |other: &u32| Score::between(&traits, &Traits::of(&people[*other as usize])).may_match();
    let matching = near.iter().copied().filter(may_match).collect();
    (near, matching)
}

fn spread(values: &mut [usize]) -> String {
    values.sort_unstable();
    let at = |share: f64| values[((values.len() - 1) as f64 * share) as usize];
    format!("half {}, 95th {}, 99th {}, most {}", at(0.5), at(0.95), at(0.99), at(1.0))
}
