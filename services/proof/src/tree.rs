//! The RFC 6962 Merkle tree over the log's records: leaf and node hashes, and the frontier that grows by one leaf at a time.
//!
//! Pure: nothing in here may read, write or know what a record says.

use aws_lc_rs::digest::{self, SHA256};

/// A SHA-256 hash.
pub type Hash = [u8; 32];

const ENTRY_LABEL: &[u8] = b"throughline/v1/entry\0";
const LEAF_PREFIX: u8 = 0;
const NODE_PREFIX: u8 = 1;

/// The tree's entry for a header: a labelled hash, so that public tiles tell nothing.
pub fn entry(header: &[u8]) -> Hash {
    labelled(ENTRY_LABEL, header)
}

/// The leaf of an entry: SHA-256(0x00 ‖ entry).
pub fn leaf(entry: &Hash) -> Hash {
    let mut bytes = [LEAF_PREFIX; 33];
    bytes[1..].copy_from_slice(entry);
    sha256(&bytes)
}

/// The leaf of a header.
pub fn leaf_of(header: &[u8]) -> Hash {
    leaf(&entry(header))
}

/// SHA-256(label ‖ bytes).
pub fn labelled(label: &[u8], bytes: &[u8]) -> Hash {
    let mut context = digest::Context::new(&SHA256);
    context.update(label);
    context.update(bytes);
    to_hash(&context.finish())
}

/// The hash over two subtrees: SHA-256(0x01 ‖ left ‖ right).
pub fn node(left: &Hash, right: &Hash) -> Hash {
    let mut bytes = [NODE_PREFIX; 65];
    bytes[1..33].copy_from_slice(left);
    bytes[33..].copy_from_slice(right);
    sha256(&bytes)
}

fn sha256(bytes: &[u8]) -> Hash {
    to_hash(&digest::digest(&SHA256, bytes))
}

fn to_hash(digest: &digest::Digest) -> Hash {
    let mut hash = Hash::default();
    hash.copy_from_slice(digest.as_ref());
    hash
}

/// The right edge of the tree: all that is needed to append a leaf and to say the root.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// The roots of the perfect subtrees, largest first: one for each bit that is set in `size`.
    subtrees: Vec<Hash>,
}

impl Frontier {
    /// How many leaves the tree has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends one leaf. Two subtrees of one size become one, as a carry runs through a binary number.
    pub fn append(&mut self, leaf: Hash) {
        let mut subtree = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.subtrees.pop() {
                subtree = node(&left, &subtree);
            }
        }
        self.subtrees.push(subtree);
        self.size += 1;
    }

    /// The root; of an empty tree, the hash of nothing.
    pub fn root(&self) -> Hash {
        let from_the_right = self.subtrees.iter().rev().copied();
        from_the_right.reduce(|right, left| node(&left, &right)).unwrap_or_else(|| sha256(&[]))
    }

    /// The subtrees' roots, largest first, as the head row keeps them. The size is kept beside them.
    pub fn encode(&self) -> Vec<u8> {
        self.subtrees.concat()
    }

    /// The frontier of `size` leaves. Nothing, if the bytes cannot be one of that size.
    pub fn decode(size: u64, bytes: &[u8]) -> Option<Self> {
        let (subtrees, rest) = bytes.as_chunks::<32>();
        let fits = rest.is_empty() && subtrees.len() == usize::try_from(size.count_ones()).ok()?;
        fits.then(|| Self { size, subtrees: subtrees.to_vec() })
    }
}

#[cfg(test)]
mod tests {
    use ct_merkle::mem_backed_tree::MemoryBackedTree;
    use proptest::{collection::vec, prelude::any, prop_assert_eq, proptest};
    use sha2::Sha256;

    use super::*;

    proptest! {
        #[test]
        fn the_root_and_the_leaves_are_those_of_rfc_6962(entries in vec(any::<Hash>(), 0..300)) {
            let mut frontier = Frontier::default();
            let mut oracle = MemoryBackedTree::<Sha256, Hash>::new();
            for entry in &entries {
                frontier.append(leaf(entry));
                oracle.push(*entry);
            }
            prop_assert_eq!(frontier.size(), oracle.len());
            let expected = oracle.root();
            prop_assert_eq!(&frontier.root()[..], &expected.as_bytes()[..]);
        }

        #[test]
        fn a_frontier_that_was_stored_goes_on_as_if_it_had_not_been(before in 0_u64..200, after in 0_u64..200) {
            let grow = |mut frontier: Frontier, count: u64| {
                (0..count).for_each(|_| frontier.append(leaf(&[frontier.size().to_le_bytes()[0]; 32])));
                frontier
            };
            let straight = grow(Frontier::default(), before + after);
            let half = grow(Frontier::default(), before);
            let stored = Frontier::decode(before, &half.encode()).expect("its own bytes");
            prop_assert_eq!(grow(stored, after), straight);
        }
    }

    #[test]
    fn the_root_of_nothing_is_the_hash_of_nothing() {
        assert_eq!(Frontier::default().root()[..4], [0xe3, 0xb0, 0xc4, 0x42]);
    }

    #[test]
    fn bytes_that_do_not_fit_the_size_are_no_frontier() {
        assert_eq!(Frontier::decode(3, &[0; 32]), None);
        assert_eq!(Frontier::decode(1, &[0; 33]), None);
        assert_eq!(Frontier::decode(0, &[]), Some(Frontier::default()));
    }
}
