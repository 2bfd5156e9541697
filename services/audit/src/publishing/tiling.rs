//! Brings the tiles to a checkpoint. Nothing is written into the folder that is served before it makes the root that was signed; and where what lies
//! there cannot be gone on from, it is made again beside it, and takes its place only when it is right.
//!
//! At first, and whenever somebody has missed a tile, the folder is looked through for tiles that are not there, and those alone are made again.

use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use throughline_log::{Checkpoint, Log, LogError};
use throughline_proof::{
    Growing, Hash,
    tile::{Tile, WIDTH},
};

use super::{
    folder::{TileFolder, is_of_the_tiles},
    mending::Mended,
    publisher::PublishError,
};

/// Leaves that are read at once.
const PAGE: usize = 4_096;
/// So many new leaves are kept in memory until their root is known; for more the tiles are made beside the old ones.
const MOST_IN_MEMORY: u64 = 262_144;
/// As many hashes are in so many tiles.
const MOST_MENDED: usize = (MOST_IN_MEMORY / WIDTH) as usize;
/// Looking through the folder takes a twentieth of the time at most, whoever asks for tiles and however often. Of 100 million records it takes a second,
/// or four where nothing of it is in memory.
const REST: u32 = 20;

/// The tiles of one log.
#[derive(Debug)]
pub(super) struct Tiling {
    log: Log,
    folder: TileFolder,
    /// Before then the folder is not looked through again.
    rests_until: Mutex<Option<Instant>>,
}

impl Tiling {
    pub fn new(log: Log, folder: TileFolder) -> Self {
        Self { log, folder, rests_until: Mutex::default() }
    }

    /// Tiles may be missing, which is looked for with the next checkpoint that they are brought to, be it the same.
    pub fn may_lack_tiles(&self) -> bool {
        let rests_until = *self.rests_until.lock().unwrap_or_else(PoisonError::into_inner);
        !self.folder.is_whole() && rests_until.is_none_or(|until| until <= Instant::now())
    }

    /// Has the tiles of a checkpoint, and of the one before, from which it must go on.
    pub async fn bring_to(&self, checkpoint: &Checkpoint, before: Option<&Checkpoint>) -> Result<(), PublishError> {
        let brought = self.mend_or_make(checkpoint, before).await;
        if brought.is_err() {
            // What was missing may be so still.
            self.folder.may_lack_tiles();
        }
        brought
    }

    async fn mend_or_make(&self, checkpoint: &Checkpoint, before: Option<&Checkpoint>) -> Result<(), PublishError> {
        // What cannot be gone on from may lack a tile, which is known only now.
        if self.goes_on(checkpoint, before).await? || self.may_lack_tiles() && self.goes_on(checkpoint, before).await? {
            return Ok(());
        }
        let beside = self.folder.beside();
        let made = self.make_beside(&beside, checkpoint, before).await;
        if made.is_err() {
            // What is wrong is not left lying about; what was published stays.
            blocking(beside, |beside| beside.clear()).await?;
        }
        made
    }

    /// No, where what lies there is damaged, is not the log's, or is too far behind.
    async fn goes_on(&self, checkpoint: &Checkpoint, before: Option<&Checkpoint>) -> Result<bool, PublishError> {
        let covered = blocking(self.folder.clone(), |folder| Ok(folder.covered())).await?;
        let size = covered.min(checkpoint.size);
        let Some(mended) = self.mended(size).await?.map(Arc::new) else { return Ok(false) };
        let resumed = blocking(Arc::clone(&mended), move |mended| Growing::resume(size, |tile| mended.hashes(tile))).await;
        let Some(mut growing) = if_readable(resumed)? else { return Ok(false) };
        if let Some(before) = before
            && !has(&mended, before).await?
        {
            return Ok(false);
        }
        if checkpoint.size - size > MOST_IN_MEMORY {
            return Ok(false);
        }
        let mut tiles: Vec<(Tile, Vec<Hash>)> = Vec::new();
        if size < checkpoint.size {
            let mut keep = |tile: Tile, hashes: &[Hash]| {
                tiles.push((tile, hashes.to_vec()));
                Ok::<_, PublishError>(())
            };
            growing = self.grow(growing, checkpoint.size, &mut keep).await?;
            growing.settle(&mut keep)?;
        }
        let fits = blocking(Arc::clone(&mended), move |mended| mended.fits(size)).await;
        if growing.root() != checkpoint.root || if_readable(fits)? != Some(true) {
            return Ok(false);
        }
        if mended.count() > 0 || !tiles.is_empty() {
            let covered = covered.max(growing.size());
            blocking(self.folder.clone(), move |folder| put(folder, &mended, &tiles, covered)).await?;
        }
        Ok(true)
    }

    /// The folder, with those tiles made again that it has lost of a tree of this size. Nothing, where they are too many, or others are lost.
    async fn mended(&self, size: u64) -> Result<Option<Mended>, PublishError> {
        let mut mended = Mended::as_is(self.folder.clone());
        if !self.may_lack_tiles() {
            return Ok(Some(mended));
        }
        self.folder.is_looked_through();
        let begun = Instant::now();
        let missing = blocking(self.folder.clone(), move |folder| folder.missing(size, MOST_MENDED + 1)).await;
        *self.rests_until.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now() + begun.elapsed() * REST);
        let missing = missing?;
        if missing.len() > MOST_MENDED {
            return Ok(None);
        }
        for tile in missing {
            if tile.level == 0 {
                let (first, width) = (tile.index * WIDTH, usize::from(tile.width));
                let leaves = self.log.leaves(first, width).await?;
                if leaves.len() < width {
                    return Err(LogError::Missing { position: first + leaves.len() as u64 + 1 }.into());
                }
                mended.take_leaves(tile, leaves);
            } else if if_readable(tokio::task::block_in_place(|| mended.make_from_below(tile)).map_err(Into::into))?.is_none() {
                return Ok(None);
            }
        }
        Ok(Some(mended))
    }

    async fn make_beside(&self, beside: &TileFolder, checkpoint: &Checkpoint, before: Option<&Checkpoint>) -> Result<(), PublishError> {
        blocking(beside.clone(), |beside| beside.clear()).await?;
        let keep = &mut |tile: Tile, hashes: &[Hash]| Ok::<_, PublishError>(beside.keep(tile, hashes)?);
        let growing = self.grow(Growing::default(), checkpoint.size, keep).await?;
        growing.settle(keep)?;
        let made = Arc::new(Mended::as_is(beside.clone()));
        for checkpoint in before.into_iter().chain([checkpoint]) {
            if !has(&made, checkpoint).await? {
                return Err(PublishError::OtherRoot { size: checkpoint.size });
            }
        }
        let (folder, beside, size) = (self.folder.clone(), beside.clone(), growing.size());
        blocking(folder, move |folder| {
            beside.cover(size)?;
            if let Some(note) = folder.checkpoint()? {
                beside.publish(&note)?;
            }
            folder.replace_by(&beside)
        })
        .await
    }

    async fn grow(
        &self,
        mut growing: Growing,
        to: u64,
        keep: &mut impl FnMut(Tile, &[Hash]) -> Result<(), PublishError>,
    ) -> Result<Growing, PublishError> {
        while growing.size() < to {
            let limit = usize::try_from(to - growing.size()).unwrap_or(PAGE).min(PAGE);
            let leaves = self.log.leaves(growing.size(), limit).await?;
            if leaves.is_empty() {
                return Err(LogError::Missing { position: growing.size() + 1 }.into());
            }
            // A page is some milliseconds of hashing, and perhaps sixteen files.
            tokio::task::block_in_place(|| leaves.into_iter().try_for_each(|leaf| growing.push(leaf, keep)))?;
        }
        Ok(growing)
    }
}

/// The tiles make the root that was signed.
async fn has(mended: &Arc<Mended>, checkpoint: &Checkpoint) -> Result<bool, PublishError> {
    let size = checkpoint.size;
    let found = blocking(Arc::clone(mended), move |mended| mended.root(size)).await;
    Ok(if_readable(found)? == Some(checkpoint.root))
}

/// Into the folder that is served: what was missing, and what is new.
fn put(folder: &TileFolder, mended: &Mended, tiles: &[(Tile, Vec<Hash>)], covered: u64) -> io::Result<()> {
    if mended.count() > 0 {
        tracing::warn!(tiles = mended.count(), "tiles were missing from the folder, and are made again");
    }
    mended.keep()?;
    tiles.iter().try_for_each(|(tile, hashes)| folder.keep(*tile, hashes))?;
    folder.cover(covered)
}

/// Nothing, where what is there is damaged or missing: it can be made again.
fn if_readable<T>(found: Result<T, PublishError>) -> Result<Option<T>, PublishError> {
    match found {
        Err(PublishError::Folder(error)) if is_of_the_tiles(&error) => Ok(None),
        found => found.map(Some),
    }
}

/// Waits for the disk on a thread that may.
pub(super) async fn blocking<F: Send + 'static, T: Send + 'static>(
    of: F,
    job: impl FnOnce(&F) -> io::Result<T> + Send + 'static,
) -> Result<T, PublishError> {
    Ok(tokio::task::spawn_blocking(move || job(&of)).await.map_err(io::Error::other)??)
}
