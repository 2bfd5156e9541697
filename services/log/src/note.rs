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
    signer::{PublicKey, Signer, check},
    tree::Hash,
};

const ED25519_NOTE: u8 = 1;
const SIGNATURE_MARK: &str = "— ";

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
    fn body(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root))
    }

    /// Signs it.
    pub fn sign(self, signer: &Signer) -> SignedCheckpoint {
        let body = self.body();
        let mut signature = key_hash(&self.origin, &signer.public_key()).to_vec();
        signature.extend_from_slice(&signer.sign(body.as_bytes()));
        let note = format!("{body}\n{SIGNATURE_MARK}{} {}\n", self.origin, STANDARD.encode(signature));
        SignedCheckpoint { checkpoint: self, note }
    }

    fn parse(body: &str) -> Option<Self> {
        let mut lines = body.lines();
        let origin = lines.next().filter(|origin| is_fit_origin(origin))?.to_owned();
        let size_text = lines.next()?;
        let size: u64 = size_text.parse().ok()?;
        let root = Hash::try_from(STANDARD.decode(lines.next()?).ok()?).ok()?;
        // One size has one spelling: no sign and no zeros in front.
        (size.to_string() == size_text).then_some(Self { origin, size, root })
    }
}

impl SignedCheckpoint {
    /// Reads a note, and believes it only if it is about this log and signed by its key. Other signatures (a witness's) are passed over.
    pub fn open(note: &str, origin: &str, public_key: &PublicKey) -> Result<Self, NoteError> {
        let (body, signatures) = note.split_once("\n\n").ok_or(NoteError::NotACheckpoint)?;
        let checkpoint = Checkpoint::parse(body).ok_or(NoteError::NotACheckpoint)?;
        if checkpoint.origin != origin {
            return Err(NoteError::OtherLog { found: checkpoint.origin });
        }
        let signed = format!("{body}\n");
        let ours = key_hash(origin, public_key);
        let mut by_name = signatures.lines().filter_map(|line| signature_by(line, origin)).peekable();
        if by_name.peek().is_some() && by_name.all(|bytes| bytes.split_first_chunk().is_some_and(|(hash, _)| *hash != ours)) {
            return Err(NoteError::OtherKey);
        }
        let is_signed = signatures.lines().filter_map(|line| signature_by(line, origin)).any(|bytes| {
            bytes
                .split_first_chunk()
                .is_some_and(|(hash, signature)| *hash == ours && check(public_key, signed.as_bytes(), signature).is_ok())
        });
        if is_signed { Ok(Self { checkpoint, note: note.to_owned() }) } else { Err(NoteError::NotSigned) }
    }
}

/// The public key as other programs take it: name, key hash and key, joined by "+".
pub fn verifier_key(origin: &str, public_key: &PublicKey) -> String {
    let hash = u32::from_be_bytes(key_hash(origin, public_key));
    let mut typed = vec![ED25519_NOTE];
    typed.extend_from_slice(public_key);
    format!("{origin}+{hash:08x}+{}", STANDARD.encode(typed))
}

/// The public key of a [`verifier_key`], if it is one of this log's.
pub fn read_verifier_key(text: &str, origin: &str) -> Option<PublicKey> {
    let (_, typed) = text.trim().strip_prefix(origin)?.strip_prefix('+')?.split_once('+')?;
    let typed = STANDARD.decode(typed).ok()?;
    let (&[ED25519_NOTE], public_key) = typed.split_first_chunk()? else { return None };
    let public_key = PublicKey::try_from(public_key).ok()?;
    (verifier_key(origin, &public_key) == text.trim()).then_some(public_key)
}

/// What two people can read to one another to know that they have the same key: half its SHA-256, in groups of four digits.
pub fn fingerprint(public_key: &PublicKey) -> String {
    let digest = digest(&SHA256, public_key);
    let groups = digest.as_ref().chunks(2).take(8).map(|pair| pair.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    groups.collect::<Vec<_>>().join(" ")
}

/// Whether a log may be called so: the format has no way to write a name with a space, a line break or a plus.
pub(crate) fn is_fit_origin(origin: &str) -> bool {
    !origin.is_empty() && !origin.contains(|letter: char| letter.is_whitespace() || letter.is_control() || letter == '+')
}

fn signature_by(line: &str, name: &str) -> Option<Vec<u8>> {
    let (by, signature) = line.strip_prefix(SIGNATURE_MARK)?.split_once(' ')?;
    (by == name).then(|| STANDARD.decode(signature).ok())?
}

fn key_hash(name: &str, public_key: &PublicKey) -> [u8; 4] {
    let mut bytes = name.as_bytes().to_vec();
    bytes.extend_from_slice(&[b'\n', ED25519_NOTE]);
    bytes.extend_from_slice(public_key);
    let digest = digest(&SHA256, &bytes);
    let mut hash = [0; 4];
    hash.iter_mut().zip(digest.as_ref()).for_each(|(to, from)| *to = *from);
    hash
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cipher::Secret;

    const ORIGIN: &str = "throughline/a-place";

    fn signer() -> Signer {
        Signer::new(&Secret::new([9; 32])).expect("a key")
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
