//! A proof that one record is in the log, whole in one file, to be checked years later with public keys alone. <https://c2sp.org/tlog-proof>

use base64::{Engine as _, engine::general_purpose::STANDARD};
use thiserror::Error;

use crate::{
    checkpoint::{NoteError, SignedCheckpoint},
    cosignature::{Cosigned, Quorum},
    note::{Malformed, Note},
    path::{Unproved, check_inclusion},
    signer::PublicKey,
    tree::Hash,
};

const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1";
/// A tree of 2^64 leaves is no higher.
const MOST_HASHES: usize = 64;
/// What goes with a proof may say which record it is about; nobody relies on it.
const LONGEST: usize = 1_024 * 1_024;

/// That a record is in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlogProof {
    /// Whatever goes with it, which nothing vouches for.
    pub extra: Option<Vec<u8>>,
    /// The record's place, from 0: its position less one.
    pub index: u64,
    /// From its sibling up to below the root.
    pub path: Vec<Hash>,
    /// The checkpoint as the log signed it, with its cosignatures.
    pub checkpoint: String,
}

/// Why a proof is not believed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ProofError {
    /// It cannot be read.
    #[error("this is no tlog-proof: {0}")]
    Malformed(#[from] Malformed),
    /// Its checkpoint is not believed.
    #[error(transparent)]
    Checkpoint(#[from] NoteError),
    /// It proves nothing.
    #[error(transparent)]
    Unproved(#[from] Unproved),
    /// Too few witnesses have seen it.
    #[error("{found} witnesses have cosigned this checkpoint, and {wanted} are asked for")]
    TooFewWitnesses {
        /// How many did.
        found: usize,
        /// How many should.
        wanted: usize,
    },
}

impl TlogProof {
    /// Reads one.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        if text.len() > LONGEST {
            return Err(Malformed("a proof has at most 1 MiB"));
        }
        let rest = text.strip_prefix(FIRST_LINE).and_then(|rest| rest.strip_prefix('\n'));
        let rest = rest.ok_or(Malformed("its first line is c2sp.org/tlog-proof@v1"))?;
        let (lines, checkpoint) = rest.split_once("\n\n").ok_or(Malformed("an empty line comes before the checkpoint"))?;
        let mut lines = lines.split('\n').peekable();
        let extra = match lines.peek().and_then(|line| line.strip_prefix("extra ")) {
            Some(extra) => Some(STANDARD.decode(extra).map_err(|_| Malformed("what follows \"extra\" is base64"))?),
            None => None,
        };
        if extra.is_some() {
            lines.next();
        }
        let what = Malformed("a line says \"index\" and the record's place, from 0, in digits alone");
        let digits = lines.next().and_then(|line| line.strip_prefix("index ")).ok_or(what)?;
        let index: u64 = digits.parse().map_err(|_| what)?;
        if index.to_string() != digits {
            return Err(what);
        }
        let path = hashes(lines, MOST_HASHES)?;
        Ok(Self { extra, index, path, checkpoint: checkpoint.to_owned() })
    }

    /// Checks that the record of this entry is in the log of this name, as one of its keys and enough witnesses say. Gives the checkpoint, and who cosigned it.
    pub fn check(
        &self,
        leaf: &Hash,
        origin: &str,
        keys: &[PublicKey],
        quorum: &Quorum,
    ) -> Result<(SignedCheckpoint, Vec<Cosigned>), ProofError> {
        let signed = SignedCheckpoint::open_by(&self.checkpoint, origin, keys)?;
        check_inclusion(leaf, self.index, signed.checkpoint.size, &signed.checkpoint.root, &self.path)?;
        let cosigned = quorum.cosigned(&Note::parse(&self.checkpoint)?);
        if cosigned.len() < quorum.needs {
            return Err(ProofError::TooFewWitnesses { found: cosigned.len(), wanted: quorum.needs });
        }
        Ok((signed, cosigned))
    }
}

impl std::fmt::Display for TlogProof {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(formatter, "{FIRST_LINE}")?;
        if let Some(extra) = &self.extra {
            writeln!(formatter, "extra {}", STANDARD.encode(extra))?;
        }
        writeln!(formatter, "index {}", self.index)?;
        self.path.iter().try_for_each(|hash| writeln!(formatter, "{}", STANDARD.encode(hash)))?;
        write!(formatter, "\n{}", self.checkpoint)
    }
}

/// Lines of base64, each one hash.
pub(crate) fn hashes<'a>(lines: impl Iterator<Item = &'a str>, most: usize) -> Result<Vec<Hash>, Malformed> {
    let hash = |line: &str| STANDARD.decode(line).ok().and_then(|bytes| Hash::try_from(bytes).ok());
    let hashes: Option<Vec<Hash>> = lines.take(most + 1).map(hash).collect();
    match hashes {
        Some(hashes) if hashes.len() <= most => Ok(hashes),
        Some(_) => Err(Malformed("it has more hashes than any tree is high")),
        None => Err(Malformed("each hash is 32 bytes in base64, on a line of its own")),
    }
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::any, prop_assert, proptest};

    use super::*;
    use crate::{
        checkpoint::Checkpoint,
        cosignature::Cosigner,
        signer::Signer,
        tree::{Frontier, leaf, node},
    };

    const ORIGIN: &str = "throughline/a-place";

    fn signer() -> Signer {
        Signer::from_seed(&[9; 32]).expect("a key")
    }

    /// A log of two records, and the proof of its second.
    fn proof() -> TlogProof {
        let leaves = [leaf(&[1; 32]), leaf(&[2; 32])];
        let mut frontier = Frontier::default();
        leaves.iter().for_each(|leaf| frontier.append(*leaf));
        assert_eq!(frontier.root(), node(&leaves[0], &leaves[1]));
        let signed = Checkpoint { origin: ORIGIN.to_owned(), size: 2, root: frontier.root() }.sign(&signer());
        TlogProof { extra: None, index: 1, path: vec![leaves[0]], checkpoint: signed.note }
    }

    fn check(proof: &TlogProof, entry: Hash, quorum: &Quorum) -> Result<(), ProofError> {
        proof.check(&leaf(&entry), ORIGIN, &[signer().public_key()], quorum).map(drop)
    }

    #[test]
    fn a_proof_is_read_as_it_was_written_and_checked_with_the_key_alone() {
        for extra in [None, Some(b"position 2".to_vec())] {
            let proof = TlogProof { extra, ..proof() };
            let read = TlogProof::parse(&proof.to_string()).expect("its own spelling");
            assert_eq!(read, proof);
            assert_eq!(check(&read, [2; 32], &Quorum::default()), Ok(()));
        }
    }

    #[test]
    fn another_record_another_place_and_another_key_are_not_proved() {
        assert_eq!(check(&proof(), [3; 32], &Quorum::default()), Err(Unproved::OtherRoot.into()));
        assert_eq!(check(&TlogProof { index: 0, ..proof() }, [2; 32], &Quorum::default()), Err(Unproved::OtherRoot.into()));
        assert_eq!(check(&TlogProof { index: 2, ..proof() }, [2; 32], &Quorum::default()), Err(Unproved::PastTheEnd.into()));
        let other = Signer::from_seed(&[8; 32]).expect("a key").public_key();
        assert_eq!(proof().check(&leaf(&[2; 32]), ORIGIN, &[other], &Quorum::default()).map(drop), Err(NoteError::OtherKey.into()));
    }

    #[test]
    fn too_few_witnesses_are_too_few() {
        let witness = Cosigner::new("one".to_owned(), Signer::from_seed(&[1; 32]).expect("a key"));
        let quorum = Quorum { witnesses: vec![witness.key()], needs: 1 };
        assert_eq!(check(&proof(), [2; 32], &quorum), Err(ProofError::TooFewWitnesses { found: 0, wanted: 1 }));
        let mut note = Note::parse(&proof().checkpoint).expect("a note");
        note.signatures.push(witness.cosign(&note.text, 5));
        assert_eq!(check(&TlogProof { checkpoint: note.to_string(), ..proof() }, [2; 32], &quorum), Ok(()));
    }

    proptest! {
        #[test]
        fn what_was_cut_off_or_changed_is_refused(cut in any::<usize>(), letter in any::<char>()) {
            let text = proof().to_string();
            let at = text.char_indices().map(|(at, _)| at).nth(cut % text.chars().count()).expect("within");
            let cut_off = TlogProof::parse(&text[..at]);
            prop_assert!(cut_off.is_err() || check(&cut_off.expect("read"), [2; 32], &Quorum::default()).is_err());
            let mut changed: Vec<char> = text.chars().collect();
            let place = cut % changed.len();
            if changed[place] != letter {
                changed[place] = letter;
                let changed = TlogProof::parse(&changed.into_iter().collect::<String>());
                prop_assert!(changed.is_err() || check(&changed.expect("read"), [2; 32], &Quorum::default()).is_err());
            }
        }
    }
}
