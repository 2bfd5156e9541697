//! What an append is answered with. Nothing in here may say anything that is not durable.

use uuid::Uuid;

use crate::{keys::Keys, once, seal::Sealed};
use throughline_proof::Hash;

/// What became of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// Its records, in the order of its events.
    pub records: Vec<AppendedRecord>,
    /// When they were taken in.
    pub recorded_at_us: i64,
    /// It had been applied before, and this is the first receipt again.
    pub repeated: bool,
    pub(crate) request_mac: Vec<u8>,
}

/// One record of a receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AppendedRecord {
    /// Its position.
    pub position: u64,
    /// The event's id.
    pub id: Uuid,
    /// The first of the people concerned.
    pub person: Option<Uuid>,
    /// Its leaf in the tree.
    pub leaf: Hash,
}

impl Appended {
    /// The receipt of a request whose records begin at a position.
    pub(crate) fn of(sealed: &Sealed, first: u64) -> Self {
        let receipt = |(position, record): (u64, &crate::seal::SealedRecord)| AppendedRecord {
            position,
            id: record.id,
            person: record.people.first().copied(),
            leaf: record.leaf,
        };
        Self {
            records: (first..).zip(&sealed.records).map(receipt).collect(),
            recorded_at_us: sealed.recorded_at_us,
            repeated: false,
            request_mac: sealed.request_mac.to_vec(),
        }
    }

    /// The same receipt, given again.
    pub(crate) fn again(self) -> Self {
        Self { repeated: true, ..self }
    }

    /// Whether the request asked for the same as this one does, for one that was found by its id.
    pub fn same_content(&self, keys: &Keys, agency: &str, request_id: Uuid, content: &[u8]) -> bool {
        once::is_same(&self.request_mac, &once::request_mac(keys, agency, request_id, content))
    }
}
