//! One data folder has one writer: a lock that ends with its process, and says where that process is to be reached.
//!
//! Nothing in here may know what lies in the folder.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use thiserror::Error;

const FILE: &str = "lock";

/// Held for as long as this lives, and no longer than the process does.
#[derive(Debug)]
pub struct FolderLock {
    file: File,
}

/// Why a folder is not ours to write.
#[derive(Debug, Error)]
pub enum Held {
    /// Another process has it.
    #[error("the data folder is in use{}; go through that server, or stop it first", at(by))]
    By {
        /// Where that process is to be reached, as far as it has said.
        by: String,
    },
    /// The lock itself cannot be made.
    #[error("{} cannot be made; see that the folder exists and may be written to", path.display())]
    Unusable {
        /// The lock's file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
}

impl FolderLock {
    /// Takes the lock of a folder, which is made where there is none.
    pub fn take(folder: &Path) -> Result<Self, Held> {
        let path = folder.join(FILE);
        let open = || {
            fs::create_dir_all(folder)?;
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path)
        };
        let unusable = |source| Held::Unusable { path: path.clone(), source };
        let file = open().map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => {
                // Whatever stands there was said by a process that is gone.
                file.set_len(0).map_err(unusable)?;
                Ok(Self { file })
            }
            Err(TryLockError::WouldBlock) => Err(Held::By { by: fs::read_to_string(&path).unwrap_or_default().trim().to_owned() }),
            Err(TryLockError::Error(source)) => Err(unusable(source)),
        }
    }

    /// Says where this process is to be reached, to those who find the folder locked.
    pub fn announce(&mut self, address: &str) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.write_all(address.as_bytes())
    }
}

impl Drop for FolderLock {
    /// Closing alone would leave it with a child that this process has begun and that has not become another program yet.
    fn drop(&mut self) {
        _ = self.file.unlock();
    }
}

fn at(by: &str) -> String {
    if by.is_empty() { String::new() } else { format!(" by the server at {by}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_taker_is_told_who_has_the_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut held = FolderLock::take(folder.path()).expect("taken");
        held.announce("127.0.0.1:7400").expect("announced");
        assert!(matches!(FolderLock::take(folder.path()), Err(Held::By { by }) if by == "127.0.0.1:7400"));
    }

    #[test]
    fn the_lock_ends_with_its_holder() {
        let folder = tempfile::tempdir().expect("a folder");
        drop(FolderLock::take(folder.path()).expect("taken"));
        FolderLock::take(folder.path()).expect("taken again");
    }
}
