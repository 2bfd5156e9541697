//! Tiles that are missing from the folder, made again in memory, over those that are there. What is put into the folder is one hash with the tile above
//! it; and that at the top makes the root that was signed, which whoever mends sees to.

use std::{collections::BTreeMap, io};

use throughline_proof::{
    Hash,
    tile::{self, Tile},
};

use super::folder::{self, TileFolder};

/// A folder, and the tiles that were made again for it.
#[derive(Debug)]
pub(super) struct Mended {
    folder: TileFolder,
    made: BTreeMap<Tile, Vec<Hash>>,
}

impl Mended {
    /// A folder as it is.
    pub fn as_is(folder: TileFolder) -> Self {
        Self { folder, made: BTreeMap::new() }
    }

    /// How many tiles were made again.
    pub fn count(&self) -> usize {
        self.made.len()
    }

    /// A tile that was made again, of leaves.
    pub fn take_leaves(&mut self, tile: Tile, leaves: Vec<Hash>) {
        self.made.insert(tile, leaves);
    }

    /// Makes a tile again from those below it, which come before it.
    pub fn make_from_below(&mut self, tile: Tile) -> io::Result<()> {
        let below = |at| Tile { level: tile.level - 1, index: tile.index * tile::WIDTH + at, width: 256 };
        let roots = (0..u64::from(tile.width)).map(|at| Ok(tile::root(&self.hashes(below(at))?)));
        let hashes = roots.collect::<io::Result<_>>()?;
        self.made.insert(tile, hashes);
        Ok(())
    }

    /// A tile's hashes.
    pub fn hashes(&self, tile: Tile) -> io::Result<Vec<Hash>> {
        // The same tile, as wide as this or wider.
        let made = self.made.range(tile..=Tile { width: 256, ..tile }).next();
        match made.and_then(|(_, hashes)| hashes.get(..usize::from(tile.width))) {
            Some(hashes) => Ok(hashes.to_vec()),
            None => self.folder.hashes(tile),
        }
    }

    /// The root over all leaves of a tree of this size.
    pub fn root(&self, size: u64) -> io::Result<Hash> {
        folder::root(size, |tile| self.hashes(tile))
    }

    /// Each full tile that was made again, in a tree of this size, makes the hash that the one above has of it.
    pub fn fits(&self, size: u64) -> io::Result<bool> {
        for (tile, hashes) in self.made.iter().filter(|(tile, _)| tile.is_full()) {
            let above = Tile::within(tile.level + 1, tile.index / tile::WIDTH, size).ok_or(io::ErrorKind::NotFound)?;
            let at = usize::try_from(tile.index % tile::WIDTH).unwrap_or(usize::MAX);
            if self.hashes(above)?.get(at) != Some(&tile::root(hashes)) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Puts what was made again into the folder.
    pub fn keep(&self) -> io::Result<()> {
        self.made.iter().try_for_each(|(tile, hashes)| self.folder.keep(*tile, hashes))
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use throughline_proof::{Growing, tree::leaf};

    use super::*;

    /// Two full tiles of level 1, and one of level 2 that is not.
    const SIZE: u64 = 2 * 65_536 + 700;

    fn leaf_at(index: u64) -> Hash {
        let mut entry = [4; 32];
        entry[..8].copy_from_slice(&index.to_be_bytes());
        leaf(&entry)
    }

    fn filled(path: &Path) -> (TileFolder, Hash) {
        let (folder, mut growing) = (TileFolder::new(path), Growing::default());
        let keep = &mut |tile: Tile, hashes: &[Hash]| folder.keep(tile, hashes);
        (0..SIZE).try_for_each(|index| growing.push(leaf_at(index), keep)).expect("kept");
        growing.settle(keep).expect("kept");
        folder.cover(SIZE).expect("kept");
        (folder, growing.root())
    }

    fn mend(folder: &TileFolder, leaf_at: impl Fn(u64) -> Hash) -> Mended {
        let mut mended = Mended::as_is(folder.clone());
        for tile in folder.missing(SIZE, usize::MAX).expect("it can be looked through") {
            let first = tile.index * tile::WIDTH;
            match tile.level {
                0 => mended.take_leaves(tile, (first..first + u64::from(tile.width)).map(&leaf_at).collect()),
                _ => mended.make_from_below(tile).expect("those below are there"),
            }
        }
        mended
    }

    #[test]
    fn tiles_of_any_level_that_were_lost_or_cut_off_are_made_again_as_they_were() {
        let own = tempfile::tempdir().expect("a folder");
        let (folder, root) = filled(own.path());
        assert!(folder.missing(SIZE, 9).expect("it can be looked through").is_empty());
        let lost = ["tile/0/005", "tile/0/256", "tile/0/514.p/188", "tile/1/000", "tile/1/002.p/2", "tile/2/000.p/2"];
        let before = lost.map(|path| fs::read(own.path().join(path)).expect("there"));
        lost.iter().for_each(|path| fs::remove_file(own.path().join(path)).expect("removed"));
        fs::write(own.path().join("tile/1/001"), [0; 8_191]).expect("cut off");

        let mended = mend(&folder, leaf_at);
        assert_eq!(mended.count(), lost.len() + 1);
        assert!(mended.fits(SIZE).expect("read") && mended.root(SIZE).expect("read") == root);
        mended.keep().expect("kept");
        assert_eq!(lost.map(|path| fs::read(own.path().join(path)).expect("there")), before);
        assert!(folder.missing(SIZE, 9).expect("it can be looked through").is_empty());
        assert_eq!(folder.root(SIZE).expect("read"), root);
    }

    #[test]
    fn what_other_leaves_make_does_not_fit() {
        let own = tempfile::tempdir().expect("a folder");
        let (folder, root) = filled(own.path());
        for lost in [&["tile/0/005"][..], &["tile/0/005", "tile/1/000"]] {
            lost.iter().for_each(|path| fs::remove_file(own.path().join(path)).expect("removed"));
            let mended = mend(&folder, |index| if index == 1_300 { [6; 32] } else { leaf_at(index) });
            assert!(!mended.fits(SIZE).expect("read"), "{lost:?}");
            mend(&folder, leaf_at).keep().expect("kept");
        }
        assert_eq!(folder.root(SIZE).expect("read"), root);
    }

    #[test]
    fn a_tile_that_should_be_there_is_missed_and_one_that_never_was_is_not() {
        let own = tempfile::tempdir().expect("a folder");
        let (folder, _) = filled(own.path());
        let tile = |level, index, width| Tile { level, index, width };
        folder.is_looked_through();
        for never in [tile(0, 515, 1), tile(0, 514, 189), tile(1, 2, 3), tile(7, 0, 1), tile(0, u64::MAX >> 8, 256)] {
            assert!(folder.bytes(never).is_err());
        }
        assert!(folder.is_whole());
        fs::remove_file(own.path().join("tile/1/000")).expect("removed");
        assert!(folder.bytes(tile(1, 0, 17)).is_err());
        assert!(!folder.is_whole());
    }
}
