//! With which keys a place signs what it publishes. At first it is one. While another follows it both do, a line each in the note, so that whoever
//! knows either goes on; until the log says that the first has ended.

use std::sync::Arc;

use throughline_log::{KeyError, Keys};
use throughline_proof::{PublicKey, Signer};
use throughline_views::Views;

/// A place's keys, and what its log says of them.
#[derive(Clone)]
pub struct Signing {
    keys: Arc<Keys>,
    views: Arc<Views>,
}

impl Signing {
    /// The keys of a place, as its view has them.
    pub fn new(keys: Arc<Keys>, views: Arc<Views>) -> Self {
        Self { keys, views }
    }

    /// Those that sign now. Waits for the disk.
    pub fn signers(&self) -> Result<Vec<Signer>, KeyError> {
        let directory = self.views.directory();
        let first = self.keys.signer().public_key();
        let signs = |key: &PublicKey| directory.checkpoint_keys.get(key.as_slice()).copied().unwrap_or(*key == first);
        Ok(self.keys.signers()?.into_iter().filter(|signer| signs(&signer.public_key())).collect())
    }

    /// Everyone that ever did, by whom what was published before is believed. Waits for the disk.
    pub fn verifiers(&self) -> Result<Vec<PublicKey>, KeyError> {
        Ok(self.keys.signers()?.iter().map(Signer::public_key).collect())
    }
}

impl std::fmt::Debug for Signing {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Signing").finish_non_exhaustive()
    }
}
