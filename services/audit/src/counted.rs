//! What nodes count themselves, day by day, and keep beside the log among the followers: refusals, which no log holds, and published checkpoints with
//! who cosigned them. It proves nothing, and never says who asked for what.

use std::collections::BTreeMap;

use throughline_log::{Followed, Log, LogError, with_causes};
use throughline_proto::{refusals, v1::Reason};
use throughline_views::{moment_text, now_us, today};
use tokio::sync::{Mutex, watch};
use uuid::Uuid;

/// A row for each day and node: "refusals/2026-03-14/6f1c…".
const REFUSALS: &str = "refusals/";
/// A row for each day: "published/2026-03-14".
const PUBLISHED: &str = "published/";
/// A node that is cut off loses no more than this.
const KEPT_EVERY: std::time::Duration = std::time::Duration::from_secs(60);

/// A day's numbers: since when that day, and how often what. As text, a line each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Day {
    pub since: String,
    pub counts: BTreeMap<String, u64>,
}

impl Day {
    fn beginning_now() -> Self {
        Self { since: moment_text(now_us()), counts: BTreeMap::new() }
    }

    pub(crate) fn read(note: &str) -> Self {
        let mut lines = note.lines();
        let since = lines.next().unwrap_or_default().to_owned();
        let count = |line: &str| line.rsplit_once(' ').and_then(|(name, count)| Some((name.to_owned(), count.parse().ok()?)));
        Self { since, counts: lines.filter_map(count).collect() }
    }

    fn note(&self) -> String {
        let counts = self.counts.iter().map(|(name, count)| format!("\n{name} {count}"));
        format!("{}{}", self.since, counts.collect::<String>())
    }

    fn add(&mut self, name: &str, count: u64) {
        *self.counts.entry(name.to_owned()).or_default() += count;
    }

    /// Adds another's, and keeps the earlier beginning.
    pub(crate) fn merge(&mut self, other: Self) {
        if self.since.is_empty() || (!other.since.is_empty() && other.since < self.since) {
            self.since = other.since;
        }
        other.counts.iter().for_each(|(name, count)| self.add(name, *count));
    }
}

async fn day_of(log: &Log, name: &str) -> Result<Option<Day>, LogError> {
    Ok(log.followed(name).await?.map(|followed| Day::read(&followed.note)))
}

/// Keeps what this node refuses.
#[derive(Debug)]
pub struct Refusals {
    log: Log,
    node: Uuid,
    /// What of the process's own counts is kept already.
    kept: Mutex<BTreeMap<&'static str, u64>>,
}

impl Refusals {
    /// From now on, for a node by its id.
    pub fn new(log: Log, node: Uuid) -> Self {
        Self { log, node, kept: Mutex::new(so_far()) }
    }

    /// Keeps them until the node is told to stop.
    pub async fn run(self: std::sync::Arc<Self>, mut stopping: watch::Receiver<bool>) {
        loop {
            if let Err(error) = self.keep().await {
                tracing::warn!(error = with_causes(&error), "refusals cannot be counted just now; it is tried again");
            }
            tokio::select! {
                _ = stopping.wait_for(|stopping| *stopping) => break,
                () = tokio::time::sleep(KEPT_EVERY) => {}
            }
        }
        // Where it fails now, the last minute is lost: the number proves nothing.
        _ = self.keep().await;
    }

    /// Adds what was refused since the last time. The first time says since when it is counted, also where there is nothing.
    pub(crate) async fn keep(&self) -> Result<(), LogError> {
        let mut kept = self.kept.lock().await;
        let (so_far, name) = (so_far(), format!("{REFUSALS}{}/{}", today(), self.node));
        let new: Vec<_> =
            so_far.iter().map(|(name, count)| (*name, count - kept.get(name).unwrap_or(&0))).filter(|(_, new)| *new > 0).collect();
        let before = day_of(&self.log, &name).await?;
        if new.is_empty() && before.is_some() {
            return Ok(());
        }
        let mut day = before.unwrap_or_else(Day::beginning_now);
        new.into_iter().for_each(|(name, count)| day.add(name, count));
        self.log.save_followed(&name, Followed { position: day.counts.values().sum(), note: day.note() }).await?;
        *kept = so_far;
        Ok(())
    }
}

fn so_far() -> BTreeMap<&'static str, u64> {
    refusals().into_iter().map(|(reason, count): (Reason, u64)| (reason.name(), count)).collect()
}

/// One more checkpoint was published, which these have cosigned.
pub(crate) async fn published(log: &Log, size: u64, cosigned: impl Iterator<Item = String>) -> Result<(), LogError> {
    let name = format!("{PUBLISHED}{}", today());
    let mut day = day_of(log, &name).await?.unwrap_or_else(Day::beginning_now);
    // Nobody's name: those of witnesses have no spaces, and are not empty.
    day.add(".", 1);
    cosigned.for_each(|witness| day.add(&witness, 1));
    log.save_followed(&name, Followed { position: size, note: day.note() }).await
}

/// What was counted on days from one on and before another, and when counting began.
#[derive(Debug, Default)]
pub(crate) struct Counted {
    /// The sum of those days.
    pub sum: Day,
    /// Since when there is anything at all; empty for not yet.
    pub since: String,
    /// How many nodes counted on those days.
    pub nodes: usize,
}

impl Counted {
    /// What was refused.
    pub(crate) async fn refusals(log: &Log, days: (&str, &str)) -> Result<Self, LogError> {
        Self::of(log, REFUSALS, days).await
    }

    /// What was published; under "." how many, and under each witness's name how many it cosigned.
    pub(crate) async fn published(log: &Log, days: (&str, &str)) -> Result<Self, LogError> {
        Self::of(log, PUBLISHED, days).await
    }

    async fn of(log: &Log, beginning: &str, (from, until): (&str, &str)) -> Result<Self, LogError> {
        let (mut counted, mut all, mut nodes) = (Self::default(), Day::default(), std::collections::BTreeSet::new());
        for (name, followed) in log.all_followed(beginning).await? {
            let (day, node) = name[beginning.len()..].split_once('/').unwrap_or((&name[beginning.len()..], ""));
            let read = Day::read(&followed.note);
            all.merge(Day { since: read.since.clone(), counts: BTreeMap::new() });
            if day >= from && day < until {
                nodes.insert(node.to_owned());
                counted.sum.merge(read);
            }
        }
        Ok(Self { since: all.since, nodes: nodes.len(), ..counted })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_days_numbers_are_read_back_as_they_were_written() {
        let mut day = Day { since: "2026-03-14T10:00:00Z".into(), counts: BTreeMap::new() };
        day.add("TOO_BUSY", 3);
        day.add("TOO_BUSY", 1);
        day.add("PERSON_UNKNOWN", 2);
        assert_eq!(day.note(), "2026-03-14T10:00:00Z\nPERSON_UNKNOWN 2\nTOO_BUSY 4");
        assert_eq!(Day::read(&day.note()), day);
        let mut sum = Day::read("2026-03-13T00:00:00Z\nTOO_BUSY 1");
        sum.merge(day);
        assert_eq!((sum.since.as_str(), sum.counts["TOO_BUSY"]), ("2026-03-13T00:00:00Z", 5));
    }
}
