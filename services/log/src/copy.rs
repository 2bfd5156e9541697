//! A log from one store to another, byte for byte: each record is checked on its way, and the tree's root proves that it is the same log.
//!
//! Whole requests are copied, each commit some of them; a copy that was cut short goes on where it was, and one that is made again adds what
//! is new. Nothing in here may change a record.

use std::sync::Arc;

use thiserror::Error;
use uuid::Uuid;

use crate::{
    checkpoints::published,
    error::LogError,
    format::{part_digest, to_uuid},
    keys::Keys,
    known::grow,
    once,
    record::{Record, assemble, people},
    seal::{Sealed, SealedRecord},
    store::{Batch, Claimed, CommitError, Head, Store, StoreError, StoredCheckpoint},
};
use throughline_proof::{Hash, tree::Frontier, tree::leaf_of};

/// Records that are read at once; more than the largest request has.
const PAGE: usize = 2_000;
const CHECKPOINTS: usize = 500;

/// What was copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// The log's name.
    pub origin: String,
    /// Records that were there already.
    pub before: u64,
    /// Records that are there now.
    pub records: u64,
    /// The tree's root over them, the same in both stores.
    pub root: Hash,
    /// Sealed parts of what was copied that are not in the source: erased, or else taken out, as verify tells.
    pub missing_parts: u64,
}

/// Why a log cannot be copied. What has been copied so far stays, and the next copy goes on from there.
#[derive(Debug, Error)]
pub enum CopyError {
    /// There is nothing to copy.
    #[error("there is no log to copy; see that the address is right")]
    NoLog,
    /// The target holds something else.
    #[error("the target holds the log of {found}, and not of {expected}; copy into an empty database")]
    OtherLog {
        /// Whose it is.
        found: String,
        /// Whose it should be.
        expected: String,
    },
    /// The target has another history.
    #[error("the target's {position} records are not the first of this log; copy into an empty database")]
    OtherHistory {
        /// How many it has.
        position: u64,
    },
    /// A record is not as it was written.
    #[error("record {position} is not as it was written ({what}); run verify, and restore the log before it is copied")]
    Damaged {
        /// Which.
        position: u64,
        /// How.
        what: &'static str,
    },
    /// Somebody writes to the target.
    #[error("something else writes to the target; stop it, and copy again")]
    Moved,
    /// A store or a record cannot be read.
    #[error(transparent)]
    Log(#[from] LogError),
}

impl From<StoreError> for CopyError {
    fn from(error: StoreError) -> Self {
        Self::Log(error.into())
    }
}

/// Copies a log. `progress` is told how many records are there.
pub async fn copy(from: &dyn Store, to: &dyn Store, keys: &Keys, mut progress: impl FnMut(u64) + Send) -> Result<Copied, CopyError> {
    let source = from.look().await?.ok_or(CopyError::NoLog)?;
    // Which requests were applied is remembered under these keys: under others, a retry would be applied a second time.
    published(from, keys, &source.origin).await?;
    let target = match to.look().await? {
        Some(target) => target,
        None => to.claim(&source.origin).await?,
    };
    if target.origin != source.origin {
        return Err(CopyError::OtherLog { found: target.origin, expected: source.origin });
    }
    let before = target.head.position;
    let mut copying =
        Copying { keys, head: target.head, frontier: shared_beginning(from, &source, before).await?, is_first: true, missing_parts: 0 };
    if copying.frontier.encode() != copying.head.frontier {
        return Err(CopyError::OtherHistory { position: before });
    }
    while copying.head.position < source.head.position {
        let after = copying.head.position;
        let records = assemble(from.read(after, PAGE).await?, after)?;
        copying.write(to, whole_requests(records, after)?).await?;
        progress(copying.head.position);
    }
    let root = copying.frontier.root();
    if copying.frontier.encode() != source.head.frontier {
        return Err(CopyError::Damaged { position: source.head.position, what: "the head does not fit the records" });
    }
    copy_checkpoints(from, to).await?;
    Ok(Copied { origin: source.origin, before, records: copying.head.position, root, missing_parts: copying.missing_parts })
}

/// The tree over the source's first records.
async fn shared_beginning(from: &dyn Store, source: &Claimed, up_to: u64) -> Result<Frontier, CopyError> {
    if up_to > source.head.position {
        return Err(CopyError::OtherHistory { position: up_to });
    }
    Ok(grow(from, Frontier::default(), up_to).await?)
}

/// The records without those of a request that goes on behind them.
fn whole_requests(mut records: Vec<Record>, after: u64) -> Result<Vec<Record>, CopyError> {
    let is_last = |record: &Record| record.header.index + 1 == record.header.count;
    let whole = records.iter().rposition(is_last).map_or(0, |last| last + 1);
    if whole == 0 {
        return Err(CopyError::Damaged { position: after + 1, what: "its request does not end" });
    }
    records.truncate(whole);
    Ok(records)
}

struct Copying<'a> {
    keys: &'a Keys,
    head: Head,
    frontier: Frontier,
    is_first: bool,
    missing_parts: u64,
}

impl Copying<'_> {
    async fn write(&mut self, to: &dyn Store, records: Vec<Record>) -> Result<(), CopyError> {
        let mut requests: Vec<Sealed> = Vec::new();
        for record in records {
            check(&record)?;
            self.missing_parts += record.parts.iter().filter(|part| part.is_empty()).count() as u64;
            self.frontier.append(record.leaf);
            let request_id = to_uuid(&record.header.request_id).unwrap_or_default();
            match requests.last_mut() {
                Some(request) if record.header.index > 0 && request.request_id == request_id => request.records.push(sealed(record)),
                _ => requests.push(self.request(record, request_id)?),
            }
        }
        let epoch = self.head.epoch + u64::from(self.is_first);
        let head = Head { position: self.frontier.size(), epoch, frontier: self.frontier.encode() };
        let requests = requests.into_iter().map(Arc::new).collect();
        // They were applied once where they come from.
        let batch = Batch { expected: self.head.clone(), head: head.clone(), requests, is_unsearched: false };
        to.commit(Arc::new(batch)).await.map_err(|error| match error {
            CommitError::Moved | CommitError::Known => CopyError::Moved,
            CommitError::CannotWrite(error) => error.into(),
        })?;
        (self.head, self.is_first) = (head, false);
        Ok(())
    }

    fn request(&self, first: Record, request_id: Uuid) -> Result<Sealed, CopyError> {
        let (position, header) = (first.position, &first.header);
        let request_mac = header.request_mac.as_slice().try_into();
        Ok(Sealed {
            agency: header.agency.as_str().into(),
            request_id,
            request_mac: request_mac.map_err(|_| CopyError::Damaged { position, what: "it begins in the middle of a request" })?,
            recorded_at_us: header.recorded_at_us,
            once: once::of_request(self.keys, &header.agency, request_id),
            condition: None,
            records: vec![sealed(first)],
        })
    }
}

fn check(record: &Record) -> Result<(), CopyError> {
    let damaged = |what| CopyError::Damaged { position: record.position, what };
    if record.leaf != leaf_of(&record.header_bytes) {
        return Err(damaged("its leaf is another"));
    }
    let differs =
        |(part, digest): (&Vec<u8>, &throughline_proto::v1::PartDigest)| !part.is_empty() && part_digest(part)[..] != digest.digest[..];
    // A part that is missing was erased, or else verify says so.
    if record.parts.iter().zip(&record.header.parts).any(differs) { Err(damaged("a part is another")) } else { Ok(()) }
}

fn sealed(record: Record) -> SealedRecord {
    let header = &record.header;
    SealedRecord {
        index: usize::try_from(header.index).unwrap_or_default(),
        id: to_uuid(&header.id).unwrap_or_default(),
        lane: header.lane(),
        people: people(header).collect(),
        source_key_mac: header.source_key_mac.as_slice().try_into().ok(),
        header: record.header_bytes,
        leaf: record.leaf,
        parts: record.parts,
    }
}

async fn copy_checkpoints(from: &dyn Store, to: &dyn Store) -> Result<(), CopyError> {
    let mut next = 0;
    loop {
        let checkpoints = from.read_checkpoints(next, CHECKPOINTS).await?;
        let Some(last) = checkpoints.last() else { return Ok(()) };
        next = last.size + 1;
        for StoredCheckpoint { size, note } in checkpoints {
            // In the place of none.
            to.save_checkpoint(StoredCheckpoint { size, note }, size).await?;
        }
    }
}
