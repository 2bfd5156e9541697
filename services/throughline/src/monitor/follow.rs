//! One look: has the log gone on from where it was, and do its tiles make the root that it signed?

use std::{
    collections::HashMap,
    convert::Infallible,
    path::Path,
    time::{SystemTime, UNIX_EPOCH},
};

use throughline_log::{Checkpoint, Finding, SignedCheckpoint, Trouble, tree::Frontier};
use throughline_proof::{
    Cosigned, Growing, Hash, Note,
    tile::{Tile, Tiles, WIDTH},
};

use super::{Findings, remembered::Remembered, served::Served};
use crate::{bundle::Trust, records::hex};

/// No clock is further ahead than this.
const FUTURE_SECONDS: u64 = 600;

/// Follows one log.
#[derive(Debug)]
pub struct Follower {
    trust: Trust,
    remembered: Remembered,
    known: Option<(SignedCheckpoint, Frontier)>,
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
}

impl Follower {
    /// Goes on from what is remembered in a folder.
    pub fn new(folder: &Path, trust: Trust) -> anyhow::Result<Self> {
        let remembered = Remembered::new(folder);
        let known = remembered.read(&trust)?;
        Ok(Self { trust, remembered, known })
    }

    /// Looks at every address, from the shortest history to the longest. `tell` hears how many records were read.
    pub async fn look(&mut self, served: &[Served], mut tell: impl FnMut(u64, u64)) -> anyhow::Result<Looked> {
        let before = self.known.as_ref().map(|(signed, _)| signed.checkpoint.size);
        let mut looked = Looked { size: before.unwrap_or_default(), before, cosigned: Vec::new(), findings: Vec::new() };
        let mut shown = Vec::new();
        for served in served {
            let note = served.checkpoint().await?;
            match self.open(&note, &mut looked) {
                Some(signed) => shown.push((served, signed)),
                None => self.remembered.keep_evidence(&note)?,
            }
        }
        shown.sort_by_key(|(_, signed)| signed.checkpoint.size);
        let longest = shown.last().map(|(served, _)| *served);
        for (served, signed) in shown {
            let findings = self.go_on(served, longest.filter(|longest| longest.url != served.url), &signed, &mut tell).await?;
            if !findings.is_empty() {
                self.remembered.keep_evidence(&signed.note)?;
                looked.findings.extend(findings);
                return Ok(looked);
            }
        }
        looked.size = self.known.as_ref().map_or(0, |(signed, _)| signed.checkpoint.size);
        if let Some(served) = longest.filter(|_| looked.findings.is_empty()) {
            self.compare_kept(served, &mut looked).await?;
        }
        Ok(looked)
    }

    /// A checkpoint that is signed, and cosigned by enough.
    fn open(&self, note: &str, looked: &mut Looked) -> Option<SignedCheckpoint> {
        let signed = match SignedCheckpoint::open(note, &self.trust.origin, &self.trust.public_key) {
            Ok(signed) => signed,
            Err(error) => {
                let expected = "a checkpoint signed by the key that you gave";
                looked.findings.push(finding(0, Trouble::CheckpointUnbelievable, expected, error.to_string()));
                return None;
            }
        };
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(u64::MAX, |since| since.as_secs());
        let mut cosigned = Note::parse(note).map(|note| self.trust.quorum.cosigned(&note)).unwrap_or_default();
        // Who says that it was tomorrow vouches for nothing today.
        cosigned.retain(|cosigned| cosigned.at <= now.saturating_add(FUTURE_SECONDS));
        if cosigned.len() < self.trust.quorum.needs {
            let expected = format!("{} witnesses", self.trust.quorum.needs);
            looked.findings.push(finding(signed.checkpoint.size, Trouble::WitnessesMissing, expected, cosigned.len().to_string()));
            return None;
        }
        looked.cosigned = cosigned;
        Some(signed)
    }

    /// Goes on to a checkpoint from where it is, or compares with what is known.
    async fn go_on(
        &mut self,
        served: &Served,
        longest: Option<&Served>,
        signed: &SignedCheckpoint,
        tell: &mut impl FnMut(u64, u64),
    ) -> anyhow::Result<Findings> {
        let Checkpoint { size, root, .. } = &signed.checkpoint;
        let known = self.known.clone();
        if let Some((known, _)) = &known {
            let (known_size, known_root) = (known.checkpoint.size, known.checkpoint.root);
            if *size == known_size && *root != known_root {
                return Ok(vec![finding(*size, Trouble::TwoHistories, hex(&known_root), hex(root))]);
            }
            if *size < known_size {
                return match longest {
                    // A mirror may lag; what it shows must be what the others showed then.
                    Some(longest) => compare(longest, signed, known_size).await,
                    None => Ok(vec![finding(known_size, Trouble::CheckpointAhead, format!("{known_size} records"), format!("{size} records"))]),
                };
            }
        }
        let (mut tree, from) = match &known {
            Some((known, tree)) if tree.size() == known.checkpoint.size => (tree.clone(), tree.size()),
            _ => (Frontier::default(), 0),
        };
        let must_pass = known.filter(|(known, tree)| tree.size() != known.checkpoint.size).map(|(known, _)| known.checkpoint);
        let mut findings = read(served, from, *size, &mut tree, must_pass.as_ref(), tell).await?;
        if findings.is_empty() && tree.root() != *root {
            findings.push(finding(*size, Trouble::CheckpointDiffers, hex(root), hex(&tree.root())));
        }
        if findings.is_empty() {
            self.remembered.keep(signed, &tree)?;
            self.known = Some((signed.clone(), tree));
        }
        Ok(findings)
    }

    /// Checkpoints that were kept elsewhere are ones that the log went through.
    async fn compare_kept(&self, served: &Served, looked: &mut Looked) -> anyhow::Result<()> {
        for note in &self.trust.kept {
            match SignedCheckpoint::open(note, &self.trust.origin, &self.trust.public_key) {
                Err(error) => {
                    let expected = "a kept checkpoint signed by the key that you gave";
                    looked.findings.push(finding(0, Trouble::CheckpointUnbelievable, expected, error.to_string()));
                }
                Ok(kept) if kept.checkpoint.size > looked.size => {
                    let (expected, found) = (format!("{} records", kept.checkpoint.size), format!("{} records", looked.size));
                    looked.findings.push(finding(kept.checkpoint.size, Trouble::CheckpointAhead, expected, found));
                }
                Ok(kept) => looked.findings.extend(compare(served, &kept, looked.size).await?),
            }
        }
        Ok(())
    }
}

/// Reads the leaves from one size to another, and holds the tiles above against them.
async fn read(
    served: &Served,
    from: u64,
    to: u64,
    tree: &mut Frontier,
    must_pass: Option<&Checkpoint>,
    tell: &mut impl FnMut(u64, u64),
) -> anyhow::Result<Findings> {
    let mut growing = match edge(served, from, to, &tree.root()).await? {
        Ok(growing) => growing,
        Err(finding) => return Ok(vec![finding]),
    };
    let mut above = Vec::new();
    for index in from / WIDTH..to.div_ceil(WIDTH) {
        let Some(tile) = Tile::within(0, index, to) else { break };
        let Some(leaves) = served.tile(tile).await? else { return Ok(vec![missing(tile)]) };
        for (leaf, at) in leaves.into_iter().zip(index * WIDTH..).filter(|(_, at)| *at >= from) {
            tree.append(leaf);
            let Ok(()) = growing.push(leaf, &mut |tile, hashes| keep(&mut above, tile, hashes));
            if let Some(must_pass) = must_pass.filter(|must_pass| must_pass.size == at + 1 && must_pass.root != tree.root()) {
                return Ok(vec![finding(at + 1, Trouble::CheckpointDiffers, hex(&must_pass.root), hex(&tree.root()))]);
            }
        }
        if let Some(finding) = differing(served, std::mem::take(&mut above)).await? {
            return Ok(vec![finding]);
        }
        tell(tree.size(), to);
    }
    let Ok(()) = growing.settle(&mut |tile, hashes| keep(&mut above, tile, hashes));
    Ok(differing(served, above).await?.into_iter().collect())
}

/// Keeps tiles above the leaves, to be compared with those that are served.
fn keep(above: &mut Vec<(Tile, Vec<Hash>)>, tile: Tile, hashes: &[Hash]) -> Result<(), Infallible> {
    if tile.level > 0 {
        above.push((tile, hashes.to_vec()));
    }
    Ok(())
}

/// The first of these tiles that is served otherwise.
async fn differing(served: &Served, made: Vec<(Tile, Vec<Hash>)>) -> anyhow::Result<Option<Finding>> {
    for (tile, hashes) in made {
        match served.tile(tile).await? {
            Some(found) if found == hashes => {}
            Some(_) => return Ok(Some(finding(first_of(tile), Trouble::TileDiffers, format!("{tile} as the leaves make it"), "other hashes"))),
            None => return Ok(Some(missing(tile))),
        }
    }
    Ok(None)
}

/// The tiles' right edge where it was last, if it still makes the root that was seen: the beginning of what is served now, since a server may have the
/// narrower tiles no more.
async fn edge(served: &Served, from: u64, to: u64, root: &Hash) -> anyhow::Result<Result<Growing, Finding>> {
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
        return Ok(Err(finding(from, Trouble::CheckpointDiffers, hex(root), found)));
    }
    let Ok(growing) = Growing::resume(from, |tile| Ok::<_, Infallible>(kept.remove(&tile).unwrap_or_default()));
    Ok(Ok(growing))
}

/// Whether a longer history, shown at this address, went through an earlier checkpoint.
async fn compare(served: &Served, earlier: &SignedCheckpoint, size: u64) -> anyhow::Result<Findings> {
    let Checkpoint { size: earlier_size, root, .. } = earlier.checkpoint;
    if earlier_size == 0 {
        return Ok(Vec::new());
    }
    let stretch = 0..earlier_size;
    let mut tiles = Tiles::default();
    for tile in Tiles::of(std::slice::from_ref(&stretch), size) {
        let Some(hashes) = served.tile(tile).await? else { return Ok(vec![missing(tile)]) };
        tiles.insert(tile, hashes);
    }
    let found = tiles.root_of(&stretch).unwrap_or_default();
    if found == root { Ok(Vec::new()) } else { Ok(vec![finding(earlier_size, Trouble::TwoHistories, hex(&root), hex(&found))]) }
}

fn finding(position: u64, trouble: Trouble, expected: impl Into<String>, found: impl Into<String>) -> Finding {
    Finding { position, trouble, expected: expected.into(), found: found.into() }
}

fn missing(tile: Tile) -> Finding {
    finding(first_of(tile), Trouble::TileDiffers, tile.path(), "nothing that could be it: the checkpoint covers what is not published")
}

/// The position of the first record under a tile.
fn first_of(tile: Tile) -> u64 {
    (tile.index << (8 * (u32::from(tile.level) + 1)).min(63)).saturating_add(1)
}
