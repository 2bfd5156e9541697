//! Somebody who has a bundle and not the log's key, and makes another of it.

use std::{convert::Infallible, fs, path::Path};

use anyhow::Context as _;
use prost::Message as _;
use serde_json::Value;
use throughline_proof::{Growing, Hash, tile::Tile, tree::leaf_of};
use throughline_proto::v1::BundledRecord;

use super::places::copy;

/// The borough is so small that all its records lie in one file.
const RECORDS: &str = "records/000000";
const MANIFEST: &str = "manifest.json";

/// How much is made to agree afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Care {
    /// Records are numbered anew, and the list of contents counts them.
    Numbered,
    /// Everything that can be without the log's key: the tiles, too.
    Whole,
}

/// A bundle's records.
pub(super) fn records(bundle: &Path) -> anyhow::Result<Vec<BundledRecord>> {
    let bytes = fs::read(bundle.join(RECORDS)).context("the bundle's records cannot be read")?;
    let (mut rest, mut records) = (bytes.as_slice(), Vec::new());
    while !rest.is_empty() {
        records.push(BundledRecord::decode_length_delimited(&mut rest).context("a record cannot be decoded")?);
    }
    Ok(records)
}

/// Another bundle, with what was done to the records of this one.
pub(super) fn forge(bundle: &Path, to: &Path, care: Care, change: impl FnOnce(&mut Vec<BundledRecord>)) -> anyhow::Result<()> {
    copy(bundle, to)?;
    let mut records = records(bundle)?;
    change(&mut records);
    (1..).zip(&mut records).for_each(|(position, record)| record.position = position);
    let bytes: Vec<u8> = records.iter().flat_map(prost::Message::encode_length_delimited_to_vec).collect();
    fs::write(to.join(RECORDS), bytes).context("the records cannot be written")?;
    let mut manifest: Value = serde_json::from_slice(&fs::read(to.join(MANIFEST))?)?;
    manifest["records"] = records.len().into();
    fs::write(to.join(MANIFEST), serde_json::to_vec_pretty(&manifest)?)?;
    if care == Care::Whole { tile(to, &records) } else { Ok(()) }
}

/// The tiles of the records as they are now.
fn tile(bundle: &Path, records: &[BundledRecord]) -> anyhow::Result<()> {
    fs::remove_dir_all(bundle.join("tile"))?;
    let (mut growing, mut tiles) = (Growing::default(), Vec::new());
    let mut keep = |tile: Tile, hashes: &[Hash]| {
        tiles.push((tile.path(), hashes.as_flattened().to_vec()));
        Ok::<_, Infallible>(())
    };
    for record in records {
        let Ok(()) = growing.push(leaf_of(&record.header), &mut keep);
    }
    let Ok(()) = growing.settle(&mut keep);
    for (path, bytes) in tiles {
        let path = bundle.join(path);
        fs::create_dir_all(path.parent().unwrap_or(bundle))?;
        fs::write(path, bytes)?;
    }
    Ok(())
}
