//! Looks: has the log gone on from where it was, and do its tiles make the root that it signed?

use std::{path::Path, time::Duration};

use anyhow::anyhow;
use throughline_log::{Checkpoint, SignedCheckpoint, Trouble, tree::Frontier};
use throughline_proof::Cosigned;

use super::{
    Findings,
    held::{Found, behind, compare, other, read},
    remembered::Remembered,
    served::Served,
};
use crate::{bundle::Trust, records::hex};

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
    /// The leaves from the beginning that a look had read when it broke off; signed by nobody, until the rest is read too.
    begun: Frontier,
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
        Ok(Self { trust, remembered, known, begun: Frontier::default(), patience: Patience::NONE })
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
        if findings.is_empty() && served.iter().all(|served| unasked.iter().any(|(url, _)| *url == served.url)) {
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
                Ok(note) => shown.extend(self.open(&note, &mut glance).map(|signed| (served, signed))),
                Err(error) => glance.cannot_ask(served, error),
            }
        }
        shown.sort_by_key(|(_, signed)| signed.checkpoint.size);
        let (mut newest, unbelievable) = (None, glance.other.len());
        for (index, (served, signed)) in shown.iter().enumerate() {
            let known_size = self.known_size().unwrap_or_default();
            if signed.checkpoint.size < known_size {
                compare_behind(signed, shown.get(index + 1..).unwrap_or_default(), known_size, &mut glance).await;
            } else {
                match self.go_on(served, signed, tell).await {
                    Ok(Ok(tree)) => {
                        self.remembered.keep(signed, &tree)?;
                        self.known = Some((signed.clone(), tree));
                        newest = Some((*served, signed.checkpoint.clone()));
                    }
                    Ok(Err(found)) => glance.note(found, &[signed]),
                    Err(error) => glance.cannot_ask(served, error),
                }
            }
            if glance.other.len() > unbelievable {
                return Ok(glance);
            }
        }
        if let Some((served, signed)) = newest.filter(|_| glance.other.is_empty() && glance.not_yet.is_empty()) {
            self.compare_kept(served, &signed, &mut glance).await;
        }
        Ok(glance)
    }

    /// A checkpoint that is signed, and cosigned by enough.
    fn open(&self, note: &str, glance: &mut Glance) -> Option<SignedCheckpoint> {
        let mut unbelievable = |found| {
            glance.note(found, &[]);
            glance.evidence.push(note.to_owned());
        };
        let signed = match self.trust.open(note) {
            Ok(signed) => signed,
            Err(error) => {
                let expected = "a checkpoint signed by the key that you gave";
                unbelievable(other(0, Trouble::CheckpointUnbelievable, expected, error.to_string()));
                return None;
            }
        };
        let cosigned = self.trust.cosigned(note);
        if let Some(finding) = self.trust.too_few(&cosigned, signed.checkpoint.size) {
            unbelievable(Found::Other(finding));
            return None;
        }
        glance.cosigned = cosigned;
        Some(signed)
    }

    /// Goes on from what is known to a checkpoint that is no shorter; the tree under it.
    async fn go_on(
        &mut self,
        served: &Served,
        signed: &SignedCheckpoint,
        tell: &mut impl FnMut(u64, u64),
    ) -> anyhow::Result<Result<Frontier, Found>> {
        let Checkpoint { size, root, .. } = &signed.checkpoint;
        let (tree, must_pass) = match &self.known {
            Some((known, _)) if known.checkpoint.size == *size && known.checkpoint.root != *root => {
                return Ok(Err(other(*size, Trouble::TwoHistories, hex(&known.checkpoint.root), hex(root))));
            }
            Some((known, tree)) if tree.size() == known.checkpoint.size => (tree.clone(), None),
            Some((known, _)) => (Frontier::default(), Some(known.checkpoint.clone())),
            None => (Frontier::default(), None),
        };
        let begun = std::mem::take(&mut self.begun);
        if tree.size() == 0 && (1..=*size).contains(&begun.size()) {
            // Whoever shows something else than before it broke off is accused only by a whole reading.
            let went_on = self.read_to(served, signed, begun, must_pass.as_ref(), tell).await?;
            if !matches!(went_on, Err(Found::Other(_))) {
                return Ok(went_on);
            }
        }
        self.read_to(served, signed, tree, must_pass.as_ref(), tell).await
    }

    /// Reads from the size of this tree on. What was read from the beginning is kept where it breaks off: a large log is not read anew for one tile.
    async fn read_to(
        &mut self,
        served: &Served,
        signed: &SignedCheckpoint,
        mut tree: Frontier,
        must_pass: Option<&Checkpoint>,
        tell: &mut impl FnMut(u64, u64),
    ) -> anyhow::Result<Result<Frontier, Found>> {
        let (from, Checkpoint { size, root, .. }) = (tree.size(), &signed.checkpoint);
        let found = match read(served, from, *size, &mut tree, must_pass, tell).await {
            Ok(None) if tree.root() == *root => return Ok(Ok(tree)),
            Ok(None) => Ok(Err(other(*size, Trouble::CheckpointDiffers, hex(root), hex(&tree.root())))),
            Ok(Some(found)) => Ok(Err(found)),
            Err(error) => Err(error),
        };
        let broke_off = !matches!(found, Ok(Err(Found::Other(_))));
        if broke_off && self.known.as_ref().is_none_or(|(_, known)| known.size() == 0) {
            self.begun = tree;
        }
        found
    }

    /// Checkpoints that were kept elsewhere are ones that the log went through.
    async fn compare_kept(&self, served: &Served, signed: &Checkpoint, glance: &mut Glance) {
        for note in &self.trust.kept {
            match self.trust.open_kept(note) {
                Err(finding) => glance.note(Found::Other(finding), &[]),
                Ok(kept) if kept.checkpoint.size > signed.size => glance.note(behind(kept.checkpoint.size, signed.size), &[]),
                Ok(kept) => match compare(served, signed, &kept).await {
                    Ok(found) => found.into_iter().for_each(|found| glance.note(found, &[])),
                    Err(error) => glance.cannot_ask(served, error),
                },
            }
        }
    }
}

impl Glance {
    fn note(&mut self, found: Found, about: &[&SignedCheckpoint]) {
        match found {
            Found::Other(finding) => self.other.push(finding),
            Found::NotYet(finding) => self.not_yet.push(finding),
        }
        self.evidence.extend(about.iter().map(|signed| signed.note.clone()));
    }

    fn cannot_ask(&mut self, served: &Served, error: anyhow::Error) {
        if self.unasked.iter().all(|(url, _)| *url != served.url) {
            self.unasked.push((served.url.clone(), error));
        }
    }
}

/// A mirror may lag; what it shows must be what the one that shows most went through. Where all lag, the log may have forgotten.
async fn compare_behind(signed: &SignedCheckpoint, longer: &[Shown<'_>], known_size: u64, glance: &mut Glance) {
    for (served, longest) in longer.iter().rev() {
        match compare(served, &longest.checkpoint, signed).await {
            Ok(found) => return found.into_iter().for_each(|found| glance.note(found, &[signed, longest])),
            // The next one may answer.
            Err(error) => glance.cannot_ask(served, error),
        }
    }
    glance.note(behind(known_size, signed.checkpoint.size), &[signed]);
}

fn none_asked(mut unasked: Vec<(String, anyhow::Error)>) -> anyhow::Error {
    match unasked.pop() {
        Some((_, error)) if unasked.is_empty() => error,
        last => {
            let each: Vec<_> = unasked.into_iter().chain(last).map(|(url, error)| format!("{url}: {error:#}")).collect();
            anyhow!("{}", each.join("; "))
        }
    }
}
