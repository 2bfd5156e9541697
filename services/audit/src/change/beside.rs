//! What nodes counted themselves, for the days that are asked about.

use throughline_proto::{
    Refusal,
    v1::{CountedBeside, ReasonCounted, WitnessCounted},
};

use super::{Between, stretches::day};
use crate::{Service, counted::Counted, proofs, replay::unreadable_log};

/// How checkpoints themselves are counted, among those who cosigned them.
const CHECKPOINTS: &str = ".";

pub(super) async fn counted(service: &Service, between: Between) -> Result<CountedBeside, Refusal> {
    if let Some(refusals) = &service.refusals {
        refusals.keep().await.map_err(|error| unreadable_log(&error))?;
    }
    let after = day(between.to_us - 1).tomorrow().unwrap_or(jiff::civil::Date::MAX);
    let (from, until) = (day(between.from_us).to_string(), after.to_string());
    let days = (from.as_str(), until.as_str());
    let refusals = Counted::refusals(&service.log, days).await.map_err(|error| unreadable_log(&error))?;
    let mut published = Counted::published(&service.log, days).await.map_err(|error| unreadable_log(&error))?;
    let newest = proofs::checkpoint(&service.published).await?;
    let mut published_since = published.since;
    published_since.truncate("2026-03-14".len());
    Ok(CountedBeside {
        refusals_since: refusals.since,
        nodes: u32::try_from(refusals.nodes).unwrap_or(u32::MAX),
        refusals: refusals.sum.counts.into_iter().map(|(reason, count)| ReasonCounted { reason, count }).collect(),
        published_since,
        published: published.sum.counts.remove(CHECKPOINTS).unwrap_or_default(),
        witnesses: published.sum.counts.into_iter().map(|(witness, cosigned)| WitnessCounted { witness, cosigned }).collect(),
        newest_size: newest.tree_size,
        newest_cosigned: newest.cosignatures,
        witnesses_wanted: u32::try_from(service.published.needs()).unwrap_or(u32::MAX),
    })
}
