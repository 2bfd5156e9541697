//! What a log asks a witness, and how a witness decides. <https://c2sp.org/tlog-witness>
//!
//! Deciding is pure: whoever runs a witness keeps what was decided before it answers, and lets nobody in between.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use thiserror::Error;

use crate::{
    checkpoint::Checkpoint,
    note::{KeyKind, Malformed, Note, VerifierKey},
    path::{Unproved, check_consistency},
    receipt::hashes,
    tree::{Frontier, Hash},
};

/// C2SP: a tree of 2^63 leaves needs no more.
const MOST_HASHES: usize = 63;
/// A request is a proof and a note.
pub const LARGEST_REQUEST: usize = 128 * 1_024;
/// The type of an answer that says how far the witness has seen.
pub const SIZE_TYPE: &str = "text/x.tlog.size";

/// "Here is a checkpoint, and that it goes on from the one that you cosigned last."
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddCheckpoint {
    /// How many records the one that was cosigned last has.
    pub old: u64,
    /// That the new one goes on from it.
    pub proof: Vec<Hash>,
    /// The new one.
    pub checkpoint: String,
}

/// How far a witness has seen a log: how many records, and the root over them.
pub type Seen = (u64, Hash);

/// Why a witness does not cosign.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Declined {
    /// The request cannot be read, or the new checkpoint is shorter than the old.
    #[error("{0}")]
    Malformed(#[from] Malformed),
    /// It does not watch this log.
    #[error("this witness does not watch that log")]
    UnknownLog,
    /// The log's key has not signed it.
    #[error("this checkpoint is not signed by the key that this witness knows the log by")]
    NotSigned,
    /// It has seen something else last.
    #[error("this witness has cosigned {0} records of this log; prove that the checkpoint goes on from there")]
    SeenOther(u64),
    /// Two checkpoints of one size: the log shows two histories.
    #[error("this witness has cosigned another history of {0} records: the log shows two")]
    TwoHistories(u64),
    /// The new checkpoint does not go on from the old.
    #[error("the proof does not show that this checkpoint goes on from the one that was cosigned: the log forgets or changes")]
    NotGoingOn,
}

impl Declined {
    /// The status that C2SP answers with.
    pub fn status(&self) -> u16 {
        match self {
            Self::Malformed(_) => 400,
            Self::NotSigned => 403,
            Self::UnknownLog => 404,
            Self::SeenOther(_) | Self::TwoHistories(_) => 409,
            Self::NotGoingOn => 422,
        }
    }
}

impl AddCheckpoint {
    /// Reads the body of a request.
    pub fn parse(body: &str) -> Result<Self, Malformed> {
        let (lines, checkpoint) = body.split_once("\n\n").ok_or(Malformed("an empty line comes before the checkpoint"))?;
        let mut lines = lines.split('\n');
        let what = Malformed("the first line says \"old\" and how many records were cosigned, in digits alone");
        let digits = lines.next().and_then(|line| line.strip_prefix("old ")).ok_or(what)?;
        let old: u64 = digits.parse().map_err(|_| what)?;
        if old.to_string() != digits {
            return Err(what);
        }
        Ok(Self { old, proof: hashes(lines, MOST_HASHES)?, checkpoint: checkpoint.to_owned() })
    }

    /// What to cosign, for a witness that knows a log by these keys and has seen it so far. The log is named by the checkpoint itself.
    pub fn judge(&self, keys: &[VerifierKey], seen: impl FnOnce(&str) -> Option<Seen>) -> Result<(Checkpoint, Note), Declined> {
        let note = Note::parse(&self.checkpoint)?;
        let checkpoint = Checkpoint::parse(&note.text).ok_or(Malformed("it is no checkpoint: a log's name, its size and its root"))?;
        let mut known = keys.iter().filter(|key| key.kind == KeyKind::Log && key.name == checkpoint.origin).peekable();
        if known.peek().is_none() {
            return Err(Declined::UnknownLog);
        }
        if !known.any(|key| note.is_signed_by(key)) {
            return Err(Declined::NotSigned);
        }
        if self.old > checkpoint.size {
            return Err(Malformed("the old size is larger than the checkpoint's").into());
        }
        let (size, root) = seen(&checkpoint.origin).unwrap_or_else(|| (0, Frontier::default().root()));
        if self.old != size {
            return Err(Declined::SeenOther(size));
        }
        match check_consistency((size, &root), (checkpoint.size, &checkpoint.root), &self.proof) {
            Ok(()) => Ok((checkpoint, note)),
            Err(Unproved::OtherRoot) if size == checkpoint.size => Err(Declined::TwoHistories(size)),
            Err(_) => Err(Declined::NotGoingOn),
        }
    }
}

impl std::fmt::Display for AddCheckpoint {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(formatter, "old {}", self.old)?;
        self.proof.iter().try_for_each(|hash| writeln!(formatter, "{}", STANDARD.encode(hash)))?;
        write!(formatter, "\n{}", self.checkpoint)
    }
}

/// The size in an answer that says how far the witness has seen.
pub fn read_size(body: &str) -> Option<u64> {
    let digits = body.strip_suffix('\n')?;
    digits.parse().ok().filter(|size: &u64| size.to_string() == digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{path::consistency, signer::Signer, tree::leaf};

    const ORIGIN: &str = "throughline/a-place";

    fn signer() -> Signer {
        Signer::from_seed(&[9; 32]).expect("a key")
    }

    fn keys() -> Vec<VerifierKey> {
        vec![VerifierKey { name: ORIGIN.to_owned(), kind: KeyKind::Log, public_key: signer().public_key() }]
    }

    fn root(stretch: std::ops::Range<u64>, salt: u8) -> Hash {
        let mut frontier = Frontier::default();
        stretch.for_each(|index| frontier.append(leaf(&[u8::try_from(index).expect("small") ^ salt; 32])));
        frontier.root()
    }

    fn ask(old: u64, new: u64, salt: u8) -> AddCheckpoint {
        let proof = consistency(old, new).unwrap_or_default().into_iter().map(|stretch| root(stretch, salt)).collect();
        let checkpoint = Checkpoint { origin: ORIGIN.to_owned(), size: new, root: root(0..new, salt) };
        AddCheckpoint { old, proof, checkpoint: checkpoint.sign(&signer()).note }
    }

    fn judge(asked: &AddCheckpoint, seen: Option<Seen>) -> Result<u64, Declined> {
        let read = AddCheckpoint::parse(&asked.to_string())?;
        assert_eq!(read, *asked);
        read.judge(&keys(), |_| seen).map(|(checkpoint, _)| checkpoint.size)
    }

    #[test]
    fn what_goes_on_is_cosigned() {
        assert_eq!(judge(&ask(0, 5, 0), None), Ok(5));
        assert_eq!(judge(&ask(5, 9, 0), Some((5, root(0..5, 0)))), Ok(9));
        assert_eq!(judge(&ask(9, 9, 0), Some((9, root(0..9, 0)))), Ok(9));
        // An empty log is a log.
        assert_eq!(judge(&ask(0, 0, 0), None), Ok(0));
    }

    #[test]
    fn what_forgets_changes_or_shows_two_histories_is_not() {
        let seen = Some((5, root(0..5, 0)));
        assert_eq!(judge(&ask(3, 4, 0), seen), Err(Declined::SeenOther(5)));
        assert_eq!(judge(&ask(0, 9, 0), seen), Err(Declined::SeenOther(5)));
        assert_eq!(judge(&ask(5, 9, 1), seen), Err(Declined::NotGoingOn));
        assert_eq!(judge(&ask(5, 5, 1), seen), Err(Declined::TwoHistories(5)));
        assert!(matches!(judge(&ask(5, 4, 0), seen), Err(Declined::Malformed(_))));
    }

    #[test]
    fn a_log_that_is_not_watched_and_a_key_that_is_not_its_own_are_refused() {
        let elsewhere = Checkpoint { origin: "elsewhere".to_owned(), size: 0, root: root(0..0, 0) };
        let asked = AddCheckpoint { old: 0, proof: Vec::new(), checkpoint: elsewhere.sign(&signer()).note };
        assert_eq!(judge(&asked, None), Err(Declined::UnknownLog));
        let other = Signer::from_seed(&[8; 32]).expect("a key");
        let checkpoint = Checkpoint { origin: ORIGIN.to_owned(), size: 5, root: root(0..5, 0) }.sign(&other).note;
        assert_eq!(judge(&AddCheckpoint { checkpoint, ..ask(0, 5, 0) }, None), Err(Declined::NotSigned));
    }

    #[test]
    fn a_request_is_read_as_c2sp_writes_it() {
        let body = "old 20852014\nPlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=\n\n\
            example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\
            — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";
        let read = AddCheckpoint::parse(body).expect("the specification's own");
        assert_eq!((read.old, read.proof.len(), read.to_string().as_str()), (20_852_014, 2, body));
        for junk in ["", "old 1", "old 01\n\n", "old -1\n\n", "old 1\nAAAA\n\n", "\n\n", "new 1\n\n"] {
            assert!(AddCheckpoint::parse(junk).is_err(), "{junk:?}");
        }
        assert_eq!((read_size("17\n"), read_size("17"), read_size("017\n")), (Some(17), None, None));
    }
}
