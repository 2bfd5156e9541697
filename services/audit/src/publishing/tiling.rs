//! Brings the tiles to a checkpoint. Nothing is written into the folder that is served before it makes the root that was signed; and where what lies
//! there cannot be gone on from, it is made again beside it, and takes its place only when it is right.

use std::io;

use throughline_log::{Checkpoint, Log, LogError};
use throughline_proof::{Growing, Hash, tile::Tile};

use super::{folder::TileFolder, publisher::PublishError};

/// Leaves that are read at once.
const PAGE: usize = 4_096;
/// So many new leaves are kept in memory until their root is known; for more the tiles are made beside the old ones.
const MOST_IN_MEMORY: u64 = 262_144;

/// The tiles of one log.
#[derive(Debug)]
pub(super) struct Tiling {
    log: Log,
    folder: TileFolder,
}

impl Tiling {
    pub fn new(log: Log, folder: TileFolder) -> Self {
        Self { log, folder }
    }

    /// Has the tiles of a checkpoint, and of the one before, from which it must go on.
    pub async fn bring_to(&self, checkpoint: &Checkpoint, before: Option<&Checkpoint>) -> Result<(), PublishError> {
        if self.goes_on(checkpoint, before).await? {
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
        let folder = self.folder.clone();
        let resumed = blocking(folder, |folder| Growing::resume(folder.covered(), |tile| folder.hashes(tile))).await;
        let growing = match resumed {
            Err(PublishError::Folder(error)) if is_of_the_tiles(&error) => return Ok(false),
            growing => growing?,
        };
        if let Some(before) = before
            && !self.has(&self.folder, before).await?
        {
            return Ok(false);
        }
        if growing.size() >= checkpoint.size {
            return self.has(&self.folder, checkpoint).await;
        }
        if checkpoint.size - growing.size() > MOST_IN_MEMORY {
            return Ok(false);
        }
        let mut tiles: Vec<(Tile, Vec<Hash>)> = Vec::new();
        let mut keep = |tile: Tile, hashes: &[Hash]| {
            tiles.push((tile, hashes.to_vec()));
            Ok::<_, PublishError>(())
        };
        let growing = self.grow(growing, checkpoint.size, &mut keep).await?;
        growing.settle(&mut keep)?;
        if growing.root() != checkpoint.root {
            return Ok(false);
        }
        let size = growing.size();
        blocking(self.folder.clone(), move |folder| {
            tiles.iter().try_for_each(|(tile, hashes)| folder.keep(*tile, hashes))?;
            folder.cover(size)
        })
        .await?;
        Ok(true)
    }

    async fn make_beside(&self, beside: &TileFolder, checkpoint: &Checkpoint, before: Option<&Checkpoint>) -> Result<(), PublishError> {
        blocking(beside.clone(), |beside| beside.clear()).await?;
        let keep = &mut |tile: Tile, hashes: &[Hash]| Ok::<_, PublishError>(beside.keep(tile, hashes)?);
        let growing = self.grow(Growing::default(), checkpoint.size, keep).await?;
        growing.settle(keep)?;
        for checkpoint in before.into_iter().chain([checkpoint]) {
            if !self.has(beside, checkpoint).await? {
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

    /// The tiles make the root that was signed.
    async fn has(&self, folder: &TileFolder, checkpoint: &Checkpoint) -> Result<bool, PublishError> {
        let (size, root) = (checkpoint.size, checkpoint.root);
        match blocking(folder.clone(), move |folder| folder.root(size)).await {
            Ok(found) => Ok(found == root),
            Err(PublishError::Folder(error)) if is_of_the_tiles(&error) => Ok(false),
            Err(error) => Err(error),
        }
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

/// Waits for the disk on a thread that may.
pub(super) async fn blocking<T: Send + 'static>(
    folder: TileFolder,
    job: impl FnOnce(&TileFolder) -> io::Result<T> + Send + 'static,
) -> Result<T, PublishError> {
    Ok(tokio::task::spawn_blocking(move || job(&folder)).await.map_err(io::Error::other)??)
}

/// What is there is damaged or missing, and can be made again.
fn is_of_the_tiles(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::InvalidData)
}
