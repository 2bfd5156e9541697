//! What a run comes to: how many faults of which kind, what was acknowledged, and what was found wrong; for people and for programs.

use std::collections::BTreeMap;

use serde::Serialize;
use throughline::output::{Output, Tone};

use crate::{
    chance::Chance,
    faults::Kind,
    finding::{Finding, Wrong},
};

/// More findings than this say nothing new.
const MOST_TOLD: usize = 12;

/// What happened in the rounds of one lane, or of all.
#[derive(Debug, Default, Serialize)]
pub struct Tally {
    /// How many faults of each kind.
    pub faults: BTreeMap<&'static str, u64>,
    /// Which kinds were not possible, and why.
    pub skipped: BTreeMap<String, String>,
    /// How many faults came in pairs.
    pub pairs: u64,
    /// How many fresh systems.
    pub rounds: u64,
    /// Events that were acknowledged.
    pub acknowledged: u64,
    /// Views that were held against a fresh replay.
    pub views_compared: u64,
    /// What was found wrong.
    pub findings: Vec<Finding>,
}

impl Tally {
    /// One of these, the more likely the more seldom it was struck so far.
    pub fn seldom(&self, possible: &[Kind], chance: &mut Chance) -> Kind {
        let candidates = [*chance.pick(possible), *chance.pick(possible), *chance.pick(possible)];
        candidates.into_iter().min_by_key(|kind| self.faults.get(kind.name).copied().unwrap_or_default()).unwrap_or(candidates[0])
    }

    /// A fault came, perhaps with another.
    pub fn struck(&mut self, one: Kind, other: Option<Kind>) {
        for kind in [Some(one), other].into_iter().flatten() {
            *self.faults.entry(kind.name).or_default() += 1;
        }
        self.pairs += u64::from(other.is_some());
    }

    /// A disk was wanted, and there is none.
    pub fn no_disk(&mut self, why: &str) {
        self.skipped.insert("a disk".to_owned(), why.to_owned());
    }

    /// Something is wrong.
    pub fn find(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// How many faults there were.
    pub fn count(&self) -> u64 {
        self.faults.values().sum()
    }

    /// Takes in what happened elsewhere.
    pub fn add(&mut self, other: Self) {
        for (name, count) in other.faults {
            *self.faults.entry(name).or_default() += count;
        }
        self.skipped.extend(other.skipped);
        self.pairs += other.pairs;
        self.rounds += other.rounds;
        self.acknowledged += other.acknowledged;
        self.views_compared += other.views_compared;
        self.findings.extend(other.findings);
    }

    fn of(&self, wrong: Wrong) -> usize {
        self.findings.iter().filter(|finding| finding.wrong == wrong).count()
    }

    /// The summary as JSON, for programs.
    pub fn to_json(&self, seed: u64, seconds: u64) -> serde_json::Value {
        let broken = self.findings.len() - self.of(Wrong::Lost) - self.of(Wrong::Invented) - self.of(Wrong::Doubled);
        serde_json::json!({
            "seed": seed,
            "seconds": seconds,
            "faults": self.count(),
            "pairs": self.pairs,
            "by_kind": self.faults,
            "skipped": self.skipped,
            "rounds": self.rounds,
            "acknowledged": self.acknowledged,
            "lost": self.of(Wrong::Lost),
            "invented": self.of(Wrong::Invented),
            "doubled": self.of(Wrong::Doubled),
            "otherwise_wrong": broken,
            "views_compared": self.views_compared,
            "findings": self.findings.iter().take(MOST_TOLD).collect::<Vec<_>>(),
        })
    }

    /// Says it.
    pub fn say(&self, seed: u64, seconds: u64, output: &Output) -> anyhow::Result<()> {
        for (kind, why) in &self.skipped {
            output.remark(output.paint(Tone::Bad, format!("SKIPPED: {kind}: {why}")));
        }
        if output.is_json() {
            output.json(&self.to_json(seed, seconds))?;
            return Ok(());
        }
        for finding in self.findings.iter().take(MOST_TOLD) {
            output.line(output.paint(Tone::Bad, finding.to_string()))?;
        }
        let unlisted = self.findings.len().saturating_sub(MOST_TOLD);
        if unlisted > 0 {
            output.line(format!("… and {unlisted} more"))?;
        }
        output.line(serde_json::to_string_pretty(&self.to_json(seed, seconds))?)?;
        Ok(())
    }
}
