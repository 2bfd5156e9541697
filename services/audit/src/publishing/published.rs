//! What was published, for whoever asks: the newest checkpoint, and proofs up to it.

use std::{io, ops::Range};

use throughline_log::{Checkpoint, SignedCheckpoint, verifier_key};
use throughline_proof::{Cosigned, Hash, Note, Quorum};

use super::{folder::TileFolder, signing::Signing};

/// What was published.
#[derive(Debug, Clone)]
pub struct Published {
    folder: TileFolder,
    quorum: Quorum,
    origin: String,
    signing: Signing,
}

/// The newest checkpoint that was published, and who cosigned it.
#[derive(Debug, Clone)]
pub struct Newest {
    /// The checkpoint.
    pub signed: SignedCheckpoint,
    /// Who cosigned it.
    pub cosigned: Vec<Cosigned>,
}

impl Published {
    /// What is in a folder of a log of this name.
    pub fn new(folder: TileFolder, quorum: Quorum, origin: String, signing: Signing) -> Self {
        Self { folder, quorum, origin, signing }
    }

    /// The log's name.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The keys that it signs with, as programs hand them to one another; the one that will sign longest comes last.
    pub async fn verifier_keys(&self) -> io::Result<Vec<String>> {
        let signing = self.signing.clone();
        let keys = tokio::task::spawn_blocking(move || signing.public_keys()).await.map_err(io::Error::other)?;
        Ok(keys.map_err(io::Error::other)?.iter().map(|key| verifier_key(&self.origin, key)).collect())
    }

    /// How many witnesses a checkpoint needs.
    pub fn needs(&self) -> usize {
        self.quorum.needs
    }

    /// The newest checkpoint; none before the first.
    pub async fn newest(&self) -> io::Result<Option<Newest>> {
        let folder = self.folder.clone();
        let read = tokio::task::spawn_blocking(move || folder.checkpoint()).await.map_err(io::Error::other)?;
        let Some(note) = read? else { return Ok(None) };
        // Who gets it checks it; here it was checked when it was published.
        let read = Note::parse(&note).map_err(io::Error::other)?;
        let checkpoint = Checkpoint::parse(&read.text).ok_or_else(|| io::Error::from(io::ErrorKind::InvalidData))?;
        Ok(Some(Newest { cosigned: self.quorum.cosigned(&read), signed: SignedCheckpoint { checkpoint, note } }))
    }

    /// The roots over stretches of the leaves of a tree that was published.
    pub async fn roots(&self, stretches: Vec<Range<u64>>, size: u64) -> io::Result<Vec<Hash>> {
        let folder = self.folder.clone();
        tokio::task::spawn_blocking(move || folder.roots(&stretches, size)).await.map_err(io::Error::other)?
    }
}
