//! With which keys a place signs what it publishes. At first it is one. While another follows it both do, a line each in the note, so that whoever
//! knows either goes on; until the log says that the first has ended.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use throughline_log::{KeyError, Keys};
use throughline_proof::{PublicKey, Signer};
use throughline_views::Views;

/// What the log says of keys: whether they sign.
type Said = BTreeMap<Vec<u8>, bool>;

/// A place's keys, and what its log says of them.
#[derive(Clone)]
pub struct Signing {
    keys: Arc<Keys>,
    views: Arc<Views>,
    known: Arc<Mutex<Option<Known>>>,
}

/// The public keys of those that sign, as they were looked up.
struct Known {
    /// What the log said then.
    said: Said,
    keys: Vec<PublicKey>,
}

impl Signing {
    /// The keys of a place, as its view has them.
    pub fn new(keys: Arc<Keys>, views: Arc<Views>) -> Self {
        Self { keys, views, known: Arc::default() }
    }

    /// Those that sign now. Waits for the disk.
    pub fn signers(&self) -> Result<Vec<Signer>, KeyError> {
        self.said_to_sign(&self.views.directory().checkpoint_keys)
    }

    /// The public keys of those that sign now. Seeds are unwrapped for it only when the log has said something new: a key begins and ends by what it says,
    /// and lies here before it says so. Waits for the disk then.
    pub fn public_keys(&self) -> Result<Vec<PublicKey>, KeyError> {
        let directory = self.views.directory();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.as_ref().filter(|known| known.said == directory.checkpoint_keys) {
            return Ok(known.keys.clone());
        }
        let said = directory.checkpoint_keys.clone();
        let keys: Vec<PublicKey> = self.said_to_sign(&said)?.iter().map(Signer::public_key).collect();
        *known = Some(Known { said, keys: keys.clone() });
        Ok(keys)
    }

    fn said_to_sign(&self, said: &Said) -> Result<Vec<Signer>, KeyError> {
        let first = self.keys.signer().public_key();
        let signs = |key: &PublicKey| said.get(key.as_slice()).copied().unwrap_or(*key == first);
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
