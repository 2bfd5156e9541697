//! The tree's tiles as files, just as C2SP's tlog-tiles serves them: whoever serves files may serve this folder. All of it follows from the log, and is
//! made again where it is gone.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{self, ErrorKind, Write as _},
    ops::Range,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use throughline_log::{sync_folder, write_file};
use throughline_proof::{
    Hash,
    tile::{Tile, Tiles},
    tree::Frontier,
};

/// The newest published checkpoint.
const CHECKPOINT: &str = "checkpoint";
/// How many records the tiles cover. Not served: it is no part of tlog-tiles.
const COVERED: &str = ".covered";

/// A folder of tiles. Whoever has a copy of this has the same folder, and what is known of it.
#[derive(Debug, Clone)]
pub struct TileFolder {
    path: PathBuf,
    known: Arc<Known>,
}

/// What is known of a folder in this process.
#[derive(Debug, Default)]
struct Known {
    /// It was looked through, and nobody has missed a tile since.
    is_whole: AtomicBool,
    /// Folders in which something was named, which is durable only once they are.
    unsynced: Mutex<BTreeSet<PathBuf>>,
}

impl TileFolder {
    /// Tiles in this folder, which is made with the first.
    pub fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), known: Arc::default() }
    }

    /// How many records the tiles cover: 0 where that cannot be told, and they are made again.
    pub fn covered(&self) -> u64 {
        fs::read_to_string(self.path.join(COVERED)).ok().and_then(|text| text.trim().parse().ok()).unwrap_or_default()
    }

    /// Everything up to here is written.
    pub fn cover(&self, size: u64) -> io::Result<()> {
        self.replace(COVERED, format!("{size}\n").as_bytes())
    }

    /// The newest checkpoint that was published here.
    pub fn checkpoint(&self) -> io::Result<Option<String>> {
        match fs::read_to_string(self.path.join(CHECKPOINT)) {
            Ok(note) => Ok(Some(note)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Publishes a checkpoint, whose tiles are there.
    pub fn publish(&self, note: &str) -> io::Result<()> {
        self.replace(CHECKPOINT, note.as_bytes())
    }

    /// A tile's bytes. Of one that has become wider since, as many as it had: what is in a tile never changes.
    pub fn bytes(&self, tile: Tile) -> io::Result<Vec<u8>> {
        let read = self.read(tile);
        // Anybody may ask for tiles that there never were; one that should be there is looked for.
        if read.as_ref().is_err_and(is_of_the_tiles)
            && Tile::within(tile.level, tile.index, self.covered()).is_some_and(|there| there.width >= tile.width)
        {
            self.may_lack_tiles();
        }
        read
    }

    fn read(&self, tile: Tile) -> io::Result<Vec<u8>> {
        let full = Tile { width: 256, ..tile };
        let mut found = fs::read(self.path.join(full.path()));
        if is_not_there(&found) && !tile.is_full() {
            found = self.narrow(tile).and_then(|narrow| fs::read(self.path.join(narrow.path())));
            // It may have become full just now, and then its narrower ones are gone.
            if is_not_there(&found) {
                found = fs::read(self.path.join(full.path()));
            }
        }
        let mut bytes = found?;
        if bytes.len() < length(tile) {
            return Err(io::Error::new(ErrorKind::InvalidData, format!("{tile} was cut off")));
        }
        bytes.truncate(length(tile));
        Ok(bytes)
    }

    /// The tile as it lies here while it is not full: as wide as this, or else a wider one, where no checkpoint was published with just so many.
    fn narrow(&self, tile: Tile) -> io::Result<Tile> {
        if fs::exists(self.path.join(tile.path()))? {
            return Ok(tile);
        }
        let folder = self.path.join(format!("{}.p", Tile { width: 256, ..tile }.path()));
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
            match fs::remove_dir_all(self.path.join(format!("{}.p", tile.path()))) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    /// The roots over stretches of leaves, of a tree of this size whose tiles are there.
    pub fn roots(&self, stretches: &[Range<u64>], size: u64) -> io::Result<Vec<Hash>> {
        roots(stretches, size, |tile| self.hashes(tile))
    }

    /// The root over all leaves of a tree of this size whose tiles are there.
    pub fn root(&self, size: u64) -> io::Result<Hash> {
        root(size, |tile| self.hashes(tile))
    }

    /// Which tiles of a tree of this size are not there, or are cut off: leaves first, and no more than so many. Their contents are not read.
    pub(super) fn missing(&self, size: u64, most: usize) -> io::Result<Vec<Tile>> {
        let lacks = |tile| match self.has(tile) {
            Ok(true) => None,
            Ok(false) => Some(Ok(tile)),
            Err(error) => Some(Err(error)),
        };
        Tile::between(0, size).filter_map(lacks).take(most).collect()
    }

    /// It is there, whole: as wide as this, since other servers of files read no wider one in its place, or full.
    fn has(&self, tile: Tile) -> io::Result<bool> {
        let is_there = |tile: Tile| match fs::metadata(self.path.join(tile.path())) {
            Ok(file) => Ok(file.is_file() && file.len() >= length(tile) as u64),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        };
        Ok(is_there(tile)? || !tile.is_full() && is_there(Tile { width: 256, ..tile })?)
    }

    /// It was looked through, and nobody has missed a tile since.
    pub(super) fn is_whole(&self) -> bool {
        self.known.is_whole.load(Ordering::Relaxed)
    }

    /// It is being looked through. Said before that begins: whoever misses a tile meanwhile says so after it.
    pub(super) fn is_looked_through(&self) {
        self.known.is_whole.store(true, Ordering::Relaxed);
    }

    /// A tile may be missing.
    pub(super) fn may_lack_tiles(&self) {
        self.known.is_whole.store(false, Ordering::Relaxed);
    }

    /// The folder beside it, in which tiles are made again.
    pub fn beside(&self) -> Self {
        Self::new(&self.path.with_extension("new"))
    }

    /// Puts another folder in its place.
    pub fn replace_by(&self, other: &Self) -> io::Result<()> {
        let old = Self::new(&self.path.with_extension("old"));
        old.clear()?;
        match fs::rename(&self.path, &old.path) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        fs::rename(&other.path, &self.path)?;
        self.path.parent().map_or(Ok(()), sync_folder)?;
        old.clear()
    }

    /// Throws all of it away, to be made again.
    pub fn clear(&self) -> io::Result<()> {
        match fs::remove_dir_all(&self.path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Puts a file in place of the one of that name, durably; so are all tiles that were written before.
    fn replace(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.make(&self.path)?;
        self.settle()?;
        write_file(&self.path, name, bytes)
    }

    /// The file is the old one or the new one, whenever the power goes. Its name is durable once something was replaced: thousands of tiles lie in
    /// few folders.
    fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.path.join(path);
        let folder = path.parent().unwrap_or(&self.path);
        self.make(folder)?;
        let new = folder.join(".new");
        let mut writing = File::create(&new)?;
        writing.write_all(bytes)?;
        writing.sync_data()?;
        fs::rename(&new, &path)
    }

    /// Has a folder in which something is about to be named. One that is new is itself a name in the one above it.
    fn make(&self, folder: &Path) -> io::Result<()> {
        let mut unsynced = self.known.unsynced.lock().unwrap_or_else(PoisonError::into_inner);
        for above in folder.ancestors() {
            unsynced.insert(above.to_owned());
            if above.exists() {
                break;
            }
        }
        fs::create_dir_all(folder)
    }

    /// What was named so far is durable.
    fn settle(&self) -> io::Result<()> {
        let mut unsynced = self.known.unsynced.lock().unwrap_or_else(PoisonError::into_inner);
        for folder in unsynced.iter() {
            match sync_folder(folder) {
                // That of the narrower ones goes when a tile is full.
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        unsynced.clear();
        Ok(())
    }
}

/// The roots over stretches of leaves, of a tree of this size whose tiles are read.
pub(super) fn roots(stretches: &[Range<u64>], size: u64, read: impl Fn(Tile) -> io::Result<Vec<Hash>>) -> io::Result<Vec<Hash>> {
    let mut tiles = Tiles::default();
    for tile in Tiles::of(stretches, size) {
        tiles.insert(tile, read(tile)?);
    }
    let root = |stretch: &Range<u64>| tiles.root_of(stretch);
    stretches.iter().map(root).collect::<Option<_>>().ok_or_else(|| io::Error::new(ErrorKind::NotFound, "the tiles do not reach so far"))
}

/// The root over all leaves.
pub(super) fn root(size: u64, read: impl Fn(Tile) -> io::Result<Vec<Hash>>) -> io::Result<Hash> {
    if size == 0 {
        return Ok(Frontier::default().root());
    }
    let roots = roots(std::slice::from_ref(&(0..size)), size, read)?;
    roots.first().copied().ok_or_else(|| ErrorKind::NotFound.into())
}

/// What is there is damaged or missing, and can be made again.
pub(super) fn is_of_the_tiles(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::InvalidData)
}

fn length(tile: Tile) -> usize {
    usize::from(tile.width) * size_of::<Hash>()
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

    #[test]
    fn names_are_durable_once_the_folder_says_how_much_it_covers() {
        let own = tempfile::tempdir().expect("a folder");
        let tiles = TileFolder::new(&own.path().join("tiles"));
        let unsynced = || tiles.known.unsynced.lock().expect("nobody has died").iter().cloned().collect::<Vec<_>>();
        (0..300).for_each(|index| tiles.keep(Tile { level: 0, index, width: 256 }, &[[1; 32]; 256]).expect("kept"));
        // The folders that are new, the one in which the first of them was named, and each once.
        assert_eq!(
            unsynced(),
            ["", "tiles", "tiles/tile", "tiles/tile/0"].map(|path| own.path().join(path).components().collect::<PathBuf>())
        );
        tiles.cover(76_800).expect("kept");
        assert!(unsynced().is_empty());
        assert_eq!(tiles.covered(), 76_800);
    }
}
