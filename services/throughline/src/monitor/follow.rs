//! Looks: has the log gone on from where it was, and do its tiles make the root that it signed?

use std::{
    path::Path,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use anyhow::anyhow;
use throughline_log::{Checkpoint, SignedCheckpoint, Trouble, tree::Frontier};
use throughline_proof::{Cosigned, Note};

use super::{
    Findings,
    held::{Found, behind, compare, other, read},
    remembered::Remembered,
    served::Served,
};
use crate::{bundle::Trust, records::hex};

/// No clock is further ahead than this.
const FUTURE_SECONDS: u64 = 600;

/// How long it is waited before each new glance, while something is not yet there.
#[derive(Debug, Clone, Copy)]
pub struct Patience(pub &'static [Duration]);

impl Patience {
    /// For what is served by this process itself, at which nobody lags.
    pub const NONE: Self = Self(&[]);
    /// For several nodes or a cache behind one address, of which one may lag: 20 seconds.
    pub const USUAL: Self =
        Self(&[Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(3), Duration::from_secs(5), Duration::from_secs(9)]);
}

/// Follows one log.
#[derive(Debug)]
pub struct Follower {
    trust: Trust,
    remembered: Remembered,
    known: Option<(SignedCheckpoint, Frontier)>,
    patience: Patience,
}

/// What a look came to.
#[derive(Debug)]
pub struct Looked {
    /// How many records the newest checkpoint covers.
    pub size: u64,
    /// How many the one before did.
    pub before: Option<u64>,
    /// Who cosigned.
    pub cosigned: Vec<Cosigned>,
    /// What is not as it was.
    pub findings: Findings,
    /// Which addresses could not be asked, and why.
    pub unasked: Vec<(String, anyhow::Error)>,
}

/// What one glance at every address showed.
#[derive(Debug, Default)]
struct Glance {
    cosigned: Vec<Cosigned>,
    /// What is other than it was.
    other: Findings,
    /// What is not there, and may be in a moment.
    not_yet: Findings,
    /// The notes that all this is about.
    evidence: Vec<String>,
    unasked: Vec<(String, anyhow::Error)>,
}

/// An address and what it shows.
type Shown<'a> = (&'a Served, SignedCheckpoint);

impl Follower {
    /// Goes on from what is remembered in a folder. It is not patient.
    pub fn new(folder: &Path, trust: Trust) -> anyhow::Result<Self> {
        let remembered = Remembered::new(folder);
        let known = remembered.read(&trust)?;
        Ok(Self { trust, remembered, known, patience: Patience::NONE })
    }

    /// The same, with patience.
    pub fn patient(self, patience: Patience) -> Self {
        Self { patience, ..self }
    }

    /// Looks at every address, and again while something is not yet there. `tell` hears how many records were read.
    pub async fn look(&mut self, served: &[Served], mut tell: impl FnMut(u64, u64)) -> anyhow::Result<Looked> {
        let before = self.known_size();
        let mut glance = self.glance(served, &mut tell).await?;
        for wait in self.patience.0 {
            if glance.not_yet.is_empty() || !glance.other.is_empty() {
                break;
            }
            tokio::time::sleep(*wait).await;
            glance = self.glance(served, &mut tell).await?;
        }
        let Glance { cosigned, other, not_yet, evidence, unasked } = glance;
        let findings = if other.is_empty() { not_yet } else { other };
        if findings.is_empty() && unasked.len() == served.len() {
            return Err(none_asked(unasked));
        }
        // Mirrors may lag for longer, and who would be ahead of them was not heard.
        if !unasked.is_empty() && !findings.is_empty() && findings.iter().all(|finding| finding.trouble == Trouble::CheckpointAhead) {
            return Err(none_asked(unasked).context("whoever could be asked has fewer records than there were"));
        }
        if !findings.is_empty() {
            evidence.iter().try_for_each(|note| self.remembered.keep_evidence(note))?;
        }
        Ok(Looked { size: self.known_size().unwrap_or_default(), before, cosigned, findings, unasked })
    }

    fn known_size(&self) -> Option<u64> {
        self.known.as_ref().map(|(signed, _)| signed.checkpoint.size)
    }

    /// Looks once at every address, from the shortest history to the longest.
    async fn glance(&mut self, served: &[Served], tell: &mut impl FnMut(u64, u64)) -> anyhow::Result<Glance> {
        let mut glance = Glance::default();
        let mut shown: Vec<Shown<'_>> = Vec::new();
        for served in served {
            match served.checkpoint().await {
                Ok(note) => shown.extend(self.open(note, &mut glance).map(|signed| (served, signed))),
                Err(error) => glance.cannot_ask(served, error),
            }
        }
        shown.sort_by_key(|(_, signed)| signed.checkpoint.size);
        let mut newest = None;
        for (index, (served, signed)) in shown.iter().enumerate() {
            let known_size = self.known_size().unwrap_or_default();
            if signed.checkpoint.size < known_size {
                compare_behind(signed, shown.get(index + 1..).unwrap_or_default(), known_size, &mut glance).await;
            } else {
                match self.go_on(served, signed, tell).await? {
                    Ok(None) => newest = Some((*served, signed.checkpoint.size)),
                    Ok(Some(found)) => glance.note(found, &[signed]),
                    Err(error) => glance.cannot_ask(served, error),
                }
            }
            if !glance.other.is_empty() && !glance.is_only_unbelievable() {
                return Ok(glance);
            }
        }
        if let Some((served, size)) = newest.filter(|_| glance.other.is_empty() && glance.not_yet.is_empty()) {
            self.compare_kept(served, size, &mut glance).await;
        }
        Ok(glance)
    }
