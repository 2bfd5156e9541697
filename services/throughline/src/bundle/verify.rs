//! Checks a bundle: with the log's public key and the witnesses', and nothing else.

use std::{
    collections::HashSet,
    io,
    path::Path,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context as _, bail};
use throughline_log::{Checkpoint, Finding, NoteError, Report, SignedCheckpoint, Trouble, verifier_key, verify_structure};
use throughline_proof::{Cosigned, Growing, Hash, Note, PublicKey, Quorum, tile::Tile};
use throughline_proto::v1::BundledRecord;

use super::{
    RECORDS_IN_A_FILE,
    chunks::{self, ChunkReader},
    files, holds,
    manifest::{Manifest, Of, Words},
    some,
    store::BundleStore,
};
use crate::records::hex;

/// A note is no longer.
const LARGEST_NOTE: u64 = 1 << 16;
/// No clock is further ahead than this.
const FUTURE_SECONDS: u64 = 600;
/// More than these are counted and not listed.
const MOST_FINDINGS: usize = 1_000;
const CHECKPOINT: &str = "checkpoint";

/// Whom the auditor trusts.
#[derive(Debug, Clone)]
pub struct Trust {
    /// The log, by the name that its key has.
    pub origin: String,
    /// Its key.
    pub public_key: PublicKey,
    /// The witnesses, and how many of them are needed.
    pub quorum: Quorum,
    /// Checkpoints that the auditor kept from before: the log must have gone on from them.
    pub kept: Vec<String>,
}

impl Trust {
    /// Those of the witnesses who cosigned. Who says that it was tomorrow vouches for nothing today.
    pub fn cosigned(&self, note: &str) -> Vec<Cosigned> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(u64::MAX, |since| since.as_secs());
        let mut cosigned = Note::parse(note).map(|note| self.quorum.cosigned(&note)).unwrap_or_default();
        cosigned.retain(|cosigned| cosigned.at <= now.saturating_add(FUTURE_SECONDS));
        cosigned
    }

    /// That they are too few, if so, for a checkpoint of this size.
    pub fn too_few(&self, cosigned: &[Cosigned], size: u64) -> Option<Finding> {
        let (expected, found) = (format!("{} witnesses", self.quorum.needs), cosigned.len().to_string());
        (cosigned.len() < self.quorum.needs).then_some(Finding { position: size, trouble: Trouble::WitnessesMissing, expected, found })
    }

    /// A checkpoint that was kept, if it is the log's.
    pub fn open_kept(&self, note: &str) -> Result<SignedCheckpoint, Finding> {
        SignedCheckpoint::open(note, &self.origin, &self.public_key).map_err(|error| {
            let expected = "a kept checkpoint signed by the key that you gave".to_owned();
            Finding { position: 0, trouble: Trouble::CheckpointUnbelievable, expected, found: error.to_string() }
        })
    }
}

/// What a bundle came to.
#[derive(Debug)]
pub struct Bundled {
    /// What it says of itself.
    pub manifest: Manifest,
    /// What was found.
    pub report: Report,
    /// Who cosigned its checkpoint.
    pub cosigned: Vec<Cosigned>,
    /// How many parts were opened.
    pub opened: u64,
    /// How many parts are not there, in a bundle of some records: of people who were erased, or left out, which cannot be told apart in one.
    pub absent: u64,
}

/// What was counted and found.
#[derive(Debug, Default)]
pub struct Counted {
    /// Records.
    pub records: u64,
    /// Sealed parts.
    pub parts: u64,
    /// Parts that a header speaks of and that are not there.
    pub absent: u64,
    opened: u64,
    /// Keys that came with parts.
    keys: u64,
    /// The positions of records that adopted policies.
    adopted: HashSet<u64>,
    findings: Vec<Finding>,
    unlisted: u64,
}

impl Counted {
    /// Something is not as it was written.
    pub fn find(&mut self, finding: Finding) {
        if self.findings.len() < MOST_FINDINGS {
            self.findings.push(finding);
        } else {
            self.unlisted += 1;
        }
    }

    /// Looks at what came with a record besides its hashes.
    pub fn opened(&mut self, bundled: &BundledRecord) {
        let keys = bundled.content_keys.iter().filter(|key| !key.is_empty()).count() as u64;
        if keys == 0 {
            return;
        }
        self.keys += keys;
        let Some(record) = holds::record(bundled) else { return };
        let (opened, findings) = holds::check_opened(bundled, &record);
        self.opened += opened;
        findings.into_iter().for_each(|finding| self.find(finding));
    }

    fn policies(&mut self, folder: &Path, bundled: &BundledRecord) {
        let Some(text) = holds::policies(bundled) else { return };
        self.adopted.insert(bundled.position);
        let path = policies_path(bundled.position);
        let found = match read_text(folder, &path, text.len() as u64 + 1) {
            Ok(found) if found == text => return,
            Ok(_) => "other policies".to_owned(),
            Err(error) => error.to_string(),
        };
        let expected = format!("{path}: the policies that this record adopted");
        self.find(Finding { position: bundled.position, trouble: Trouble::BesideDiffers, expected, found });
    }

    fn file(&mut self, expected: impl Into<String>, found: impl Into<String>) {
        self.find(Finding { position: 0, trouble: Trouble::FileUnfit, expected: expected.into(), found: found.into() });
    }
}

/// Checks a bundle. `tell` hears how many records were checked, and how many there are.
pub async fn verify(folder: &Path, trust: &Trust, mut tell: impl FnMut(u64, u64) + Send) -> anyhow::Result<Bundled> {
    let manifest = Manifest::read(folder)?;
    let note = read_text(folder, CHECKPOINT, LARGEST_NOTE).context("the bundle's checkpoint cannot be read")?;
    let signed = SignedCheckpoint::open(&note, &trust.origin, &trust.public_key);
    let mut counted = Counted::default();
    let mut cosigned = Vec::new();
    let report = match signed {
        Err(error) => not_believed(&trust.origin, &error),
        Ok(signed) => {
            cosigned = trust.cosigned(&note);
            let checkpoint = signed.checkpoint;
            trust.too_few(&cosigned, checkpoint.size).into_iter().for_each(|finding| counted.find(finding));
            let report = match manifest.of {
                Of::Everything => everything(folder, &manifest, &checkpoint, &note, trust, &mut counted, &mut tell).await?,
                Of::Story(_) | Of::Agency(_) => {
                    kept(trust, &checkpoint, &mut counted)?;
                    tokio::task::block_in_place(|| {
                        some::check(folder, &manifest, &checkpoint, &mut counted, &mut |done| tell(done, manifest.records))
                    })
                    .unwrap_or_else(|error| counted.file("records that can be read", error.to_string()));
                    Report {
                        origin: checkpoint.origin.clone(),
                        records: counted.records,
                        parts: counted.parts,
                        checkpoints: 1,
                        ..Report::default()
                    }
                }
            };
            listed(&manifest, trust, &checkpoint, &mut counted);
            tokio::task::block_in_place(|| no_other_files(folder, &manifest, checkpoint.size, &mut counted))?;
            report
        }
    };
    let Counted { opened, absent, findings, unlisted, .. } = counted;
    let mut report = Report { unlisted: report.unlisted + unlisted, ..report };
    report.findings.extend(findings);
    report.findings.sort_by_key(|finding| finding.position);
    Ok(Bundled { manifest, report, cosigned, opened, absent })
}

/// The manifest says what is so.
fn listed(manifest: &Manifest, trust: &Trust, checkpoint: &Checkpoint, counted: &mut Counted) {
    let key = verifier_key(&trust.origin, &trust.public_key);
    for (what, says, is) in [
        ("how many records there are", manifest.records.to_string(), counted.records.to_string()),
        ("the size of the tree", manifest.tree_size.to_string(), checkpoint.size.to_string()),
        ("the log's name", manifest.log.clone(), checkpoint.origin.clone()),
    ] {
        if says != is {
            counted.file(format!("{is} in the manifest, as {what}"), says);
        }
    }
    if !manifest.verifier_keys.contains(&key) {
        counted.file(format!("{key} in the manifest, as one of the log's keys"), manifest.verifier_keys.join(", "));
    }
    if manifest.words == Words::Sealed && counted.keys > 0 {
        counted.file("no keys: the manifest says that everything is sealed", counted.keys.to_string());
    }
}

/// What the auditor kept, held against the checkpoint of a bundle of some records, as far as that can be done without the tree.
fn kept(trust: &Trust, checkpoint: &Checkpoint, counted: &mut Counted) -> anyhow::Result<()> {
    for note in &trust.kept {
        let kept = match trust.open_kept(note) {
            Ok(signed) => signed.checkpoint,
            Err(finding) => {
                counted.find(finding);
                continue;
            }
        };
        let (position, has) = (kept.size, checkpoint.size);
        if kept.size > checkpoint.size {
            let (expected, found) = (format!("{position} records"), format!("{has} records"));
            counted.find(Finding { position, trouble: Trouble::CheckpointAhead, expected, found });
        } else if kept.size < checkpoint.size {
            bail!(
                "a bundle of some records cannot show that the log went on from the {position} records of the checkpoint that you kept; ask for one of everything"
            );
        } else if kept.root != checkpoint.root {
            let (expected, found) = (hex(&kept.root), hex(&checkpoint.root));
            counted.find(Finding { position, trouble: Trouble::CheckpointDiffers, expected, found });
        }
    }
    Ok(())
}

fn not_believed(origin: &str, error: &NoteError) -> Report {
    let expected = "a checkpoint signed by the key that you gave".to_owned();
    let finding = Finding { position: 0, trouble: Trouble::CheckpointUnbelievable, expected, found: error.to_string() };
    Report { origin: origin.to_owned(), findings: vec![finding], ..Report::default() }
}

/// All records against the tree, as a log is checked; then the tiles, and what lies beside.
async fn everything(
    folder: &Path,
    manifest: &Manifest,
    checkpoint: &Checkpoint,
    note: &str,
    trust: &Trust,
    counted: &mut Counted,
    tell: &mut (impl FnMut(u64, u64) + Send),
) -> anyhow::Result<Report> {
    let store = BundleStore::new(folder.to_owned(), checkpoint.clone(), manifest.records);
    let published = trust.kept.iter().cloned().chain([note.to_owned()]).collect();
    let progress = |done: throughline_log::Progress| tell(done.checked, done.total);
    let report =
        verify_structure(Arc::clone(&store) as Arc<dyn throughline_log::Store>, Some(trust.public_key), published, progress).await?;
    tokio::task::block_in_place(|| {
        beside(folder, manifest, counted).unwrap_or_else(|error| counted.file("records that can be read", error.to_string()));
        tiles(&store, checkpoint.size, counted);
    });
    Ok(report)
}

/// What records say besides their hashes.
fn beside(folder: &Path, manifest: &Manifest, counted: &mut Counted) -> io::Result<()> {
    let mut chunks = ChunkReader::at(folder, manifest.records, 0)?;
    while let Some(bundled) = chunks.read(folder)? {
        counted.records += 1;
        counted.policies(folder, &bundled);
        counted.opened(&bundled);
        let keys = bundled.content_keys.len();
        if !bundled.inclusion.is_empty() || !(keys == 0 || keys == bundled.parts.len()) {
            let (expected, found) =
                ("a header, its parts, and a key to each or to none".to_owned(), "something else beside them".to_owned());
            counted.find(Finding { position: bundled.position, trouble: Trouble::BesideDiffers, expected, found });
        }
    }
    Ok(())
}

/// Every tile is that of the leaves below it.
fn tiles(store: &BundleStore, size: u64, counted: &mut Counted) {
    // No further than there are records: a size is only a number that somebody signed.
    let records = counted.records;
    let is_of_records = |tile: &Tile| tile.level == 0 && tile.index.saturating_mul(256) < records;
    let mut growing = Growing::default();
    let mut compare = |tile: Tile, hashes: &[Hash]| {
        let found = match store.tile(tile) {
            Ok(found) if found == hashes => return Ok::<_, std::convert::Infallible>(()),
            Ok(_) => "other hashes".to_owned(),
            Err(error) => error.to_string(),
        };
        let position = tile.index.saturating_mul(256) + 1;
        counted.find(Finding { position, trouble: Trouble::TileDiffers, expected: format!("{tile} as the leaves make it"), found });
        Ok(())
    };
    for tile in Tile::between(0, size).take_while(is_of_records) {
        match store.tile(tile) {
            Ok(leaves) => leaves.into_iter().for_each(|leaf| {
                let Ok(()) = growing.push(leaf, &mut compare);
            }),
            // What is above it cannot be made then.
            Err(error) => {
                let (position, expected) = (tile.index.saturating_mul(256) + 1, format!("{tile} with the leaves of the records"));
                return counted.find(Finding { position, trouble: Trouble::TileDiffers, expected, found: error.to_string() });
            }
        }
    }
    let Ok(()) = growing.settle(&mut compare);
}

/// There is nothing in the folder that was not looked at.
fn no_other_files(folder: &Path, manifest: &Manifest, size: u64, counted: &mut Counted) -> anyhow::Result<()> {
    let has_tiles = manifest.of == Of::Everything;
    let chunks = manifest.records.div_ceil(RECORDS_IN_A_FILE);
    let adopted = std::mem::take(&mut counted.adopted);
    let is_known = |path: &str| {
        let is_chunk = || {
            let number = path.strip_prefix("records/").and_then(|number| number.parse::<u64>().ok());
            number.is_some_and(|number| number < chunks && chunks::path(number * RECORDS_IN_A_FILE) == path)
        };
        let is_tile = || path.parse().is_ok_and(|tile: Tile| has_tiles && Tile::within(tile.level, tile.index, size) == Some(tile));
        let is_policies = || adopted.iter().any(|position| policies_path(*position) == path);
        matches!(path, "manifest.json" | CHECKPOINT) || is_chunk() || is_tile() || is_policies()
    };
    let walked = files::walk(folder, &mut |path| {
        if !is_known(path) {
            counted.file("nothing that is no part of a bundle", path);
        }
    });
    walked.context("the bundle's folder cannot be looked through")
}

/// Where the policies that a record adopted lie.
pub fn policies_path(position: u64) -> String {
    format!("policies/{position}.cedar")
}

fn read_text(folder: &Path, path: &str, largest: u64) -> io::Result<String> {
    use std::io::Read as _;
    let mut text = String::new();
    files::open(folder, path)?.take(largest).read_to_string(&mut text)?;
    Ok(text)
}
