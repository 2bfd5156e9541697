//! Proofs: what publishing takes from recording, round by round beside the same without; and how long a proof of inclusion takes among ten million
//! leaves.

use std::time::Instant;

use anyhow::ensure;
use throughline_audit::publishing::TileFolder;
use throughline_log::tree::leaf;
use throughline_proof::{Growing, Hash, check_inclusion, inclusion, tile::Tile};
use throughline_proto::v1::Event;

use super::Run;
use crate::{
    events::{self, met_together},
    figure::{Figure, median_of},
    place::Here,
};

/// How many proofs are made, one after the other.
const PROOFS: u64 = 2_000;
/// Far from each other, as records are that somebody asks about.
const STRIDE: u64 = 4_999_961;

/// Takes the figures.
pub async fn measure(run: &Run<'_>) -> anyhow::Result<Vec<Figure>> {
    let mut figures = publishing(run).await?;
    figures.extend(tokio::task::block_in_place(|| among_millions(run))?);
    Ok(figures)
}

/// Two places of one kind take in the same in turn: one publishes, one does not.
async fn publishing(run: &Run<'_>) -> anyhow::Result<Vec<Figure>> {
    let mut publishes = Here::publishing(run.store, run.scale.residents).await?;
    let mut quiet = Here::open(run.store, run.scale.residents).await?;
    let mut rounds = Vec::new();
    for round in 0..=run.scale.rounds as u64 {
        let count = if round == 0 { run.scale.streamed / 10 } else { run.scale.streamed };
        let first = round * run.scale.streamed;
        // Whoever goes first finds the machine otherwise than whoever goes second.
        let (with, without) = if round.is_multiple_of(2) {
            let with = rate(&mut publishes, first, count).await?;
            (with, rate(&mut quiet, first, count).await?)
        } else {
            let without = rate(&mut quiet, first, count).await?;
            (rate(&mut publishes, first, count).await?, without)
        };
        if round > 0 {
            rounds.push(vec![Figure::new("record_published", run.store.name(), with, "events/s").beside("it without publishing", without)]);
        }
    }
    Ok(median_of(&rounds))
}

async fn rate(here: &mut Here, first: u64, count: u64) -> anyhow::Result<f64> {
    let residents = here.place.residents.clone();
    let supporter = here.place.supporter.clone();
    let circle = throughline_load::work::Circle::of(0, 1, residents.len());
    let met = |number| {
        let with: Vec<&str> = circle.people(number).map(|person| residents[person].as_str()).collect();
        events::just_now(met_together(&with, &supporter, number))
    };
    let events: Vec<Event> = (first..first + count).map(met).collect();
    let streamed = here.place.stream(events.into_iter()).await?;
    here.place.seen(streamed.head).await?;
    Ok(streamed.events as f64 / streamed.seconds)
}

/// The tiles of a large tree, and proofs from them. Every proof is held against the root.
fn among_millions(run: &Run<'_>) -> anyhow::Result<Vec<Figure>> {
    let (folder, size) = (tempfile::tempdir()?, run.scale.grown);
    let tiles = TileFolder::new(folder.path());
    let mut growing = Growing::default();
    let keep = &mut |tile: Tile, hashes: &[Hash]| tiles.keep(tile, hashes);
    for index in 0..size {
        growing.push(leaf_at(index), keep)?;
    }
    growing.settle(keep)?;
    let root = tiles.root(size)?;
    let mut rounds = Vec::new();
    for _ in 0..run.scale.rounds {
        let mut took = Vec::new();
        for number in 0..PROOFS {
            let index = number * STRIDE % size;
            let started = Instant::now();
            let hashes = tiles.roots(&inclusion(index, size)?, size)?;
            took.push(started.elapsed().as_secs_f64() * 1_000.0);
            ensure!(check_inclusion(&leaf_at(index), index, size, &root, &hashes).is_ok(), "the proof of {index} is none");
        }
        took.sort_by(f64::total_cmp);
        let slow = took.get(took.len() * 99 / 100).copied().unwrap_or_default();
        rounds.push(vec![Figure::new("inclusion_proof", run.store.name(), slow, "ms")]);
    }
    Ok(median_of(&rounds))
}

fn leaf_at(index: u64) -> Hash {
    let mut entry = [0; 32];
    entry[..8].copy_from_slice(&index.to_be_bytes());
    leaf(&entry)
}
