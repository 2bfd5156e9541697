//! Why there is no news at the moment, and what to do about it. Nothing in here says anything about a person or what was written.

use std::{error::Error as StdError, path::PathBuf};

use async_nats::jetstream::{
    self, ErrorCode,
    context::{PublishError, PublishErrorKind, RequestError, RequestErrorKind},
    stream::{ConsumerError, ConsumerErrorKind},
};
use thiserror::Error;
use throughline_log::LogError;
use throughline_views::ViewError;

type Source = Box<dyn StdError + Send + Sync>;

/// Why NATS cannot be used as it is.
#[derive(Debug, Error)]
pub enum NewsError {
    /// The address is none.
    #[error("{0:?} is no address of NATS; write it like nats://HOST:4222, several with commas between them")]
    AddressUnfit(String),
    /// The credentials cannot be read.
    #[error("the NATS credentials in {} cannot be read; give a .creds file that this user may read", path.display())]
    CredentialsUnreadable {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// The server does not let us in.
    #[error("NATS does not let this node in; check the user and password in the address, or the credentials file")]
    NotLetIn(#[source] Source),
    /// The connection cannot be made safe.
    #[error("the connection to NATS cannot be made safe with TLS; check the certificates there and here")]
    Tls(#[source] Source),
    /// The server has no JetStream.
    #[error(
        "this NATS server has no JetStream, where news is kept; add a jetstream block to its configuration and enable it for this account"
    )]
    NoJetStream,
    /// The server is too old.
    #[error("this NATS server is {version}, and news asks for 2.10 or later; update it")]
    TooOld {
        /// Its version.
        version: String,
    },
    /// Not enough rights.
    #[error(
        "NATS did not answer, or did not let this node {doing}; see that it runs, and that this node's user has the rights that \
         deploy/nats gives to throughline"
    )]
    NoAnswer {
        /// What was asked for.
        doing: &'static str,
        /// What the library says.
        #[source]
        source: Source,
    },
    /// The connection is gone.
    #[error("NATS cannot be reached; the news waits in the log, and is published when NATS is back")]
    Away,
    /// No room.
    #[error(
        "JetStream is full: the news waits in the log, and is published once there is room; give JetStream more (max_file_store, the \
         account's limits, the disk), or let the stream be smaller"
    )]
    Full(#[source] Source),
    /// The stream is not there, or another than we knew.
    #[error("the stream of news was lost; it is filled again from the log")]
    StreamLost,
    /// JetStream does not want the stream like this.
    #[error(
        "JetStream does not take the stream or a consumer as it should be; see what it says, and change the settings or remove it there"
    )]
    StreamUnfit(#[source] Source),
    /// The log cannot be read, or how far the news has come cannot be saved.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The view cannot say who may read.
    #[error(transparent)]
    View(#[from] ViewError),
}

impl NewsError {
    /// Whether waiting does not help: somebody has to change something at the server first.
    pub(crate) fn is_for_the_operator(&self) -> bool {
        matches!(self, Self::NoJetStream | Self::TooOld { .. } | Self::NotLetIn(_) | Self::Tls(_) | Self::StreamUnfit(_))
    }

    /// What JetStream's answer means, while something was asked for.
    pub(crate) fn answered(error: jetstream::Error, doing: &'static str) -> Self {
        match error.error_code() {
            ErrorCode::JETSTREAM_NOT_ENABLED | ErrorCode::JETSTREAM_NOT_ENABLED_FOR_ACCOUNT => Self::NoJetStream,
            ErrorCode::STREAM_NOT_FOUND => Self::StreamLost,
            ErrorCode::INSUFFICIENT_RESOURCES
            | ErrorCode::STORAGE_RESOURCES_EXCEEDED
            | ErrorCode::MEMORY_RESOURCES_EXCEEDED
            | ErrorCode::ACCOUNT_RESOURCES_EXCEEDED
            | ErrorCode::STREAM_STORE_FAILED => Self::Full(Box::new(error)),
            // The cluster's own trouble passes by waiting; what JetStream says of our request does not.
            ErrorCode::CLUSTER_NOT_AVAILABLE | ErrorCode::CLUSTER_NOT_LEADER => Self::NoAnswer { doing, source: Box::new(error) },
            _ => Self::StreamUnfit(Box::new(error)),
        }
    }

    /// What it means that a request was not answered.
    pub(crate) fn unanswered(error: RequestError, doing: &'static str) -> Self {
        match error.kind() {
            // Nobody listens where JetStream would.
            RequestErrorKind::NoResponders => Self::NoJetStream,
            _ => Self::NoAnswer { doing, source: Box::new(error) },
        }
    }

    /// What it means that a consumer was not made.
    pub(crate) fn of_consumer(error: ConsumerError) -> Self {
        let doing = "make an agency's consumer";
        match error.kind() {
            ConsumerErrorKind::JetStream(answered) => Self::answered(answered, doing),
            _ => Self::NoAnswer { doing, source: Box::new(error) },
        }
    }

    /// What it means that a message was not acknowledged.
    pub(crate) fn of_publish(error: PublishError) -> Self {
        let doing = "publish";
        let answered = error.source().and_then(|source| source.downcast_ref::<jetstream::Error>()).cloned();
        match (answered, error.kind()) {
            (Some(answered), _) => Self::answered(answered, doing),
            (None, PublishErrorKind::StreamNotFound) => Self::StreamLost,
            (None, _) => Self::NoAnswer { doing, source: Box::new(error) },
        }
    }
}
