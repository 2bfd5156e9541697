//! RecordMany: one stream with a window of 64, and in turn with it UmaDB's 64 callers, and SQLite alone, taking in the very same rows.

use throughline_load::{Reached, Task};
use throughline_proto::v1::Event;

use super::Run;
use crate::{
    events::{self, met_together},
    figure::{Figure, median_of},
    peers::{Which, ask_each},
    place::Here,
    raw::{Raw, Settings, rows_of},
    stream::WINDOW,
};

/// Takes the figures.
pub async fn measure(run: &Run<'_>) -> anyhow::Result<Vec<Figure>> {
    let mut here = Here::open(run.store, run.scale.residents).await?;
    let mut alone = here.home().file().map(|_| Alone::new()).transpose()?;
    let mut peers = run.peers.start(&[Which::UmaDb])?;
    let task = Task::Append { callers: run.scale.callers(WINDOW as u64), each: 1 };
    let mut rounds = Vec::new();
    for round in 0..=run.scale.rounds as u64 {
        // The first round is short, and only warms up.
        let count = if round == 0 { run.scale.streamed / 10 } else { run.scale.streamed };
        let events: Vec<Event> = met(&here, round * run.scale.streamed, count);
        let streamed = here.place.stream(events.into_iter()).await?;
        here.place.seen(streamed.head).await?;
        let mut beside = Vec::new();
        if let (Some(alone), Some(file)) = (&mut alone, here.home().file()) {
            beside.extend(alone.insert(&file, streamed.head)?);
        }
        if round > 0 {
            beside.extend(ask_each(&mut peers, task)?);
            let ours = Figure::new("record_many", run.store.name(), streamed.events as f64 / streamed.seconds, "events/s");
            rounds.push(ours.processor(streamed.processor_us).beside_each(&beside));
        }
    }
    Ok(median_of(&rounds))
}

/// Meetings of two or three people each, as callers have them.
fn met(here: &Here, first: u64, count: u64) -> Vec<Event> {
    let circle = throughline_load::work::Circle::of(0, 1, here.place.residents.len());
    let residents = &here.place.residents;
    let with = |number| circle.people(number).map(|person| residents[person].as_str()).collect::<Vec<_>>();
    (first..first + count).map(|number| events::just_now(met_together(&with(number), &here.place.supporter, number))).collect()
}

/// SQLite alone, as it comes and set as the log is.
struct Alone {
    plain: Raw,
    tuned: Raw,
    /// They begin with what the log begins with, so that all three files are of one size.
    copied: u64,
    _folder: tempfile::TempDir,
}

impl Alone {
    fn new() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let plain = Raw::open(&folder.path().join("plain.sqlite"), Settings::Plain)?;
        let tuned = Raw::open(&folder.path().join("tuned.sqlite"), Settings::AsTheLog)?;
        Ok(Self { plain, tuned, copied: 0, _folder: folder })
    }

    /// Inserts what has come to the log.
    fn insert(&mut self, log_file: &std::path::Path, head: u64) -> anyhow::Result<[(String, Reached); 2]> {
        let rows = rows_of(log_file, self.copied, head)?;
        self.copied = head;
        tokio::task::block_in_place(|| {
            let named = |name: &str, per_second| (name.to_owned(), Reached { per_second, p50_ms: None, p99_ms: None });
            Ok([named("raw SQLite", self.plain.insert(&rows)?), named("SQLite set as the log", self.tuned.insert(&rows)?)])
        })
    }
}
