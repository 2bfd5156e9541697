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
    note::{Checkpoint, NoteError, SignedCheckpoint},
    shared::{Shared, Stage},
    store::{Store, StoreError, StoredCheckpoint},
    tree::Frontier,
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
        let tree = self.shared.tip.borrow().clone();
        if let Some(signed) = &*newest {
            judge(signed, &tree)?;
            if signed.checkpoint.size == tree.size() {
                return Ok(signed.clone());
            }
        }
        let checkpoint = Checkpoint { origin: self.shared.origin.clone(), size: tree.size(), root: tree.root() };
        let signed = checkpoint.sign(self.shared.keys.signer());
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
        let (keys, note) = (Arc::clone(&self.shared.keys), signed.note.clone());
        tokio::task::spawn_blocking(move || keep_beside(&keys, size, &note)).await.map_err(|error| StoreError::Away(error.into()))?
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

/// The newest checkpoint in the store, and those beside the keys.
pub(crate) async fn published(store: &dyn Store, keys: &Keys, origin: &str) -> Result<Vec<SignedCheckpoint>, LogError> {
    let stored = store.latest_checkpoint().await?.map(|stored| stored.note);
    let open = |note: String| SignedCheckpoint::open(&note, origin, &keys.signer().public_key());
    let opened: Vec<_> = beside(keys)?.into_iter().chain(stored).map(open).collect();
    // Nothing of this log could be read either.
    if opened.iter().any(|opened| matches!(opened, Err(NoteError::OtherKey))) {
        return Err(LogError::OtherKeys { origin: origin.to_owned() });
    }
    opened.into_iter().collect::<Result<_, NoteError>>().map_err(|error| Doubt::from(error).into())
}

/// The notes beside the keys: in their folder, and in the database that all nodes have in common.
pub(crate) fn beside(keys: &Keys) -> Result<Vec<String>, LogError> {
    let path = file(keys.folder());
    let in_folder = match fs::read_to_string(&path) {
        Ok(note) => Some(note),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(source) => return Err(LogError::CheckpointFile { path, source }),
    };
    Ok(in_folder.into_iter().chain(keys.published()?).collect())
}

fn keep_beside(keys: &Keys, size: u64, note: &str) -> Result<(), LogError> {
    keys.publish(size, note)?;
    write_file(keys.folder(), note).map_err(|source| LogError::CheckpointFile { path: file(keys.folder()), source })
}

/// Whether a log that has come this far can be the one that was published.
pub(crate) fn judge(published: &SignedCheckpoint, tree: &Frontier) -> Result<(), Doubt> {
    let Checkpoint { size, root, .. } = published.checkpoint;
    if size > tree.size() {
        return Err(Doubt::Behind { size, position: tree.size() });
    }
    if size == tree.size() && root != tree.root() { Err(Doubt::OtherRoot { size }) } else { Ok(()) }
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
