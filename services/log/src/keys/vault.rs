//! The file in which keys lie, wrapped. Nothing in here may keep an unwrapped key for longer than a call.

use std::{
    collections::{HashMap, HashSet},
    fs, io,
    path::Path,
    sync::{Arc, Mutex, MutexGuard},
};

use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};
use uuid::Uuid;

use super::{
    KeyError, KeyMaterial, KeysAt, PersonKey,
    common::{Common, PersonRow, SecretRow},
    lock, master,
    masters::{Master, Masters},
    material::Secrets,
    signers::secret_rows,
};
use crate::{
    cipher::{Secret, fresh_nonce, fresh_secret},
    database::{self, Schema},
    planted,
};

const FILE: &str = "keys.sqlite";
const SCHEMA: Schema = Schema { application_id: 0x546c_6b79, migrations: &[include_str!("../../../../migrations/log/keys/0001_keys.sql")] };
const NAMES: [&str; 5] = ["request", "source_key", "search", "local", "signer"];

/// The keys at rest.
pub(crate) struct Vault {
    at: KeysAt,
    masters: Masters,
    /// Apart from the writer, so that reading a key does not wait for the disk. Closed before it, since whoever closes last moves the
    /// write-ahead log into the file.
    pub(super) reader: Mutex<Connection>,
    writer: Mutex<Connection>,
    common: Option<Common>,
}

impl Vault {
    pub fn open(at: &KeysAt) -> Result<Self, KeyError> {
        let folder = &at.folder;
        fs::create_dir_all(folder).map_err(|source| KeyError::File { path: folder.clone(), source })?;
        let common = at.common.as_deref().map(Common::open).transpose()?;
        let key = match master::read(&at.master_file)? {
            Some(key) => key,
            // Keys without their master key are somebody's mistake, and a new one would not mend it.
            None if has_keys(folder)? || has_secrets(common.as_ref())? => {
                return Err(KeyError::MasterKeyMissing { path: at.master_file.clone() });
            }
            None => {
                let key = fresh_secret()?;
                master::create(&at.master_file, &key)?;
                key
            }
        };
        Self::with_master(at, &key, common)
    }

    pub fn restore(at: &KeysAt, material: &KeyMaterial) -> Result<Self, KeyError> {
        let folder = &at.folder;
        fs::create_dir_all(folder).map_err(|source| KeyError::File { path: folder.clone(), source })?;
        if has_keys(folder)? || master::read(&at.master_file)?.is_some() {
            return Err(KeyError::KeysExist { path: folder.clone() });
        }
        master::create(&at.master_file, &material.master)?;
        let vault = Self::with_master(at, &material.master, None)?;
        vault.fill(material)?;
        Ok(vault)
    }

    fn with_master(at: &KeysAt, key: &Secret, common: Option<Common>) -> Result<Self, KeyError> {
        let path = at.folder.join(FILE);
        let writer = database::open(&path, &SCHEMA)?;
        // What is deleted is overwritten.
        writer.pragma_update(None, "secure_delete", "on")?;
        if planted::is("key-not-durable") {
            writer.pragma_update(None, "synchronous", "off")?;
        }
        let reader = Mutex::new(database::open_to_read(&path)?);
        Ok(Self { at: at.clone(), masters: Masters::new(&at.master_file, key)?, writer: Mutex::new(writer), reader, common })
    }

    fn fill(&self, material: &KeyMaterial) -> Result<(), KeyError> {
        let mut writer = self.writer();
        let transaction = immediate(&mut writer)?;
        let (secrets, newest) = (material.secrets(), self.masters.newest()?);
        for (name, secret) in NAMES.into_iter().zip([secrets.request, secrets.source_key, secrets.search, secrets.local, secrets.signer]) {
            self.keep_secret(&transaction, name, &secret)?;
        }
        for (person, secret) in &material.people {
            transaction.execute(
                "insert into person_key (person, wrapped) values (?1, ?2)",
                params![person.as_bytes(), Self::wrap_person(&newest, *person, secret)?],
            )?;
        }
        Ok(transaction.commit()?)
    }

    /// The connection that writes, for one caller at a time.
    pub(super) fn writer(&self) -> MutexGuard<'_, Connection> {
        lock(&self.writer)
    }

    /// The database of the keys that all nodes have in common, if there is one.
    pub fn common(&self) -> Option<&Common> {
        self.common.as_ref()
    }

    /// The secrets; made when there are none yet. Those of the common database count.
    pub fn secrets(&self) -> Result<Secrets, KeyError> {
        let in_common = match &self.common {
            None => HashMap::new(),
            Some(common) => self.secrets_in_common(common)?,
        };
        let mut writer = self.writer();
        let transaction = immediate(&mut writer)?;
        let [request, source_key, search, local, signer] = NAMES.map(|name| self.secret(&transaction, name, in_common.get(name)));
        let secrets = Secrets { request: request?, source_key: source_key?, search: search?, local: local?, signer: signer? };
        transaction.commit()?;
        Ok(secrets)
    }

    /// A new database is given this folder's keys: the people's first, since it is the secrets by which another node knows that it is whole.
    fn secrets_in_common(&self, common: &Common) -> Result<HashMap<String, Vec<u8>>, KeyError> {
        let mut secrets = common.secrets()?;
        if secrets.is_empty() {
            common.keep(&self.everybody()?)?;
            common.keep_secrets(self.proposed_secrets()?)?;
            secrets = common.secrets()?;
        }
        Ok(secrets.into_iter().collect())
    }

    fn everybody(&self) -> Result<Vec<PersonRow>, KeyError> {
        let reader = lock(&self.reader);
        let mut select = reader.prepare("select person, wrapped from person_key")?;
        let rows = select.query_map([], |row| Ok((Uuid::from_bytes(row.get(0)?), row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// This folder's secrets, and new ones for those that it has not. None is kept here before it is known that it counts: other nodes may
    /// start at the same moment and be first.
    fn proposed_secrets(&self) -> Result<Vec<SecretRow>, KeyError> {
        let reader = lock(&self.reader);
        let mut select = reader.prepare("select wrapped from secret where name = ?1")?;
        let propose = |name: &str| {
            let own: Option<Vec<u8>> = select.query_row([name], |row| row.get(0)).optional()?;
            Ok((name.to_owned(), own.map_or_else(|| self.wrap_secret(name, &fresh_secret()?), Ok)?))
        };
        NAMES.into_iter().map(propose).collect()
    }

    fn secret(&self, transaction: &Transaction<'_>, name: &str, in_common: Option<&Vec<u8>>) -> Result<Secret, KeyError> {
        let unwrap = |wrapped: &[u8]| self.unwrap_secret(name, wrapped);
        let own: Option<Vec<u8>> =
            transaction.query_row("select wrapped from secret where name = ?1", [name], |row| row.get(0)).optional()?;
        match (own, in_common) {
            (Some(own), None) => unwrap(&own),
            (Some(own), Some(in_common)) => {
                let (own, in_common) = (unwrap(&own)?, unwrap(in_common)?);
                if own == in_common { Ok(own) } else { Err(KeyError::OtherKeys { path: self.at.folder.clone() }) }
            }
            (None, Some(in_common)) => {
                let secret = unwrap(in_common)?;
                transaction.execute("insert into secret (name, wrapped) values (?1, ?2)", params![name, in_common])?;
                Ok(secret)
            }
            (None, None) => {
                let secret = fresh_secret()?;
                self.keep_secret(transaction, name, &secret)?;
                Ok(secret)
            }
        }
    }

    pub(super) fn unwrap_secret(&self, name: &str, wrapped: &[u8]) -> Result<Secret, KeyError> {
        let found = self.masters.unwrap(&secret_binding(name), wrapped)?;
        found.map(|(secret, _)| secret).ok_or_else(|| KeyError::WrongMasterKey { path: self.at.master_file.clone() })
    }

    pub(super) fn keep_secret(&self, transaction: &Transaction<'_>, name: &str, secret: &Secret) -> Result<(), KeyError> {
        transaction.execute("insert into secret (name, wrapped) values (?1, ?2)", params![name, self.wrap_secret(name, secret)?])?;
        Ok(())
    }

    pub(super) fn wrap_secret(&self, name: &str, secret: &Secret) -> Result<Vec<u8>, KeyError> {
        Ok(self.masters.newest()?.cipher.wrap(fresh_nonce()?, &secret_binding(name), secret.as_slice())?)
    }

    /// Makes keys for those who have none, in one transaction, and answers with all that are live. One caller at a time. The network is
    /// waited for before the transaction, so that nobody who only writes here waits for it too.
    pub fn make(&self, people: &HashSet<Uuid>) -> Result<Vec<(Uuid, Arc<Secret>)>, KeyError> {
        // Whoever went before has made them.
        if people.is_empty() {
            return Ok(Vec::new());
        }
        let (newest, mut proposed) = (self.masters.newest()?, Vec::new());
        for &person in people {
            if matches!(self.person(person)?, PersonKey::Unknown) {
                proposed.push((person, Some(Self::wrap_person(&newest, person, &fresh_secret()?)?)));
            }
        }
        if let Some(common) = self.common.as_ref().filter(|_| !proposed.is_empty()) {
            // Another node may have been first, and then its keys count.
            proposed = common.keep(&proposed)?;
        }
        let mut writer = self.writer();
        let transaction = immediate(&mut writer)?;
        self.take_in(&transaction, proposed)?;
        let mut live = Vec::with_capacity(people.len());
        for &person in people {
            // Somebody may have been erased meanwhile.
            if let PersonKey::Live(secret) = self.find(&transaction, person)? {
                live.push((person, secret));
            }
        }
        transaction.commit()?;
        Ok(live)
    }

    /// Fetches the keys of people whom this node does not know yet from the common database.
    pub fn fetch(&self, people: Vec<Uuid>) -> Result<Vec<(Uuid, Arc<Secret>)>, KeyError> {
        let Some(common) = &self.common else { return Ok(Vec::new()) };
        let found = common.find(people)?;
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let mut writer = self.writer();
        let transaction = immediate(&mut writer)?;
        let live = self.take_in(&transaction, found)?;
        transaction.commit()?;
        Ok(live)
    }

    /// Keeps rows, and answers with the keys among them. What lies under an older master key is wrapped anew in the transaction that keeps it:
    /// whoever rotates and comes after sees it, and whoever came before has made the newer one.
    fn take_in(&self, transaction: &Transaction<'_>, rows: Vec<PersonRow>) -> Result<Vec<(Uuid, Arc<Secret>)>, KeyError> {
        let mut insert =
            transaction.prepare_cached("insert into person_key (person, wrapped) values (?1, ?2) on conflict (person) do nothing")?;
        let newest = self.masters.newest()?;
        let mut live = Vec::with_capacity(rows.len());
        for (person, wrapped) in rows {
            let anew = wrapped.as_deref().map(|wrapped| self.anew(&newest, &person_binding(person), wrapped)).transpose()?.flatten();
            let wrapped = anew.or(wrapped);
            insert.execute(params![person.as_bytes(), wrapped])?;
            if let PersonKey::Live(secret) = self.unwrap_person(person, wrapped.as_deref())? {
                live.push((person, secret));
            }
        }
        Ok(live)
    }

    /// The same wrapped under the newest master key; nothing if it lies there already.
    fn anew(&self, newest: &Arc<Master>, bound_to: &[u8], wrapped: &[u8]) -> Result<Option<Vec<u8>>, KeyError> {
        let (secret, under) = self.masters.unwrap(bound_to, wrapped)?.ok_or(KeyError::Damaged)?;
        if Arc::ptr_eq(newest, &under) {
            return Ok(None);
        }
        Ok(Some(newest.cipher.wrap(fresh_nonce()?, bound_to, secret.as_slice())?))
    }

    /// Wraps the node's own secrets anew, here and in the common database; how many.
    pub fn rewrap_secrets(&self) -> Result<usize, KeyError> {
        let (newest, mut done) = (self.masters.newest()?, 0);
        if let Some(common) = &self.common {
            for (name, wrapped) in common.secrets()? {
                if let Some(anew) = self.anew(&newest, &secret_binding(&name), &wrapped)? {
                    done += common.replace_secret(name, wrapped, anew)?;
                }
            }
        }
        let mut writer = self.writer();
        let transaction = immediate(&mut writer)?;
        for (name, own) in secret_rows(&transaction)? {
            if let Some(anew) = self.anew(&newest, &secret_binding(&name), &own)? {
                done += transaction.execute("update secret set wrapped = ?2 where name = ?1", params![name, anew])?;
            }
        }
        transaction.commit()?;
        Ok(done)
    }

    /// Wraps the keys of the next people anew, in the common database or here; the last of them, and how many. A key that is destroyed at this
    /// moment stays so.
    pub fn rewrap_people(&self, in_common: bool, after: Option<Uuid>, limit: usize) -> Result<(Option<Uuid>, usize), KeyError> {
        let newest = self.masters.newest()?;
        if in_common {
            let Some(common) = &self.common else { return Ok((None, 0)) };
            let rows = common.page(after, limit)?;
            let mut changed = Vec::new();
            for (person, wrapped) in &rows {
                if let Some(anew) = self.anew(&newest, &person_binding(*person), wrapped)? {
                    changed.push((*person, wrapped.clone(), anew));
                }
            }
            return Ok((rows.last().map(|(person, _)| *person), common.replace(changed)?));
        }
        let mut writer = self.writer();
        let transaction = immediate(&mut writer)?;
        let mut select = transaction.prepare_cached(
            "select person, wrapped from person_key where (?1 is null or person > ?1) and wrapped is not null order by person limit ?2",
        )?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = select.query_map(params![after.map(Uuid::into_bytes), limit], |row| Ok((Uuid::from_bytes(row.get(0)?), row.get(1)?)))?;
        let rows: Vec<(Uuid, Vec<u8>)> = rows.collect::<rusqlite::Result<_>>()?;
        drop(select);
        let mut done = 0;
        for (person, wrapped) in &rows {
            if let Some(anew) = self.anew(&newest, &person_binding(*person), wrapped)? {
                done += transaction.execute("update person_key set wrapped = ?2 where person = ?1", params![person.as_bytes(), anew])?;
            }
        }
        transaction.commit()?;
        Ok((rows.last().map(|(person, _)| *person), done))
    }

    fn wrap_person(master: &Master, person: Uuid, secret: &Secret) -> Result<Vec<u8>, KeyError> {
        Ok(master.cipher.wrap(fresh_nonce()?, &person_binding(person), secret.as_slice())?)
    }

    fn unwrap_person(&self, person: Uuid, wrapped: Option<&[u8]>) -> Result<PersonKey, KeyError> {
        let Some(wrapped) = wrapped else { return Ok(PersonKey::Erased) };
        let found = self.masters.unwrap(&person_binding(person), wrapped)?;
        let (secret, _) = found.ok_or(KeyError::Damaged)?;
        Ok(PersonKey::Live(Arc::new(secret)))
    }

    /// One person's key.
    pub fn person(&self, person: Uuid) -> Result<PersonKey, KeyError> {
        self.find(&lock(&self.reader), person)
    }

    fn find(&self, connection: &Connection, person: Uuid) -> Result<PersonKey, KeyError> {
        let mut select = connection.prepare_cached("select wrapped from person_key where person = ?1")?;
        let wrapped: Option<Option<Vec<u8>>> = select.query_row([person.as_bytes()], |row| row.get(0)).optional()?;
        match wrapped {
            None => Ok(PersonKey::Unknown),
            Some(wrapped) => self.unwrap_person(person, wrapped.as_deref()),
        }
    }

    /// Destroys keys, and remembers whose, so that none is made again.
    pub fn destroy(&self, people: &[Uuid]) -> Result<(), KeyError> {
        // The common database first: what is gone there cannot come back from it.
        self.common.as_ref().map_or(Ok(()), |common| common.destroy(people.to_vec()))?;
        let mut writer = self.writer();
        let transaction = immediate(&mut writer)?;
        for person in people {
            transaction.execute(
                "insert into person_key (person, wrapped) values (?1, null) on conflict (person) do update set wrapped = null",
                [person.as_bytes()],
            )?;
        }
        Ok(transaction.commit()?)
    }

    /// The write-ahead log still holds pages as they were, and so may free pages: moves the one into the file, and writes the file anew. In the
    /// common database the old versions of rows are written over likewise, as far as this user may.
    pub fn leave_no_trace(&self) -> Result<(), KeyError> {
        self.common.as_ref().map_or(Ok(()), Common::leave_no_trace)?;
        // Whoever reads would keep the pages that they read.
        let _nobody_reads = lock(&self.reader);
        let writer = self.writer();
        empty_write_ahead_log(&writer)?;
        writer.execute_batch("vacuum")?;
        empty_write_ahead_log(&writer)
    }
}

/// Looks and then writes: taken for writing from the start, so that nobody writes in between.
pub(super) fn immediate(writer: &mut Connection) -> rusqlite::Result<Transaction<'_>> {
    writer.transaction_with_behavior(TransactionBehavior::Immediate)
}

fn empty_write_ahead_log(writer: &Connection) -> Result<(), KeyError> {
    let was_busy: bool = writer.query_row("pragma wal_checkpoint(truncate)", [], |row| row.get(0))?;
    if was_busy { Err(KeyError::ErasureUnfinished) } else { Ok(()) }
}

fn has_secrets(common: Option<&Common>) -> Result<bool, KeyError> {
    common.map_or(Ok(false), |common| Ok(!common.secrets()?.is_empty()))
}

fn has_keys(folder: &Path) -> Result<bool, KeyError> {
    let path = folder.join(FILE);
    let found: io::Result<bool> = path.try_exists();
    found.map_err(|source| KeyError::File { path, source })
}

fn secret_binding(name: &str) -> Vec<u8> {
    [b"throughline/v1/secret\0", name.as_bytes()].concat()
}

fn person_binding(person: Uuid) -> Vec<u8> {
    [b"throughline/v1/person\0".as_slice(), person.as_bytes()].concat()
}
