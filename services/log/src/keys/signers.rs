//! Further keys that what is published is signed with, beside the first: each a secret of its own, by the how-manieth it is and the beginning of its
//! public key. Which of them sign now is not known in here; the log says so.

use rusqlite::Connection;
use throughline_proof::Signer;

use super::{
    KeyError,
    common::SecretRow,
    lock,
    vault::{Vault, immediate},
};
use crate::cipher::{Secret, fresh_secret};

const NAMES_BEGIN: &str = "signer/";

impl Vault {
    /// The seeds of the further keys that sign, the newest last.
    pub fn more_signers(&self) -> Result<Vec<Secret>, KeyError> {
        let mut rows = match self.common() {
            Some(common) => common.secrets()?,
            None => secret_rows(&lock(&self.reader))?,
        };
        rows.retain(|(name, _)| name.starts_with(NAMES_BEGIN));
        rows.sort();
        rows.into_iter().map(|(name, wrapped)| self.unwrap_secret(&name, &wrapped)).collect()
    }

    /// Makes one more; durable when it returns. Where keys are held in common it lies there, for every node.
    pub fn add_signer(&self) -> Result<Secret, KeyError> {
        let secret = fresh_secret()?;
        let public_key = Signer::from_seed(&secret)?.public_key();
        let number = self.more_signers()?.len() + 1;
        let name = format!("{NAMES_BEGIN}{number:04}-{}", public_key.iter().take(8).map(|byte| format!("{byte:02x}")).collect::<String>());
        match self.common() {
            Some(common) => common.keep_secrets(vec![(name.clone(), self.wrap_secret(&name, &secret)?)])?,
            None => {
                let mut writer = self.writer();
                let transaction = immediate(&mut writer)?;
                self.keep_secret(&transaction, &name, &secret)?;
                transaction.commit()?;
            }
        }
        Ok(secret)
    }
}

/// All secrets in a file, as they are wrapped.
pub(super) fn secret_rows(connection: &Connection) -> rusqlite::Result<Vec<SecretRow>> {
    let mut select = connection.prepare("select name, wrapped from secret order by name")?;
    select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}
