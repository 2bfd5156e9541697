//! Checkpoints as C2SP signed notes: how many records, which root, signed. <https://c2sp.org/tlog-checkpoint>, <https://c2sp.org/signed-note>
//!
//! ```text
//! throughline/barking-and-dagenham
//! 8577
//! CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//!
//! — throughline/barking-and-dagenham Az3grl…
//! ```
//!
//! Pure: nothing in here may read or write.

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use thiserror::Error;

use crate::{
    note::{KeyKind, Note, Signature, VerifierKey, is_fit_name},
    signer::{PublicKey, Signer},
    tree::Hash,
};

/// What is signed: the log, how many records it has, and the tree's root over them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log. Also the name of the key.
    pub origin: String,
    /// How many records.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

/// A checkpoint and the signed note that carries it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    /// What it says.
    pub checkpoint: Checkpoint,
    /// The note, as it is saved and handed out.
    pub note: String,
}

/// Why a note is not believed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NoteError {
    /// It is not three lines, an empty one and signatures.
    #[error("this is not a checkpoint: it should be the log's name, its size and its root on a line each, an empty line, and signatures")]
    NotACheckpoint,
    /// It is about some other log.
    #[error("this is a checkpoint of another log, {found}")]
    OtherLog {
        /// The log that it names.
        found: String,
    },
    /// Its log's signature is by another key.
    #[error("this checkpoint is signed by another key than this log's")]
    OtherKey,
    /// None of its signatures is by the key.
    #[error("this checkpoint is not signed by this log's key; either it has been changed, or the key is another")]
    NotSigned,
}

impl Checkpoint {
    /// The text that is signed.
    pub fn body(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root))
    }

    /// Signs it.
    pub fn sign(self, signer: &Signer) -> SignedCheckpoint {
        self.sign_by([signer])
    }

    /// Signs it with each of a log's keys, a line for each: while one follows another, whoever knows either believes it.
    pub fn sign_by<'a>(self, signers: impl IntoIterator<Item = &'a Signer>) -> SignedCheckpoint {
        let text = self.body();
        let signature = |signer: &Signer| {
            let key = log_key(&self.origin, &signer.public_key());
            Signature { key_id: key.id(), name: key.name, bytes: signer.sign(text.as_bytes()) }
        };
        let signatures = signers.into_iter().map(signature).collect();
        let note = Note { text: text.clone(), signatures }.to_string();
        SignedCheckpoint { checkpoint: self, note }
    }

    /// What a note's text says. Lines after the third are the log's own, and are passed over; they are signed with the others.
    pub fn parse(body: &str) -> Option<Self> {
        let mut lines = body.strip_suffix('\n')?.split('\n');
        let origin = lines.next().filter(|origin| is_fit_origin(origin))?.to_owned();
        let size_text = lines.next()?;
        let size: u64 = size_text.parse().ok()?;
        let root = Hash::try_from(STANDARD.decode(lines.next()?).ok()?).ok()?;
        // One size has one spelling: no sign and no zeros in front.
        (size.to_string() == size_text && lines.all(|line| !line.is_empty())).then_some(Self { origin, size, root })
    }
}

impl SignedCheckpoint {
    /// Reads a note, and believes it only if it is about this log and signed by its key. Other signatures (a witness's, another key's of the log) are
    /// passed over.
    pub fn open(note: &str, origin: &str, public_key: &PublicKey) -> Result<Self, NoteError> {
        let read = Note::parse(note).map_err(|_| NoteError::NotACheckpoint)?;
        let checkpoint = Checkpoint::parse(&read.text).ok_or(NoteError::NotACheckpoint)?;
        if checkpoint.origin != origin {
            return Err(NoteError::OtherLog { found: checkpoint.origin });
        }
        let key = log_key(origin, public_key);
        let mut by_name = read.signatures.iter().filter(|signature| signature.name == origin).peekable();
        if by_name.peek().is_some() && by_name.all(|signature| signature.key_id != key.id()) {
            return Err(NoteError::OtherKey);
        }
        if read.is_signed_by(&key) { Ok(Self { checkpoint, note: note.to_owned() }) } else { Err(NoteError::NotSigned) }
    }
}

impl SignedCheckpoint {
    /// The same for a log of which several keys are known: one of them is enough.
    pub fn open_by(note: &str, origin: &str, public_keys: &[PublicKey]) -> Result<Self, NoteError> {
        let mut why = NoteError::OtherKey;
        for public_key in public_keys {
            match Self::open(note, origin, public_key) {
                // Of another key says less than any other reason.
                Err(NoteError::OtherKey) => {}
                Err(error) => why = error,
                Ok(signed) => return Ok(signed),
            }
        }
        Err(why)
    }
}

/// A log's key.
fn log_key(origin: &str, public_key: &PublicKey) -> VerifierKey {
    VerifierKey { name: origin.to_owned(), kind: KeyKind::Log, public_key: *public_key }
}

/// The public key as other programs take it: name, key id and key, joined by "+".
pub fn verifier_key(origin: &str, public_key: &PublicKey) -> String {
    log_key(origin, public_key).to_string()
}

/// The public key of a [`verifier_key`], if it is one of this log's.
pub fn read_verifier_key(text: &str, origin: &str) -> Option<PublicKey> {
    let key = VerifierKey::parse(text).ok()?;
    (key.kind == KeyKind::Log && key.name == origin).then_some(key.public_key)
}

/// What two people can read to one another to know that they have the same key: half its SHA-256, in groups of four digits.
pub fn fingerprint(public_key: &PublicKey) -> String {
    let digest = digest(&SHA256, public_key);
    let groups = digest.as_ref().chunks(2).take(8).map(|pair| pair.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    groups.collect::<Vec<_>>().join(" ")
}

/// Whether a log may be called so: the format has no way to write a name with a space, a line break or a plus.
pub fn is_fit_origin(origin: &str) -> bool {
    is_fit_name(origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGIN: &str = "throughline/a-place";

    fn signer() -> Signer {
        Signer::from_seed(&[9; 32]).expect("a key")
    }

    fn signed() -> SignedCheckpoint {
        Checkpoint { origin: ORIGIN.to_owned(), size: 8577, root: [3; 32] }.sign(&signer())
    }

    #[test]
    fn a_signed_note_is_read_as_it_was_written() {
        assert_eq!(SignedCheckpoint::open(&signed().note, ORIGIN, &signer().public_key()), Ok(signed()));
    }

    #[test]
    fn a_changed_size_is_noticed() {
        let changed = signed().note.replace("8577", "8576");
        assert_eq!(SignedCheckpoint::open(&changed, ORIGIN, &signer().public_key()), Err(NoteError::NotSigned));
    }

    #[test]
    fn a_witness_may_have_signed_too() {
        let note = format!("{}— witness.example {}\n", signed().note, STANDARD.encode([1; 68]));
        assert!(SignedCheckpoint::open(&note, ORIGIN, &signer().public_key()).is_ok());
    }

    #[test]
    fn while_one_key_follows_another_whoever_knows_either_believes_it() {
        let next = Signer::from_seed(&[8; 32]).expect("a key");
        let both = signed().checkpoint.sign_by([&signer(), &next]);
        let open = |note: &str, key: &Signer| SignedCheckpoint::open(note, ORIGIN, &key.public_key()).map(drop);
        assert_eq!((open(&both.note, &signer()), open(&both.note, &next)), (Ok(()), Ok(())));
        let only_next = signed().checkpoint.sign(&next);
        assert_eq!(open(&only_next.note, &signer()), Err(NoteError::OtherKey));
        let by_either = |note: &str| SignedCheckpoint::open_by(note, ORIGIN, &[signer().public_key(), next.public_key()]).map(drop);
        assert_eq!((by_either(&only_next.note), by_either(&signed().note)), (Ok(()), Ok(())));
        assert_eq!(by_either(&only_next.note.replace("8577", "8576")), Err(NoteError::NotSigned));
    }

    #[test]
    fn another_logs_note_is_not_taken_for_ours() {
        let opened = SignedCheckpoint::open(&signed().note, "throughline/elsewhere", &signer().public_key());
        assert_eq!(opened, Err(NoteError::OtherLog { found: ORIGIN.to_owned() }));
    }

    #[test]
    fn a_size_has_one_spelling() {
        assert_eq!(Checkpoint::parse(&signed().checkpoint.body().replace("8577", "+8577")), None);
        assert_eq!(Checkpoint::parse(&signed().checkpoint.body().replace("8577", "08577")), None);
    }

    // The key of Go's checksum database, as every Go program carries it.
    #[test]
    fn a_verifier_key_is_spelt_as_go_spells_it() {
        let key = STANDARD.decode("Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8").expect("base64");
        let public_key: PublicKey = key[1..].try_into().expect("32 bytes");
        assert_eq!(verifier_key("sum.golang.org", &public_key), "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8");
    }
}
