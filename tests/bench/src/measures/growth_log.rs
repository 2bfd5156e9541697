//! The log's growth: what callers reach in a log of many records, beside what they reach in a small one. Both places are there at once
//! and called in turn, so that whatever else the machine does meets both alike.

use std::sync::Arc;

use super::{Run, get_story, record};
use crate::{
    events,
    figure::{Figure, median_of},
    place::{Here, Place},
};

const CALLERS: u64 = 64;
/// Meetings are streamed in parts, and the view catches up in between.
const PART: u64 = 100_000;

/// Takes the figures.
pub async fn measure(run: &Run<'_>) -> anyhow::Result<Vec<Figure>> {
    let small = Grown::to(run, run.scale.small).await?;
    let large = Grown::to(run, run.scale.grown).await?;
    let mut rounds = Vec::new();
    for _ in 0..run.scale.rounds {
        let (of_small, of_large) = (small.take(run).await?, large.take(run).await?);
        let pairs = of_large.into_iter().zip(of_small);
        rounds.push(pairs.map(|(large, small)| large.beside("the small log", small.value)).collect());
    }
    Ok(median_of(&rounds))
}

/// A place with so many records, and the stories that are read in it.
struct Grown {
    here: Here,
    /// Whose stories are read.
    people: Arc<Vec<String>>,
    /// The same place with the others alone, who are met with: the stories that are read stay as they are.
    others: Place,
}

impl Grown {
    async fn to(run: &Run<'_>, records: u64) -> anyhow::Result<Self> {
        let mut here = Here::open(run.store, run.scale.residents).await?;
        // As many stories in a small log as in a large one; those who are met with from now on are others.
        let stories = run.scale.stories.min(usize::try_from(run.scale.small)? / 100);
        let people = get_story::tell(&mut here.place, stories).await?;
        let mut others = here.place.without_the_first(stories);
        while others.head < records {
            let meetings = others.meetings(0..others.residents.len(), others.head..records.min(others.head + PART));
            let streamed = others.stream(meetings.map(events::just_now)).await?;
            others.seen(streamed.head).await?;
        }
        tokio::task::block_in_place(|| here.home().have_caught_up())?;
        Ok(Self { here, people, others })
    }

    async fn take(&self, run: &Run<'_>) -> anyhow::Result<[Figure; 2]> {
        let (place, scale) = (&self.here.place, run.scale);
        let recorded = record::figure("growth_log_record", run, &self.others, scale.callers(CALLERS), 1);
        let recorded = recorded.await?;
        let callers = scale.callers(get_story::CALLERS);
        Ok([recorded, get_story::figure("growth_log_get_story", run, place, &self.people, callers, get_story::ASKED_ANEW).await?])
    }
}
