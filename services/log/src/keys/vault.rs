//! The file in which keys lie, wrapped. Nothing in here may keep an unwrapped key for longer than a call.

use std::{
    collections::HashSet,
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard},
};

use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};
use uuid::Uuid;

use super::{KeyError, KeyMaterial, PersonKey, lock, master, material::Secrets};
use crate::{
    cipher::{Cipher, Secret, fresh_nonce, fresh_secret},
    database::{self, Schema},
    planted,
};

const FILE: &str = "keys.sqlite";
const SCHEMA: Schema = Schema { application_id: 0x546c_6b79, migrations: &[include_str!("../../../../migrations/log/keys/0001_keys.sql")] };
const NAMES: [&str; 5] = ["request", "source_key", "search", "local", "signer"];

/// The keys at rest.
pub(crate) struct Vault {
    path: PathBuf,
    master: Cipher,
    writer: Mutex<Connection>,
    /// Apart from the writer, so that reading a key does not wait for the disk.
    reader: Mutex<Connection>,
}

impl Vault {
    pub fn open(folder: &Path) -> Result<Self, KeyError> {
        fs::create_dir_all(folder).map_err(|source| KeyError::File { path: folder.to_owned(), source })?;
        match master::read(folder)? {
            Some(key) => Self::with_master(folder, &key),
            // Keys without their master key are somebody's mistake, and a new one would not mend it.
            None if has_keys(folder)? => Err(KeyError::MasterKeyMissing { path: master::path(folder) }),
            None => {
                let key = fresh_secret()?;
                master::create(folder, &key)?;
                Self::with_master(folder, &key)
            }
        }
    }

    pub fn restore(folder: &Path, material: &KeyMaterial) -> Result<Self, KeyError> {
        fs::create_dir_all(folder).map_err(|source| KeyError::File { path: folder.to_owned(), source })?;
        if has_keys(folder)? || master::read(folder)?.is_some() {
            return Err(KeyError::KeysExist { path: folder.to_owned() });
        }
        master::create(folder, &material.master)?;
        let vault = Self::with_master(folder, &material.master)?;
        vault.fill(material)?;
        Ok(vault)
    }

    fn with_master(folder: &Path, key: &Secret) -> Result<Self, KeyError> {
        let path = folder.join(FILE);
        let writer = database::open(&path, &SCHEMA)?;
        // What is deleted is overwritten.
        writer.pragma_update(None, "secure_delete", "on")?;
        if planted::is("key-not-durable") {
            writer.pragma_update(None, "synchronous", "off")?;
        }
        let reader = Mutex::new(database::open_to_read(&path)?);
        Ok(Self { path: folder.to_owned(), master: Cipher::new(key)?, writer: Mutex::new(writer), reader })
    }

    fn fill(&self, material: &KeyMaterial) -> Result<(), KeyError> {
        let mut writer = self.writer();
        let transaction = immediate(&mut writer)?;
        let secrets = material.secrets();
        for (name, secret) in NAMES.into_iter().zip([secrets.request, secrets.source_key, secrets.search, secrets.local, secrets.signer]) {
            self.keep_secret(&transaction, name, &secret)?;
        }
        for (person, secret) in &material.people {
            self.keep_person(&transaction, *person, secret)?;
        }
        Ok(transaction.commit()?)
    }

    /// The connection that writes, for one caller at a time.
    pub fn writer(&self) -> MutexGuard<'_, Connection> {
        lock(&self.writer)
    }

    /// The node's own secrets; made when there are none yet.
    pub fn secrets(&self) -> Result<Secrets, KeyError> {
        let mut writer = self.writer();
        let transaction = immediate(&mut writer)?;
        let [request, source_key, search, local, signer] = NAMES.map(|name| self.secret(&transaction, name));
        let secrets = Secrets { request: request?, source_key: source_key?, search: search?, local: local?, signer: signer? };
        transaction.commit()?;
        Ok(secrets)
    }

    fn secret(&self, transaction: &Transaction<'_>, name: &str) -> Result<Secret, KeyError> {
        let wrapped: Option<Vec<u8>> =
            transaction.query_row("select wrapped from secret where name = ?1", [name], |row| row.get(0)).optional()?;
        if let Some(wrapped) = wrapped {
            let wrong = |_| KeyError::WrongMasterKey { path: master::path(&self.path) };
            return self.master.unwrap_secret(&secret_binding(name), &wrapped).map_err(wrong);
        }
        let secret = fresh_secret()?;
        self.keep_secret(transaction, name, &secret)?;
        Ok(secret)
    }

    fn keep_secret(&self, transaction: &Transaction<'_>, name: &str, secret: &Secret) -> Result<(), KeyError> {
        let wrapped = self.master.wrap(fresh_nonce()?, &secret_binding(name), secret.as_slice())?;
        transaction.execute("insert into secret (name, wrapped) values (?1, ?2)", params![name, wrapped])?;
        Ok(())
    }

    /// Makes keys for those who have none, in one transaction, and answers with all that are live.
    pub fn make(&self, writer: &mut Connection, people: &HashSet<Uuid>) -> Result<Vec<(Uuid, Arc<Secret>)>, KeyError> {
        if people.is_empty() {
            return Ok(Vec::new());
        }
        let transaction = immediate(writer)?;
        let mut made = Vec::with_capacity(people.len());
        for &person in people {
            match self.find(&transaction, person)? {
                PersonKey::Live(secret) => made.push((person, secret)),
                PersonKey::Erased => {}
                PersonKey::Unknown => {
                    let secret = fresh_secret()?;
                    self.keep_person(&transaction, person, &secret)?;
                    made.push((person, Arc::new(secret)));
                }
            }
        }
        transaction.commit()?;
        Ok(made)
    }

    fn keep_person(&self, transaction: &Transaction<'_>, person: Uuid, secret: &Secret) -> Result<(), KeyError> {
        let wrapped = self.master.wrap(fresh_nonce()?, &person_binding(person), secret.as_slice())?;
        let mut insert = transaction.prepare_cached("insert into person_key (person, wrapped) values (?1, ?2)")?;
        insert.execute(params![person.as_bytes(), wrapped])?;
        Ok(())
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
            Some(None) => Ok(PersonKey::Erased),
            Some(Some(wrapped)) => {
                let secret = self.master.unwrap_secret(&person_binding(person), &wrapped).map_err(|_| KeyError::Damaged)?;
                Ok(PersonKey::Live(Arc::new(secret)))
            }
        }
    }

    /// Destroys keys, and remembers whose, so that none is made again.
    pub fn destroy(&self, people: &[Uuid]) -> Result<(), KeyError> {
        let mut writer = self.writer();
        let transaction = immediate(&mut writer)?;
        for person in people {
            transaction.execute(
                "insert into person_key (person, wrapped) values (?1, null) on conflict (person) do update set wrapped = null",
                [person.as_bytes()],
            )?;
        }
        transaction.commit()?;
        // The write-ahead log still holds the page as it was, and so may free pages: move the one into the file, and write the file anew.
        empty_write_ahead_log(&writer)?;
        writer.execute_batch("vacuum")?;
        empty_write_ahead_log(&writer)
    }
}

/// Looks and then writes: taken for writing from the start, so that nobody writes in between.
fn immediate(writer: &mut Connection) -> rusqlite::Result<Transaction<'_>> {
    writer.transaction_with_behavior(TransactionBehavior::Immediate)
}

fn empty_write_ahead_log(writer: &Connection) -> Result<(), KeyError> {
    let was_busy: bool = writer.query_row("pragma wal_checkpoint(truncate)", [], |row| row.get(0))?;
    if was_busy { Err(KeyError::ErasureUnfinished) } else { Ok(()) }
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
