//! What a witness says of a checkpoint: "as of this time, this is the longest history of this log that I have seen, and it goes on from all before".
//! <https://c2sp.org/tlog-cosignature>

use std::collections::HashSet;

use crate::{
    note::{KeyKind, Note, Signature, VerifierKey},
    signer::{Signer, check},
};

/// Bytes of the time before the signature.
const TIME: usize = 8;

/// Who cosigns: a name, and a key that signs nothing else.
#[derive(Debug)]
pub struct Cosigner {
    name: String,
    signer: Signer,
}

/// A cosignature that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosigned {
    /// By whom.
    pub by: String,
    /// When, in seconds since 1970-01-01 UTC.
    pub at: u64,
}

/// Which witnesses a place asks, and how many of them a checkpoint needs before it counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Quorum {
    /// Their keys.
    pub witnesses: Vec<VerifierKey>,
    /// How many.
    pub needs: usize,
}

impl Cosigner {
    /// A witness.
    pub fn new(name: String, signer: Signer) -> Self {
        Self { name, signer }
    }

    /// Its key, for whoever checks what it cosigned.
    pub fn key(&self) -> VerifierKey {
        VerifierKey { name: self.name.clone(), kind: KeyKind::Witness, public_key: self.signer.public_key() }
    }

    /// Cosigns a checkpoint's text, at a time in seconds since 1970-01-01 UTC.
    pub fn cosign(&self, text: &str, at: u64) -> Signature {
        let bytes = [&at.to_be_bytes()[..], &self.signer.sign(message(text, at).as_bytes())].concat();
        Signature { name: self.name.clone(), key_id: self.key().id(), bytes }
    }
}

impl VerifierKey {
    /// The first of some keys that is among them once more.
    pub fn twice<'a>(keys: impl IntoIterator<Item = &'a Self>) -> Option<&'a Self> {
        let mut seen = HashSet::new();
        keys.into_iter().find(|key| !seen.insert(*key))
    }

    /// What this witness said of the note's checkpoint: nothing, if it did not sign, or what is there is not by it.
    pub fn cosigned(&self, note: &Note) -> Option<Cosigned> {
        note.by(self).filter_map(|signature| self.cosigned_by(&note.text, signature)).max_by_key(|cosigned| cosigned.at)
    }

    /// What this witness said of a checkpoint's text by a signature that says it is by its key.
    pub fn cosigned_by(&self, text: &str, signature: &Signature) -> Option<Cosigned> {
        let (time, bytes) = signature.bytes.split_first_chunk::<TIME>()?;
        let at = u64::from_be_bytes(*time);
        // C2SP keeps the upper half for others.
        let is_theirs = i64::try_from(at).is_ok() && check(&self.public_key, message(text, at).as_bytes(), bytes).is_ok();
        is_theirs.then(|| Cosigned { by: self.name.clone(), at })
    }
}

impl Quorum {
    /// Those of the witnesses who cosigned, each once, whatever else is signed below.
    pub fn cosigned(&self, note: &Note) -> Vec<Cosigned> {
        let mut asked: Vec<_> = self.witnesses.iter().filter(|key| key.kind == KeyKind::Witness).collect();
        // Who has two names is one witness.
        asked.sort_by_key(|key| key.public_key);
        asked.dedup_by_key(|key| key.public_key);
        asked.into_iter().filter_map(|key| key.cosigned(note)).collect()
    }

    /// Enough of them did.
    pub fn is_met(&self, note: &Note) -> bool {
        self.cosigned(note).len() >= self.needs
    }
}

fn message(text: &str, at: u64) -> String {
    format!("cosignature/v1\ntime {at}\n{text}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkpoint::Checkpoint;

    fn cosigner(name: &str, seed: u8) -> Cosigner {
        Cosigner::new(name.to_owned(), Signer::from_seed(&[seed; 32]).expect("a key"))
    }

    fn note() -> Note {
        let checkpoint = Checkpoint { origin: "throughline/a-place".to_owned(), size: 7, root: [1; 32] };
        Note::parse(&checkpoint.sign(&Signer::from_seed(&[9; 32]).expect("a key")).note).expect("a note")
    }

    #[test]
    fn a_witness_is_believed_about_what_it_cosigned_and_nothing_else() {
        let witness = cosigner("harmony-house/witness", 1);
        let mut note = note();
        assert_eq!(witness.key().cosigned(&note), None);
        note.signatures.push(witness.cosign(&note.text, 1_679_315_147));
        let note = Note::parse(&note.to_string()).expect("its own spelling");
        assert_eq!(witness.key().cosigned(&note), Some(Cosigned { by: "harmony-house/witness".to_owned(), at: 1_679_315_147 }));
        let other = Note { text: note.text.replace("\n7\n", "\n8\n"), ..note.clone() };
        assert_eq!(witness.key().cosigned(&other), None);
        assert_eq!(cosigner("harmony-house/witness", 2).key().cosigned(&note), None);
        assert_eq!(VerifierKey::parse(&witness.key().to_string()), Ok(witness.key()));
    }

    #[test]
    fn a_witness_counts_once_however_often_it_is_named_or_signs() {
        let (one, same) = (cosigner("one", 1), cosigner("another-name", 1));
        let mut note = note();
        for at in [5, 9] {
            note.signatures.push(one.cosign(&note.text, at));
            note.signatures.push(same.cosign(&note.text, at));
        }
        let quorum = |needs| Quorum { witnesses: vec![one.key(), same.key(), cosigner("two", 2).key()], needs };
        assert_eq!(quorum(2).cosigned(&note).len(), 1);
        assert!(quorum(1).is_met(&note) && !quorum(2).is_met(&note));
    }

    #[test]
    fn a_logs_key_is_no_witness() {
        let log = VerifierKey { kind: KeyKind::Log, ..cosigner("one", 1).key() };
        let mut note = note();
        note.signatures.push(cosigner("one", 1).cosign(&note.text, 5));
        assert!(!Quorum { witnesses: vec![log], needs: 1 }.is_met(&note));
    }
}
