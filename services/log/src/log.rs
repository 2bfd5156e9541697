//! The handle: append, find, read and follow. Cheap to clone; the writer and the keeper of checkpoints run behind it.
//!
//! Nothing in here may know a store.

use std::{
    fmt,
    pin::Pin,
    sync::{Arc, Mutex, OnceLock, atomic::AtomicU64},
    task::{Context, Poll},
    time::Duration,
};

use tokio::{
    sync::{oneshot, watch},
    task::JoinHandle,
};
use uuid::Uuid;

use crate::{
    ahead::{ReadAhead, Records},
    checkpoints::{Checkpoints, kept_tree, published},
    error::{AppendError, Doubt, LogError},
    gauges::Gauges,
    keys::Keys,
    known::is_the_same,
    once,
    receipt::Appended,
    record::{Record, assemble},
    seal::Sealed,
    shared::{Shared, Stage},
    store::{Followed, Store, StoredRecord},
    told::Told,
    traced::Commits,
    verify::{Against, Progress, Report, verify},
    writer::{Line, Writer, moved_on_since},
};
use throughline_proof::{Hash, SignedCheckpoint, is_fit_origin, tree::Frontier};

/// An open log.
#[derive(Clone)]
pub struct Log {
    inner: Arc<Inner>,
}

struct Inner {
    shared: Arc<Shared>,
    line: Arc<Line>,
    checkpoints: Arc<Checkpoints>,
    /// The writer and the keeper of checkpoints, until somebody waits for their end.
    tasks: tokio::sync::Mutex<Vec<JoinHandle<()>>>,
}

impl fmt::Debug for Log {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Log").field("origin", &self.origin()).finish_non_exhaustive()
    }
}

/// A request that waits to be written. It is written also when nobody waits for this.
#[derive(Debug)]
pub struct Pending(oneshot::Receiver<Result<Appended, AppendError>>);

impl Future for Pending {
    type Output = Result<Appended, AppendError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context).map(|answer| answer.unwrap_or(Err(AppendError::Stopping)))
    }
}

impl Log {
    /// Opens a log and begins to write. If what lies there is not what was published, it can be read, and appending says why it cannot.
    pub async fn open(store: impl Store, keys: Arc<Keys>, origin: String) -> Result<Self, LogError> {
        if !is_fit_origin(&origin) {
            return Err(LogError::OriginUnfit { origin });
        }
        let store: Arc<dyn Store> = Arc::new(store);
        // Before the log is looked at, which others write to meanwhile: what they published by now must be there. And before a new one is named.
        let published = match published(&*store, &keys, &origin).await {
            Err(LogError::InDoubt(doubt)) => Err(doubt),
            told => Ok(told?),
        };
        // Looking does first: the log of a full disk is still to be read.
        let claimed = match store.look().await? {
            Some(claimed) => claimed,
            None => store.claim(&origin).await?,
        };
        if claimed.origin != origin {
            return Err(LogError::OtherLog { found: claimed.origin, expected: origin });
        }
        let position = claimed.head.position;
        let tree = Frontier::decode(position, &claimed.head.frontier).ok_or(LogError::HeadDamaged { position })?;
        let (newest, doubt) = match published {
            Ok(published) => {
                let kept = kept_tree(&keys, &published);
                let doubt = is_the_same(&*store, &published, kept, &tree).await?;
                (published.into_iter().max_by_key(|published| published.checkpoint.size), doubt)
            }
            Err(doubt) => (None, Some(doubt)),
        };
        let is_doubted = doubt.is_some();
        let log = Self::start(store, keys, origin, tree, newest, doubt);
        log.catch_up_with_erasures().await?;
        if !is_doubted && log.checkpoint().await.is_none() {
            log.checkpoint_now().await?;
        }
        Ok(log)
    }

    /// Doubt comes first: nobody may write or sign before it is known.
    fn start(
        store: Arc<dyn Store>,
        keys: Arc<Keys>,
        origin: String,
        tree: Frontier,
        newest: Option<SignedCheckpoint>,
        doubt: Option<Doubt>,
    ) -> Self {
        let position = tree.size();
        let shared = Arc::new(Shared {
            store,
            keys,
            origin,
            head: watch::Sender::new(position),
            tip: watch::Sender::new(tree.clone()),
            known: Mutex::new(tree),
            doubt: OnceLock::new(),
            floor: AtomicU64::new(position),
            stage: watch::Sender::new(Stage::Open),
            gauges: Gauges::new(),
            commits: Commits::default(),
            told: Told::default(),
        });
        doubt.map(|doubt| shared.doubts(doubt));
        shared.gauges.has_come_to(position);
        let line = Arc::new(Line::new(shared.gauges.clone()));
        let checkpoints = Arc::new(Checkpoints::new(Arc::clone(&shared), newest));
        let writer = tokio::spawn(Writer::new(Arc::clone(&shared), Arc::clone(&line)).run());
        let keeper = tokio::spawn(Arc::clone(&checkpoints).run());
        Self { inner: Arc::new(Inner { shared, line, checkpoints, tasks: tokio::sync::Mutex::new(vec![writer, keeper]) }) }
    }

    /// Appends a request: all its records or none, once and for ever, durable when it returns. Waiting requests share a commit.
    pub async fn append(&self, sealed: Sealed) -> Result<Appended, AppendError> {
        self.submit(sealed).await?.await
    }

    /// Takes a place in the queue for a request; what comes of it is waited for apart. An agency's requests are written in the order of
    /// their places; those of several agencies take turns.
    pub async fn submit(&self, mut sealed: Sealed) -> Result<Pending, AppendError> {
        if let Some(doubt) = self.doubt() {
            return Err(AppendError::BehindCheckpoint(doubt));
        }
        match self.look_back(&mut sealed).await? {
            None => Ok(Pending(self.inner.line.join(sealed)?)),
            // An answer like any other: whoever may decide again does, as if the writer had found it.
            Some(position) => {
                let (answer, answered) = oneshot::channel();
                // It is received below, so that it is not gone.
                _ = answer.send(Err(AppendError::MovedOn { position }));
                Ok(Pending(answered))
            }
        }
    }

    /// A condition that reaches further back than the writer remembers is looked into here, so that nobody else waits for it. Records do
    /// not change, so that what was seen stays true, and the writer has only to look at what came after.
    async fn look_back(&self, sealed: &mut Sealed) -> Result<Option<u64>, AppendError> {
        let up_to = self.inner.shared.floor();
        let Some(condition) = sealed.condition.as_mut().filter(|condition| condition.since < up_to) else { return Ok(None) };
        let cannot = |error| AppendError::CannotWrite(Arc::new(error));
        match moved_on_since(&*self.inner.shared.store, &condition.people, condition.since, up_to).await.map_err(cannot)? {
            None => {
                if condition.since <= condition.known_as_of {
                    // Nor has anybody been said to be one of them: that would have been news about them.
                    condition.known_as_of = condition.known_as_of.max(up_to);
                }
                condition.since = up_to;
                Ok(None)
            }
            // A retry is good whatever has happened since: the writer answers it before it looks at the condition.
            Some(position) => {
                let earlier = self.find_request(&sealed.agency, sealed.request_id).await.map_err(cannot)?;
                Ok(earlier.is_none().then_some(position))
            }
        }
    }

    /// The receipt of a request that was applied before. See [`Appended::same_content`].
    pub async fn find_request(&self, agency: &str, request_id: Uuid) -> Result<Option<Appended>, LogError> {
        let Shared { store, keys, .. } = &*self.inner.shared;
        let found = store.find_once(vec![once::of_request(keys, agency, request_id)]).await?;
        once::find_request(&**store, found.into_iter().map(|(_, position)| position), agency, request_id).await
    }

    /// Up to `limit` records after a position, in order and without a gap. Fewer only at the head.
    pub async fn read(&self, after: u64, limit: usize) -> Result<Vec<Record>, LogError> {
        let records = assemble(self.inner.shared.store.read(after, limit).await?, after)?;
        records.last().iter().for_each(|newest| self.inner.shared.saw(newest.position));
        Ok(records)
    }

    /// All records after a position and up to another, `limit` at a time; the next are read while some are worked on.
    pub fn read_on(&self, after: u64, until: u64, limit: usize) -> Records {
        Records::new(ReadAhead::new(Arc::clone(&self.inner.shared.store), after, until, limit))
    }

    /// Up to `limit` leaves of the tree after a position, in order and without a gap. Fewer only at the head.
    pub async fn leaves(&self, after: u64, limit: usize) -> Result<Vec<Hash>, LogError> {
        let records = self.inner.shared.store.read_headers(after, limit).await?;
        let leaf = |(record, position): (StoredRecord, u64)| {
            let leaf = Hash::try_from(record.leaf).ok().filter(|_| record.position == position);
            leaf.ok_or(LogError::Missing { position })
        };
        records.into_iter().zip(after + 1..).map(leaf).collect()
    }

    /// The newest checkpoint that any node has signed of this log, as the store keeps it.
    pub async fn newest_checkpoint(&self) -> Result<Option<SignedCheckpoint>, LogError> {
        let Shared { store, keys, origin, .. } = &*self.inner.shared;
        let Some(stored) = store.latest_checkpoint().await? else { return Ok(None) };
        let opened = SignedCheckpoint::open(&stored.note, origin, &keys.signer().public_key());
        opened.map(Some).map_err(|error| Doubt::from(error).into())
    }

    /// Asks the store for the newest position, for a log that other nodes write to as well.
    pub async fn look(&self) -> Result<u64, LogError> {
        let position = self.inner.shared.store.newest().await?;
        self.inner.shared.saw(position);
        Ok(position)
    }

    /// Asks the store for the newest record that is no look: what may have changed who may read what. Callers at the same time share a question.
    pub async fn look_for_news(&self) -> Result<u64, LogError> {
        let shared = &*self.inner.shared;
        // A store of this process alone holds what this process has written.
        if shared.store.has_other_writers() || *shared.head.borrow() > shared.told.up_to() {
            return Ok(shared.told.newest(shared).await?);
        }
        Ok(shared.told.newest_known())
    }

    /// How far somebody has come who acts outside the log on what it says; nothing if they have not begun.
    pub async fn followed(&self, follower: &str) -> Result<Option<Followed>, LogError> {
        Ok(self.inner.shared.store.followed(follower).await?)
    }

    /// Remembers how far they have come.
    pub async fn save_followed(&self, follower: &str, followed: Followed) -> Result<(), LogError> {
        Ok(self.inner.shared.store.save_followed(follower, followed).await?)
    }

    /// Takes a lease, or keeps it, for a while from now: what only one node should do at a time. No, if another node has it.
    pub async fn hold(&self, lease: &str, holder: Uuid, ttl: Duration) -> Result<bool, LogError> {
        Ok(self.inner.shared.store.hold(lease, holder, ttl).await?)
    }

    /// How many requests wait to be written.
    pub fn waiting(&self) -> usize {
        self.inner.line.waiting()
    }

    /// The newest position; changes when the log grows.
    pub fn head(&self) -> watch::Receiver<u64> {
        self.inner.shared.head.subscribe()
    }

    /// Links a span to this process's commits of the records after a position and up to another, as far as they are remembered.
    pub fn link(&self, span: &tracing::Span, after: u64, up_to: u64) {
        self.inner.shared.commits.link(span, after, up_to);
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.inner.shared
    }

    /// The log's name.
    pub fn origin(&self) -> &str {
        &self.inner.shared.origin
    }

    /// Why nothing may be appended, if so.
    pub fn doubt(&self) -> Option<Doubt> {
        self.inner.shared.doubt.get().cloned()
    }

    /// The newest signed checkpoint. There is none only while there is doubt about what was published.
    pub async fn checkpoint(&self) -> Option<SignedCheckpoint> {
        self.inner.checkpoints.newest().await
    }

    /// Signs and saves a checkpoint of the log as it is now.
    pub async fn checkpoint_now(&self) -> Result<SignedCheckpoint, LogError> {
        self.inner.checkpoints.sign_now().await
    }

    /// Checks every record, part, checkpoint and the tree. Appending goes on meanwhile.
    pub async fn verify(&self, published: Vec<String>, progress: impl FnMut(Progress) + Send) -> Result<Report, LogError> {
        let Shared { store, keys, .. } = &*self.inner.shared;
        verify(Arc::clone(store), Arc::clone(keys), Against { published, ..Against::default() }, progress).await
    }

    /// Answers everything that waits, signs a last checkpoint, and ends. Reading goes on to work.
    pub async fn close(&self) {
        self.inner.shared.stage.send_if_modified(|stage| {
            let was_open = *stage == Stage::Open;
            *stage = (*stage).max(Stage::Closing);
            was_open
        });
        for task in self.inner.tasks.lock().await.drain(..) {
            if let Err(error) = task.await {
                tracing::error!(%error, "a task of the log ended badly");
            }
        }
    }
}
