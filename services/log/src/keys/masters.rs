//! The master keys under which keys may lie wrapped: the present one; while all keys are being wrapped anew, the next; and the one before, for as
//! long as its file is kept. Whoever changes the files need not ask the process that serves: it looks when something does not open.
//!
//! Nothing in here may know what is wrapped.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use super::{KeyError, master};
use crate::cipher::{Cipher, Secret};

/// A master key, ready for use.
pub(crate) struct Master {
    secret: Secret,
    pub cipher: Cipher,
}

/// All that are known; what is made now is wrapped under the first.
pub(crate) struct Masters {
    path: PathBuf,
    known: RwLock<Vec<Arc<Master>>>,
}

impl Masters {
    /// The master key that was read or made, and those beside it.
    pub fn new(path: &Path, present: &Secret) -> Result<Self, KeyError> {
        let masters = Self { path: path.to_owned(), known: RwLock::new(vec![Arc::new(Master::new(present)?)]) };
        masters.look()?;
        Ok(masters)
    }

    /// Under which to wrap: the files are looked at, since they may have been changed beside this process.
    pub fn newest(&self) -> Result<Arc<Master>, KeyError> {
        self.look()?;
        Ok(Arc::clone(&self.all()[0]))
    }

    /// Unwraps, and says under which it lay; nothing if it is none of theirs.
    pub fn unwrap(&self, bound_to: &[u8], wrapped: &[u8]) -> Result<Option<(Secret, Arc<Master>)>, KeyError> {
        if let Some(found) = self.try_all(bound_to, wrapped) {
            return Ok(Some(found));
        }
        self.look()?;
        Ok(self.try_all(bound_to, wrapped))
    }

    fn try_all(&self, bound_to: &[u8], wrapped: &[u8]) -> Option<(Secret, Arc<Master>)> {
        let opens = |master: Arc<Master>| Some((master.cipher.unwrap_secret(bound_to, wrapped).ok()?, master));
        self.all().into_iter().find_map(opens)
    }

    fn all(&self) -> Vec<Arc<Master>> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes in what the files say now. One that is not there any more is remembered: what was read of a key may be older than the files.
    fn look(&self) -> Result<(), KeyError> {
        let files = [master::next(&self.path), self.path.clone(), master::before(&self.path)];
        let mut found = Vec::new();
        for file in files {
            found.extend(master::look(&file)?);
        }
        let is_first = |known: &[Arc<Master>]| found.iter().zip(known).all(|(secret, master)| *secret == master.secret);
        if is_first(&self.all()) && found.len() <= self.all().len() {
            return Ok(());
        }
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let mut masters = Vec::new();
        for secret in found {
            let there = known.iter().position(|master| master.secret == secret);
            masters.push(there.map_or_else(|| Master::new(&secret).map(Arc::new), |index| Ok(known.remove(index)))?);
        }
        masters.append(&mut known);
        *known = masters;
        Ok(())
    }
}

impl Master {
    fn new(secret: &Secret) -> Result<Self, KeyError> {
        Ok(Self { secret: secret.clone(), cipher: Cipher::new(secret)? })
    }
}
