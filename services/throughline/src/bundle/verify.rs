//! Checks a bundle: with the log's public key and the witnesses', and nothing else.

use std::{path::Path, sync::Arc};

use anyhow::{Context as _, bail};
use throughline_log::{Against, Checkpoint, Finding, Report, SignedCheckpoint, Trouble, verify_structure};
use throughline_proof::{Cosigned, Growing, Hash, Note, tile::Tile};
use uuid::Uuid;

use super::{
    RECORDS_IN_A_FILE, chunks,
    counted::{Counted, policies_path},
    files::{self, read_text},
    manifest::{Manifest, Of, Words},
    some,
    store::BundleStore,
    trust::Trust,
};
use crate::records::hex;

/// A note is no longer.
const LARGEST_NOTE: u64 = 1 << 16;
const CHECKPOINT: &str = "checkpoint";

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

/// Checks a bundle. `tell` hears how many records were checked, and how many there are.
pub async fn verify(folder: &Path, trust: &Trust, mut tell: impl FnMut(u64, u64) + Send) -> anyhow::Result<Bundled> {
    let manifest = Manifest::read(folder)?;
    let read = read_text(folder, CHECKPOINT, LARGEST_NOTE).map_err(|error| format!("it cannot be read: {error}"));
    let signed = read.and_then(|note| trust.open(&note).map_err(|error| error.to_string()));
    let mut counted = Counted::default();
    let mut cosigned = Vec::new();
    let report = match signed {
        Err(found) => not_believed(&trust.origin, found),
        Ok(signed) => {
            let SignedCheckpoint { checkpoint, note } = signed;
            cosigned = trust.cosigned(&note);
            trust.too_few(&cosigned, checkpoint.size).into_iter().for_each(|finding| counted.find(finding));
            let report = match manifest.of {
                Of::Everything => everything(folder, &manifest, &checkpoint, &note, trust, &mut counted, &mut tell).await?,
                Of::Story(_) | Of::Agency(_) => {
                    kept(trust, &checkpoint, &mut counted)?;
                    tokio::task::block_in_place(|| {
                        some::check(folder, &manifest, &checkpoint, &mut counted, &mut |done| tell(done, manifest.records));
                    });
                    Report {
                        origin: checkpoint.origin.clone(),
                        records: counted.records,
                        parts: counted.parts,
                        checkpoints: 1,
                        ..Report::default()
                    }
                }
            };
            listed(&manifest, trust, &checkpoint, &note, &mut counted);
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
fn listed(manifest: &Manifest, trust: &Trust, checkpoint: &Checkpoint, note: &str, counted: &mut Counted) {
    let keys = trust.verifier_keys();
    for (what, says, is) in [
        ("how many records there are", manifest.records.to_string(), counted.records.to_string()),
        ("the size of the tree", manifest.tree_size.to_string(), checkpoint.size.to_string()),
        ("the log's name", manifest.log.clone(), checkpoint.origin.clone()),
    ] {
        if says != is {
            counted.file(format!("{is} in the manifest, as {what}"), says);
        }
    }
    if let Of::Story(person) = &manifest.of
        && !manifest.profiles.iter().any(|profile| is_same_id(profile, person))
    {
        counted.file(format!("{person} among the profiles in the manifest, whose story it says it is"), manifest.profiles.join(", "));
    }
    if manifest.made_at.parse::<jiff::Timestamp>().is_err() {
        counted.file("a moment in the manifest, at which it was made", manifest.made_at.as_str());
    }
    let signatures = Note::parse(note).map(|note| note.signatures).unwrap_or_default();
    for witness in &manifest.witnesses {
        if !signatures.iter().any(|signature| signature.name == *witness) {
            counted.file("only witnesses in the manifest who cosigned the checkpoint", witness.as_str());
        }
    }
    if !keys.iter().any(|key| manifest.verifier_keys.contains(key)) {
        counted.file(format!("{} in the manifest, as one of the log's keys", keys.join(" or ")), manifest.verifier_keys.join(", "));
    }
    if manifest.words == Words::Sealed && counted.keys > 0 {
        counted.file("no keys: the manifest says that everything is sealed", counted.keys.to_string());
    }
}

/// The same id, however it is written.
fn is_same_id(one: &str, other: &str) -> bool {
    let id = |text: &str| Uuid::parse_str(text).ok();
    id(one).is_some() && id(one) == id(other)
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

fn not_believed(origin: &str, found: String) -> Report {
    let expected = "a checkpoint signed by the key that you gave".to_owned();
    let finding = Finding { position: 0, trouble: Trouble::CheckpointUnbelievable, expected, found };
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
    let against = Against { public_keys: trust.public_keys.clone(), published, headers_only: false };
    let progress = |done: throughline_log::Progress| tell(done.checked, done.total);
    let report = verify_structure(Arc::clone(&store) as Arc<dyn throughline_log::Store>, against, progress).await?;
    counted.add(store.take_counted());
    tokio::task::block_in_place(|| tiles(&store, checkpoint.size, counted));
    Ok(report)
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
        let is_policies = || {
            let position = path.strip_prefix("policies/").and_then(|path| path.strip_suffix(".cedar")?.parse().ok());
            position.is_some_and(|position| adopted.contains(&position) && policies_path(position) == path)
        };
        matches!(path, "manifest.json" | CHECKPOINT) || is_chunk() || is_tile() || is_policies()
    };
    let walked = files::walk(folder, &mut |path| {
        if !is_known(path) {
            counted.file("nothing that is no part of a bundle", path);
        }
    });
    walked.context("the bundle's folder cannot be looked through")
}
