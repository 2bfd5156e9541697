//! Checkpoints: signs how far the log has come, at most once a second, and keeps the newest where a restored log does not take it back.
//!
//! At the start it compares what is there with what was published (I9). It never signs a log that there is doubt about, nor a shorter
//! one than it signed before. Nothing in here may write records.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use tokio::sync::Mutex;

use crate::{
    error::{Doubt, LogError},
    keys::Keys,
    note::{Checkpoint, SignedCheckpoint},
    shared::{Shared, Stage},
    store::{Store, StoredCheckpoint},
    tree::{Frontier, Hash},
};

/// Signing and saving costs as much as a commit, so that it is not done for each.
const INTERVAL: Duration = Duration::from_secs(1);
/// Of the checkpoints within as many records, only the newest is kept: enough to find where a log was changed.
const KEPT_EVERY: u64 = 4_096;
/// Beside the keys, and so not restored together with the log.
const FILE: &str = "checkpoint.note";

/// Signs and saves checkpoints.
pub(crate) struct Checkpoints {
    shared: Arc<Shared>,
    newest: Mutex<Option<SignedCheckpoint>>,
}

impl Checkpoints {
    pub fn new(shared: Arc<Shared>, newest: Option<SignedCheckpoint>) -> Self {
        Self { shared, newest: Mutex::new(newest) }
    }

    /// The newest that was signed.
    pub async fn newest(&self) -> Option<SignedCheckpoint> {
        self.newest.lock().await.clone()
    }

    /// Signs and saves a checkpoint of the log as it is now.
    pub async fn sign_now(&self) -> Result<SignedCheckpoint, LogError> {
        let mut newest = self.newest.lock().await;
        if let Some(doubt) = self.shared.doubt.get() {
            return Err(doubt.clone().into());
        }
        let (size, root) = {
            let tip = self.shared.tip.borrow();
            (tip.size(), tip.root())
        };
        if let Some(signed) = &*newest {
            judge(signed, size, root)?;
            if signed.checkpoint.size == size {
                return Ok(signed.clone());
            }
        }
        let signed = Checkpoint { origin: self.shared.origin.clone(), size, root }.sign(self.shared.keys.signer());
        self.save(&signed).await?;
        *newest = Some(signed.clone());
        Ok(signed)
    }

    async fn save(&self, signed: &SignedCheckpoint) -> Result<(), LogError> {
        let size = signed.checkpoint.size;
        let stored = StoredCheckpoint { size, note: signed.note.clone() };
        // The first of a stretch replaces nothing, the next ones replace it.
        let stretch_begins = size.saturating_sub(1) / KEPT_EVERY * KEPT_EVERY;
        self.shared.store.save_checkpoint(stored, stretch_begins).await?;
        let (folder, note) = (self.shared.keys.folder().to_owned(), signed.note.clone());
        let written = tokio::task::spawn_blocking(move || write_file(&folder, &note)).await;
        let path = || file(self.shared.keys.folder());
        written.map_err(io::Error::other).flatten().map_err(|source| LogError::CheckpointFile { path: path(), source })
    }

    /// Signs whenever the log has grown, and at the end, when the writer is gone.
    pub async fn run(self: Arc<Self>) {
        let mut tip = self.shared.tip.subscribe();
        loop {
            let signed = self.newest().await.map_or(0, |signed| signed.checkpoint.size);
            let is_open = tokio::select! {
                _ = tip.wait_for(|tip| tip.size() > signed) => true,
                () = self.shared.reached(Stage::Closed) => false,
            };
            if let Err(error) = self.sign_now().await {
                tracing::warn!(%error, "no checkpoint could be saved; it is tried again");
            }
            if !is_open {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep(INTERVAL) => {}
                () = self.shared.reached(Stage::Closed) => {}
            }
        }
    }
}

/// The newest checkpoint that was published, in the store or beside the keys.
pub(crate) async fn newest_published(store: &dyn Store, keys: &Keys, origin: &str) -> Result<Option<SignedCheckpoint>, LogError> {
    let stored = store.latest_checkpoint().await?.map(|stored| stored.note);
    let open = |note: String| SignedCheckpoint::open(&note, origin, &keys.signer().public_key()).map_err(Doubt::from);
    let notes: Vec<SignedCheckpoint> = [beside(keys)?, stored].into_iter().flatten().map(open).collect::<Result<_, _>>()?;
    Ok(notes.into_iter().max_by_key(|signed| signed.checkpoint.size))
}

/// The note beside the keys.
pub(crate) fn beside(keys: &Keys) -> Result<Option<String>, LogError> {
    let path = file(keys.folder());
    match fs::read_to_string(&path) {
        Ok(note) => Ok(Some(note)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(LogError::CheckpointFile { path, source }),
    }
}

/// Whether a log that has come this far can be the one that was published.
pub(crate) fn judge(published: &SignedCheckpoint, position: u64, root: Hash) -> Result<(), Doubt> {
    let Checkpoint { size, root: published_root, .. } = published.checkpoint;
    if size > position {
        return Err(Doubt::Behind { size, position });
    }
    if size == position && published_root != root { Err(Doubt::OtherRoot { size }) } else { Ok(()) }
}

/// [`judge`], for a tree.
pub(crate) fn judge_tree(published: Option<&SignedCheckpoint>, tree: &Frontier) -> Result<(), Doubt> {
    published.map_or(Ok(()), |published| judge(published, tree.size(), tree.root()))
}

fn file(folder: &Path) -> PathBuf {
    folder.join(FILE)
}

/// The file is the old one or the new one, whenever the power goes.
fn write_file(folder: &Path, note: &str) -> io::Result<()> {
    let new = folder.join(format!("{FILE}.new"));
    let mut writing = File::create(&new)?;
    writing.write_all(note.as_bytes())?;
    writing.sync_all()?;
    fs::rename(&new, file(folder))?;
    File::open(folder)?.sync_all()
}
