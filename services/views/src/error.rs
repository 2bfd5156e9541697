//! What can go wrong with a view, and what to do about it.

use std::time::Duration;

use throughline_proto::{Refusal, v1::Reason};

/// Why a view could not answer.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    /// The view's own file cannot be read or written: delete it, and it is built again from the log.
    #[error("views.sqlite cannot be used ({0}); {advice}", advice = advice(.0))]
    Database(#[from] rusqlite::Error),
    /// The log cannot be read.
    #[error("the log cannot be read: {0}")]
    Log(#[from] throughline_log::LogError),
    /// Keys cannot be read.
    #[error("keys cannot be read: {0}")]
    Keys(#[from] throughline_log::KeyError),
    /// The view belongs to another log: give every place its own folder.
    #[error("views.sqlite is of the log {found}, and not of {expected}; delete it and it is built again, or point to its own log")]
    OtherLog {
        /// The log that was opened.
        expected: String,
        /// The log that the views were built from.
        found: String,
    },
    /// The view is ahead of the log, or has other records: the log was put back to an older state, or is another of the same name.
    #[error(
        "views.sqlite has {position} records, and the last of them is not in this log: the log was put back to an older state, or another \
         was put in its place. Restore the newest log, or delete views.sqlite and it is built again from the one that is there"
    )]
    OtherHistory {
        /// How many records the view has.
        position: u64,
    },
    /// The views were made by another version, so that there is nothing to hold them against: a node, or `rebuild`, makes them again.
    #[error(
        "these views were made by another version (their schema is {found}); `throughline rebuild` makes them again, and so does a node"
    )]
    OtherVersion {
        /// The schema's version in the file.
        found: i64,
    },
    /// Views of another version cannot be removed: remove views.sqlite and what lies beside it.
    #[error("views.sqlite was made by another version and cannot be removed ({0}); remove it, and it is built again")]
    Remove(#[source] std::io::Error),
    /// The disk does not take what was written to views.sqlite.
    #[error("views.sqlite could not be brought to the disk")]
    Flush(#[source] std::io::Error),
    /// A record's header or a row cannot be read. The follower stops: everything after it would be guesswork.
    #[error("the record at position {position} cannot be followed: {why}")]
    Unfollowable {
        /// Where.
        position: u64,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A story has a record that cannot be read.
    #[error("a record of this story cannot be read, at position {position}")]
    SetAside {
        /// Where.
        position: u64,
    },
    /// The view did not reach a position in time.
    #[error("the view is at {reached} and did not reach {wanted} in time")]
    Behind {
        /// The position asked for.
        wanted: u64,
        /// Where the view is.
        reached: u64,
    },
    /// The view is being built, and has not caught up with the log yet.
    #[error("the view is at {reached} and has not caught up with the log since it was opened")]
    Beginning {
        /// Where the view is.
        reached: u64,
    },
    /// The view has not heard from the log for too long: what it would say rests on old permissions.
    #[error("the view has not heard from the log for {seconds} seconds")]
    Unconfirmed {
        /// For how long.
        seconds: u64,
    },
    /// The follower has stopped, so a position will never be reached.
    #[error("the view has stopped following the log")]
    Stopped,
    /// The task that was reading ended early.
    #[error("a reading task ended early")]
    Interrupted,
}

/// What helps against what SQLite says.
fn advice(error: &rusqlite::Error) -> &'static str {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DiskFull) => "make room on its disk",
        Some(rusqlite::ErrorCode::CannotOpen | rusqlite::ErrorCode::PermissionDenied | rusqlite::ErrorCode::ReadOnly) => {
            "see that its folder may be written to"
        }
        _ => "delete it and it is built again from the log",
    }
}

impl From<ViewError> for Refusal {
    fn from(error: ViewError) -> Self {
        match error {
            ViewError::Behind { wanted, reached } => {
                Self::new(Reason::ViewBehind, "the view has not reached this position yet; ask again, with more time")
                    .with("position", reached)
                    .with("wanted", wanted)
            }
            ViewError::SetAside { position } => Self::new(
                Reason::RecordUnreadable,
                "a record of this story cannot be read, so the story is set aside; the keeper of the log has been told",
            )
            .with("position", position),
            ViewError::Beginning { reached } => Self::new(
                Reason::ViewUnconfirmed,
                "this server has just begun and is still catching up with the log; try another, or again in a moment",
            )
            .with("position", reached)
            .retry_after(Duration::from_secs(1)),
            ViewError::Unconfirmed { seconds } => Self::new(
                Reason::ViewUnconfirmed,
                "this server has not heard from the log for too long to answer by its permissions; try another, or later",
            )
            .with("seconds", seconds),
            ViewError::Stopped | ViewError::Interrupted => Self::stopping(),
            other => {
                tracing::error!(error = %other, "a view could not answer");
                Self::new(Reason::Internal, "a fault of the server's own; it has been logged")
            }
        }
    }
}
