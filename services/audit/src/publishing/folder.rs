//! The tree's tiles as files, just as C2SP's tlog-tiles serves them: whoever serves files may serve this folder. All of it follows from the log, and is
//! made again where it is gone.

use std::{
    fs::{self, File},
    io::{self, ErrorKind, Write as _},
    ops::Range,
    path::{Path, PathBuf},
};

use throughline_proof::{
    Hash,
    tile::{Tile, Tiles},
    tree::Frontier,
};

/// The newest published checkpoint.
const CHECKPOINT: &str = "checkpoint";
/// How many records the tiles cover. Not served: it is no part of tlog-tiles.
const COVERED: &str = ".covered";

/// A folder of tiles.
#[derive(Debug, Clone)]
pub struct TileFolder(PathBuf);

impl TileFolder {
    /// Tiles in this folder, which is made with the first.
    pub fn new(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// How many records the tiles cover: 0 where that cannot be told, and they are made again.
    pub fn covered(&self) -> u64 {
        fs::read_to_string(self.0.join(COVERED)).ok().and_then(|text| text.trim().parse().ok()).unwrap_or_default()
    }

    /// Everything up to here is written.
    pub fn cover(&self, size: u64) -> io::Result<()> {
        self.write(COVERED, format!("{size}\n").as_bytes())
    }

    /// The newest checkpoint that was published here.
    pub fn checkpoint(&self) -> io::Result<Option<String>> {
        match fs::read_to_string(self.0.join(CHECKPOINT)) {
            Ok(note) => Ok(Some(note)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Publishes a checkpoint, whose tiles are there.
    pub fn publish(&self, note: &str) -> io::Result<()> {
        self.write(CHECKPOINT, note.as_bytes())
    }

    /// A tile's bytes. Of one that has become wider since, as many as it had: what is in a tile never changes.
    pub fn bytes(&self, tile: Tile) -> io::Result<Vec<u8>> {
        let full = Tile { width: 256, ..tile };
        let mut found = fs::read(self.0.join(full.path()));
        if is_not_there(&found) && !tile.is_full() {
            found = self.narrow(tile).and_then(|narrow| fs::read(self.0.join(narrow.path())));
            // It may have become full just now, and then its narrower ones are gone.
            if is_not_there(&found) {
                found = fs::read(self.0.join(full.path()));
            }
        }
        let mut bytes = found?;
        let length = usize::from(tile.width) * size_of::<Hash>();
        if bytes.len() < length {
            return Err(io::Error::new(ErrorKind::InvalidData, format!("{tile} was cut off")));
        }
        bytes.truncate(length);
        Ok(bytes)
    }

    /// The tile as it lies here while it is not full: as wide as this, or else a wider one, where no checkpoint was published with just so many.
    fn narrow(&self, tile: Tile) -> io::Result<Tile> {
        if fs::exists(self.0.join(tile.path()))? {
            return Ok(tile);
        }
        let folder = self.0.join(format!("{}.p", Tile { width: 256, ..tile }.path()));
        let widths = fs::read_dir(folder)?.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u16>().ok());
        let width = widths.filter(|width| *width > tile.width).min();
        Ok(Tile { width: width.ok_or(ErrorKind::NotFound)?, ..tile })
    }

    /// A tile's hashes.
    pub fn hashes(&self, tile: Tile) -> io::Result<Vec<Hash>> {
        tile.hashes(&self.bytes(tile)?).map_err(|error| io::Error::new(ErrorKind::InvalidData, format!("{tile}: {error}")))
    }

    /// Writes a tile. Where it is full, its narrower ones are gone.
    pub fn keep(&self, tile: Tile, hashes: &[Hash]) -> io::Result<()> {
        self.write(&tile.path(), hashes.as_flattened())?;
        if tile.is_full() {
            match fs::remove_dir_all(self.0.join(format!("{}.p", tile.path()))) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    /// The roots over stretches of leaves, of a tree of this size whose tiles are there.
    pub fn roots(&self, stretches: &[Range<u64>], size: u64) -> io::Result<Vec<Hash>> {
        let mut tiles = Tiles::default();
        for tile in Tiles::of(stretches, size) {
            tiles.insert(tile, self.hashes(tile)?);
        }
        let root = |stretch: &Range<u64>| tiles.root_of(stretch);
        stretches
            .iter()
            .map(root)
            .collect::<Option<_>>()
            .ok_or_else(|| io::Error::new(ErrorKind::NotFound, "the tiles do not reach so far"))
    }

    /// The root over all leaves of a tree of this size whose tiles are there.
    pub fn root(&self, size: u64) -> io::Result<Hash> {
        if size == 0 {
            return Ok(Frontier::default().root());
        }
        let roots = self.roots(std::slice::from_ref(&(0..size)), size)?;
        roots.first().copied().ok_or_else(|| ErrorKind::NotFound.into())
    }

    /// The folder beside it, in which tiles are made again.
    pub fn beside(&self) -> Self {
        Self(self.0.with_extension("new"))
    }

    /// Puts another folder in its place.
    pub fn replace_by(&self, other: &Self) -> io::Result<()> {
        let old = Self(self.0.with_extension("old"));
        old.clear()?;
        match fs::rename(&self.0, &old.0) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        fs::rename(&other.0, &self.0)?;
        old.clear()
    }

    /// Throws all of it away, to be made again.
    pub fn clear(&self) -> io::Result<()> {
        match fs::remove_dir_all(&self.0) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// The file is the old one or the new one, whenever the power goes.
    fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.0.join(path);
        let folder = path.parent().unwrap_or(&self.0);
        fs::create_dir_all(folder)?;
        let new = folder.join(".new");
        let mut writing = File::create(&new)?;
        writing.write_all(bytes)?;
        writing.sync_data()?;
        fs::rename(&new, &path)
    }
}

fn is_not_there<T>(found: &io::Result<T>) -> bool {
    found.as_ref().is_err_and(|error| error.kind() == ErrorKind::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_narrower_is_the_beginning_of_what_it_became() {
        let folder = tempfile::tempdir().expect("a folder");
        let tiles = TileFolder::new(folder.path());
        let narrow = Tile { level: 0, index: 1_234, width: 2 };
        tiles.keep(narrow, &[[1; 32], [2; 32]]).expect("kept");
        assert_eq!(tiles.hashes(narrow).expect("there"), [[1; 32], [2; 32]]);
        let mut full = vec![[3; 32]; 256];
        full[..2].copy_from_slice(&[[1; 32], [2; 32]]);
        tiles.keep(Tile { width: 256, ..narrow }, &full).expect("kept");
        assert_eq!(tiles.hashes(narrow).expect("there"), [[1; 32], [2; 32]]);
        assert!(!folder.path().join("tile/0/x001/234.p").exists());
    }

    #[test]
    fn a_width_that_was_never_published_is_the_beginning_of_a_wider_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let tiles = TileFolder::new(folder.path());
        let tile = |width| Tile { level: 0, index: 3, width };
        tiles.keep(tile(2), &[[1; 32], [2; 32]]).expect("kept");
        tiles.keep(tile(4), &[[1; 32], [2; 32], [3; 32], [4; 32]]).expect("kept");
        assert_eq!(tiles.hashes(tile(1)).expect("there"), [[1; 32]]);
        assert_eq!(tiles.hashes(tile(3)).expect("there"), [[1; 32], [2; 32], [3; 32]]);
        assert_eq!(tiles.hashes(tile(5)).expect_err("not there").kind(), ErrorKind::NotFound);
    }

    #[test]
    fn a_tile_that_was_cut_off_is_no_tile() {
        let folder = tempfile::tempdir().expect("a folder");
        let tiles = TileFolder::new(folder.path());
        let tile = Tile { level: 0, index: 0, width: 2 };
        tiles.keep(tile, &[[1; 32], [2; 32]]).expect("kept");
        fs::write(folder.path().join(tile.path()), [0; 33]).expect("cut off");
        assert_eq!(tiles.hashes(tile).expect_err("no tile").kind(), ErrorKind::InvalidData);
        assert_eq!(tiles.covered(), 0);
    }
}
