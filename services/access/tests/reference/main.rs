//! An independent reference model agrees with the policies, and with the reader that asks them, on a million generated situations: one reader
//! before one story's one event; and on who opens a story and sees details.
//!
//! `THROUGHLINE_QUICK=1` runs a tenth. The seed stays the same, so that nobody's change fails by another's luck; whoever changes a policy or what a
//! reader turns on tries others too: `REFERENCE_SEED=drawn` draws and prints one, and `REFERENCE_SEED=<number>` gives it. Generated stories are
//! small, so that what they turn on meets often. How the model comes to its answers lies in `model`; nothing in here decides who sees what.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod chance;
mod choices;
mod generate;
mod kinds;
mod model;
mod run;
mod shrink;
mod situation;
mod standing;
mod turns;
mod usual;

use std::{env, sync::Arc};

use kinds::KINDS;
use run::{Tally, run};
use shrink::Situation;
use throughline_access::{Policies, policies::EMBEDDED};

const SITUATIONS: u64 = 1_000_000;
/// Enough to meet with whatever a policy is for: the rarest is met with once in some hundred thousand.
const UNTIL_NOTICED: u64 = 10_000_000;
/// How many events a situation has at most that was made small.
const SMALL_EVENTS: usize = 6;
/// Policies without which the model differs no more, and why.
const NOT_NOTICED: [(&str, &str); 8] = [
    ("exports-are-for-rights", "it is about calls"),
    ("the-keeper-answers-for-the-person", "it is about calls"),
    ("the-keeper-keeps-and-replays", "it is about calls"),
    ("residents-see-who-looked", "it is about calls"),
    ("agencies-review-what-they-wrote", "it is about calls"),
    ("supporters-open-in-an-emergency", "it is about calls"),
    ("leads-and-the-keeper-review", "it is about calls"),
    (
        "and-nobody-elses",
        "what a supporter reflected names no resident, so that nothing permits it to others; it is there for policies to come",
    ),
];

#[test]
fn the_reference_model_agrees_on_a_million_situations() {
    let quick = env::var_os("THROUGHLINE_QUICK").is_some();
    let (seed, situations) = (seed(), if quick { SITUATIONS / 10 } else { SITUATIONS });
    println!("REFERENCE_SEED={seed}");
    let policies = Arc::new(Policies::embedded().unwrap());
    let differing = |situation: Box<Situation>| -> Tally {
        panic!("with REFERENCE_SEED={seed} the model and the reader differ\n{}\n", situation.told(&policies))
    };
    let tally = run(seed, situations, &policies).unwrap_or_else(differing);
    println!("{tally}");
    assert!(tally.situations >= situations);
    was_worth_asking(&tally);
}

/// Each answer and each kind came often.
fn was_worth_asking(tally: &Tally) {
    for (sight, count) in ["nothing", "sentence", "words"].into_iter().zip(tally.sights()) {
        assert!(count * 40 > tally.situations, "only {count} see {sight}");
    }
    assert_eq!(tally.kinds.len(), KINDS, "not every kind was seen");
    for (kind, [nothing, sentence, words]) in &tally.kinds {
        assert!((nothing + sentence + words) * 400 > tally.situations, "too few of {kind}");
        assert!(*nothing > 0 && sentence + words > 0, "{kind} is always seen or never");
    }
    for [no, yes] in [tally.open, tally.details] {
        assert!(no * 10 > yes && yes * 10 > no, "the answer to one question is always the same: {no}, {yes}");
    }
}

/// Where a policy could be left out and the model would not differ, it would not be looking.
#[test]
fn the_reference_model_notices_every_policy_that_is_missing() {
    let seed = seed();
    println!("REFERENCE_SEED={seed}");
    let mut passed_over = Vec::new();
    for (name, without) in each_left_out().filter(|(name, _)| !NOT_NOTICED.iter().any(|(not, _)| not == name)) {
        // Some must be there for policies to be adopted at all.
        let Ok(policies) = Policies::to_adopt(&without, &[]) else { continue };
        match run(seed, UNTIL_NOTICED, &Arc::new(policies)) {
            Ok(_) => passed_over.push(name),
            Err(situation) => assert!(situation.tale.told.len() <= SMALL_EVENTS, "{name} was noticed, but not in a small situation"),
        }
    }
    assert!(NOT_NOTICED.iter().all(|(name, why)| EMBEDDED.contains(&format!("@id(\"{name}\")")) && !why.is_empty()));
    assert!(passed_over.is_empty(), "with REFERENCE_SEED={seed} it does without {passed_over:?}");
}

/// The name of each policy, and the policies without it.
fn each_left_out() -> impl Iterator<Item = (&'static str, String)> {
    EMBEDDED.split("@id(\"").skip(1).map(|policy| {
        let (name, rest) = policy.split_once('"').expect("a policy has a name");
        let end = rest.find("};").expect("a policy ends");
        (name, EMBEDDED.replace(&format!("@id(\"{name}\"{}}};", &rest[..end]), ""))
    })
}

fn seed() -> u64 {
    match env::var("REFERENCE_SEED").as_deref() {
        Err(_) => 1,
        Ok("drawn") => rand::random(),
        Ok(seed) => seed.parse().expect("REFERENCE_SEED is a whole number, or drawn"),
    }
}
