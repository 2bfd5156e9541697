//! Replay of everything: the records as they lie in the store, beside peers that read everything; and each record checked against its
//! leaf, put into the tree and opened, by one task: while it does so the next page is read.

use std::{sync::Arc, time::Instant};

use anyhow::{Context as _, ensure};
use throughline::node::{Folder, Opened};
use throughline_load::Task;
use throughline_log::{Keys, Log, ReadAhead, Store as LogStore, open_facts, tree};

use super::Run;
use crate::{
    figure::{Figure, median_of},
    peers::{ALL, ask_each},
    store::Home,
    whole,
};

/// How many records are read in one go, as the views' follower does.
const BATCH: usize = 4_096;

/// Takes the figures.
pub async fn measure(run: &Run<'_>) -> anyhow::Result<Vec<Figure>> {
    let home = Home::new(run.store)?;
    let head = whole::write(&home, run).await?.head;
    let mut peers = run.peers.start(&ALL)?;
    ask_each(&mut peers, Task::GrowTo { events: head })?;
    let rows = home.rows()?;
    let opened = Opened::begin_with(&Folder::new(home.folder()), &home.place()?, &home.settings()?).await?;
    let mut rounds = Vec::new();
    for _ in 0..run.scale.rounds {
        let (lying, checked) = (as_they_lie(&rows, head).await?, opened_and_checked(&opened.log, &opened.keys, head).await?);
        let figure = |measure, seconds| Figure::new(measure, run.store.name(), head as f64 / seconds, "records/s");
        let mut round = figure("replay", lying).beside_each(&ask_each(&mut peers, Task::ReadAll)?);
        round.push(figure("replay_opened", checked));
        rounds.push(round);
    }
    opened.close().await?;
    Ok(median_of(&rounds))
}

/// The seconds that it takes to read all rows.
async fn as_they_lie(rows: &Arc<dyn LogStore>, head: u64) -> anyhow::Result<f64> {
    let started = Instant::now();
    let (mut at, mut pages) = (0, ReadAhead::new(Arc::clone(rows), 0, head, BATCH));
    while at < head {
        at = pages.next().await?.records.last().context("the log ends early")?.position;
    }
    Ok(started.elapsed().as_secs_f64())
}

/// The seconds that it takes to read all records, check each against its leaf, build the tree and open each record's facts.
async fn opened_and_checked(log: &Log, keys: &Keys, head: u64) -> anyhow::Result<f64> {
    let published = log.checkpoint().await.context("the log has no checkpoint")?.checkpoint;
    let started = Instant::now();
    let (mut at, mut built, mut pages) = (0, tree::Frontier::default(), log.read_on(0, head, BATCH));
    while at < head {
        for record in pages.next().await? {
            ensure!(tree::leaf_of(&record.header_bytes) == record.leaf, "the record at {} is not what was hashed", record.position);
            built.append(record.leaf);
            open_facts(&record, keys).with_context(|| format!("the record at {} cannot be opened", record.position))?;
            at = record.position;
        }
    }
    let seconds = started.elapsed().as_secs_f64();
    ensure!(published.size != built.size() || published.root == built.root(), "the tree is not the one that was published");
    Ok(seconds)
}
