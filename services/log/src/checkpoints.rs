//! Checkpoints: signs how far the log has come, at most once a second, and keeps the newest where a restored log does not take it back.
//!
//! At the start it compares what is there with what was published, and it goes on to as others write (I9). It never signs a log that there
//! is doubt about, nor a shorter one than it signed before. Nothing in here may write records.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use tokio::sync::Mutex;

use crate::{
    durable::write_file,
    error::{Doubt, LogError, with_causes},
    keys::Keys,
    known::{confirm, grow, is_published, published_by_any, published_if_told},
    shared::{Shared, Stage},
    store::{Store, StoreError, StoredCheckpoint},
};
use throughline_proof::{Checkpoint, NoteError, SignedCheckpoint, tree::Frontier};

/// Signing and saving costs as much as a commit, so that it is not done for each.
const INTERVAL: Duration = Duration::from_secs(1);
/// The store is looked at this often at the least, also where nobody writes.
const LOOK_EVERY: Duration = Duration::from_secs(10);
/// Of the checkpoints within as many records, only the newest is kept: enough to find where a log was changed.
const KEPT_EVERY: u64 = 4_096;
/// Beside the keys, and so not restored together with the log.
const FILE: &str = "checkpoint.note";
/// The tree that the note was signed over, from which the log must have gone on when it is opened again.
const TREE_FILE: &str = "checkpoint.tree";
/// So often a checkpoint is signed anew because another node has published meanwhile.
const ATTEMPTS: usize = 8;

/// Signs and saves checkpoints.
pub(crate) struct Checkpoints {
    shared: Arc<Shared>,
    newest: Mutex<Newest>,
}

/// What this node has signed last, or found published.
struct Newest {
    signed: Option<SignedCheckpoint>,
    /// The tree up to where it was held against what others published since this node began.
    held: Frontier,
}

impl Checkpoints {
    /// Begins with the tree and the newest checkpoint that there were when the log was opened.
    pub fn new(shared: Arc<Shared>, signed: Option<SignedCheckpoint>) -> Self {
        let held = shared.known();
        Self { shared, newest: Mutex::new(Newest { signed, held }) }
    }

    /// The newest that was signed.
    pub async fn newest(&self) -> Option<SignedCheckpoint> {
        self.newest.lock().await.signed.clone()
    }

    /// Signs and saves a checkpoint of the log as it is now. What another node has published is never written over unless the log goes on from
    /// there.
    pub async fn sign_now(&self) -> Result<SignedCheckpoint, LogError> {
        let mut newest = self.newest.lock().await;
        for _ in 0..ATTEMPTS {
            if let Some(doubt) = self.shared.doubt.get() {
                return Err(doubt.clone().into());
            }
            let tree = self.shared.tip.borrow().clone();
            if let Some(signed) = newest.signed.as_ref().filter(|signed| signed.checkpoint.size >= tree.size()) {
                return Ok(signed.clone());
            }
            let published = published_by_any(&self.shared).await?;
            let instead_of = published.as_ref().map_or(0, |published| published.checkpoint.size);
            if let Some(published) = published {
                self.hold(&mut newest, &published).await?;
                if instead_of >= tree.size() {
                    newest.signed = Some(published.clone());
                    return Ok(published);
                }
            }
            let checkpoint = Checkpoint { origin: self.shared.origin.clone(), size: tree.size(), root: tree.root() };
            let signed = checkpoint.sign(self.shared.keys.signer());
            if self.save(&signed, &tree, instead_of).await? {
                *newest = Newest { signed: Some(signed.clone()), held: tree };
                return Ok(signed);
            }
        }
        Err(StoreError::Away("other nodes publish all the time".into()).into())
    }

    /// Holds the log against what another node has published. What is older than this node has known since it began was held against it then.
    async fn hold(&self, newest: &mut Newest, published: &SignedCheckpoint) -> Result<(), LogError> {
        let size = published.checkpoint.size;
        if size > self.shared.known().size() {
            confirm(&self.shared, Some(published.clone())).await?;
        }
        if size >= newest.held.size() {
            let grown = grow(&*self.shared.store, newest.held.clone(), size).await?;
            is_published(published, &grown).map_err(|doubt| self.shared.doubts(doubt))?;
            newest.held = grown;
        }
        Ok(())
    }

    /// No, if another node has published something else meanwhile, which is to be looked at first.
    async fn save(&self, signed: &SignedCheckpoint, tree: &Frontier, instead_of: u64) -> Result<bool, LogError> {
        let size = signed.checkpoint.size;
        let stored = StoredCheckpoint { size, note: signed.note.clone() };
        // The first of a stretch replaces nothing, the next ones replace it.
        let stretch_begins = size.saturating_sub(1) / KEPT_EVERY * KEPT_EVERY;
        self.shared.store.save_checkpoint(stored, stretch_begins).await?;
        let (keys, note, tree) = (Arc::clone(&self.shared.keys), signed.note.clone(), tree.encode());
        let kept = tokio::task::spawn_blocking(move || {
            Ok(keys.publish(size, &note, instead_of)? && keep_in_folder(keys.folder(), &note, &tree).map(|()| true)?)
        });
        kept.await.map_err(|error| StoreError::Away(error.into()))?
    }

    /// Signs whenever this node has written, and at the end, when the writer is gone; and looks at what others write, at most once a second.
    pub async fn run(self: Arc<Self>) {
        let mut tip = self.shared.tip.subscribe();
        while self.shared.doubt.get().is_none() {
            let signed = self.newest().await.map_or(0, |signed| signed.checkpoint.size);
            let (is_ours, is_open) = tokio::select! {
                biased;
                () = self.shared.reached(Stage::Closed) => (true, false),
                _ = tip.wait_for(|tip| tip.size() > signed) => (true, true),
                () = self.others_may_have_written() => (false, true),
            };
            let is_signed = is_ours && self.is_signed_now().await;
            if !is_open {
                return;
            }
            if !is_signed {
                self.look().await;
            }
            tokio::select! {
                () = tokio::time::sleep(INTERVAL) => {}
                () = self.shared.reached(Stage::Closed) => {}
            }
        }
    }

    /// Whether a checkpoint could be signed, or none was needed.
    async fn is_signed_now(&self) -> bool {
        let signed = self.sign_now().await;
        if let Err(error) = &signed {
            tracing::warn!(error = with_causes(error), "no checkpoint could be saved; it is tried again");
        }
        signed.is_ok()
    }

    async fn others_may_have_written(&self) {
        let mut head = self.shared.head.subscribe();
        let is_news = head.wait_for(|head| *head > self.shared.known().size());
        _ = tokio::time::timeout(LOOK_EVERY, is_news).await;
    }

    /// Looks whether the log goes on from what this node knows, and from what others have published. A store that is away is looked at again.
    async fn look(&self) {
        let looked = async {
            let published = published_if_told(&self.shared).await?;
            confirm(&self.shared, None).await?;
            match published {
                Some(published) => self.hold(&mut *self.newest.lock().await, &published).await,
                None => Ok(()),
            }
        };
        match looked.await {
            Ok(()) | Err(LogError::InDoubt(_)) => {}
            Err(LogError::Store(error)) => tracing::debug!(error = with_causes(&error), "the log could not be looked at"),
            Err(error) => tracing::error!(error = with_causes(&error), "the log is not as it should be"),
        }
    }
}

/// The newest checkpoint in the store, and those beside the keys. Keys that another log's nodes have in common are refused.
pub(crate) async fn published(store: &dyn Store, keys: &Keys, origin: &str) -> Result<Vec<SignedCheckpoint>, LogError> {
    let stored = store.latest_checkpoint().await?.map(|stored| stored.note);
    let open = |note: String| SignedCheckpoint::open(&note, origin, &keys.signer().public_key());
    let in_common = keys.published()?.map(open);
    if let Some(Err(NoteError::OtherLog { found })) = in_common {
        return Err(LogError::OtherLogsKeys { found, expected: origin.to_owned() });
    }
    let opened: Vec<_> = in_folder(keys)?.map(open).into_iter().chain(in_common).chain(stored.map(open)).collect();
    // Nothing of this log could be read either.
    if opened.iter().any(|opened| matches!(opened, Err(NoteError::OtherKey))) {
        return Err(LogError::OtherKeys { origin: origin.to_owned() });
    }
    opened.into_iter().collect::<Result<_, NoteError>>().map_err(|error| Doubt::from(error).into())
}

/// The notes beside the keys: in their folder, and in the database that all nodes have in common.
pub(crate) fn beside(keys: &Keys) -> Result<Vec<String>, LogError> {
    Ok(in_folder(keys)?.into_iter().chain(keys.published()?).collect())
}

fn in_folder(keys: &Keys) -> Result<Option<String>, LogError> {
    let path = file(keys.folder());
    match fs::read_to_string(&path) {
        Ok(note) => Ok(Some(note)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(LogError::CheckpointFile { path, source }),
    }
}

fn file(folder: &Path) -> PathBuf {
    folder.join(FILE)
}

/// The newest checkpoint that this node has kept, with its tree; nothing where they do not belong together, as after a power cut between them.
pub(crate) fn kept_tree(keys: &Keys, published: &[SignedCheckpoint]) -> Option<Frontier> {
    let tree = fs::read(keys.folder().join(TREE_FILE)).ok()?;
    published.iter().find_map(|published| {
        let Checkpoint { size, root, .. } = published.checkpoint;
        Frontier::decode(size, &tree).filter(|tree| tree.root() == root)
    })
}

/// The tree is worth nothing without the note that was signed over its root, so that it comes first.
fn keep_in_folder(folder: &Path, note: &str, tree: &[u8]) -> Result<(), LogError> {
    let kept = write_file(folder, TREE_FILE, tree).and_then(|()| write_file(folder, FILE, note.as_bytes()));
    kept.map_err(|source| LogError::CheckpointFile { path: file(folder), source })
}
