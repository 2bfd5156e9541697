//! What of the record format is not a message: the labelled digests, and what each sealed part is bound to.
//!
//! Every byte in here is pinned by `tests/golden`: a later version may add to it and must never change it.

use throughline_proto::v1::Lane;
use uuid::Uuid;

use crate::cipher::Secret;
use throughline_proof::{Hash, tree::labelled};

/// The version in every header.
pub(crate) const VERSION: u32 = 1;
/// The facts are the first part; then each person's words.
pub(crate) const FACTS: usize = 0;
/// A part's index takes seven bits of its place in the store.
pub(crate) const MOST_PARTS: usize = 128;

const PART_LABEL: &[u8] = b"throughline/v1/part\0";
const COMMITMENT_LABEL: &[u8] = b"throughline/v1/commit\0";
const BINDING_LABEL: &[u8] = b"throughline/v1/bound\0";

/// The digest of a sealed part, for the header.
pub(crate) fn part_digest(part: &[u8]) -> Hash {
    labelled(PART_LABEL, part)
}

/// The commitment to a content key, for the header: AES-GCM alone lets one ciphertext open under two keys.
pub(crate) fn commitment(content_key: &Secret) -> Hash {
    labelled(COMMITMENT_LABEL, content_key.as_slice())
}

/// What every part of one record, and every wrap in it, is bound to: the associated data.
///
/// label ‖ id ‖ lane (1 byte) ‖ the agency's length (4 bytes, big-endian) ‖ agency ‖ how many people (4) ‖ people (16 each) ‖ the part's index (4).
#[derive(Debug)]
pub(crate) struct Binding {
    bytes: Vec<u8>,
    index_at: usize,
}

impl Binding {
    pub fn new(id: &[u8], lane: Lane, agency: &str, people: &[impl AsRef<[u8]>]) -> Self {
        let mut bytes = Vec::with_capacity(64 + agency.len() + 16 * people.len());
        bytes.extend_from_slice(BINDING_LABEL);
        bytes.extend_from_slice(id);
        bytes.push(lane as u8);
        extend_with_count(&mut bytes, agency.len());
        bytes.extend_from_slice(agency.as_bytes());
        extend_with_count(&mut bytes, people.len());
        people.iter().for_each(|person| bytes.extend_from_slice(person.as_ref()));
        let index_at = bytes.len();
        extend_with_count(&mut bytes, FACTS);
        Self { bytes, index_at }
    }

    /// The associated data of one part.
    pub fn of_part(&mut self, index: usize) -> &[u8] {
        self.bytes.truncate(self.index_at);
        extend_with_count(&mut self.bytes, index);
        &self.bytes
    }
}

// A record has at most 128 parts, 64 people and 256 KiB: the count always fits.
fn extend_with_count(bytes: &mut Vec<u8>, count: usize) {
    bytes.extend_from_slice(&u32::try_from(count).unwrap_or(u32::MAX).to_be_bytes());
}

/// An id of a header. Nothing, if it is not 16 bytes.
pub(crate) fn to_uuid(bytes: &[u8]) -> Option<Uuid> {
    Uuid::from_slice(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_binding_tells_apart_what_a_plain_concatenation_would_not() {
        let [one, two] = [Uuid::from_u128(1), Uuid::from_u128(2)];
        let mut whole = Binding::new(one.as_bytes(), Lane::Story, "ab", &[two.as_bytes()]);
        let mut split = Binding::new(one.as_bytes(), Lane::Story, "a", &[two.as_bytes()]);
        assert_ne!(whole.of_part(0), split.of_part(0));
    }

    #[test]
    fn each_part_has_a_binding_of_its_own() {
        let mut binding = Binding::new(&[0; 16], Lane::Look, "agency", &[[1; 16]]);
        let facts = binding.of_part(0).to_vec();
        assert_ne!(binding.of_part(1), facts);
        assert_eq!(binding.of_part(0), facts);
    }
}
