//! Verify: is everything in the log as it was written, signed and published? Reads all of it, in bounded memory, on all processors.
//!
//! Record by record: position, header, leaf, parts. Over all: the tree at every checkpoint, the checkpoints' signatures, the head, and
//! the index of what was applied once. Nothing in here may write.

mod finding;
mod once;
mod page;
mod published;
mod tally;

use std::{collections::VecDeque, sync::Arc, thread::available_parallelism};

use tokio::task::{JoinHandle, spawn_blocking};

pub use finding::{Finding, Trouble};

use crate::{
    checkpoints::beside,
    error::LogError,
    keys::Keys,
    store::{Page, Store, StoreError, StoredPart, StoredRecord},
};
use page::{Checked, Stretch, check};
use tally::Tally;
use throughline_proof::{Hash, PublicKey, Signer};

/// Records in one stretch.
const STRETCH: u64 = 512;

/// How far it has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Records checked.
    pub checked: u64,
    /// Records there are.
    pub total: u64,
}

/// What was checked, and what was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Which log.
    pub origin: String,
    /// How many records.
    pub records: u64,
    /// How many sealed parts.
    pub parts: u64,
    /// How many checkpoints were compared with the tree.
    pub checkpoints: u64,
    /// The root over all records, if it could be computed.
    pub root: Option<Hash>,
    /// Everything that is not as it was written; the first thousand.
    pub findings: Vec<Finding>,
    /// How many more there are.
    pub unlisted: u64,
}

impl Report {
    /// Whether everything is as it was written.
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }
}

/// What a log is held against, and how much of it is read.
#[derive(Debug, Clone, Default)]
pub struct Against {
    /// The public keys that its checkpoints may be signed with. Without one, no checkpoint is looked at.
    pub public_keys: Vec<PublicKey>,
    /// Notes that were kept elsewhere: a witness's, an auditor's.
    pub published: Vec<String>,
    /// Sealed parts are not read: headers say what their digests are, and so whether the tree is the same.
    pub headers_only: bool,
}

/// Checks a log as it is now.
pub async fn verify(
    store: Arc<dyn Store>,
    keys: Arc<Keys>,
    mut against: Against,
    progress: impl FnMut(Progress) + Send,
) -> Result<Report, LogError> {
    // What was published may be signed by any of them.
    let known = Arc::clone(&keys);
    let signers = spawn_blocking(move || known.signers()).await.map_err(|error| StoreError::Away(error.into()))??;
    against.public_keys.extend(signers.iter().map(Signer::public_key));
    check_all(store, Some(keys), against, progress).await
}

/// The same for who has no keys: everything but the index of what was applied once, which only keys can tell.
pub async fn verify_structure(store: Arc<dyn Store>, against: Against, progress: impl FnMut(Progress) + Send) -> Result<Report, LogError> {
    check_all(store, None, against, progress).await
}

async fn check_all(
    store: Arc<dyn Store>,
    keys: Option<Arc<Keys>>,
    against: Against,
    mut progress: impl FnMut(Progress) + Send,
) -> Result<Report, LogError> {
    let Against { public_keys, published, headers_only } = against;
    // A store without a head should have nothing else either, which is found as with any other head.
    let claimed = store.look().await?.unwrap_or_default();
    let total = claimed.head.position;
    let published = keys.as_deref().map_or_else(|| Ok(Vec::new()), beside)?.into_iter().chain(published).collect();
    let checkpoints = if public_keys.is_empty() {
        published::Published::default()
    } else {
        published::gather(&*store, &public_keys, &claimed.origin, published, total).await?
    };
    let mut tally = Tally::new(checkpoints);

    // Stretches are read and checked at once, and put together in order.
    // Twice as many as processors, so that none waits while those that are done are put together.
    let depth = available_parallelism().map_or(1, usize::from) * 2 + 1;
    let mut in_flight = InFlight::default();
    let mut after = 0;
    loop {
        while after < total && in_flight.0.len() < depth {
            let until = total.min(after + STRETCH);
            in_flight.0.push_back((after, tokio::spawn(stretch(Arc::clone(&store), keys.clone(), after, until, headers_only))));
            after = until;
        }
        let Some((begun_after, checked)) = in_flight.0.pop_front() else { break };
        let Some(checked) = checked.await.map_err(|error| StoreError::Away(error.into()))?? else {
            tally.rest_is_missing(begun_after + 1, total);
            break;
        };
        tally.take(&*store, checked, total).await?;
        progress(Progress { checked: tally.position(), total });
    }
    drop(in_flight);
    tally.compare_head(&*store, &claimed.head).await?;
    let once = match &keys {
        Some(keys) => once::check(&*store, keys, tally.once(), total).await?,
        None => Vec::new(),
    };
    Ok(tally.into_report(claimed.origin, total, once))
}

/// A stretch under way; nothing comes of it where there is nothing more.
type Checking = JoinHandle<Result<Option<Checked>, LogError>>;

/// Stretches under way, and after which record each begins. Nobody goes on with them when nobody waits any more.
#[derive(Default)]
struct InFlight(VecDeque<(u64, Checking)>);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.iter().for_each(|(_, checking)| checking.abort());
    }
}

/// Reads one stretch and checks it; nothing where there is nothing more.
async fn stretch(
    store: Arc<dyn Store>,
    keys: Option<Arc<Keys>>,
    after: u64,
    until: u64,
    headers_only: bool,
) -> Result<Option<Checked>, LogError> {
    let stretch = read(&*store, after, until, headers_only).await?;
    if stretch.is_end(&*store, until).await? {
        return Ok(None);
    }
    let checked = spawn_blocking(move || check(stretch, after + 1..=until, keys.as_deref())).await;
    Ok(Some(checked.map_err(|error| StoreError::Away(error.into()))?))
}

/// Checks one record by itself, for who has some of a log: its header, its leaf and its parts. What is missing is taken to have been erased.
pub fn verify_one(record: StoredRecord, parts: Vec<StoredPart>) -> (Vec<Finding>, u64) {
    let position = record.position;
    let checked = check(Stretch { page: Page { records: vec![record], parts }, ..Stretch::default() }, position..=position, None);
    (checked.findings, checked.parts)
}

/// Reads a stretch; where the store stumbles, record by record, so that the one it stumbles over is named.
async fn read(store: &dyn Store, after: u64, until: u64, headers_only: bool) -> Result<Stretch, LogError> {
    let page = async |after, limit| match headers_only {
        true => Ok(Page { records: store.read_headers(after, limit).await?, ..Page::default() }),
        false => store.read(after, limit).await,
    };
    let mut stretch = Stretch { headers_only, ..Stretch::default() };
    match page(after, usize::try_from(until - after).unwrap_or(usize::MAX)).await {
        Ok(page) => return Ok(Stretch { page, ..stretch }),
        Err(StoreError::Damaged(_)) => {}
        Err(error) => return Err(error.into()),
    }
    for position in after + 1..=until {
        match page(position - 1, 1).await {
            Ok(page) => {
                stretch.page.records.extend(page.records.into_iter().filter(|record| record.position == position));
                stretch.page.parts.extend(page.parts.into_iter().filter(|part| part.position == position));
            }
            Err(StoreError::Damaged(error)) => drop(stretch.unreadable.insert(position, error.to_string())),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(stretch)
}

impl Stretch {
    /// Whether there is nothing here, nor anything after it.
    async fn is_end(&self, store: &dyn Store, until: u64) -> Result<bool, LogError> {
        if self.page.records.iter().any(|record| record.position <= until) || !self.unreadable.is_empty() {
            return Ok(false);
        }
        Ok(store.read_headers(until, 1).await.is_ok_and(|beyond| beyond.is_empty()))
    }
}
