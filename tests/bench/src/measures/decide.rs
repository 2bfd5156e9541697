//! A decision: how much of an entry somebody sees, as a story of 50 entries asks it, one after the other. Most have been made about the very same
//! facts before, and are remembered; what one costs that nobody has made before is told beside it.

use std::{hint::black_box, sync::Arc, time::Instant};

use throughline_access::{ActingFor, Caller, Policies, Reader, Sight, Viewer};
use throughline_proto::v1::{Event, HopeShared, Story, StrengthShared, event::Kind};
use throughline_story::{Told, fold};

use super::Run;
use crate::{
    events,
    figure::{Figure, median_of},
};

const ENTRIES: usize = 50;
const AGENCIES: [&str; 4] = ["harmony-house", "care-city", "street-kitchen", "council-adults"];
const PERSON: &str = "018f0000-0000-7000-8000-000000000001";
const SUPPORTER: &str = "018f0000-0000-7000-8000-000000000002";
/// How often the story is gone through in a round.
const STORIES: usize = 20_000;
/// How many decisions are made anew in a round.
const ANEW: usize = 2_000;

/// Takes the figures.
pub fn measure(run: &Run<'_>) -> anyhow::Result<Vec<Figure>> {
    let told: Vec<Arc<Told>> = (0..ENTRIES).map(entry).map(Arc::new).collect();
    let story = fold(&[PERSON.to_owned()], told.iter().map(|told| Told::clone(told)).collect());
    let mut rounds = Vec::new();
    for _ in 0..run.scale.rounds {
        let figure = |name, microseconds| Figure::new(name, run.store.name(), microseconds, "µs");
        rounds.push(vec![figure("decide", remembered(&story, &told)?), figure("decide_anew", anew(&story, &told)?)]);
    }
    Ok(median_of(&rounds))
}

/// What one decision takes in a story that is told again and again, to each agency in turn; in microseconds.
fn remembered(story: &Story, told: &[Arc<Told>]) -> anyhow::Result<f64> {
    let policies = Arc::new(Policies::embedded()?);
    let viewers = AGENCIES.map(|agency| viewer(agency, &policies));
    let begun = Instant::now();
    for viewer in viewers.iter().cycle().take(STORIES) {
        let reader = Reader::new(viewer, story);
        for told in told {
            black_box(reader.sight_among(&told.event, &|_| None));
        }
    }
    Ok(begun.elapsed().as_secs_f64() * 1e6 / (STORIES * ENTRIES) as f64)
}

/// What one takes about facts that nobody has asked about before; in microseconds.
fn anew(story: &Story, told: &[Arc<Told>]) -> anyhow::Result<f64> {
    let mut taken = 0.0;
    for number in 0..ANEW {
        let viewer = viewer(AGENCIES[number % AGENCIES.len()], &Arc::new(Policies::embedded()?));
        let reader = Reader::new(&viewer, story);
        let begun = Instant::now();
        let sight = reader.sight_among(&told[number % told.len()].event, &|_| None);
        taken += begun.elapsed().as_secs_f64();
        anyhow::ensure!(sight <= Sight::Words, "more than everything");
    }
    Ok(taken * 1e6 / ANEW as f64)
}

fn viewer(agency: &str, policies: &Arc<Policies>) -> Viewer {
    let caller = Caller { agency: agency.to_owned(), acting_for: ActingFor::Supporter(SUPPORTER.to_owned()), keeper: false };
    Viewer {
        caller,
        signed_in_at: None,
        is: Vec::new(),
        purpose: "visit",
        today: "2026-10-30".to_owned(),
        now_us: 0,
        roles: Arc::default(),
        policies: Arc::clone(policies),
    }
}

/// One after the other of what stories are made of, by one agency after the other.
fn entry(number: usize) -> Told {
    let of_kind = |kind| Event { kind: Some(kind), ..events::met(PERSON, SUPPORTER, number as u64) };
    let event = match number {
        0 => events::alongside(PERSON, SUPPORTER),
        _ if number % 5 == 1 => of_kind(Kind::StrengthShared(StrengthShared::default())),
        _ if number % 5 == 2 => of_kind(Kind::HopeShared(HopeShared::default())),
        _ if number % 5 == 3 => events::offered(PERSON, SUPPORTER),
        _ => events::met(PERSON, SUPPORTER, number as u64),
    };
    let agency = AGENCIES[number % AGENCIES.len()].to_owned();
    Told { position: number as u64 + 1, event: Event { id: format!("018f0000-0000-7000-9000-{number:012}"), agency, ..event } }
}
