//! One record as a view tells it: its bytes as the log sealed them, and its facts opened.

use std::sync::Arc;

use prost::Message as _;
use throughline_log::{KeyError, Keys, Record, Unreadable};
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

    /// When it was recorded, in microseconds since 1970.
    pub(crate) fn recorded_at_us(&self) -> i64 {
        self.record.header.recorded_at_us
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

/// What could be opened; nothing of what was erased or is damaged. Keys that are away for a moment say nothing about it.
pub(crate) fn readable<T>(opened: Result<T, Unreadable>) -> Result<Option<T>, KeyError> {
    match opened {
        Ok(opened) => Ok(Some(opened)),
        Err(Unreadable::KeysAway(away)) => Err(away),
        Err(Unreadable::Erased | Unreadable::Damaged(_)) => Ok(None),
    }
}

/// The record of a row.
pub(crate) fn unpack(position: u64, header_bytes: Vec<u8>, packed: &[u8]) -> Result<Record, ViewError> {
    let unfollowable = |why| ViewError::Unfollowable { position, why };
    let header = Header::decode(header_bytes.as_slice()).map_err(|_| unfollowable("its header cannot be read"))?;
    let parts = throughline_log::unpack_parts(packed).ok_or_else(|| unfollowable("its parts are cut off"))?;
    Ok(Record { position, header_bytes, header, leaf: [0; 32], parts })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_is_cut_off_is_told() {
        let packed = throughline_log::pack_parts(&[vec![1, 2, 3]]);
        assert!(unpack(7, Vec::new(), &packed[..5]).is_err());
    }
}
