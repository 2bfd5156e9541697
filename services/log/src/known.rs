//! Is the log still the one that this node knows, and that any node has published? A store may be put back to an older state while nodes
//! run, or another be put in its place, and whoever wrote on would fork the history (I9). Nothing in here may write.

use std::{cmp::Ordering, sync::Arc, time::Duration};

use crate::{
    error::{Doubt, LogError},
    shared::Shared,
    store::{Head, Store, StoreError},
};
use throughline_proof::{SignedCheckpoint, tree::Frontier, tree::leaf_of};

/// Headers that are read at once.
const PAGE: u64 = 2_000;
/// For how long the keys' database is asked what was published. The log goes on without it for a while.
const PATIENCE: Duration = Duration::from_secs(1);

/// The head as it is now, if it goes on from what this node knows of the log, and from what was published. Otherwise the log is in doubt from now
/// on. Both must have been there before the store is looked at: others write meanwhile.
pub(crate) async fn confirm(shared: &Shared, published: Option<SignedCheckpoint>) -> Result<(Head, Frontier), LogError> {
    let (known, seen) = (shared.known(), *shared.head.borrow());
    let head = shared.store.look().await?.ok_or(LogError::HeadDamaged { position: 0 })?.head;
    let tree = Frontier::decode(head.position, &head.frontier).ok_or(LogError::HeadDamaged { position: head.position })?;
    match goes_on(&*shared.store, known, seen, published.as_slice(), &tree).await {
        Ok(()) => {
            shared.knows(&tree);
            Ok((head, tree))
        }
        Err(LogError::InDoubt(doubt)) => Err(shared.doubts(doubt).into()),
        Err(error) => Err(error),
    }
}

async fn goes_on(store: &dyn Store, known: Frontier, seen: u64, published: &[SignedCheckpoint], tree: &Frontier) -> Result<(), LogError> {
    let size = seen.max(known.size());
    if tree.size() < size {
        return Err(Doubt::Behind { size, position: tree.size() }.into());
    }
    published.iter().try_for_each(|published| judge(published, tree))?;
    grows_from(store, known, published, tree).await
}

/// Why a log that is opened is not the one that was published, and from whose tree this node has kept it goes on; nothing, if it is.
pub(crate) async fn is_the_same(
    store: &dyn Store,
    published: &[SignedCheckpoint],
    kept: Option<Frontier>,
    tree: &Frontier,
) -> Result<Option<Doubt>, LogError> {
    if let Some(doubt) = published.iter().find_map(|published| judge(published, tree).err()) {
        return Ok(Some(doubt));
    }
    let Some(kept) = kept else { return Ok(None) };
    let known = kept.size();
    match grows_from(store, kept, published, tree).await {
        Ok(()) => Ok(None),
        Err(LogError::InDoubt(doubt)) => Ok(Some(doubt)),
        // It can still be read as far as it goes.
        Err(LogError::Missing { .. }) => Ok(Some(Doubt::Forked { known, position: tree.size() })),
        Err(error) => Err(error),
    }
}

/// Whether a known tree becomes this one, and on its way each that was published since.
async fn grows_from(store: &dyn Store, known: Frontier, published: &[SignedCheckpoint], tree: &Frontier) -> Result<(), LogError> {
    let (known_size, mut grown) = (known.size(), known);
    let mut later: Vec<_> = published.iter().filter(|published| published.checkpoint.size >= known_size).collect();
    later.sort_by_key(|published| published.checkpoint.size);
    for published in later {
        grown = grow(store, grown, published.checkpoint.size).await?;
        is_published(published, &grown)?;
    }
    let is_reached = grow(store, grown, tree.size()).await? == *tree;
    if is_reached { Ok(()) } else { Err(Doubt::Forked { known: known_size, position: tree.size() }.into()) }
}

/// Whether a log that has come this far can be the one that was published.
fn judge(published: &SignedCheckpoint, tree: &Frontier) -> Result<(), Doubt> {
    let size = published.checkpoint.size;
    match size.cmp(&tree.size()) {
        Ordering::Less => Ok(()),
        Ordering::Equal => is_published(published, tree),
        Ordering::Greater => Err(Doubt::Behind { size, position: tree.size() }),
    }
}

/// Whether a tree of the size of a checkpoint is the one that was published.
pub(crate) fn is_published(published: &SignedCheckpoint, tree: &Frontier) -> Result<(), Doubt> {
    let size = published.checkpoint.size;
    if published.checkpoint.root == tree.root() { Ok(()) } else { Err(Doubt::OtherRoot { size }) }
}

/// A tree as it has grown, by the headers in a store.
pub(crate) async fn grow(store: &dyn Store, mut tree: Frontier, to: u64) -> Result<Frontier, LogError> {
    while tree.size() < to {
        let limit = usize::try_from(PAGE.min(to - tree.size())).unwrap_or_default();
        let headers = store.read_headers(tree.size(), limit).await?;
        if headers.is_empty() {
            return Err(LogError::Missing { position: tree.size() + 1 });
        }
        headers.iter().for_each(|record| tree.append(leaf_of(&record.header)));
    }
    Ok(tree)
}

/// The newest checkpoint that any node has published beside the keys; nothing where nodes have no keys in common.
pub(crate) async fn published_by_any(shared: &Shared) -> Result<Option<SignedCheckpoint>, LogError> {
    let keys = Arc::clone(&shared.keys);
    let asked = tokio::task::spawn_blocking(move || keys.published()).await;
    let Some(note) = asked.map_err(|error| StoreError::Away(error.into()))?? else { return Ok(None) };
    let opened = SignedCheckpoint::open(&note, &shared.origin, &shared.keys.signer().public_key());
    opened.map(Some).map_err(|error| shared.doubts(error.into()).into())
}

/// The same for whoever must not wait for long: nothing, while the keys' database is away.
pub(crate) async fn published_if_told(shared: &Shared) -> Result<Option<SignedCheckpoint>, LogError> {
    match tokio::time::timeout(PATIENCE, published_by_any(shared)).await {
        Ok(Err(LogError::Keys(_))) | Err(_) => Ok(None),
        Ok(told) => told,
    }
}
