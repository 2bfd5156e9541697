//! Why keys cannot be had, and what to do about it. Nothing in here may carry a key or a name.

use std::{io, path::PathBuf};

use aws_lc_rs::error::{KeyRejected, Unspecified};
use thiserror::Error;
use uuid::Uuid;

use crate::{database::DatabaseError, postgres::PostgresError, store::StoreError};

/// Why keys cannot be had.
#[derive(Debug, Error)]
pub enum KeyError {
    /// A file or a folder cannot be made or read.
    #[error("{} cannot be read or made; see that the folder exists, may be written to and has room", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// The database of keys cannot be used.
    #[error("the keys cannot be read or written")]
    Database(#[from] DatabaseError),
    /// There are keys, and no master key to unwrap them with.
    #[error(
        "{} is missing, and without it the keys cannot be read; put it back from where it is kept safe, copy it from another node of this place, \
         or name it with --master-key. If it is lost everywhere, so is all that was sealed: every name and way to reach somebody, all words, \
         and what happened in every story. Not lost is that each record was written, when, by which agency and about which ids, and the proof \
         that nobody changed it (`throughline verify --structure`). A new master key would open none of it: begin a new place (docs/erasure.md)",
        path.display()
    )]
    MasterKeyMissing {
        /// Where it should be.
        path: PathBuf,
    },
    /// The master key's file holds something else.
    #[error("{} should hold 64 hexadecimal digits and nothing else; put it back from where it is kept safe", path.display())]
    MasterKeyUnfit {
        /// Which file.
        path: PathBuf,
    },
    /// The master key is not the one that the keys were wrapped under.
    #[error("{} is not the key that the keys beside it were wrapped under; put the right one back from where it is kept safe", path.display())]
    WrongMasterKey {
        /// Which file.
        path: PathBuf,
    },
    /// Keys are to be restored into a folder that has some.
    #[error("{} has keys already; restore into an empty folder", path.display())]
    KeysExist {
        /// Which folder.
        path: PathBuf,
    },
    /// The ledger of erasures cannot be read.
    #[error("line {line} of {} is none that a ledger of erasures has; take that line out, and nothing else: whom it listed would come back with keys that are restored", path.display())]
    LedgerDamaged {
        /// Which file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
    },
    /// A wrapped key has been changed.
    #[error("a key has been changed or damaged where it lies; restore the keys from their own backup")]
    Damaged,
    /// What was sealed for this node alone cannot be opened.
    #[error("this node's own sealed state has been changed or is another node's; it can be made again from the log")]
    LocalDamaged,
    /// The database of the keys that all nodes have in common cannot be used.
    #[error("the keys' database cannot be used: {why}")]
    Common {
        /// What is wrong with it, and what to do.
        why: PostgresError,
    },
    /// It cannot be reached at the moment.
    #[error("the keys' database cannot be reached at the moment; it will be tried again with the next call")]
    Away(#[source] StoreError),
    /// No thread to speak with it.
    #[error("the system gives no thread for the keys' database")]
    NoThread {
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// The folder's keys and those in the database are of two places.
    #[error("{} holds other keys than the keys' database: they are of two places, or of two beginnings of one; give the folder's own database, or another folder", path.display())]
    OtherKeys {
        /// The folder.
        path: PathBuf,
    },
    /// Nobody has made a key for the person.
    #[error("there is no key for person {person}; make it first")]
    NoKey {
        /// The person's random id.
        person: Uuid,
    },
    /// The person was erased.
    #[error("person {person} was erased; nothing more can be written about them under this id")]
    Erased {
        /// The person's random id.
        person: Uuid,
    },
    /// The keys are destroyed, and the file's old pages could not be overwritten because something was reading it.
    #[error("the keys are destroyed, but their traces in the file are not yet overwritten, because something was reading it; do it again")]
    ErasureUnfinished,
    /// The request cannot be sealed as it is.
    #[error(transparent)]
    CannotSeal(#[from] Unsealable),
    /// The library of ciphers failed, which it does only without randomness.
    #[error("the system gives no randomness; nothing can be sealed until it does")]
    NoRandomness,
}

/// What is wrong with a request that is to be sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Unsealable {
    /// There is nothing in it.
    #[error("a request has at least one event")]
    Empty,
    /// More parts than a record has room for.
    #[error("event {index} has more than 127 entries of words")]
    TooManyParts {
        /// The event's index.
        index: usize,
    },
    /// Its facts would be sealed under nobody's key, and so lost.
    #[error("event {index} concerns nobody, so that nobody could ever read it")]
    ConcernsNobody {
        /// The event's index.
        index: usize,
    },
    /// Words for somebody whom it does not concern.
    #[error("event {index} has words for somebody whom it does not concern")]
    WordsForNobody {
        /// The event's index.
        index: usize,
    },
    /// The random bytes that were handed in do not last.
    #[error("too few random bytes for this request")]
    TooFewRandomBytes,
}

impl KeyError {
    /// Whether waiting may mend it.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Common { why } => why.may_pass(),
            other => matches!(other, Self::Away(_)),
        }
    }
}

impl From<PostgresError> for KeyError {
    fn from(why: PostgresError) -> Self {
        Self::Common { why }
    }
}

impl From<rusqlite::Error> for KeyError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error.into())
    }
}

impl From<StoreError> for KeyError {
    fn from(error: StoreError) -> Self {
        Self::Away(error)
    }
}

impl From<Unspecified> for KeyError {
    fn from(_: Unspecified) -> Self {
        Self::NoRandomness
    }
}

impl From<KeyRejected> for KeyError {
    fn from(_: KeyRejected) -> Self {
        Self::Damaged
    }
}
