//! One record as a view tells it: its bytes as the log sealed them, and its facts opened.

use std::sync::Arc;

use prost::Message as _;
use throughline_log::{Keys, Record, Unreadable};
use throughline_proto::v1::{Event, Header, Words};
use throughline_story::Told;
use uuid::Uuid;

use crate::ViewError;

/// A record with its facts opened.
#[derive(Debug, Clone)]
pub struct ToldEntry {
    /// The record, sealed parts and all.
    pub record: Arc<Record>,
    /// Its facts, and its place in the log.
    pub told: Arc<Told>,
}

impl ToldEntry {
    /// Opens a record.
    pub(crate) fn open(record: Arc<Record>, keys: &Keys) -> Result<Self, Unreadable> {
        let event = throughline_log::open_facts(&record, keys)?;
        Ok(Self { told: Arc::new(Told { position: record.position, event }), record })
    }

    /// The event's facts.
    pub fn event(&self) -> &Event {
        &self.told.event
    }

    /// One person's words, opened; none if the event has none for them.
    pub fn words(&self, person: Uuid, keys: &Keys) -> Result<Option<Words>, Unreadable> {
        throughline_log::open_words(&self.record, person, keys)
    }

    /// Whose words lie in the record.
    pub fn people_with_words(&self) -> impl Iterator<Item = Uuid> {
        let header = &self.record.header;
        header.parts.iter().filter_map(|part| {
            let person = header.people.get(part.person? as usize)?;
            Uuid::from_slice(person).ok()
        })
    }
}

/// The people a header concerns.
pub(crate) fn people_of(header: &Header) -> impl Iterator<Item = Uuid> {
    header.people.iter().filter_map(|bytes| Uuid::from_slice(bytes).ok())
}

/// Packs sealed parts into one column: each with its length before it.
pub(crate) fn pack(parts: &[Vec<u8>]) -> Vec<u8> {
    let mut packed = Vec::with_capacity(parts.iter().map(|part| part.len() + 4).sum());
    for part in parts {
        packed.extend(u32::try_from(part.len()).unwrap_or(u32::MAX).to_le_bytes());
        packed.extend(part);
    }
    packed
}

/// The record of a row.
pub(crate) fn unpack(position: u64, header_bytes: Vec<u8>, packed: &[u8]) -> Result<Record, ViewError> {
    let unfollowable = |why| ViewError::Unfollowable { position, why };
    let header = Header::decode(header_bytes.as_slice()).map_err(|_| unfollowable("its header cannot be read"))?;
    let mut parts = Vec::with_capacity(header.parts.len());
    let mut rest = packed;
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let length = u32::from_le_bytes(*length) as usize;
        let (part, after) = after.split_at_checked(length).ok_or_else(|| unfollowable("its parts are cut off"))?;
        parts.push(part.to_vec());
        rest = after;
    }
    Ok(Record { position, header_bytes, header, leaf: [0; 32], parts })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_come_back_as_they_were_packed() {
        let parts = vec![vec![1, 2, 3], Vec::new(), vec![4; 300]];
        assert_eq!(unpack(1, Vec::new(), &pack(&parts)).unwrap().parts, parts);
    }

    #[test]
    fn a_row_that_is_cut_off_is_told() {
        let packed = pack(&[vec![1, 2, 3]]);
        assert!(unpack(7, Vec::new(), &packed[..5]).is_err());
    }
}
