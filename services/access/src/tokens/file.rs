//! `tokens.toml` and its neighbours on the disk: read, written whole by rename, and locked while it is changed.
//!
//! Files here are for their owner alone (0600), and that is whoever owns the folder: an administrator who adds an agency as root locks no service
//! out of its own tokens. Nothing here knows what a token is good for.

use std::{
    fs::{self, File, OpenOptions, Permissions},
    io::{self, Write as _},
    os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _, fchown},
    path::{Path, PathBuf},
    time::SystemTime,
};

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::TokenError;

const TOKENS: &str = "tokens.toml";
/// Tokens that were removed and of which the log has not been told.
const UNTOLD: &str = "tokens.untold";
const LOCK: &str = "tokens.lock";
const OWNER_ALONE: u32 = 0o600;
const PREAMBLE: &str = "\
# Who may call this place, over loopback only. Of a token only its SHA-256 is kept.
# Written by `throughline agency`; a running server reads it again when it changes.
";

const UNTOLD_PREAMBLE: &str = "\
# These tokens count no longer, and the log is still to be told so: `throughline agency` does, with the next token it makes or removes.
";

/// One token of an agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Whose it is.
    pub agency: String,
    /// What it was made for, unique in the place: the way to name it when it is removed.
    pub label: String,
    /// When it was made, RFC 3339, UTC.
    pub created: String,
    /// The token's SHA-256, in hexadecimal.
    pub sha256: String,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Contents {
    #[serde(default)]
    token: Vec<Entry>,
}

/// What tells one edition of the file from the next. A rename brings a new inode, however fast it follows the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    modified: Option<SystemTime>,
    length: u64,
    inode: u64,
}

/// The edition that lies there now; none if there is no file.
pub(super) fn stamp(folder: &Path) -> Result<Option<Stamp>, TokenError> {
    let path = folder.join(TOKENS);
    match fs::metadata(&path) {
        Ok(found) => Ok(Some(Stamp { modified: found.modified().ok(), length: found.len(), inode: found.ino() })),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(TokenError::File { path, source }),
    }
}

/// All entries; none if there is no file.
pub(super) fn read(folder: &Path) -> Result<Vec<Entry>, TokenError> {
    entries_of(folder.join(TOKENS))
}

/// Those that were removed and of which the log has not been told.
pub(super) fn read_untold(folder: &Path) -> Result<Vec<Entry>, TokenError> {
    entries_of(folder.join(UNTOLD))
}

fn entries_of(path: PathBuf) -> Result<Vec<Entry>, TokenError> {
    let Some(text) = read_text(&path)? else { return Ok(Vec::new()) };
    let contents: Contents = toml::from_str(&text).map_err(|source| TokenError::NotTokens { path, source: Box::new(source) })?;
    Ok(contents.token)
}

/// A file's text; none if there is no file. A file that others can read is closed to them first.
pub(super) fn read_text(path: &Path) -> Result<Option<Zeroizing<String>>, TokenError> {
    let failed = |source| TokenError::File { path: path.to_owned(), source };
    let text = match fs::read_to_string(path) {
        // It may be a token in clear.
        Ok(text) => Zeroizing::new(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(failed(source)),
    };
    let mode = fs::metadata(path).map_err(failed)?.permissions().mode();
    if mode & 0o077 != 0 {
        tracing::warn!(path = %path.display(), "others could read this file; it is closed to them now, and its tokens are better made anew");
        fs::set_permissions(path, Permissions::from_mode(OWNER_ALONE)).map_err(failed)?;
    }
    Ok(Some(text))
}

/// The right to change the files of a folder, held by one process at a time until it is dropped.
#[derive(Debug)]
pub(super) struct Locked {
    folder: PathBuf,
    _lock: File,
}

impl Locked {
    /// Waits for the right.
    pub(super) fn wait(folder: &Path) -> Result<Self, TokenError> {
        let path = folder.join(LOCK);
        let lock = match make(folder, &path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => OpenOptions::new().write(true).open(&path),
            made => made,
        };
        let lock = lock.and_then(|lock| lock.lock().map(|()| lock)).map_err(|source| TokenError::File { path, source })?;
        Ok(Self { folder: folder.to_owned(), _lock: lock })
    }

    /// Puts these entries in place of those that were there.
    pub(super) fn write(&self, entries: Vec<Entry>) -> Result<(), TokenError> {
        self.write_entries(TOKENS, PREAMBLE, entries)
    }

    /// The same of those of which the log has not been told.
    pub(super) fn write_untold(&self, entries: Vec<Entry>) -> Result<(), TokenError> {
        self.write_entries(UNTOLD, UNTOLD_PREAMBLE, entries)
    }

    fn write_entries(&self, name: &str, preamble: &str, entries: Vec<Entry>) -> Result<(), TokenError> {
        let text = toml::to_string(&Contents { token: entries }).map_err(|source| TokenError::NotWritten { source: Box::new(source) })?;
        self.replace(name, &format!("{preamble}\n{text}"))
    }

    /// Puts a file in place of the one that was there: whoever reads finds the old one or the new one, whole.
    pub(super) fn replace(&self, name: &str, text: &str) -> Result<(), TokenError> {
        let new = self.folder.join(format!("{name}.new"));
        self.replace_through(&new, name, text).map_err(|source| TokenError::File { path: new, source })
    }

    fn replace_through(&self, new: &Path, name: &str, text: &str) -> io::Result<()> {
        // One that a crash left behind may be open to others, or lead elsewhere.
        match fs::remove_file(new) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = make(&self.folder, new)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(new, self.folder.join(name))?;
        // The rename itself is durable only once the folder is.
        File::open(&self.folder)?.sync_all()
    }
}

/// Makes a file that is not there yet, for the folder's owner alone. It is never one that somebody else put there: root gives nothing away
/// that a link leads to.
fn make(folder: &Path, path: &Path) -> io::Result<File> {
    let file = OpenOptions::new().create_new(true).write(true).mode(OWNER_ALONE).open(path)?;
    let (owner, ours) = (fs::metadata(folder)?, file.metadata()?);
    if (owner.uid(), owner.gid()) == (ours.uid(), ours.gid()) {
        return Ok(file);
    }
    match fchown(&file, Some(owner.uid()), Some(owner.gid())) {
        // Only root may. Anybody else whom the folder lets write (a group's volume) keeps what they make.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(file),
        done => done.map(|()| file),
    }
}
