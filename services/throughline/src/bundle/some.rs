//! Bundles of some records, a story's or an agency's: each is proved by itself to be in the tree of the checkpoint. That none is missing nobody can see in one.

use std::{io, path::Path};

use throughline_log::{
    Checkpoint, Finding, Trouble,
    store::{StoredPart, StoredRecord},
    tree::leaf_of,
    verify_one,
};
use throughline_proof::{Hash, check_inclusion};
use throughline_proto::v1::BundledRecord;

use super::{
    chunks::ChunkReader,
    holds,
    manifest::{Manifest, Of},
    verify::Counted,
};

/// Checks each record. `tell` hears how many were.
pub fn check(
    folder: &Path,
    manifest: &Manifest,
    checkpoint: &Checkpoint,
    counted: &mut Counted,
    tell: &mut impl FnMut(u64),
) -> io::Result<()> {
    let mut chunks = ChunkReader::at(folder, manifest.records, 0)?;
    let mut before = 0;
    while let Some(bundled) = chunks.read(folder)? {
        let BundledRecord { position, header, parts, inclusion, .. } = &bundled;
        if *position <= before {
            let found = format!("record {position} after {before}");
            counted.find(Finding {
                position: *position,
                trouble: Trouble::PositionDiffers,
                expected: "records in order, each once".to_owned(),
                found,
            });
        }
        before = *position;
        belongs(&bundled, manifest, counted);
        let stored = |(part, bytes): (usize, &Vec<u8>)| StoredPart { position: *position, part, bytes: bytes.clone() };
        let parts = parts.iter().enumerate().filter(|(_, bytes)| !bytes.is_empty()).map(stored).collect();
        let (findings, count) =
            verify_one(StoredRecord { position: *position, header: header.clone(), leaf: leaf_of(header).to_vec() }, parts);
        counted.parts += count;
        findings.into_iter().for_each(|finding| counted.find(finding));
        if let Err(error) = included(*position, header, inclusion, checkpoint) {
            let expected = format!("in the tree of {} records", checkpoint.size);
            counted.find(Finding { position: *position, trouble: Trouble::NotIncluded, expected, found: error });
        }
        counted.opened(&bundled);
        counted.records += 1;
        tell(counted.records);
    }
    Ok(())
}

/// The record is one of those that the manifest speaks of; what of it is not there is counted.
fn belongs(bundled: &BundledRecord, manifest: &Manifest, counted: &mut Counted) {
    let Some(record) = holds::record(bundled) else { return };
    let is_there = |part: &usize| bundled.parts.get(*part).is_some_and(|part| !part.is_empty());
    counted.absent += (0..record.header.parts.len()).filter(|part| !is_there(part)).count() as u64;
    if let Of::Agency(agency) = &manifest.of
        && *agency != record.header.agency
    {
        let (expected, found) = (format!("a record of {agency}'s, as the manifest says"), format!("one of {}'s", record.header.agency));
        counted.find(Finding { position: bundled.position, trouble: Trouble::BesideDiffers, expected, found });
    }
}

fn included(position: u64, header: &[u8], inclusion: &[Vec<u8>], checkpoint: &Checkpoint) -> Result<(), String> {
    let index = position.checked_sub(1).ok_or("no position")?;
    let proof: Result<Vec<Hash>, _> = inclusion.iter().map(|hash| Hash::try_from(hash.as_slice())).collect();
    let proof = proof.map_err(|_| "a proof with hashes of another length")?;
    check_inclusion(&leaf_of(header), index, checkpoint.size, &checkpoint.root, &proof).map_err(|error| error.to_string())
}
