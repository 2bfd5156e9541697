//! Inclusion and consistency (RFC 6962, section 2.1): which subtrees prove it, and whether hashes that somebody sent do.
//!
//! A proof is planned first, as the stretches of leaves whose roots it is made of, so that whoever has the hashes may fetch them in any way.

use std::ops::Range;

use thiserror::Error;

use crate::tree::{Hash, node};

/// A perfect subtree: 2^height leaves, the first of them at index × 2^height.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Node {
    /// How high.
    pub height: u8,
    /// The how-manieth of its height, from 0.
    pub index: u64,
}

/// Why hashes prove nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Unproved {
    /// There is no such leaf, or the older tree is the larger one.
    #[error("the log is not that long: ask about a record that it has, and a later tree after an earlier one")]
    PastTheEnd,
    /// There are more or fewer hashes than a proof of this has.
    #[error("a proof of this has another number of hashes")]
    OtherLength,
    /// The hashes lead to another root.
    #[error("the hashes do not lead to the root that was signed: a record, the proof or the checkpoint is not the one it was")]
    OtherRoot,
}

/// The stretches of leaves whose roots prove that leaf `index` is in a tree of `size`: its sibling first.
pub fn inclusion(index: u64, size: u64) -> Result<Vec<Range<u64>>, Unproved> {
    if index >= size {
        return Err(Unproved::PastTheEnd);
    }
    let (mut stretch, mut siblings) = (0..size, Vec::new());
    while stretch.end - stretch.start > 1 {
        let (left, right) = halves(&stretch);
        let (taken, sibling) = if index < left.end { (left, right) } else { (right, left) };
        siblings.push(sibling);
        stretch = taken;
    }
    siblings.reverse();
    Ok(siblings)
}

/// The stretches of leaves whose roots prove that a tree of `new` leaves goes on from one of `old`. None, from an empty tree or to the same.
pub fn consistency(old: u64, new: u64) -> Result<Vec<Range<u64>>, Unproved> {
    if old > new {
        return Err(Unproved::PastTheEnd);
    }
    if old == 0 || old == new {
        return Ok(Vec::new());
    }
    let (mut stretch, mut proof) = (0..new, Vec::new());
    while stretch.end > old {
        let (left, right) = halves(&stretch);
        let (taken, other) = if old <= left.end { (left, right) } else { (right, left) };
        proof.push(other);
        stretch = taken;
    }
    // The old tree itself needs no hash: whoever checks has its root.
    if stretch.start > 0 {
        proof.push(stretch);
    }
    proof.reverse();
    Ok(proof)
}

/// The perfect subtrees of a stretch, from left to right; their roots, taken together from the right, are its root.
pub fn complete(stretch: &Range<u64>) -> Vec<Node> {
    let (mut start, mut nodes) = (stretch.start, Vec::new());
    while start < stretch.end {
        let fits = (stretch.end - start).ilog2();
        let height = if start == 0 { fits } else { fits.min(start.trailing_zeros()) };
        nodes.push(Node { height: u8::try_from(height).unwrap_or(u8::MAX), index: start >> height });
        start += 1 << height;
    }
    nodes
}

/// Where RFC 6962 divides a stretch: the left half is as large a power of two as leaves something.
fn halves(stretch: &Range<u64>) -> (Range<u64>, Range<u64>) {
    let length = stretch.end - stretch.start;
    let half = stretch.start + (1 << (length - 1).ilog2());
    (stretch.start..half, half..stretch.end)
}

/// The hashes prove that this leaf is the one at `index` in the tree of this size and root.
pub fn check_inclusion(leaf: &Hash, index: u64, size: u64, root: &Hash, proof: &[Hash]) -> Result<(), Unproved> {
    let siblings = inclusion(index, size)?;
    if siblings.len() != proof.len() {
        return Err(Unproved::OtherLength);
    }
    let reached = siblings.iter().zip(proof).fold(
        *leaf,
        |hash, (sibling, other)| {
            if sibling.start > index { node(&hash, other) } else { node(other, &hash) }
        },
    );
    if reached == *root { Ok(()) } else { Err(Unproved::OtherRoot) }
}

/// The hashes prove that the tree of the new size and root goes on from that of the old.
pub fn check_consistency(old: (u64, &Hash), new: (u64, &Hash), proof: &[Hash]) -> Result<(), Unproved> {
    let stretches = consistency(old.0, new.0)?;
    if stretches.len() != proof.len() {
        return Err(Unproved::OtherLength);
    }
    if old.0 == new.0 {
        return if old.1 == new.1 { Ok(()) } else { Err(Unproved::OtherRoot) };
    }
    // Everything goes on from nothing; what nothing's root is, is known.
    if old.0 == 0 {
        return Ok(());
    }
    let first_is_old = stretches.first().is_none_or(|stretch| stretch.start >= old.0);
    let mut steps = stretches.iter().zip(proof);
    // Where the old tree is perfect it begins both; otherwise its last perfect subtree does.
    let begin = if first_is_old { Some(*old.1) } else { steps.next().map(|(_, hash)| *hash) };
    let Some(begin) = begin else { return Err(Unproved::OtherLength) };
    let (was, is) =
        steps.fold(
            (begin, begin),
            |(was, is), (stretch, hash)| {
                if stretch.start < old.0 { (node(hash, &was), node(hash, &is)) } else { (was, node(&is, hash)) }
            },
        );
    if was == *old.1 && is == *new.1 { Ok(()) } else { Err(Unproved::OtherRoot) }
}

#[cfg(test)]
mod tests {
    use ct_merkle::mem_backed_tree::MemoryBackedTree;
    use proptest::{prelude::any, prop_assert, prop_assert_eq, proptest};
    use sha2::Sha256;

    use super::*;
    use crate::tree::{Frontier, leaf};

    fn entry(index: u64) -> Hash {
        let mut entry = [7; 32];
        entry[..8].copy_from_slice(&index.to_be_bytes());
        entry
    }

    fn root(stretch: Range<u64>) -> Hash {
        let mut frontier = Frontier::default();
        stretch.for_each(|index| frontier.append(leaf(&entry(index))));
        frontier.root()
    }

    fn hashes(stretches: Vec<Range<u64>>) -> Vec<Hash> {
        stretches.into_iter().map(root).collect()
    }

    fn oracle(size: u64) -> MemoryBackedTree<Sha256, Hash> {
        let mut tree = MemoryBackedTree::new();
        (0..size).for_each(|index| tree.push(entry(index)));
        tree
    }

    #[test]
    fn every_proof_in_small_trees_is_the_one_that_another_library_makes() {
        for size in 1..70 {
            let tree = oracle(size);
            for index in 0..size {
                let proof = hashes(inclusion(index, size).expect("it is there"));
                assert_eq!(proof.concat(), tree.prove_inclusion(usize::try_from(index).expect("few")).as_bytes(), "{index} in {size}");
                check_inclusion(&leaf(&entry(index)), index, size, &root(0..size), &proof).expect("its own proof");
            }
            for old in 1..=size {
                let proof = hashes(consistency(old, size).expect("it goes on"));
                if old < size {
                    let additions = usize::try_from(size - old).expect("few");
                    assert_eq!(proof.concat(), tree.prove_consistency(additions).as_bytes(), "{old} to {size}");
                }
                check_consistency((old, &root(0..old)), (size, &root(0..size)), &proof).expect("its own proof");
            }
        }
    }

    proptest! {
        #[test]
        fn a_proof_of_which_one_bit_is_other_proves_nothing(size in 2_u64..90, at in any::<u64>(), flip in any::<(usize, usize)>()) {
            let index = at % size;
            let mut proof = hashes(inclusion(index, size).expect("it is there"));
            let (hash, bit) = (flip.0 % proof.len(), flip.1 % 256);
            proof[hash][bit / 8] ^= 1 << (bit % 8);
            prop_assert_eq!(
                check_inclusion(&leaf(&entry(index)), index, size, &root(0..size), &proof),
                Err(Unproved::OtherRoot)
            );
            let old = 1 + at % (size - 1);
            let mut proof = hashes(consistency(old, size).expect("it goes on"));
            let hash = flip.0 % proof.len();
            proof[hash][bit / 8] ^= 1 << (bit % 8);
            prop_assert_eq!(check_consistency((old, &root(0..old)), (size, &root(0..size)), &proof), Err(Unproved::OtherRoot));
        }

        #[test]
        fn no_hashes_that_anybody_sends_make_it_fall_over(sizes in any::<(u64, u64)>(), proof in proptest::collection::vec(any::<Hash>(), 0..70)) {
            let (one, other) = sizes;
            prop_assert!(check_inclusion(&[1; 32], one, other, &[2; 32], &proof).is_err());
            let goes_on = check_consistency((one, &[1; 32]), (other, &[2; 32]), &proof);
            prop_assert!(goes_on.is_err() || one == 0 && proof.is_empty());
        }
    }

    #[test]
    fn what_is_past_the_end_is_said_to_be() {
        assert_eq!(inclusion(5, 5), Err(Unproved::PastTheEnd));
        assert_eq!(consistency(6, 5), Err(Unproved::PastTheEnd));
        assert_eq!(check_inclusion(&[0; 32], 0, 1, &[0; 32], &[[0; 32]]), Err(Unproved::OtherLength));
    }

    #[test]
    fn a_stretch_falls_into_perfect_subtrees() {
        let node = |height, index| Node { height, index };
        assert_eq!(complete(&(0..7)), vec![node(2, 0), node(1, 2), node(0, 6)]);
        assert_eq!(complete(&(4..6)), vec![node(1, 2)]);
        assert_eq!(complete(&(0..0)), Vec::new());
    }
}
