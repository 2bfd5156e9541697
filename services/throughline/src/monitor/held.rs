//! What a server holds against what it signed: the leaves from one size to another, the tiles above them, and an earlier checkpoint.

use std::{collections::HashMap, convert::Infallible};

use throughline_log::{Checkpoint, Finding, SignedCheckpoint, Trouble, tree::Frontier};
use throughline_proof::{
    Growing, Hash, check_consistency, consistency,
    tile::{Tile, Tiles, WIDTH},
};

use super::served::Served;
use crate::records::hex;

/// What is not as it should be.
#[derive(Debug)]
pub enum Found {
    /// Something else than was shown before: no waiting makes it the same.
    Other(Finding),
    /// Something that is not there, and may be in a moment: another node answered, or a cache did.
    NotYet(Finding),
}

/// Reads the leaves from one size to another, and holds the tiles above against them.
pub async fn read(
    served: &Served,
    from: u64,
    to: u64,
    tree: &mut Frontier,
    must_pass: Option<&Checkpoint>,
    tell: &mut impl FnMut(u64, u64),
) -> anyhow::Result<Option<Found>> {
    let mut growing = match edge(served, from, to, &tree.root()).await? {
        Ok(growing) => growing,
        Err(found) => return Ok(Some(found)),
    };
    let mut above = Vec::new();
    for index in from / WIDTH..to.div_ceil(WIDTH) {
        let Some(tile) = Tile::within(0, index, to) else { break };
        let Some(leaves) = served.tile(tile).await? else { return Ok(Some(missing(tile))) };
        for (leaf, at) in leaves.into_iter().zip(index * WIDTH..).filter(|(_, at)| *at >= from) {
            tree.append(leaf);
            let Ok(()) = growing.push(leaf, &mut |tile, hashes| keep(&mut above, tile, hashes));
            if let Some(must_pass) = must_pass.filter(|must_pass| must_pass.size == at + 1 && must_pass.root != tree.root()) {
                return Ok(Some(other(at + 1, Trouble::CheckpointDiffers, hex(&must_pass.root), hex(&tree.root()))));
            }
        }
        if let Some(found) = differing(served, std::mem::take(&mut above)).await? {
            return Ok(Some(found));
        }
        tell(tree.size(), to);
    }
    let Ok(()) = growing.settle(&mut |tile, hashes| keep(&mut above, tile, hashes));
    differing(served, above).await
}

/// Whether the history that was signed, as it is shown at this address, went through an earlier checkpoint. Tiles are only what somebody serves: together they
/// must make both roots.
pub async fn compare(served: &Served, signed: &Checkpoint, earlier: &SignedCheckpoint) -> anyhow::Result<Option<Found>> {
    let Checkpoint { size: earlier_size, root, .. } = &earlier.checkpoint;
    if *earlier_size == 0 {
        return Ok(None);
    }
    let stretches = consistency(*earlier_size, signed.size)?;
    let mut tiles = Tiles::default();
    for tile in Tiles::of(&stretches, signed.size) {
        let Some(hashes) = served.tile(tile).await? else { return Ok(Some(missing(tile))) };
        tiles.insert(tile, hashes);
    }
    let proof: Vec<Hash> = stretches.iter().filter_map(|stretch| tiles.root_of(stretch)).collect();
    let checked = check_consistency((*earlier_size, root), (signed.size, &signed.root), &proof);
    Ok(checked.err().map(|error| {
        let expected = format!("a history that goes on from the root {}", hex(root));
        other(*earlier_size, Trouble::TwoHistories, expected, format!("one that does not: {error}"))
    }))
}

/// Keeps tiles above the leaves, to be compared with those that are served.
fn keep(above: &mut Vec<(Tile, Vec<Hash>)>, tile: Tile, hashes: &[Hash]) -> Result<(), Infallible> {
    if tile.level > 0 {
        above.push((tile, hashes.to_vec()));
    }
    Ok(())
}

/// The first of these tiles that is served otherwise.
async fn differing(served: &Served, made: Vec<(Tile, Vec<Hash>)>) -> anyhow::Result<Option<Found>> {
    for (tile, hashes) in made {
        match served.tile(tile).await? {
            Some(found) if found == hashes => {}
            Some(_) => {
                return Ok(Some(other(first_of(tile), Trouble::TileDiffers, format!("{tile} as the leaves make it"), "other hashes")));
            }
            None => return Ok(Some(missing(tile))),
        }
    }
    Ok(None)
}

/// The tiles' right edge where it was last, if it still makes the root that was seen: the beginning of what is served now, since a server may have the
/// narrower tiles no more.
async fn edge(served: &Served, from: u64, to: u64, root: &Hash) -> anyhow::Result<Result<Growing, Found>> {
    let (mut kept, mut tiles) = (HashMap::new(), Tiles::default());
    for level in 0_u8..8 {
        let hashes = from >> (8 * u32::from(level));
        let Some(tile) = Tile::within(level, hashes / WIDTH, from) else { continue };
        let now = Tile::within(level, tile.index, to).unwrap_or(tile);
        let Some(mut hashes) = served.tile(now).await? else { return Ok(Err(missing(now))) };
        hashes.truncate(usize::from(tile.width));
        tiles.insert(tile, hashes.clone());
        kept.insert(tile, hashes);
    }
    if from > 0 && tiles.root_of(&(0..from)) != Some(*root) {
        let found = tiles.root_of(&(0..from)).map(|found| hex(&found)).unwrap_or_default();
        return Ok(Err(other(from, Trouble::CheckpointDiffers, hex(root), found)));
    }
    let Ok(growing) = Growing::resume(from, |tile| Ok::<_, Infallible>(kept.remove(&tile).unwrap_or_default()));
    Ok(Ok(growing))
}

/// Something else than was shown before.
pub fn other(position: u64, trouble: Trouble, expected: impl Into<String>, found: impl Into<String>) -> Found {
    Found::Other(Finding { position, trouble, expected: expected.into(), found: found.into() })
}

/// A checkpoint of fewer records than there were.
pub fn behind(expected: u64, found: u64) -> Found {
    let (position, expected, found) = (expected, format!("{expected} records"), format!("{found} records"));
    Found::NotYet(Finding { position, trouble: Trouble::CheckpointAhead, expected, found })
}

fn missing(tile: Tile) -> Found {
    let found = "nothing that could be it: the checkpoint covers what is not published".to_owned();
    Found::NotYet(Finding { position: first_of(tile), trouble: Trouble::TileDiffers, expected: tile.path(), found })
}

/// The position of the first record under a tile.
fn first_of(tile: Tile) -> u64 {
    (tile.index << (8 * (u32::from(tile.level) + 1)).min(63)).saturating_add(1)
}
