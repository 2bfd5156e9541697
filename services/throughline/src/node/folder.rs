//! A data folder: which place it is, whether a demo made it, and who has it open.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use serde::{Deserialize, Serialize};
use throughline_log::{FolderLock, Held};

use crate::exit::WrongUse;

const FILE: &str = "place.toml";

/// What a folder says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The place's word; the log is named for it.
    pub place: String,
    /// Everybody in it is made up.
    #[serde(default)]
    pub demo: bool,
}

impl Place {
    /// The log's name.
    pub fn origin(&self) -> String {
        format!("throughline/{}", self.place)
    }
}

/// A data folder.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// A folder at a path.
    pub fn new(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it says of itself; none if it is new.
    pub fn place(&self) -> anyhow::Result<Option<Place>> {
        let file = self.path.join(FILE);
        match fs::read_to_string(&file) {
            Ok(text) => Ok(Some(toml::from_str(&text).with_context(|| format!("{} is not right", file.display()))?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(|| format!("{} cannot be read", file.display())),
        }
    }

    /// Makes the folder if it is new, and holds it against what is wanted.
    pub fn claim(&self, wanted: &Place) -> anyhow::Result<Place> {
        match self.place()? {
            Some(found) if found.demo && !wanted.demo => {
                let message = format!("{} was made by a demo, and everybody in it is made up; use another folder", self.path.display());
                Err(WrongUse::new(message).into())
            }
            Some(found) if !found.demo && wanted.demo => {
                let message = format!("{} holds a real place; give the demo a folder of its own with --data", self.path.display());
                Err(WrongUse::new(message).into())
            }
            Some(found) if found.place != wanted.place => {
                let message = format!(
                    "{} is the place {}, not {}; leave --place out, or name another folder with --data",
                    self.path.display(),
                    found.place,
                    wanted.place
                );
                Err(WrongUse::new(message).into())
            }
            Some(found) => Ok(found),
            None => {
                self.refuse_others()?;
                self.make(wanted)?;
                Ok(wanted.clone())
            }
        }
    }

    /// A folder that holds something else is not taken over by a slip of the finger.
    fn refuse_others(&self) -> anyhow::Result<()> {
        let Ok(mut entries) = fs::read_dir(&self.path) else { return Ok(()) };
        // A folder that was looked at while it was empty may hold a lock.
        if entries.any(|entry| entry.is_ok_and(|entry| entry.file_name() != "lock")) {
            let message = format!("{} holds other files and is no data folder; name a new or an empty one", self.path.display());
            return Err(WrongUse::new(message).into());
        }
        Ok(())
    }

    fn make(&self, place: &Place) -> anyhow::Result<()> {
        let told = || format!("the data folder {} cannot be made; check its path and who may write there", self.path.display());
        fs::create_dir_all(&self.path).with_context(told)?;
        private(&self.path).with_context(told)?;
        self.write_whole(&toml::to_string(place)?).with_context(told)
    }

    /// Renamed into place whole and durable, so that neither a crash nor a power cut leaves half of it, or none beside a log.
    fn write_whole(&self, text: &str) -> io::Result<()> {
        let (half, whole) = (self.path.join(".place.toml"), self.path.join(FILE));
        let mut file = File::create(&half)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&half, &whole)?;
        File::open(&self.path)?.sync_all()?;
        // The folder's own name is durable only when the one above it is; some do not let us look into that.
        _ = self.path.parent().map(|above| File::open(above).and_then(|above| above.sync_all()));
        Ok(())
    }

    /// Takes the folder for this process.
    pub fn lock(&self) -> anyhow::Result<FolderLock> {
        FolderLock::take(&self.path).map_err(|held| WrongUse::new(held.to_string()).into())
    }

    /// The address of the server that has the folder open, if one has.
    pub fn serving(&self) -> anyhow::Result<Option<String>> {
        if !self.path.is_dir() {
            return Ok(None);
        }
        match FolderLock::take(&self.path) {
            Ok(_) => Ok(None),
            Err(Held::By { by }) if by.starts_with("http://") => Ok(Some(by)),
            Err(Held::By { .. }) => {
                bail!("{} is open in another process that serves nobody; wait until it has ended", self.path.display())
            }
            Err(unusable) => Err(unusable.into()),
        }
    }
}

/// Only its owner may look into the folder.
fn private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o700))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(word: &str, demo: bool) -> Place {
        Place { place: word.to_owned(), demo }
    }

    #[test]
    fn a_folder_keeps_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Folder::new(&folder.path().join("new"));
        folder.claim(&place("dagenham", false)).unwrap();
        assert_eq!(folder.place().unwrap(), Some(place("dagenham", false)));
        assert!(folder.claim(&place("barking", false)).is_err());
    }

    #[test]
    fn a_demo_and_a_real_place_never_share_a_folder() {
        let root = tempfile::tempdir().unwrap();
        let (demo, real) = (Folder::new(&root.path().join("demo")), Folder::new(&root.path().join("real")));
        demo.claim(&place("place", true)).unwrap();
        real.claim(&place("place", false)).unwrap();
        assert!(demo.claim(&place("place", false)).is_err());
        assert!(real.claim(&place("place", true)).is_err());
    }
}
