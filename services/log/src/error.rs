//! Why the log cannot do what was asked, and what the caller should do. Nothing in here may say anything about a person.

use std::{io, path::PathBuf, sync::Arc};

use thiserror::Error;

use crate::{keys::KeyError, record::HeaderError, store::StoreError};
use throughline_proof::NoteError;

/// What an error says, with everything that caused it: a store that is away says why only below. For a node's own log; callers are told less.
pub fn with_causes(error: &dyn std::error::Error) -> String {
    let mut told = error.to_string();
    let mut cause = error.source();
    while let Some(deeper) = cause {
        let said = deeper.to_string();
        // Some say themselves what caused them.
        if !told.ends_with(&said) {
            told = format!("{told}: {said}");
        }
        cause = deeper.source();
    }
    told
}

/// Why the log cannot be opened or read.
#[derive(Debug, Error)]
pub enum LogError {
    /// The store cannot do it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The keys cannot be had.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// A log cannot be called so.
    #[error("{origin:?} cannot be a log's name; use one without spaces and plus signs, such as throughline/barking-and-dagenham")]
    OriginUnfit {
        /// The name that was given.
        origin: String,
    },
    /// The store holds another log.
    #[error("this is the log of {found}, and not of {expected}; give its own name, or another store")]
    OtherLog {
        /// Whose it is.
        found: String,
        /// Whose it should be.
        expected: String,
    },
    /// The keys are not those that the log was written with.
    #[error(
        "these keys are not those of the log {origin}: nothing in it could be read. Put its own back: keys.sqlite and master.key, or, where \
         nodes have their keys in common, their master key, and --keys with the address of their database. If the log's own are lost everywhere, \
         so is all that was sealed under them: every name and way to reach somebody, all words, and what happened in every story. Not lost is \
         that each record was written, when, by which agency and about which ids, and the proof that nobody changed it (`throughline verify \
         --structure`). Other keys open none of it: docs/erasure.md goes through what can be done, under \"When a key is lost or leaked\""
    )]
    OtherKeys {
        /// Which log.
        origin: String,
    },
    /// The keys' database is another log's.
    #[error("the keys' database is that of the log {found}, and not of {expected}; give each place a database of its own for its keys")]
    OtherLogsKeys {
        /// Whose it is.
        found: String,
        /// Whose it should be.
        expected: String,
    },
    /// The head row cannot be one.
    #[error("the log's head, at position {position}, does not fit its tree; run verify, and restore the log from a backup")]
    HeadDamaged {
        /// Where the head says that the log ends.
        position: u64,
    },
    /// A record is not there.
    #[error("record {position} is missing; run verify, and restore the log from a backup")]
    Missing {
        /// The position that should be there.
        position: u64,
    },
    /// A header cannot be read.
    #[error("the header of record {position} cannot be read: {what}; run verify, and restore the log from a backup")]
    HeaderUnreadable {
        /// Which record.
        position: u64,
        /// How.
        what: HeaderError,
    },
    /// The copy of the newest checkpoint beside the keys cannot be read or written.
    #[error("{} cannot be read or written; see that its folder may be written to and has room", path.display())]
    CheckpointFile {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// There is reason not to sign.
    #[error(transparent)]
    InDoubt(#[from] Doubt),
}

/// Why a log may be read and not appended to (I9): what lies there is not what was published.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Doubt {
    /// Records are missing that a checkpoint speaks of.
    #[error(
        "a checkpoint of {size} records was published, and the log has {position}: it has probably been restored from an older backup. \
         Restore the newest one; deploy/README says more, under \"When it will not append\""
    )]
    Behind {
        /// How many records the checkpoint covers.
        size: u64,
        /// How many there are.
        position: u64,
    },
    /// A checkpoint covers as many records as there are, and they are others.
    #[error("the checkpoint of {size} records was published with another root: records have been changed; run verify")]
    OtherRoot {
        /// How many records the checkpoint covers.
        size: u64,
    },
    /// The log goes on from other records than those that this node knows.
    #[error(
        "this node knows the log up to {known}, and the {position} records that are there now do not go on from those: it was put back to an \
         older state, or another was put in its place, while nodes ran; stop them all, and see deploy/README, under \"When it will not append\""
    )]
    Forked {
        /// How many records this node knew.
        known: u64,
        /// How many there are.
        position: u64,
    },
    /// A saved checkpoint is not to be believed.
    #[error("the saved checkpoint is not one of this log: {0}; run verify, and restore the checkpoint or the keys")]
    Unbelievable(#[from] NoteError),
}

/// Why a request was not appended. Nothing of it is in the log, except where a variant says otherwise.
#[derive(Debug, Error)]
pub enum AppendError {
    /// Something new was written about the people of the condition: look again, and decide again.
    #[error("something new was written about these people at position {position}; decide again with what is known there")]
    MovedOn {
        /// Where.
        position: u64,
    },
    /// The request's id was used for another request.
    #[error("this request id was used before, for a request with other content; take a new one")]
    RequestIdReused,
    /// A source key is known already, and others in the request are not; or it is in the request twice.
    #[error("the source key of event {index} was used before; leave out what was recorded before")]
    SourceKeyReused {
        /// The event's index.
        index: usize,
    },
    /// The log cannot be written. Send the same request again: if it was written after all, it is answered with its receipt.
    #[error("the log cannot be written at the moment; send the same request again later")]
    CannotWrite(#[source] Arc<LogError>),
    /// Too many wait already.
    #[error("too many requests are waiting to be written; send the same request again a little later")]
    TooBusy,
    /// What lies in the store is not what was published.
    #[error(transparent)]
    BehindCheckpoint(Doubt),
    /// The log is being closed.
    #[error("the log is being closed; send the same request again when it is back")]
    Stopping,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_said_once() {
        let away = LogError::Store(StoreError::Away("nobody answers".into()));
        let told = with_causes(&away);
        assert!(told.ends_with("with the next call: nobody answers"), "{told}");

        #[derive(Debug, Error)]
        #[error("it failed: {0}")]
        struct SaysItself(#[source] LogError);
        assert_eq!(with_causes(&SaysItself(away)), format!("it failed: {told}"));
    }
}
