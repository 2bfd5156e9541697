//! Signed notes: a text, an empty line, and signatures. <https://c2sp.org/signed-note>
//!
//! A note is read before anything in it is believed; whose signature counts is said by whoever has the keys.

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use thiserror::Error;

use crate::signer::{PublicKey, check};

/// What a signature line begins with.
const MARK: &str = "— ";
/// No note of a log is nearly as long: three lines, and a line for each signature.
const LONGEST_NOTE: usize = 64 * 1_024;
/// C2SP asks for 16 at least.
const MOST_SIGNATURES: usize = 128;

/// What a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// A log's own notes.
    Log,
    /// What a witness has seen, with the time: <https://c2sp.org/tlog-cosignature>
    Witness,
}

impl KeyKind {
    /// The byte that C2SP gives to this kind.
    pub(crate) fn byte(self) -> u8 {
        match self {
            Self::Log => 1,
            Self::Witness => 4,
        }
    }
}

/// An Ed25519 key that signatures are checked with, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct VerifierKey {
    /// Whose: a log's origin, a witness's name.
    pub name: String,
    /// What it signs.
    pub kind: KeyKind,
    /// The key.
    pub public_key: PublicKey,
}

/// One signature of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Whose, as it says.
    pub name: String,
    /// The first four bytes of a hash over name, kind and key.
    pub key_id: [u8; 4],
    /// The signature itself, as its kind has it.
    pub bytes: Vec<u8>,
}

/// A text with signatures, none of which has been looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What is signed, with its last line break.
    pub text: String,
    /// Who says that they signed it.
    pub signatures: Vec<Signature>,
}

/// Why some text is no note, no key, no proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct Malformed(pub &'static str);

impl Note {
    /// Reads a note.
    pub fn parse(note: &str) -> Result<Self, Malformed> {
        if note.len() > LONGEST_NOTE {
            return Err(Malformed("a note has at most 64 KiB"));
        }
        if note.chars().any(|letter| letter < ' ' && letter != '\n') {
            return Err(Malformed("a note has no control characters besides line breaks"));
        }
        let (text, signatures) = note.rsplit_once("\n\n").ok_or(Malformed("a note is a text, an empty line and signatures"))?;
        let lines = signatures.strip_suffix('\n').ok_or(Malformed("a note ends with a line break"))?;
        let signatures: Vec<_> = lines.split('\n').take(MOST_SIGNATURES + 1).map(Signature::parse).collect::<Result<_, _>>()?;
        if signatures.len() > MOST_SIGNATURES {
            return Err(Malformed("a note has at most 128 signatures"));
        }
        Ok(Self { text: format!("{text}\n"), signatures })
    }

    /// The signatures that say they are by this key.
    pub fn by<'a>(&'a self, key: &VerifierKey) -> impl Iterator<Item = &'a Signature> {
        let (name, id) = (key.name.clone(), key.id());
        self.signatures.iter().filter(move |signature| signature.name == name && signature.key_id == id)
    }

    /// The text is signed by this log's key. A signature that says it is and is not makes the whole note unbelievable.
    pub fn is_signed_by(&self, key: &VerifierKey) -> bool {
        let mut signatures = self.by(key).peekable();
        signatures.peek().is_some() && signatures.all(|signature| check(&key.public_key, self.text.as_bytes(), &signature.bytes).is_ok())
    }
}

impl std::fmt::Display for Note {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(formatter, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| write!(formatter, "{signature}"))
    }
}

impl Signature {
    /// Reads one line, without its break.
    pub fn parse(line: &str) -> Result<Self, Malformed> {
        let what = Malformed("a signature is a line with a dash, a name, and base64 of more than four bytes");
        let (name, signature) = line.strip_prefix(MARK).and_then(|rest| rest.split_once(' ')).ok_or(what)?;
        let bytes = STANDARD.decode(signature).map_err(|_| what)?;
        match bytes.split_first_chunk() {
            Some((key_id, bytes)) if !bytes.is_empty() && is_fit_name(name) => {
                Ok(Self { name: name.to_owned(), key_id: *key_id, bytes: bytes.to_vec() })
            }
            _ => Err(what),
        }
    }
}

/// A line of a note, with its break.
impl std::fmt::Display for Signature {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(formatter, "{MARK}{} {}", self.name, STANDARD.encode([&self.key_id[..], &self.bytes].concat()))
    }
}

impl VerifierKey {
    /// The first four bytes of a hash over name, kind and key.
    pub fn id(&self) -> [u8; 4] {
        let bytes = [self.name.as_bytes(), &[b'\n', self.kind.byte()], &self.public_key].concat();
        let digest = digest(&SHA256, &bytes);
        let mut id = [0; 4];
        id.iter_mut().zip(digest.as_ref()).for_each(|(to, from)| *to = *from);
        id
    }

    /// Reads a key as programs hand it to one another: name, id and key, joined by "+".
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let what = Malformed("a key is written as name+id+base64, of a log (Ed25519) or a witness (Ed25519 with the time)");
        let (name, rest) = text.trim().split_once('+').ok_or(what)?;
        let (_, typed) = rest.split_once('+').ok_or(what)?;
        let typed = STANDARD.decode(typed).map_err(|_| what)?;
        let (kind, public_key) = typed.split_first().ok_or(what)?;
        let kind = [KeyKind::Log, KeyKind::Witness].into_iter().find(|known| known.byte() == *kind).ok_or(what)?;
        let public_key = PublicKey::try_from(public_key).map_err(|_| what)?;
        let key = Self { name: name.to_owned(), kind, public_key };
        // The id is a check of what was copied by hand.
        if is_fit_name(name) && key.to_string() == text.trim() { Ok(key) } else { Err(what) }
    }
}

impl std::fmt::Display for VerifierKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let typed = [&[self.kind.byte()][..], &self.public_key].concat();
        write!(formatter, "{}+{:08x}+{}", self.name, u32::from_be_bytes(self.id()), STANDARD.encode(typed))
    }
}

/// Whether somebody who signs may be called so: the format has no way to write a name with a space, a line break or a plus.
pub(crate) fn is_fit_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|letter: char| letter.is_whitespace() || letter.is_control() || letter == '+')
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::any, prop_assert_eq, proptest};
    use signed_note::{Note as TheirNote, StandardVerifier, Verifier, VerifierList};

    use super::*;
    use crate::{checkpoint::Checkpoint, signer::Signer};

    /// The example that Go's package for notes is documented with.
    const KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const NOTE: &str = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n\
        — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    #[test]
    fn a_note_that_others_signed_is_believed_by_their_key_and_no_other() {
        let (key, note) = (VerifierKey::parse(KEY).expect("a key"), Note::parse(NOTE).expect("a note"));
        assert!(note.is_signed_by(&key));
        assert_eq!((note.to_string().as_str(), key.to_string().as_str()), (NOTE, KEY));
        assert!(!Note { text: note.text.replace("problem", "question"), ..note.clone() }.is_signed_by(&key));
        assert!(!note.is_signed_by(&VerifierKey { kind: KeyKind::Witness, ..key.clone() }));
        // One that says it is by the key and is not spoils the note.
        let mut spoiled = note.clone();
        spoiled.signatures.push(Signature { bytes: vec![0; 64], ..note.signatures[0].clone() });
        assert!(!spoiled.is_signed_by(&key));
    }

    proptest! {
        #[test]
        fn another_library_reads_and_believes_what_is_signed_here(seed in any::<[u8; 32]>(), size in any::<u64>(), root in any::<[u8; 32]>()) {
            let signer = Signer::from_seed(&seed).expect("a key");
            let signed = Checkpoint { origin: "throughline/a-place".to_owned(), size, root }.sign(&signer);
            let key = VerifierKey { name: "throughline/a-place".to_owned(), kind: KeyKind::Log, public_key: signer.public_key() };
            let theirs: Box<dyn Verifier> = Box::new(StandardVerifier::new(&key.to_string()).expect("they know the spelling"));
            let note = TheirNote::from_bytes(signed.note.as_bytes()).expect("they read it");
            let (verified, _) = note.verify(&VerifierList::new(vec![theirs])).expect("they believe it");
            prop_assert_eq!(verified.len(), 1);
            let text = signed.checkpoint.body();
            prop_assert_eq!(note.text(), text.as_bytes());
        }

        #[test]
        fn nothing_that_comes_makes_it_fall_over(junk in ".{0,200}", lines in proptest::collection::vec("(— )?[ -~]{0,40}", 0..6)) {
            for text in [junk, lines.join("\n"), format!("{}\n\n{}\n", lines.join("\n"), lines.concat())] {
                _ = VerifierKey::parse(&text);
                if let Ok(note) = Note::parse(&text) {
                    prop_assert_eq!(note.to_string(), text);
                }
            }
        }
    }

    #[test]
    fn what_is_no_note_is_said_to_be_none() {
        let many = format!("a\n\n{}", "— a AAAAAAAA\n".repeat(200));
        let long = format!("{}\n\n— a AAAAAAAA\n", "a".repeat(70_000));
        for junk in [
            "",
            "a\n",
            "a\n\n",
            "a\n\n— a\n",
            "a\n\n— a AAAA\n",
            "a\n\n— a AAAAAAAA",
            "a\r\n\n— a AAAAAAAA\n",
            "a\n\n— a+b AAAAAAAA\n",
            &many,
            &long,
        ] {
            assert!(Note::parse(junk).is_err(), "{junk:?}");
        }
        for junk in ["", "a+b", "PeterNeumann+00000000+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "a+00000000+AAAA"] {
            assert!(VerifierKey::parse(junk).is_err(), "{junk:?}");
        }
    }
}
