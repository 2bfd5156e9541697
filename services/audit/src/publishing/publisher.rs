//! Publishes the log's newest checkpoint, once its tiles are there, it goes on from what was published before, and enough witnesses have cosigned it.

use std::{io, time::Duration};

use throughline_log::{Checkpoint, Followed, KeyError, Log, LogError, SignedCheckpoint, with_causes};
use throughline_proof::{Growing, Hash, Malformed, tile::Tile};
use tokio::{sync::watch, time::MissedTickBehavior};
use uuid::Uuid;

use super::{folder::TileFolder, signing::Signing, witnesses::Witnesses};
use crate::counted;

/// What was published is kept with the log, for all nodes: it is news to the world outside.
const PUBLISHED: &str = "published";
/// Who publishes. Longer than a round of questions to witnesses.
const LEASE: &str = "publisher";
const LEASE_TTL: Duration = Duration::from_secs(60);
/// So often there may be something to publish. C2SP's witnesses and monitors look no more often.
const EVERY: Duration = Duration::from_secs(1);
/// Leaves that are read at once.
const PAGE: usize = 4_096;

/// Why nothing could be published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The log.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The folder.
    #[error("the folder of tiles cannot be used")]
    Folder(#[from] io::Error),
    /// What is in the log is not what was signed.
    #[error(
        "the log's leaves do not make the root that was signed over {size} records: nothing is published before somebody has looked (throughline verify)"
    )]
    OtherRoot {
        /// How many records.
        size: u64,
    },
    /// The keys.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// Every key has ended that lies here.
    #[error("the log says of every key that lies here that it signs no more; make another with `throughline keys renew`")]
    NothingSigns,
    /// A note that cannot be read.
    #[error("a checkpoint cannot be read: {0}")]
    Malformed(#[from] Malformed),
    /// A checkpoint that is not the log's.
    #[error(transparent)]
    Note(#[from] throughline_log::NoteError),
}

/// Publishes one log.
#[derive(Debug)]
pub struct Publisher {
    log: Log,
    signing: Signing,
    folder: TileFolder,
    witnesses: Witnesses,
    holder: Uuid,
    publishes: bool,
}

impl Publisher {
    /// Publishes a log into a folder, with these witnesses; or only follows those who do.
    pub fn new(log: Log, signing: Signing, folder: TileFolder, witnesses: Witnesses, publishes: bool) -> Self {
        Self { log, signing, folder, witnesses, holder: Uuid::now_v7(), publishes }
    }

    /// Publishes whenever there is something new, until it is told to stop.
    pub async fn run(self, mut stopping: watch::Receiver<bool>) {
        let mut ticks = tokio::time::interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = stopping.wait_for(|stopping| *stopping) => break,
                _ = ticks.tick() => {}
            }
            if let Err(error) = self.publish().await {
                tracing::warn!(error = with_causes(&error), "nothing could be published; it is tried again");
            }
        }
        if self.publishes {
            // The lease ends by itself, should this fail.
            _ = self.log.hold(LEASE, self.holder, Duration::ZERO).await;
        }
    }

    /// Publishes what is new, or follows the node that does. Gives how many records were published by now.
    pub async fn publish(&self) -> Result<u64, PublishError> {
        let before = self.published().await?;
        let has = before.as_ref().map(|before| before.checkpoint.size);
        let newest = if self.publishes { self.log.newest_checkpoint().await? } else { None };
        let Some(newest) = newest.filter(|newest| has.is_none_or(|has| has < newest.checkpoint.size)) else {
            return self.follow(before).await;
        };
        if !self.log.hold(LEASE, self.holder, LEASE_TTL).await? {
            return self.follow(before).await;
        }
        let newest = self.sign(newest.checkpoint).await?;
        self.grow_to(&newest, before.as_ref()).await?;
        let note = self.witnesses.cosign(&newest, &self.folder).await?;
        let size = newest.checkpoint.size;
        let quorum = self.witnesses.quorum();
        if !quorum.is_met(&note) {
            let (found, needs) = (quorum.cosigned(&note).len(), quorum.needs);
            tracing::debug!(size, found, needs, "too few witnesses have cosigned, so that this checkpoint does not count yet");
            return self.follow(before).await;
        }
        let cosigned = quorum.cosigned(&note).into_iter().map(|cosigned| cosigned.by).collect::<Vec<_>>();
        let note = note.to_string();
        self.log.save_followed(PUBLISHED, Followed { position: size, note: note.clone() }).await?;
        self.blocking(move |folder| folder.publish(&note)).await?;
        metrics::gauge!(crate::gauges::PUBLISHED).set(size as f64);
        // Counting proves nothing, and what was published stays so without it.
        if let Err(error) = counted::published(&self.log, size, cosigned.into_iter()).await {
            tracing::debug!(error = with_causes(&error), "a checkpoint was published that is not counted");
        }
        Ok(size)
    }

    /// What any node has published last.
    async fn published(&self) -> Result<Option<SignedCheckpoint>, PublishError> {
        let Some(Followed { note, .. }) = self.log.followed(PUBLISHED).await? else { return Ok(None) };
        let signing = self.signing.clone();
        let verifiers = tokio::task::spawn_blocking(move || signing.verifiers()).await.map_err(io::Error::other)??;
        Ok(Some(SignedCheckpoint::open_by(&note, self.log.origin(), &verifiers)?))
    }

    /// Signs it with each of the keys that sign now.
    async fn sign(&self, checkpoint: Checkpoint) -> Result<SignedCheckpoint, PublishError> {
        let signing = self.signing.clone();
        let signers = tokio::task::spawn_blocking(move || signing.signers()).await.map_err(io::Error::other)??;
        if signers.is_empty() {
            return Err(PublishError::NothingSigns);
        }
        Ok(checkpoint.sign_by(&signers))
    }

    /// Has here what was published.
    async fn follow(&self, published: Option<SignedCheckpoint>) -> Result<u64, PublishError> {
        let Some(published) = published else { return Ok(0) };
        let (size, note) = (published.checkpoint.size, published.note.clone());
        metrics::gauge!(crate::gauges::PUBLISHED).set(size as f64);
        if self.blocking(|folder| folder.checkpoint()).await?.as_ref() != Some(&note) {
            self.grow_to(&published, None).await?;
            self.blocking(move |folder| folder.publish(&note)).await?;
        }
        Ok(size)
    }

    /// Brings the tiles to a checkpoint, and holds them against its root and the one before. Tiles that do not agree are made again from the log once;
    /// if they do not then, the log does not.
    async fn grow_to(&self, signed: &SignedCheckpoint, before: Option<&SignedCheckpoint>) -> Result<(), PublishError> {
        if self.grow_on(signed.checkpoint.size).await? && self.agrees(signed).await? && self.agree_before(before).await? {
            return Ok(());
        }
        tracing::warn!("the tiles are not those of the log; they are made again");
        self.blocking(|folder| folder.clear()).await?;
        self.grow(signed.checkpoint.size).await?;
        for signed in before.into_iter().chain([signed]) {
            if !self.agrees(signed).await? {
                return Err(PublishError::OtherRoot { size: signed.checkpoint.size });
            }
        }
        Ok(())
    }

    /// No, where what is there cannot be gone on from.
    async fn grow_on(&self, to: u64) -> Result<bool, PublishError> {
        match self.grow(to).await {
            Ok(()) => Ok(true),
            Err(PublishError::Folder(error)) if is_of_the_tiles(&error) => Ok(false),
            Err(error) => Err(error),
        }
    }

    async fn agree_before(&self, before: Option<&SignedCheckpoint>) -> Result<bool, PublishError> {
        match before {
            Some(before) => self.agrees(before).await,
            None => Ok(true),
        }
    }

    /// The tiles make the root that was signed.
    async fn agrees(&self, signed: &SignedCheckpoint) -> Result<bool, PublishError> {
        let (size, root) = (signed.checkpoint.size, signed.checkpoint.root);
        match self.blocking(move |folder| folder.root(size)).await {
            Ok(found) => Ok(found == root),
            Err(PublishError::Folder(error)) if is_of_the_tiles(&error) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Reads the leaves since the tiles' end, and writes the tiles.
    async fn grow(&self, to: u64) -> Result<(), PublishError> {
        let mut growing = self.blocking(|folder| Growing::resume(folder.covered(), |tile| folder.hashes(tile))).await?;
        if growing.size() >= to {
            return Ok(());
        }
        while growing.size() < to {
            let limit = usize::try_from(to - growing.size()).unwrap_or(PAGE).min(PAGE);
            let leaves = self.log.leaves(growing.size(), limit).await?;
            if leaves.is_empty() {
                return Err(LogError::Missing { position: growing.size() + 1 }.into());
            }
            growing = self
                .blocking(move |folder| {
                    let keep = &mut |tile: Tile, hashes: &[Hash]| folder.keep(tile, hashes);
                    leaves.into_iter().try_for_each(|leaf| growing.push(leaf, keep)).map(|()| growing)
                })
                .await?;
        }
        self.blocking(move |folder| {
            growing.settle(&mut |tile, hashes| folder.keep(tile, hashes))?;
            folder.cover(growing.size())
        })
        .await
    }

    async fn blocking<T: Send + 'static>(
        &self,
        job: impl FnOnce(&TileFolder) -> io::Result<T> + Send + 'static,
    ) -> Result<T, PublishError> {
        let folder = self.folder.clone();
        Ok(tokio::task::spawn_blocking(move || job(&folder)).await.map_err(io::Error::other)??)
    }
}

/// What is there is damaged or missing, and can be made again.
fn is_of_the_tiles(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::InvalidData)
}
