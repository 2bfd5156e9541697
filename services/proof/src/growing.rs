//! The right edge of the tiles, as leaves come: full tiles are handed on as they fill, the others when asked.

use crate::{
    path::complete,
    tile::{Tile, WIDTH, root},
    tree::{Frontier, Hash, node},
};

/// Tiles that grow.
#[derive(Debug, Default)]
pub struct Growing {
    size: u64,
    /// For each level, the hashes of its last tile, which is not full.
    edge: Vec<Vec<Hash>>,
}

impl Growing {
    /// Goes on from a tree of this size, whose tiles are read.
    pub fn resume<E>(size: u64, mut read: impl FnMut(Tile) -> Result<Vec<Hash>, E>) -> Result<Self, E> {
        let (mut edge, mut hashes) = (Vec::new(), size);
        for level in 0.. {
            if hashes == 0 {
                break;
            }
            let last = Tile::within(level, hashes / WIDTH, size);
            edge.push(last.map(&mut read).transpose()?.unwrap_or_default());
            hashes /= WIDTH;
        }
        Ok(Self { size, edge })
    }

    /// How many leaves there are.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// One leaf more.
    pub fn push<E>(&mut self, leaf: Hash, keep: &mut impl FnMut(Tile, &[Hash]) -> Result<(), E>) -> Result<(), E> {
        self.size += 1;
        let mut hash = leaf;
        for level in 0_u8.. {
            if self.edge.len() == usize::from(level) {
                self.edge.push(Vec::new());
            }
            let edge = &mut self.edge[usize::from(level)];
            edge.push(hash);
            if edge.len() as u64 != WIDTH {
                break;
            }
            let full = std::mem::take(edge);
            keep(Tile { level, index: (self.size >> (8 * (u32::from(level) + 1))) - 1, width: 256 }, &full)?;
            hash = root(&full);
        }
        Ok(())
    }

    /// The root over all leaves; of none, the hash of nothing.
    pub fn root(&self) -> Hash {
        let mut right: Option<Hash> = None;
        for hashes in &self.edge {
            let stretch = 0..hashes.len() as u64;
            for wanted in complete(&stretch).into_iter().rev() {
                let first = usize::try_from(wanted.index << wanted.height).unwrap_or(usize::MAX);
                let left = root(hashes.get(first..first + (1 << wanted.height)).unwrap_or_default());
                right = Some(right.map_or(left, |right| node(&left, &right)));
            }
        }
        right.unwrap_or_else(|| Frontier::default().root())
    }

    /// Hands on what is not full, so that everything up to here was.
    pub fn settle<E>(&self, keep: &mut impl FnMut(Tile, &[Hash]) -> Result<(), E>) -> Result<(), E> {
        for (level, hashes) in (0_u8..).zip(&self.edge) {
            let index = self.size >> (8 * (u32::from(level) + 1));
            if let Some(tile) = Tile::within(level, index, self.size).filter(|_| !hashes.is_empty()) {
                keep(tile, hashes)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::HashMap, convert::Infallible};

    use super::*;
    use crate::{tile::Tiles, tree::leaf};

    fn leaf_at(index: u64) -> Hash {
        let mut entry = [5; 32];
        entry[..8].copy_from_slice(&index.to_be_bytes());
        leaf(&entry)
    }

    #[test]
    fn tiles_that_grow_in_steps_are_those_of_the_tree_at_every_step() {
        let (mut kept, mut frontier) = (HashMap::<Tile, Vec<Hash>>::new(), Frontier::default());
        let mut before = 0;
        for size in [0, 1, 2, 255, 256, 257, 511, 512, 700, 65_535, 65_536, 65_537, 66_049] {
            let mut growing = Growing::resume(before, |tile| Ok::<_, Infallible>(kept[&tile].clone())).expect("kept");
            let mut keep = |tile: Tile, hashes: &[Hash]| {
                kept.insert(tile, hashes.to_vec());
                Ok::<_, Infallible>(())
            };
            while growing.size() < size {
                let leaf = leaf_at(growing.size());
                growing.push(leaf, &mut keep).expect("kept");
                frontier.append(leaf);
            }
            assert_eq!(growing.root(), frontier.root(), "{size}");
            growing.settle(&mut keep).expect("kept");
            let mut tiles = Tiles::default();
            for tile in Tile::between(0, size) {
                let hashes = kept.get(&tile).unwrap_or_else(|| panic!("{tile} of {size}"));
                assert_eq!(hashes.len(), usize::from(tile.width));
                tiles.insert(tile, hashes.clone());
            }
            assert_eq!(tiles.root_of(&(0..size)), (size > 0).then(|| frontier.root()), "{size}");
            before = size;
        }
    }
}
