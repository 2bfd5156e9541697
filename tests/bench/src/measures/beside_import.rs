//! One agency's single calls while another imports: one caller alone, and the same beside four streams that never end.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tokio::task::JoinSet;

use super::{Run, record};
use crate::{
    figure::{Figure, median_of},
    place::{CITY, Here},
    stream::stream,
};

/// How many streams an import has, each with a window of requests under way.
const STREAMS: u64 = 4;
/// How many residents the one caller knows.
const RESIDENTS: usize = 300;
/// More than any round sends.
const MANY: u64 = 1 << 32;

/// Takes the figure.
pub async fn measure(run: &Run<'_>) -> anyhow::Result<Vec<Figure>> {
    let here = Here::open(run.store, run.scale.residents).await?;
    let single = here.place.beside(CITY, here.home().folder(), RESIDENTS).await?;
    let callers = run.scale.callers(1);
    let mut rounds = Vec::new();
    for round in 0..run.scale.rounds as u64 {
        let alone = record::figure("beside_import", run, &single, callers, 1).await?;
        let is_over = Arc::new(AtomicBool::new(false));
        let mut importing = JoinSet::new();
        for number in 0..STREAMS {
            let (transport, is_over) = (here.place.connect().await?, Arc::clone(&is_over));
            let first = (round * STREAMS + number) * MANY;
            let rows = here.place.meetings(0..here.place.residents.len(), first..first + MANY);
            let rows = rows.take_while(move |_| !is_over.load(Ordering::Relaxed));
            importing.spawn(async move { stream(transport, rows.map(|event| crate::events::request(vec![event]))).await });
        }
        let beside = record::figure("beside_import", run, &single, callers, 1).await;
        is_over.store(true, Ordering::Relaxed);
        while let Some(imported) = importing.join_next().await {
            imported??;
        }
        rounds.push(vec![beside?.beside("alone", alone.value)]);
    }
    Ok(median_of(&rounds))
}
