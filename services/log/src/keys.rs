//! Keys, apart from the log: one per person, and the node's own, in `keys.sqlite`, all wrapped under the master key in `master.key`. Nodes
//! of one place have them in common in a database, and `keys.sqlite` is a node's copy.
//!
//! A person's key is durable before anything is sealed under it, and once it is destroyed it is never made again.
//! Nothing in here may know what is sealed; and no key leaves this crate.

mod common;
mod error;
mod ledger;
mod master;
mod masters;
mod material;
mod rotating;
mod signers;
mod vault;

use std::{
    collections::HashSet,
    mem,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use aws_lc_rs::hmac;
use quick_cache::sync::Cache;
use uuid::Uuid;

pub use error::{KeyError, Unsealable};
pub use ledger::Erasure;
pub use material::KeyMaterial;
pub use rotating::{Rotation, rotate};

use crate::{
    cipher::{Cipher, Secret, fresh_nonce},
    postgres::{Migrated, PostgresError},
    store::StoreError,
};
use ledger::Ledger;
use material::Secrets;
use throughline_proof::Signer;
use vault::Vault;

/// 32 bytes and some 80 around them for each: about 15 MB when it is full.
const CACHED_PEOPLE: usize = 131_072;
/// Keys that could not be made are not tried again for so long.
const RESPITE: Duration = Duration::from_secs(1);
const LOCAL_BINDING: &[u8] = b"throughline/v1/local\0";

/// What a MAC is for. Each purpose has a secret of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Whether two requests are the same.
    Request,
    /// Whether an agency has used a source key before.
    SourceKey,
    /// Finding people by name without keeping names.
    Search,
}

/// A person's key, or why there is none.
#[derive(Debug, Clone)]
pub(crate) enum PersonKey {
    /// Here it is.
    Live(Arc<Secret>),
    /// Destroyed, for good.
    Erased,
    /// There never was one here.
    Unknown,
}

/// Where a node's keys lie.
#[derive(Clone)]
pub struct KeysAt {
    pub(crate) folder: PathBuf,
    pub(crate) master_file: PathBuf,
    pub(crate) common: Option<String>,
}

impl KeysAt {
    /// All of them in a folder.
    pub fn folder(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), master_file: master::path(folder), common: None }
    }

    /// The master key in a file elsewhere.
    pub fn with_master_file(self, file: &Path) -> Self {
        Self { master_file: file.to_owned(), ..self }
    }

    /// The keys that all nodes have in common in a Postgres database, with a copy in the folder.
    pub fn with_common(self, address: &str) -> Self {
        Self { common: Some(address.to_owned()), ..self }
    }
}

/// All keys of one node.
pub struct Keys {
    folder: PathBuf,
    vault: Vault,
    people: Cache<Uuid, Arc<Secret>>,
    /// Whose keys callers are waiting for: the one whose turn it is makes them for all.
    wanted: Mutex<HashSet<Uuid>>,
    /// Whose turn it is to make keys; and when that last could not be done, since nobody who waited meanwhile need find out again.
    making: Mutex<Option<Instant>>,
    /// Who was erased, outside of every backup.
    ledger: Mutex<Ledger>,
    /// Counts erasures, so that a key read just before one is not kept after it.
    erasures: AtomicU64,
    request_mac: hmac::Key,
    source_key_mac: hmac::Key,
    search_mac: hmac::Key,
    local: Cipher,
    signer: Signer,
    first_signer: Secret,
}

impl Keys {
    /// Opens the keys in a folder; makes the folder's first keys where there are none yet.
    pub fn open(folder: &Path) -> Result<Arc<Self>, KeyError> {
        Self::open_at(&KeysAt::folder(folder))
    }

    /// Opens the keys, wherever they lie; makes the first where there are none yet. Waits for the disk and the network.
    pub fn open_at(at: &KeysAt) -> Result<Arc<Self>, KeyError> {
        let vault = Vault::open(at)?;
        let secrets = vault.secrets()?;
        Self::with_secrets(&at.folder, vault, &secrets)
    }

    /// Makes or updates the tables and the role in the database of the keys that all nodes have in common.
    pub async fn migrate(address: &str) -> Result<Migrated, PostgresError> {
        common::migrate_keys(address).await
    }

    /// Puts keys that were kept elsewhere into an empty folder, and opens them.
    pub fn restore(folder: &Path, material: &KeyMaterial) -> Result<Arc<Self>, KeyError> {
        let vault = Vault::restore(&KeysAt::folder(folder), material)?;
        Self::with_secrets(folder, vault, &material.secrets())
    }

    fn with_secrets(folder: &Path, vault: Vault, secrets: &Secrets) -> Result<Arc<Self>, KeyError> {
        let mac = |secret: &Secret| hmac::Key::new(hmac::HMAC_SHA256, secret.as_slice());
        let keys = Self {
            ledger: Mutex::new(Ledger::open(folder)?),
            folder: folder.to_owned(),
            vault,
            people: Cache::new(CACHED_PEOPLE),
            wanted: Mutex::default(),
            making: Mutex::default(),
            erasures: AtomicU64::new(0),
            request_mac: mac(&secrets.request),
            source_key_mac: mac(&secrets.source_key),
            search_mac: mac(&secrets.search),
            local: Cipher::new(&secrets.local)?,
            signer: Signer::from_seed(&secrets.signer)?,
            first_signer: secrets.signer.clone(),
        };
        // Before anything is read: what was restored may hold keys that were destroyed since.
        keys.destroy_listed()?;
        Ok(Arc::new(keys))
    }

    /// Makes keys for those who have none; durable when it returns. Waits for the disk: call it where waiting is allowed.
    pub fn ensure(&self, people: &[Uuid]) -> Result<(), KeyError> {
        let missing: Vec<Uuid> = people.iter().copied().filter(|person| !self.people.contains_key(person)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        lock(&self.wanted).extend(&missing);
        let mut failed = lock(&self.making);
        // Whose turn it is makes the keys for everybody who waits for theirs, in one transaction. So ours may be here by now.
        let mut batch = mem::take(&mut *lock(&self.wanted));
        batch.extend(missing.iter().filter(|person| !self.people.contains_key(*person)));
        if failed.is_some_and(|failed| failed.elapsed() < RESPITE) {
            return Err(KeyError::Away(StoreError::Away("the keys could not be made just now".into())));
        }
        let made = self.vault.make(&batch);
        *failed = made.is_err().then(Instant::now);
        for (person, secret) in made? {
            self.people.insert(person, secret);
        }
        drop(failed);
        missing.iter().try_for_each(|person| match self.person(*person)? {
            PersonKey::Live(_) => Ok(()),
            PersonKey::Erased | PersonKey::Unknown => Err(KeyError::Erased { person: *person }),
        })
    }

    /// Fetches the keys of people whom this node may not have heard of yet, all at once: another node has made them. Waits for the network.
    pub fn fetch(&self, people: impl IntoIterator<Item = Uuid>) -> Result<(), KeyError> {
        if self.vault.common().is_none() {
            return Ok(());
        }
        let mut missing = HashSet::new();
        for person in people {
            if !self.people.contains_key(&person) && matches!(self.vault.person(person)?, PersonKey::Unknown) {
                missing.insert(person);
            }
        }
        if !missing.is_empty() {
            let erasures = self.erasures.load(Ordering::SeqCst);
            let found = self.vault.fetch(missing.into_iter().collect())?;
            found.into_iter().for_each(|(person, secret)| self.remember(person, secret, erasures));
        }
        Ok(())
    }

    /// Keeps the newest checkpoint where all nodes find it, in the place of one of this size that was looked at. Another that has come there
    /// meanwhile stays, and is said to be there (no).
    pub(crate) fn publish(&self, size: u64, note: &str, instead_of: u64) -> Result<bool, KeyError> {
        self.vault.common().map_or(Ok(true), |common| common.publish(size, note.to_owned(), instead_of))
    }

    /// The newest checkpoint that any node has published.
    pub(crate) fn published(&self) -> Result<Option<String>, KeyError> {
        self.vault.common().map_or(Ok(None), common::Common::published)
    }

    /// Whether a person has a key: not before they were first heard of, and not after they were erased.
    pub fn has(&self, person: Uuid) -> Result<bool, KeyError> {
        Ok(matches!(self.person(person)?, PersonKey::Live(_)))
    }

    /// Whether a person's key was destroyed.
    pub fn is_erased(&self, person: Uuid) -> Result<bool, KeyError> {
        Ok(matches!(self.person(person)?, PersonKey::Erased))
    }

    /// Does what the log says of erasures: lists them, and destroys the keys that are still there. Done again, it does nothing.
    pub fn erase(&self, erasures: &[Erasure]) -> Result<(), KeyError> {
        let mut ledger = lock(&self.ledger);
        ledger.list(erasures)?;
        let mut live = Vec::new();
        for erasure in erasures {
            if !matches!(self.vault.person(erasure.person)?, PersonKey::Erased) {
                live.push(erasure.person);
            }
        }
        if live.is_empty() && !ledger.may_have_traces() {
            return Ok(());
        }
        self.destroy(&live)?;
        ledger.is_traceless()
    }

    /// Destroys keys for good: overwritten, checkpointed and vacuumed when it returns. What was sealed under them can never be read again.
    pub fn destroy(&self, people: &[Uuid]) -> Result<(), KeyError> {
        // Whoever reads a key meanwhile does not keep it, and neither does whoever has read it just before.
        self.vault.destroy(people)?;
        self.erasures.fetch_add(1, Ordering::SeqCst);
        people.iter().for_each(|person| drop(self.people.remove(person)));
        self.vault.leave_no_trace()
    }

    /// Destroys the keys of everybody on the ledger, wherever they have come back.
    fn destroy_listed(&self) -> Result<(), KeyError> {
        let mut ledger = lock(&self.ledger);
        let listed: Vec<Uuid> = ledger.people().collect();
        let mut live = Vec::new();
        for &person in &listed {
            if !matches!(self.vault.person(person)?, PersonKey::Erased) {
                live.push(person);
            }
        }
        if let Some(common) = self.vault.common().filter(|_| !listed.is_empty()) {
            live.extend(common.find(listed)?.into_iter().filter_map(|(person, wrapped)| wrapped.map(|_| person)));
        }
        if live.is_empty() && !ledger.may_have_traces() {
            return Ok(());
        }
        if !live.is_empty() {
            tracing::warn!(
                keys = live.len(),
                "keys of people who were erased have come back with what was restored; they are destroyed again"
            );
        }
        self.destroy(&live)?;
        ledger.is_traceless()
    }

    /// Whom records after a position and up to another erased, as far as this node knows.
    pub fn erased_between(&self, after: u64, until: u64) -> Vec<(Uuid, u64)> {
        lock(&self.ledger).between(after, until)
    }

    /// Up to where the log was looked through for erasures.
    pub(crate) fn erasures_read_up_to(&self) -> u64 {
        lock(&self.ledger).read_up_to()
    }

    /// It was looked through up to here.
    pub(crate) fn has_read_erasures(&self, up_to: u64) -> Result<(), KeyError> {
        lock(&self.ledger).has_read(up_to)
    }

    /// A keyed MAC over several parts, which cannot be confused with the same bytes parted elsewhere.
    pub fn mac(&self, purpose: Purpose, parts: &[&[u8]]) -> [u8; 32] {
        let key = match purpose {
            Purpose::Request => &self.request_mac,
            Purpose::SourceKey => &self.source_key_mac,
            Purpose::Search => &self.search_mac,
        };
        let mut context = hmac::Context::with_key(key);
        for part in parts {
            // usize is at most 64 bits, so that the length is written whole.
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        let mut mac = [0; 32];
        mac.copy_from_slice(context.sign().as_ref());
        mac
    }

    /// The key that signs checkpoints.
    pub fn signer(&self) -> &Signer {
        &self.signer
    }

    /// Every key that ever signed what was published, or does: the first is [`Keys::signer`]. Which of them sign now, the log says. Waits for the
    /// disk, or for the database of keys in common.
    pub fn signers(&self) -> Result<Vec<Signer>, KeyError> {
        let seeds = std::iter::once(self.first_signer.clone()).chain(self.vault.more_signers()?);
        seeds.map(|seed| Ok(Signer::from_seed(&seed)?)).collect()
    }

    /// Makes one more; durable when it returns.
    pub fn add_signer(&self) -> Result<Signer, KeyError> {
        let seed = self.vault.add_signer()?;
        Ok(Signer::from_seed(&seed)?)
    }

    /// Seals what this node keeps at rest and can make again. Should sealing ever fail, the answer is empty, which opens as an error.
    pub fn seal_local(&self, content: &[u8]) -> Vec<u8> {
        let sealed = fresh_nonce().and_then(|nonce| self.local.wrap(nonce, LOCAL_BINDING, content));
        sealed.unwrap_or_default()
    }

    /// What [`Keys::seal_local`] sealed.
    pub fn open_local(&self, sealed: &[u8]) -> Result<Vec<u8>, KeyError> {
        let mut content = self.local.unwrap(LOCAL_BINDING, sealed).map_err(|_| KeyError::LocalDamaged)?;
        Ok(mem::take(&mut *content))
    }

    /// Where the keys lie. What must not be restored together with the log, such as its newest checkpoint, lies there too.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A person's key, from memory or from the vault.
    pub(crate) fn person(&self, person: Uuid) -> Result<PersonKey, KeyError> {
        if let Some(secret) = self.people.get(&person) {
            return Ok(PersonKey::Live(secret));
        }
        let erasures = self.erasures.load(Ordering::SeqCst);
        let mut found = self.vault.person(person)?;
        if matches!(found, PersonKey::Unknown) {
            // Another node may have made it.
            let fetched = self.vault.fetch(vec![person])?.pop();
            found = fetched.map_or(self.vault.person(person)?, |(_, secret)| PersonKey::Live(secret));
        }
        if let PersonKey::Live(secret) = &found {
            self.remember(person, Arc::clone(secret), erasures);
        }
        Ok(found)
    }

    /// Keeps a key in memory, unless somebody was erased since it was read.
    fn remember(&self, person: Uuid, secret: Arc<Secret>, erasures: u64) {
        self.people.insert(person, secret);
        if self.erasures.load(Ordering::SeqCst) != erasures {
            self.people.remove(&person);
        }
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Keys").field("folder", &self.folder).finish_non_exhaustive()
    }
}

/// A thread that died while it held a lock has left nothing half done that SQLite would not undo.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
