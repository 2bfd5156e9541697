//! Tokens: which agency a caller is. They are for loopback only; beyond it, calls come with certificates.
//!
//! A token is shown once, when it is made, and kept only as its SHA-256. The exceptions are the place's own: the
//! keeper's lies in clear in `keeper.token` and the portal's in `portal.token`, for their owner alone, so that command line and portal on the
//! same machine can use them.

mod error;
mod file;
mod text;

use std::{
    path::{Path, PathBuf},
    sync::{
        PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use zeroize::Zeroizing;

use self::file::{Locked, Stamp};
pub(crate) use self::text::same;
pub use self::{error::TokenError, file::Entry};
use crate::certificates::is_word;

/// The place's own agency. No other may be called so.
pub const KEEPER: &str = "keeper";

/// The place's own portal, which vouches for whoever is signed in there. No agency may be called so.
pub const PORTAL: &str = "portal";

const KEEPER_FILE: &str = "keeper.token";
const PORTAL_FILE: &str = "portal.token";
/// A known token is taken at its word for so long before the file is looked at again.
const LOOK_AGAIN_AFTER_MS: u64 = 1_000;

/// The tokens of a place, as its file says them now.
#[derive(Debug)]
pub struct Tokens {
    folder: PathBuf,
    known: RwLock<Known>,
    opened: Instant,
    looked_after_ms: AtomicU64,
}

#[derive(Debug, Default)]
struct Known {
    stamp: Option<Stamp>,
    entries: Vec<Entry>,
}

impl Tokens {
    /// Opens the tokens of a data folder, and makes the file and the keeper's token if they are not there yet.
    pub fn open(folder: &Path) -> Result<Self, TokenError> {
        Self::keeper_token(folder)?;
        let tokens =
            Self { folder: folder.to_owned(), known: RwLock::default(), opened: Instant::now(), looked_after_ms: AtomicU64::new(0) };
        tokens.look_again()?;
        Ok(tokens)
    }

    /// Makes a token for an agency. The label names it when it is removed; the token itself is shown this once.
    pub fn add(&self, agency: &str, label: &str) -> Result<Zeroizing<String>, TokenError> {
        if !is_word(agency) {
            return Err(TokenError::NotAnAgency { agency: agency.to_owned() });
        }
        if [agency, label].iter().any(|word| [KEEPER, PORTAL].contains(word)) {
            return Err(TokenError::KeepersOwn);
        }
        let locked = Locked::wait(&self.folder)?;
        // Read under the lock: another process may have added to it a moment ago.
        let mut entries = file::read(&self.folder)?;
        if entries.iter().any(|entry| entry.label == label) {
            return Err(TokenError::LabelTaken { label: label.to_owned() });
        }
        let token = text::draw()?;
        entries.push(entry(agency, label, &token));
        locked.write(entries)?;
        self.look_again()?;
        Ok(token)
    }

    /// Takes a token away. A running server heeds it within a second. It is remembered until the log was `told`: no log that is away keeps a token
    /// going, and none is left without knowing.
    pub fn remove(&self, label: &str) -> Result<(), TokenError> {
        if label == KEEPER || label == PORTAL {
            return Err(TokenError::KeepersOwn);
        }
        let locked = Locked::wait(&self.folder)?;
        let mut entries = file::read(&self.folder)?;
        let Some(place) = entries.iter().position(|entry| entry.label == label) else {
            return Err(TokenError::LabelUnknown { label: label.to_owned() });
        };
        let removed = entries.remove(place);
        let mut untold = file::read_untold(&self.folder)?;
        untold.retain(|entry| *entry != removed);
        untold.push(removed);
        // Before it is gone: what is cut short in between is done again, and none goes without being told.
        locked.write_untold(untold)?;
        locked.write(entries)?;
        self.look_again()?;
        Ok(())
    }

    /// The tokens that were taken away, and of which the log has not been told.
    pub fn untold(&self) -> Result<Vec<Entry>, TokenError> {
        let mut untold = file::read_untold(&self.folder)?;
        // Taking it away was cut short: it still counts.
        let counting = file::read(&self.folder)?;
        untold.retain(|entry| !counting.contains(entry));
        Ok(untold)
    }

    /// The log was told that this one was taken away.
    pub fn told(&self, removed: &Entry) -> Result<(), TokenError> {
        let locked = Locked::wait(&self.folder)?;
        let mut untold = file::read_untold(&self.folder)?;
        untold.retain(|entry| entry != removed);
        locked.write_untold(untold)
    }

    /// The tokens there are, without the tokens.
    pub fn entries(&self) -> Vec<Entry> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).entries.clone()
    }

    /// Whose token this is. An unknown one is looked for in the file at once, so that a new token works from its first call.
    pub fn who(&self, token: &str) -> Option<String> {
        let digest = text::digest_of(token);
        if self.is_due() {
            self.look_again_or_know_nobody();
        }
        self.find(&digest).or_else(|| {
            self.look_again_or_know_nobody();
            self.find(&digest)
        })
    }

    /// The keeper's token of a data folder, made if there is none yet.
    pub fn keeper_token(folder: &Path) -> Result<Zeroizing<String>, TokenError> {
        Self::own_token(folder, KEEPER, KEEPER_FILE)
    }

    /// The portal's token of a data folder, made if there is none yet.
    pub fn portal_token(folder: &Path) -> Result<Zeroizing<String>, TokenError> {
        Self::own_token(folder, PORTAL, PORTAL_FILE)
    }

    /// A token of the place's own, which lies in clear in a file beside the others.
    fn own_token(folder: &Path, whose: &str, file: &str) -> Result<Zeroizing<String>, TokenError> {
        let locked = Locked::wait(folder)?;
        let token = match file::read_text(&folder.join(file))? {
            Some(text) if !text.trim().is_empty() => Zeroizing::new(text.trim().to_owned()),
            _ => {
                let token = text::draw()?;
                locked.replace(file, &Zeroizing::new(format!("{}\n", *token)))?;
                token
            }
        };
        let mut entries = file::read(folder)?;
        let digest = text::digest_of(&token);
        // A crash between the two files, or a token file begun anew, leaves a token that nobody knows: it is entered again.
        if !entries.iter().any(|entry| entry.agency == whose && same(&entry.sha256, &digest)) {
            entries.retain(|entry| entry.agency != whose);
            entries.push(entry(whose, whose, &token));
            locked.write(entries)?;
        }
        Ok(token)
    }

    /// Goes through all entries, whichever it is.
    fn find(&self, digest: &str) -> Option<String> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let found = known.entries.iter().fold(None, |found, entry| if same(&entry.sha256, digest) { Some(entry) } else { found });
        found.map(|entry| entry.agency.clone())
    }

    fn is_due(&self) -> bool {
        self.now_ms().saturating_sub(self.looked_after_ms.load(Ordering::Relaxed)) >= LOOK_AGAIN_AFTER_MS
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Reads the file again if it is not the one that was read last.
    fn look_again(&self) -> Result<(), TokenError> {
        self.looked_after_ms.store(self.now_ms(), Ordering::Relaxed);
        // Taken before reading: what is written in between is read again the next time.
        let stamp = file::stamp(&self.folder)?;
        if self.known.read().unwrap_or_else(PoisonError::into_inner).stamp == stamp {
            return Ok(());
        }
        let entries = file::read(&self.folder)?;
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Known { stamp, entries };
        Ok(())
    }

    /// Who takes part can no longer be told when the file cannot be read, and deny is the default.
    fn look_again_or_know_nobody(&self) {
        if let Err(error) = self.look_again() {
            // Without a stamp, so that it is read as soon as it can be.
            *self.known.write().unwrap_or_else(PoisonError::into_inner) = Known::default();
            tracing::error!(%error, "nobody can call until the tokens can be read");
        }
    }
}

fn entry(agency: &str, label: &str, token: &str) -> Entry {
    Entry {
        agency: agency.to_owned(),
        label: label.to_owned(),
        created: jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        sha256: text::digest_of(token),
    }
}

#[cfg(test)]
mod tests;
