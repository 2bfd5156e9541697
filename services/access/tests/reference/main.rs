//! An independent reference model agrees with the policies on a million generated situations: one reader before one story's one event.
//!
//! The model is written from DESIGN.md and the .proto files, brute force. `THROUGHLINE_QUICK=1` runs a tenth; `REFERENCE_SEED` repeats a run.

mod chance;
mod choices;
mod generate;
mod kinds;
mod model;
mod shrink;
mod situation;
mod usual;

use std::{collections::BTreeMap, env, sync::Arc};

use chance::Chance;
use shrink::Situation;
use situation::{Question, Sides, Tale};
use throughline_access::Policies;

const SITUATIONS: u64 = 1_000_000;
const READERS_OF_A_STORY: usize = 8;

#[test]
fn probe() {
    let policies = Arc::new(Policies::embedded().unwrap());
    let seed: u64 = env::var("REFERENCE_SEED").ok().map_or(1, |seed| seed.parse().unwrap());
    let mut classes: BTreeMap<String, (u64, Option<String>)> = BTreeMap::new();
    let mut n = 0u64;
    let mut sights: BTreeMap<String, u64> = BTreeMap::new();
    for number in 0..2000u64 {
        let mut chance = Chance::new(seed, number);
        let tale = generate::tale(&mut chance);
        let story = tale.story();
        for _ in 0..READERS_OF_A_STORY {
            let asking = generate::asking(&mut chance);
            let viewer = asking.viewer(&policies);
            let sides = Sides::new(&tale, &story, &asking, &viewer);
            for question in questions(&tale) {
                n += 1;
                let (model, reader) = sides.answers(&question);
                *sights.entry(format!("{reader:?}")).or_default() += 1;
                if model != reader {
                    let situation = Situation { tale: tale.clone(), asking: asking.clone(), question: question.clone() };
                    let name = match &question {
                        Question::Event(id) => {
                            let k = tale.told.iter().find(|t| t.event.id == *id).unwrap().event.kind.as_ref().unwrap();
                            throughline_story::kind_name(k).to_string()
                        }
                        Question::Open => "open".into(),
                        Question::Details { .. } => "details".into(),
                    };
                    let entry = classes.entry(format!("{name}: {model:?} {reader:?}")).or_default();
                    entry.0 += 1;
                    if entry.1.is_none() {
                        entry.1 = Some(situation.shrunk(&policies).told(&policies));
                    }
                }
            }
        }
    }
    for (name, (count, told)) in &classes {
        println!("=== {count} {name}\n{}", told.as_ref().unwrap());
    }
    println!("{n} {sights:?} classes {}", classes.len());
}

fn questions(tale: &Tale) -> Vec<Question> {
    let mut questions: Vec<Question> = tale.told.iter().map(|told| Question::Event(told.event.id.clone())).collect();
    questions.push(Question::Open);
    for profile in &tale.profiles {
        for agency in ["garden", "surgery"] {
            questions.push(Question::Details { profile: profile.clone(), agency: agency.to_owned() });
        }
    }
    questions
}
