//! Publishes the log's newest checkpoint, once its tiles are there, it goes on from what was published before, and enough witnesses have cosigned it.

use std::{
    io,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use throughline_log::{Checkpoint, Followed, KeyError, Log, LogError, SignedCheckpoint, with_causes};
use throughline_proof::{Malformed, Note, Signature};
use tokio::{sync::watch, time::MissedTickBehavior};
use uuid::Uuid;

use super::{
    folder::TileFolder,
    signing::Signing,
    tiling::{Tiling, blocking},
    witnesses::Witnesses,
};
use crate::counted;

/// What was published is kept with the log, for all nodes: it is news to the world outside.
const PUBLISHED: &str = "published";
/// Who publishes. Longer than a round of questions to witnesses.
const LEASE: &str = "publisher";
const LEASE_TTL: Duration = Duration::from_secs(60);
/// So often there may be something to publish. C2SP's witnesses and monitors look no more often.
const EVERY: Duration = Duration::from_secs(1);
/// So often witnesses are asked again who have not cosigned what enough others have.
const ASK_AGAIN: Duration = Duration::from_secs(60);
/// After so long it is looked again whether the log and what was signed agree.
const LOOK_AGAIN: Duration = Duration::from_secs(300);

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
    /// The log's database knows of less than was published.
    #[error(
        "a checkpoint of {has} records was published here, and the log's database says {size}: was it put back from a backup? Nothing is taken back"
    )]
    TakenBack {
        /// How many were published here.
        has: u64,
        /// How many the database says.
        size: u64,
    },
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
    tiling: Tiling,
    /// When it was last found that something does not fit.
    doubted: Mutex<Option<Instant>>,
    /// When witnesses were last asked about what is published already.
    asked_again: Mutex<Option<Instant>>,
}

impl Publisher {
    /// Publishes a log into a folder, with these witnesses; or only follows those who do.
    pub fn new(log: Log, signing: Signing, folder: TileFolder, witnesses: Witnesses, publishes: bool) -> Self {
        let tiling = Tiling::new(log.clone(), folder.clone());
        Self {
            log,
            signing,
            folder,
            witnesses,
            holder: Uuid::now_v7(),
            publishes,
            tiling,
            doubted: Mutex::default(),
            asked_again: Mutex::default(),
        }
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
        if !self.publishes || !self.is_news(before.as_ref()).await? || !self.log.hold(LEASE, self.holder, LEASE_TTL).await? {
            return self.follow(before).await;
        }
        // Another node may have published between the question and the lease.
        let before = self.published().await?;
        let Some(newest) = self.log.newest_checkpoint().await?.filter(|_| !self.is_in_doubt()) else { return self.follow(before).await };
        if before.as_ref().is_some_and(|before| before.checkpoint.size > newest.checkpoint.size) {
            return self.follow(before).await;
        }
        let last = before.as_ref().map(|before| &before.checkpoint);
        self.bring_to(&newest.checkpoint, last).await?;
        let signed = self.sign(newest.checkpoint).await?;
        let note = self.witnesses.cosign(&signed, &self.folder).await?;
        let (size, quorum) = (signed.checkpoint.size, self.witnesses.quorum());
        let cosigned: Vec<String> = quorum.cosigned(&note).into_iter().map(|cosigned| cosigned.by).collect();
        if cosigned.len() < quorum.needs {
            tracing::debug!(
                size,
                found = cosigned.len(),
                wanted = quorum.needs,
                "too few witnesses have cosigned, so that this does not count yet"
            );
            return self.follow(before).await;
        }
        // By nobody more: then what was published stays as it is, to the byte.
        let is_again = before
            .as_ref()
            .is_some_and(|before| before.checkpoint.size == size && self.own_lines(&before.note) == self.own_lines(&signed.note));
        if is_again && before.as_ref().is_some_and(|before| self.cosigned(&before.note).len() >= cosigned.len()) {
            return self.follow(before).await;
        }
        // Whoever was paused for longer than its lease publishes nothing: another may have, and more.
        if !self.log.hold(LEASE, self.holder, LEASE_TTL).await? || self.published().await? != before {
            return Ok(last.map_or(0, |last| last.size));
        }
        let note = note.to_string();
        self.log.save_followed(PUBLISHED, Followed { position: size, note: note.clone() }).await?;
        blocking(self.folder.clone(), move |folder| folder.publish(&note)).await?;
        metrics::gauge!(crate::gauges::PUBLISHED).set(size as f64);
        // Counting proves nothing, and what was published stays so without it.
        if let Err(error) = counted::published(&self.log, size, cosigned.into_iter()).await {
            tracing::debug!(error = with_causes(&error), "a checkpoint was published that is not counted");
        }
        Ok(size)
    }

    /// The log has grown since, or what was published is not signed by just the keys that sign now.
    async fn is_news(&self, before: Option<&SignedCheckpoint>) -> Result<bool, PublishError> {
        let (Some(newest), Some(before)) = (self.log.newest_checkpoint().await?, before) else { return Ok(true) };
        if newest.checkpoint.size != before.checkpoint.size {
            return Ok(newest.checkpoint.size > before.checkpoint.size);
        }
        let (is, was) = (self.own_lines(&self.sign(newest.checkpoint).await?.note), self.own_lines(&before.note));
        // Ed25519 signs the same in the same way. Who was away when it was published may cosign now.
        Ok(is != was || self.may_be_cosigned_further(before))
    }

    /// A witness has not cosigned what was published; asked again after a while, and at once where too few have.
    fn may_be_cosigned_further(&self, published: &SignedCheckpoint) -> bool {
        let quorum = self.witnesses.quorum();
        let cosigned = self.cosigned(&published.note).len();
        let mut asked = self.asked_again.lock().unwrap_or_else(PoisonError::into_inner);
        let is_time = cosigned < quorum.needs || asked.is_none_or(|asked| asked.elapsed() >= ASK_AGAIN);
        let may = cosigned < quorum.witnesses.len() && is_time;
        if may {
            *asked = Some(Instant::now());
        }
        may
    }

    /// The log's own signatures of a note.
    fn own_lines(&self, note: &str) -> Vec<Signature> {
        let signatures = Note::parse(note).map(|note| note.signatures).unwrap_or_default();
        signatures.into_iter().filter(|line| line.name == self.log.origin()).collect()
    }

    fn cosigned(&self, note: &str) -> Vec<String> {
        let cosigned = Note::parse(note).map(|note| self.witnesses.quorum().cosigned(&note)).unwrap_or_default();
        cosigned.into_iter().map(|cosigned| cosigned.by).collect()
    }

    /// Whether it was found not long ago that the log does not make the root that was signed: looking again each second would help nobody.
    fn is_in_doubt(&self) -> bool {
        let doubted = self.doubted.lock().unwrap_or_else(PoisonError::into_inner);
        doubted.is_some_and(|since| since.elapsed() < LOOK_AGAIN)
    }

    async fn bring_to(&self, checkpoint: &Checkpoint, before: Option<&Checkpoint>) -> Result<(), PublishError> {
        let brought = self.tiling.bring_to(checkpoint, before).await;
        if matches!(brought, Err(PublishError::OtherRoot { .. })) {
            *self.doubted.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        }
        brought
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

    /// Has here what was published. What was published once is not taken back, whatever the log's own database says since.
    async fn follow(&self, published: Option<SignedCheckpoint>) -> Result<u64, PublishError> {
        let Some(published) = published else { return Ok(0) };
        let (size, note) = (published.checkpoint.size, published.note.clone());
        let here = blocking(self.folder.clone(), |folder| folder.checkpoint()).await?;
        if here.as_ref() == Some(&note) && !self.tiling.may_lack_tiles() || self.is_in_doubt() {
            return Ok(size);
        }
        let has = here.and_then(|note| Checkpoint::parse(&Note::parse(&note).ok()?.text)).map_or(0, |here| here.size);
        if has > size {
            *self.doubted.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
            return Err(PublishError::TakenBack { has, size });
        }
        self.bring_to(&published.checkpoint, None).await?;
        blocking(self.folder.clone(), move |folder| folder.publish(&note)).await?;
        metrics::gauge!(crate::gauges::PUBLISHED).set(size as f64);
        Ok(size)
    }
}
