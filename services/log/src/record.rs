//! A record as it is read: its header decoded, its parts where they belong. Nothing in here may open a part.

use prost::Message as _;
use thiserror::Error;
use throughline_proto::v1::{Header, Lane};
use uuid::Uuid;

use crate::{
    error::LogError,
    format::{MOST_PARTS, VERSION, to_uuid},
    receipt::AppendedRecord,
    store::{Page, StoredPart, StoredRecord},
};
use throughline_proof::Hash;

/// One record of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Its position: 1, 2, 3 …
    pub position: u64,
    /// The header as it was hashed.
    pub header_bytes: Vec<u8>,
    /// The header.
    pub header: Header,
    /// Its leaf in the tree.
    pub leaf: Hash,
    /// The encoded sealed parts: the facts, then each person's words. One that is missing is empty.
    pub parts: Vec<Vec<u8>>,
}

/// How a header is not what a header is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum HeaderError {
    /// The bytes are no message.
    #[error("the header's bytes cannot be decoded")]
    NotAHeader,
    /// A newer program wrote it.
    #[error("the header is of version {found}, which this program does not know; use a newer one")]
    Version {
        /// The version that it has.
        found: u32,
    },
    /// An id is not 16 bytes, or the salt.
    #[error("an id in the header is not 16 bytes long")]
    IdLength,
    /// The leaf or a hash in the header is not 32 bytes.
    #[error("a hash is not 32 bytes long")]
    HashLength,
    /// The lane is none that there is.
    #[error("the header's lane is none that there is")]
    Lane,
    /// Index and count contradict each other, or the request's MAC is not where it should be.
    #[error("the header does not say which event of its request it is")]
    Index,
    /// It has no facts, too many parts, or words for nobody.
    #[error("the header's list of parts cannot be")]
    Parts,
}

/// A header that was read, and is what a header is.
#[derive(Debug, Clone)]
pub(crate) struct Filed {
    pub position: u64,
    pub header_bytes: Vec<u8>,
    pub header: Header,
    pub leaf: Hash,
}

impl Filed {
    pub fn new(stored: StoredRecord) -> Result<Self, LogError> {
        let position = stored.position;
        let damaged = |what| LogError::HeaderUnreadable { position, what };
        let leaf = Hash::try_from(stored.leaf.as_slice()).map_err(|_| damaged(HeaderError::HashLength))?;
        let header = decode_header(&stored.header).map_err(damaged)?;
        Ok(Self { position, header_bytes: stored.header, header, leaf })
    }

    /// Its line in a receipt.
    pub fn receipt(&self) -> Result<AppendedRecord, LogError> {
        let damaged = LogError::HeaderUnreadable { position: self.position, what: HeaderError::IdLength };
        let id = to_uuid(&self.header.id).ok_or(damaged)?;
        Ok(AppendedRecord { position: self.position, id, person: people(&self.header).next(), leaf: self.leaf })
    }
}

/// Decodes a header, and looks whether it can be one.
pub(crate) fn decode_header(bytes: &[u8]) -> Result<Header, HeaderError> {
    let header = Header::decode(bytes).map_err(|_| HeaderError::NotAHeader)?;
    if header.version != VERSION {
        return Err(HeaderError::Version { found: header.version });
    }
    if header.people.iter().chain([&header.salt, &header.id, &header.request_id]).any(|id| id.len() != 16) {
        return Err(HeaderError::IdLength);
    }
    if matches!(Lane::try_from(header.lane), Err(_) | Ok(Lane::Unspecified)) {
        return Err(HeaderError::Lane);
    }
    if header.index >= header.count || (header.index == 0) != (header.request_mac.len() == 32) {
        return Err(HeaderError::Index);
    }
    if !has_fit_hashes(&header) {
        return Err(HeaderError::HashLength);
    }
    if has_fit_parts(&header) { Ok(header) } else { Err(HeaderError::Parts) }
}

fn has_fit_hashes(header: &Header) -> bool {
    let may_be = |hash: &Vec<u8>| hash.is_empty() || hash.len() == 32;
    may_be(&header.source_key_mac) && header.parts.iter().all(|part| part.digest.len() == 32 && may_be(&part.commitment))
}

fn has_fit_parts(header: &Header) -> bool {
    let Some((facts, words)) = header.parts.split_first() else { return false };
    let is_concerned = |person: u32| usize::try_from(person).is_ok_and(|person| person < header.people.len());
    header.parts.len() <= MOST_PARTS && facts.person.is_none() && words.iter().all(|part| part.person.is_some_and(is_concerned))
}

/// The people whom a record concerns, in the order of the event.
pub(crate) fn people(header: &Header) -> impl Iterator<Item = Uuid> {
    header.people.iter().filter_map(|person| to_uuid(person))
}

/// Whether a record is something new about its people: looks are not.
pub(crate) fn is_news(header: &Header) -> bool {
    header.lane != i32::from(Lane::Look)
}

/// The records of a page, each with its parts. They follow `after` without a gap, or there is an error.
pub(crate) fn assemble(page: Page, after: u64) -> Result<Vec<Record>, LogError> {
    let mut parts = page.parts.into_iter().peekable();
    let mut records = Vec::with_capacity(page.records.len());
    for (stored, position) in page.records.into_iter().zip(after.saturating_add(1)..) {
        if stored.position != position {
            return Err(LogError::Missing { position });
        }
        let Filed { position, header_bytes, header, leaf } = Filed::new(stored)?;
        let mut own = vec![Vec::new(); header.parts.len()];
        while let Some(StoredPart { part, bytes, .. }) = parts.next_if(|part| part.position <= position) {
            // A part that no header speaks of is passed over here, and named by verify.
            if let Some(place) = own.get_mut(part) {
                *place = bytes;
            }
        }
        records.push(Record { position, header_bytes, header, leaf, parts: own });
    }
    Ok(records)
}
