//! The master key: 32 bytes as hexadecimal digits in a file that only its owner may read.

use std::{
    fmt::Write as _,
    fs::{self, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use super::KeyError;
use crate::{
    cipher::{Secret, fresh_secret},
    durable::sync_folder,
};

const FILE: &str = "master.key";

/// Where the master key of a folder lies, unless it is kept elsewhere.
pub(crate) fn path(folder: &Path) -> PathBuf {
    folder.join(FILE)
}

/// Where the next one lies, while keys are being wrapped under it.
pub(crate) fn next(path: &Path) -> PathBuf {
    beside(path, ".next")
}

/// Where the one before lies, until somebody takes it away.
pub(crate) fn before(path: &Path) -> PathBuf {
    beside(path, ".before")
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut file = path.as_os_str().to_owned();
    file.push(ending);
    file.into()
}

/// Makes the next master key, unless it is there; durable when it returns.
pub(crate) fn prepare_next(path: &Path) -> Result<(), KeyError> {
    let next = next(path);
    if read(&next)?.is_some() {
        return Ok(());
    }
    // Written whole under another name: half a key would be in the way.
    let half = beside(path, ".new");
    let cannot = |source| KeyError::File { path: half.clone(), source };
    match fs::remove_file(&half) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(cannot(error)),
        _ => {}
    }
    create(&half, &fresh_secret()?)?;
    fs::rename(&half, &next).and_then(|()| sync_folder_of(path)).map_err(cannot)
}

/// Makes the next master key the present one, and keeps that as the one before.
pub(crate) fn promote_next(path: &Path) -> Result<(), KeyError> {
    let (next, before) = (next(path), before(path));
    let cannot = |source| KeyError::File { path: path.to_owned(), source };
    match fs::remove_file(&before) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(cannot(error)),
        _ => {}
    }
    // A second name for the same file: at no moment is there none of either.
    fs::hard_link(path, &before).map_err(cannot)?;
    sync_folder_of(path).and_then(|()| fs::rename(&next, path)).and_then(|()| sync_folder_of(path)).map_err(cannot)
}

/// Reads a master key; nothing if there is none.
pub(crate) fn read(path: &Path) -> Result<Option<Secret>, KeyError> {
    // Mounted secrets are often readable by more than their owner, so that this is said and not refused.
    if fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o077 != 0) {
        tracing::warn!(path = %path.display(), "others may read the master key; its file should have mode 0600");
    }
    look(path)
}

/// The same, for who looks again and again.
pub(crate) fn look(path: &Path) -> Result<Option<Secret>, KeyError> {
    let text = match fs::read_to_string(path) {
        Ok(text) => Zeroizing::new(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        // No text at all: 32 bytes as they are, perhaps.
        Err(error) if error.kind() == io::ErrorKind::InvalidData => return Err(KeyError::MasterKeyUnfit { path: path.to_owned() }),
        Err(source) => return Err(KeyError::File { path: path.to_owned(), source }),
    };
    decode(text.trim()).map(Some).ok_or(KeyError::MasterKeyUnfit { path: path.to_owned() })
}

/// Writes a master key where there is none; durable when it returns.
pub(crate) fn create(path: &Path, key: &Secret) -> Result<(), KeyError> {
    write_new(path, &encode(key)).map_err(|source| KeyError::File { path: path.to_owned(), source })
}

fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()?;
    sync_folder_of(path)
}

fn sync_folder_of(path: &Path) -> io::Result<()> {
    sync_folder(path.parent().unwrap_or(Path::new(".")))
}

fn encode(key: &Secret) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(65));
    for byte in key.iter() {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn decode(text: &str) -> Option<Secret> {
    let mut key = Secret::default();
    let digits: Vec<u8> = text.chars().map(|digit| digit.to_digit(16).and_then(|value| u8::try_from(value).ok())).collect::<Option<_>>()?;
    let digits = Zeroizing::new(digits);
    let (pairs, rest) = digits.as_chunks::<2>();
    if pairs.len() != key.len() || !rest.is_empty() {
        return None;
    }
    key.iter_mut().zip(pairs).for_each(|(byte, [high, low])| *byte = high << 4 | low);
    Some(key)
}
