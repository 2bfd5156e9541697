//! How far the news has come, kept in the log's database: saved only after JetStream has acknowledged, with what the stream was then.

use serde::{Deserialize, Serialize};
use throughline_log::{Followed, Log, LogError};

use crate::{stream::Identity, turn::FOLLOWER};

/// Up to where agencies were told, and in which stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Progress {
    /// Everything up to here has been told.
    pub position: u64,
    /// The stream it was told in, as it was then.
    pub stream: Identity,
}

/// What is remembered with the position.
#[derive(Debug, Serialize, Deserialize)]
struct Note {
    created: String,
    sequence: u64,
}

impl Progress {
    /// How far the news has come; nothing if it has not begun. A note that cannot be read is one of no stream that there is.
    pub async fn load(log: &Log) -> Result<Option<Self>, LogError> {
        let Some(Followed { position, note }) = log.followed(FOLLOWER).await? else { return Ok(None) };
        let stream =
            serde_json::from_str::<Note>(&note).map(|note| Identity { created: note.created, sequence: note.sequence }).unwrap_or_default();
        Ok(Some(Self { position, stream }))
    }

    pub async fn save(&self, log: &Log) -> Result<(), LogError> {
        let note = serde_json::json!(Note { created: self.stream.created.clone(), sequence: self.stream.sequence }).to_string();
        log.save_followed(FOLLOWER, Followed { position: self.position, note }).await
    }
}
