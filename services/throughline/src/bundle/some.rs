//! Bundles of some records, a story's or an agency's: each is proved by itself to be in the tree of the checkpoint. That none is missing nobody can see in one.

use std::path::Path;

use throughline_log::{
    Checkpoint, Finding, Trouble,
    store::{StoredPart, StoredRecord},
    tree::leaf_of,
    verify_one,
};
use throughline_proof::{Hash, check_inclusion};
use throughline_proto::v1::BundledRecord;
use uuid::Uuid;

use super::{
    chunks::ChunkReader,
    counted::Counted,
    holds,
    manifest::{Manifest, Of},
};

/// Checks each record. `tell` hears how many were.
pub fn check(folder: &Path, manifest: &Manifest, checkpoint: &Checkpoint, counted: &mut Counted, tell: &mut impl FnMut(u64)) {
    let mut chunks = ChunkReader::new(manifest.records);
    let (mut before, mut number) = (0, 0);
    while let Some(read) = chunks.read(folder) {
        number += 1;
        match read {
            Ok(bundled) => {
                one(&bundled, before, manifest, checkpoint, counted);
                counted.beside(folder, &bundled);
                before = bundled.position;
            }
            Err(found) => {
                let expected = format!("the bundle's record number {number}");
                counted.find(Finding { position: before, trouble: Trouble::RecordUnreadable, expected, found });
            }
        }
        counted.records += 1;
        tell(counted.records);
    }
    chunks.unopened().into_iter().for_each(|why| counted.file("a file of records that can be read", why));
}

/// One record by itself, after the one at a position.
fn one(bundled: &BundledRecord, before: u64, manifest: &Manifest, checkpoint: &Checkpoint, counted: &mut Counted) {
    let BundledRecord { position, header, parts, inclusion, .. } = bundled;
    let position = *position;
    if position <= before {
        let (expected, found) = ("records in order, each once".to_owned(), format!("record {position} after {before}"));
        counted.find(Finding { position, trouble: Trouble::PositionDiffers, expected, found });
    }
    let stored = |(part, bytes): (usize, &Vec<u8>)| StoredPart { position, part, bytes: bytes.clone() };
    let stored = parts.iter().enumerate().filter(|(_, bytes)| !bytes.is_empty()).map(stored).collect();
    let (findings, count) = verify_one(StoredRecord { position, header: header.clone(), leaf: leaf_of(header).to_vec() }, stored);
    counted.parts += count;
    findings.into_iter().for_each(|finding| counted.find(finding));
    if let Err(found) = included(position, header, inclusion, checkpoint) {
        let expected = format!("in the tree of {} records", checkpoint.size);
        counted.find(Finding { position, trouble: Trouble::NotIncluded, expected, found });
    }
    belongs(bundled, manifest, counted);
}

/// The record is one of those that the manifest speaks of, or says rules; what of it is not there is counted.
fn belongs(bundled: &BundledRecord, manifest: &Manifest, counted: &mut Counted) {
    let Some(record) = holds::record(bundled) else { return };
    let is_there = |part: &usize| bundled.parts.get(*part).is_some_and(|part| !part.is_empty());
    counted.absent += (0..record.header.parts.len()).filter(|part| !is_there(part)).count() as u64;
    let people = record.header.people.iter().filter_map(|id| Uuid::from_slice(id).ok()).map(|id| id.to_string());
    let is_theirs = || people.clone().any(|id| manifest.profiles.contains(&id));
    let (expected, found) = match &manifest.of {
        Of::Agency(agency) if *agency != record.header.agency => {
            (format!("a record of {agency}'s, as the manifest says"), format!("one of {}'s", record.header.agency))
        }
        Of::Story(person) if !is_theirs() => (format!("a record of {person}'s story, as the manifest says"), "one about others".to_owned()),
        Of::Everything | Of::Agency(_) | Of::Story(_) => return,
    };
    if !holds::says_rules(bundled) {
        counted.find(Finding { position: bundled.position, trouble: Trouble::BesideDiffers, expected, found });
    }
}

fn included(position: u64, header: &[u8], inclusion: &[Vec<u8>], checkpoint: &Checkpoint) -> Result<(), String> {
    let index = position.checked_sub(1).ok_or("no position")?;
    let proof: Result<Vec<Hash>, _> = inclusion.iter().map(|hash| Hash::try_from(hash.as_slice())).collect();
    let proof = proof.map_err(|_| "a proof with hashes of another length")?;
    check_inclusion(&leaf_of(header), index, checkpoint.size, &checkpoint.root, &proof).map_err(|error| error.to_string())
}
