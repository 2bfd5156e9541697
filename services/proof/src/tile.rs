//! The tree cut into tiles of 256 hashes, each a file that never changes. <https://c2sp.org/tlog-tiles>

use std::{collections::HashMap, fmt, ops::Range, str::FromStr};

use crate::{
    note::Malformed,
    path::{Node, complete},
    tree::{Hash, node},
};

/// Hashes in a full tile.
pub const WIDTH: u64 = 256;
/// How many levels of the tree are in a tile.
const HEIGHT: u8 = 8;
/// A tree of 2^64 leaves has no more levels.
const HIGHEST: u8 = 7;

/// Which tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tile {
    /// 0 for leaves; each hash of a level is the root of a full tile of the one below.
    pub level: u8,
    /// Which of its level.
    pub index: u64,
    /// How many hashes: 1 to 256.
    pub width: u16,
}

impl Tile {
    /// All 256 hashes are there, and it will not change.
    pub fn is_full(self) -> bool {
        u64::from(self.width) == WIDTH
    }

    /// The tile of this level and index in a tree of a size; none, if it is empty.
    pub fn within(level: u8, index: u64, size: u64) -> Option<Self> {
        let hashes = size.checked_shr(u32::from(level) * u32::from(HEIGHT)).unwrap_or_default();
        let width = hashes.saturating_sub(index.checked_mul(WIDTH)?).min(WIDTH);
        (width > 0).then(|| Self { level, index, width: u16::try_from(width).unwrap_or_default() })
    }

    /// The tile of a tree of this size that has this subtree's root, or the hashes under it; none, if the tree does not have the subtree.
    pub fn holding(wanted: Node, size: u64) -> Option<Self> {
        let inside = wanted.height % HEIGHT;
        let tile = Self::within(wanted.height / HEIGHT, wanted.index >> (HEIGHT - inside), size)?;
        (place(wanted).end <= usize::from(tile.width)).then_some(tile)
    }

    /// The tiles that a tree of `new` leaves has and one of `old` has not, or has narrower; leaves first.
    pub fn between(old: u64, new: u64) -> impl Iterator<Item = Self> {
        let of_level = move |level: u8| {
            let shift = u32::from(level) * u32::from(HEIGHT);
            let (had, has) = (old.checked_shr(shift).unwrap_or_default(), new.checked_shr(shift).unwrap_or_default());
            let indexes = if had == has { 0..0 } else { had / WIDTH..has.div_ceil(WIDTH) };
            indexes.filter_map(move |index| Self::within(level, index, new))
        };
        (0..=HIGHEST).flat_map(of_level)
    }

    /// Where it lies: `tile/0/x001/234`, and `.p/17` behind it while it is not full.
    pub fn path(self) -> String {
        let mut index = format!("{:03}", self.index % 1_000);
        let mut rest = self.index / 1_000;
        while rest > 0 {
            index = format!("x{:03}/{index}", rest % 1_000);
            rest /= 1_000;
        }
        let partial = if self.is_full() { String::new() } else { format!(".p/{}", self.width) };
        format!("tile/{}/{index}{partial}", self.level)
    }

    /// Its bytes as hashes, if they are as many as it has.
    pub fn hashes(self, bytes: &[u8]) -> Result<Vec<Hash>, Malformed> {
        match bytes.as_chunks() {
            (hashes, []) if hashes.len() == usize::from(self.width) => Ok(hashes.to_vec()),
            _ => Err(Malformed("a tile has 32 bytes for each of its hashes, no more and no less")),
        }
    }
}

impl fmt::Display for Tile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.path())
    }
}

impl FromStr for Tile {
    type Err = Malformed;

    /// Reads a path; one that is spelt in any other way than its tile's is none.
    fn from_str(path: &str) -> Result<Self, Malformed> {
        let what = Malformed("a tile's path is tile/LEVEL/INDEX, with three digits to an element, and .p/WIDTH while it is not full");
        let rest = path.strip_prefix("tile/").ok_or(what)?;
        let (level, rest) = rest.split_once('/').ok_or(what)?;
        let (index, width) = rest.split_once(".p/").unwrap_or((rest, "256"));
        let mut number = 0_u64;
        for element in index.split('/') {
            let digits = element.strip_prefix('x').unwrap_or(element);
            let value: u64 = digits.parse().map_err(|_| what)?;
            number = number.checked_mul(1_000).and_then(|number| number.checked_add(value)).ok_or(what)?;
        }
        let tile = Self { level: level.parse().map_err(|_| what)?, index: number, width: width.parse().map_err(|_| what)? };
        let is_one = tile.level <= HIGHEST && (1..=WIDTH).contains(&u64::from(tile.width)) && tile.path() == path;
        if is_one { Ok(tile) } else { Err(what) }
    }
}

/// Which hashes of its tile a subtree is over.
fn place(wanted: Node) -> Range<usize> {
    let inside = wanted.height % HEIGHT;
    let first = (wanted.index << inside) % WIDTH;
    let (first, last) = (first, first + (1 << inside));
    usize::try_from(first).unwrap_or(usize::MAX)..usize::try_from(last).unwrap_or(usize::MAX)
}

/// The root over hashes that are as many as a power of two.
pub fn root(hashes: &[Hash]) -> Hash {
    match hashes {
        [one] => *one,
        _ => {
            let (left, right) = hashes.split_at(hashes.len() / 2);
            if left.is_empty() { Hash::default() } else { node(&root(left), &root(right)) }
        }
    }
}

/// Tiles that were fetched.
#[derive(Debug, Default)]
pub struct Tiles(HashMap<(u8, u64), Vec<Hash>>);

impl Tiles {
    /// The tiles of a tree of this size that the roots of these stretches are in, each once.
    pub fn of(stretches: &[Range<u64>], size: u64) -> Vec<Tile> {
        let nodes = stretches.iter().flat_map(complete);
        let mut tiles: Vec<_> = nodes.filter_map(|node| Tile::holding(node, size)).collect();
        tiles.sort_unstable();
        tiles.dedup();
        tiles
    }

    /// Takes one in; a wider one stays.
    pub fn insert(&mut self, tile: Tile, hashes: Vec<Hash>) {
        let kept = self.0.entry((tile.level, tile.index)).or_default();
        if kept.len() < hashes.len() {
            *kept = hashes;
        }
    }

    /// The root over a stretch of leaves, if the tiles for it are there.
    pub fn root_of(&self, stretch: &Range<u64>) -> Option<Hash> {
        let roots: Option<Vec<Hash>> = complete(stretch).into_iter().map(|node| self.node(node)).collect();
        roots?.into_iter().rev().reduce(|right, left| node(&left, &right))
    }

    fn node(&self, wanted: Node) -> Option<Hash> {
        let hashes = self.0.get(&(wanted.height / HEIGHT, wanted.index >> (HEIGHT - wanted.height % HEIGHT)))?;
        hashes.get(place(wanted)).map(root)
    }
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::any, prop_assert_eq, proptest};

    use super::*;
    use crate::tree::{Frontier, leaf};

    fn leaf_at(index: u64) -> Hash {
        let mut entry = [3; 32];
        entry[..8].copy_from_slice(&index.to_be_bytes());
        leaf(&entry)
    }

    fn frontier(stretch: Range<u64>) -> Frontier {
        let mut frontier = Frontier::default();
        stretch.for_each(|index| frontier.append(leaf_at(index)));
        frontier
    }

    fn filled(tile: Tile) -> Vec<Hash> {
        let each = 1_u64 << (8 * tile.level);
        let first = tile.index * WIDTH * each;
        (0..u64::from(tile.width)).map(|at| frontier(first + at * each..first + (at + 1) * each).root()).collect()
    }

    // The example of the specification.
    #[test]
    fn a_tree_of_70_000_has_the_tiles_that_c2sp_says() {
        let tiles: Vec<_> = Tile::between(0, 70_000).collect();
        let full = |level| tiles.iter().filter(|tile| tile.level == level && tile.is_full()).count();
        assert_eq!((full(0), full(1), full(2)), (273, 1, 0));
        let partial: Vec<_> = tiles.iter().filter(|tile| !tile.is_full()).map(|tile| tile.path()).collect();
        assert_eq!(partial, ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"]);
        assert_eq!(Tile { level: 0, index: 1_234_067, width: 256 }.path(), "tile/0/x001/x234/067");
    }

    proptest! {
        #[test]
        fn tiles_and_their_paths_are_those_of_another_library(old in 0_u64..200_000, more in 0_u64..200_000) {
            let theirs = tlog_tiles::Tile::new_tiles(8, old, old + more);
            let theirs: Vec<_> = theirs.into_iter().map(|tile| (tile.level(), tile.level_index(), tile.width())).collect();
            let ours: Vec<_> = Tile::between(old, old + more).map(|tile| (tile.level, tile.index, u32::from(tile.width))).collect();
            prop_assert_eq!(ours, theirs);
        }

        #[test]
        fn a_path_is_read_as_it_is_written_and_in_no_other_way(level in 0_u8..8, index in any::<u64>(), width in 1_u16..257, junk in ".{0,20}") {
            let tile = Tile { level, index: index >> 8, width };
            prop_assert_eq!(tile.path().parse::<Tile>(), Ok(tile));
            if let Ok(read) = junk.parse::<Tile>() {
                prop_assert_eq!(read.path(), junk);
            }
        }
    }

    #[test]
    fn a_path_that_climbs_or_is_padded_is_none() {
        for path in [
            "tile/0/../001",
            "tile/00/001",
            "tile/0/1",
            "tile/0/x001",
            "tile/0/x000/001",
            "tile/0/001.p/256",
            "tile/0/001.p/0",
            "tile/8/001",
            "tile/entries/001",
        ] {
            assert!(path.parse::<Tile>().is_err(), "{path}");
        }
    }

    #[test]
    fn the_root_of_any_stretch_comes_from_its_tiles_alone() {
        let size = 70_003;
        for stretch in [0..size, 0..65_536, 65_536..70_000, 512..768, 70_000..70_003, 4..6, 69_888..70_003] {
            let mut tiles = Tiles::default();
            for tile in Tiles::of(std::slice::from_ref(&stretch), size) {
                assert_eq!(Tile::within(tile.level, tile.index, size), Some(tile));
                tiles.insert(tile, filled(tile));
            }
            assert_eq!(tiles.root_of(&stretch), Some(frontier(stretch.clone()).root()), "{stretch:?}");
        }
        assert_eq!(Tiles::default().root_of(&(0..1)), None);
    }
}
