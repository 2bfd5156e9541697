//! A data folder: which place it is, whether a demo made it, and who has it open.

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use serde::{Deserialize, Serialize};
use throughline_log::{FolderLock, Held, sync_folder, write_file};

use crate::{config::Stores, exit::WrongUse};

const FILE: &str = "place.toml";
/// What a folder may hold that is no place yet: it was looked at, given its master key, or its first start was cut short.
const BEGINNINGS: [&str; 13] = [
    "lock",
    "master.key",
    "master.key.next",
    "keys.sqlite",
    "erased.ledger",
    "node.id",
    "log.sqlite",
    "checkpoint.note",
    "checkpoint.tree",
    "tokens.toml",
    "tokens.lock",
    "keeper.token",
    FILE,
];
/// What is added to the name of a file that is being written.
const UNFINISHED: [&str; 4] = ["-wal", "-shm", "-journal", ".new"];

/// What a folder says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The place's word; the log is named for it.
    pub place: String,
    /// Everybody in it is made up.
    #[serde(default)]
    pub demo: bool,
    /// Where its log lies.
    #[serde(default, skip_serializing_if = "Where::is_here")]
    pub log: Where,
    /// Where its keys lie.
    #[serde(default, skip_serializing_if = "Where::is_here")]
    pub keys: Where,
}

/// Where something of a place lies. Its address is given anew each time: it may hold a password, and changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Where {
    /// In its folder.
    #[default]
    Here,
    /// In a database, or another file.
    Elsewhere,
}

impl Where {
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
    fn is_here(&self) -> bool {
        *self == Self::Here
    }
}

impl Place {
    /// A place whose log and keys lie in its folder.
    pub fn new(word: &str, demo: bool) -> Self {
        Self { place: word.to_owned(), demo, log: Where::Here, keys: Where::Here }
    }

    /// The same, with its log and keys in these stores.
    #[must_use]
    pub fn moved_to(self, stores: &Stores, folder: &Path) -> Self {
        let here = |is_here| if is_here { Where::Here } else { Where::Elsewhere };
        let in_folder = Stores::in_folder(folder);
        Self { log: here(stores.log == in_folder.log), keys: here(stores.keys == in_folder.keys), ..self }
    }

    /// Refuses stores in the folder where the place's own lie elsewhere: another log would begin, under the same name.
    pub fn lies_in(&self, stores: &Stores, folder: &Path) -> Result<(), WrongUse> {
        let given = self.clone().moved_to(stores, folder);
        let is_forgotten = |own, given| own == Where::Elsewhere && given == Where::Here;
        let forgotten = match (is_forgotten(self.log, given.log), is_forgotten(self.keys, given.keys)) {
            (false, false) => return Ok(()),
            (true, false) => "the log of this place does not lie in its folder: give its address with --log",
            (false, true) => "the keys of this place do not lie in its folder alone: give their address with --keys",
            (true, true) => "the log and the keys of this place do not lie in its folder: give their addresses with --log and --keys",
        };
        Err(WrongUse::new(format!(
            "{forgotten}; or start the place's server, and run this again beside it. If it has moved back, take the lines `log` and `keys` out \
             of {}",
            folder.join(FILE).display()
        )))
    }

    /// The log's name.
    pub fn origin(&self) -> String {
        format!("throughline/{}", self.place)
    }
}

/// Says where the log goes on, once it was handed over.
const HANDED_OVER: &str = "handed-over";

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

    /// Makes a place in a folder that is new, unless somebody is just doing that.
    pub fn begin(&self, wanted: &Place) -> anyhow::Result<()> {
        let (_lock, place) = self.hold(wanted)?;
        self.keep(&place)
    }

    /// Takes the folder for this process, made if it is new, and holds it against what is wanted: before anything is made there, and again when
    /// nobody else can make anything.
    pub fn hold(&self, wanted: &Place) -> anyhow::Result<(FolderLock, Place)> {
        self.look(wanted)?;
        self.refuse_handed_over()?;
        let unfit = || format!("the data folder {} cannot be made; check its path and who may write there", self.path.display());
        fs::create_dir_all(&self.path).with_context(unfit)?;
        private(&self.path).with_context(unfit)?;
        let lock = self.lock()?;
        self.refuse_handed_over()?;
        Ok((lock, self.look(wanted)?))
    }

    /// From now on the place goes on elsewhere, and nothing more is served or written from here.
    pub fn hand_over(&self, to: &str) -> anyhow::Result<()> {
        let written = write_file(&self.path, HANDED_OVER, format!("{to}\n").as_bytes());
        written.context("that the place was handed over cannot be written down in its folder")
    }

    /// Two that go on from one log would make two histories of it.
    fn refuse_handed_over(&self) -> anyhow::Result<()> {
        let mark = self.path.join(HANDED_OVER);
        let to = match fs::read_to_string(&mark) {
            Ok(to) => to,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error).with_context(|| unread_mark(&mark)),
        };
        let message = format!(
            "{} was handed over, and goes on in {}: `throughline verify` still checks it, and nothing is served or written (docs/how-a-log-ends.md)",
            self.path.display(),
            to.trim()
        );
        Err(WrongUse::new(message).into())
    }

    /// Holds the folder against what is wanted; what it is to be, if it is new. Writes nothing.
    fn look(&self, wanted: &Place) -> anyhow::Result<Place> {
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
                Ok(wanted.clone())
            }
        }
    }

    /// A folder that holds something else is not taken over by a slip of the finger.
    fn refuse_others(&self) -> anyhow::Result<()> {
        let Ok(mut entries) = fs::read_dir(&self.path) else { return Ok(()) };
        let begins = |name: OsString| {
            let name = name.to_string_lossy();
            let finished = UNFINISHED.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name);
            BEGINNINGS.contains(&finished)
        };
        if entries.any(|entry| entry.is_ok_and(|entry| !begins(entry.file_name()))) {
            let message = format!("{} holds other files and is no data folder; name a new or an empty one", self.path.display());
            return Err(WrongUse::new(message).into());
        }
        Ok(())
    }

    /// Says in the folder which place it is.
    pub fn keep(&self, place: &Place) -> anyhow::Result<()> {
        if self.place()?.as_ref() == Some(place) {
            return Ok(());
        }
        let told = || format!("{} cannot be written to; check its path and who may write there", self.path.display());
        self.write_whole(&toml::to_string(place)?).with_context(told)
    }

    /// Renamed into place whole and durable, so that neither a crash nor a power cut leaves half of it.
    fn write_whole(&self, text: &str) -> io::Result<()> {
        write_file(&self.path, FILE, text.as_bytes())?;
        // The folder's own name is durable only when the one above it is; some do not let us look into that.
        _ = self.path.parent().map(sync_folder);
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

fn unread_mark(mark: &Path) -> String {
    format!(
        "whether the place was handed over cannot be told, so that nothing is served or written: let whoever runs this read {}; take it away only if \
         the place goes on nowhere else",
        mark.display()
    )
}

/// Only its owner may look into the folder.
fn private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o700))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{KeysAddress, LogAddress};

    fn place(word: &str, demo: bool) -> Place {
        Place::new(word, demo)
    }

    #[test]
    fn a_folder_keeps_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Folder::new(&folder.path().join("new"));
        folder.begin(&place("dagenham", false)).unwrap();
        assert_eq!(folder.place().unwrap(), Some(place("dagenham", false)));
        assert!(folder.look(&place("barking", false)).is_err());
    }

    #[test]
    fn a_folder_remembers_that_its_log_lies_elsewhere_and_takes_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let (path, here, folder) = (folder.path(), Stores::in_folder(folder.path()), Folder::new(folder.path()));
        let there = Stores::of(path, Some("postgres://a@b/log"), Some("postgres://a@b/keys"), None).unwrap();
        let before = place("dagenham", false);
        assert!(before.lies_in(&here, path).is_ok() && before.lies_in(&there, path).is_ok(), "a place may move");
        folder.keep(&before.moved_to(&there, path)).unwrap();
        let moved = folder.place().unwrap().unwrap();
        assert!(moved.lies_in(&there, path).is_ok());
        let told = moved.lies_in(&here, path).unwrap_err().to_string();
        assert!(told.contains("--log and --keys"), "{told}");
        let without_keys = Stores { keys: KeysAddress::Folder, ..there.clone() };
        assert!(moved.lies_in(&without_keys, path).unwrap_err().to_string().contains("--keys"));
        let a_copy = Stores { log: LogAddress::Sqlite("elsewhere.sqlite".into()), ..there };
        assert!(moved.lies_in(&a_copy, path).is_ok(), "whoever names a file means it");
    }

    #[test]
    fn a_folder_with_what_a_first_start_left_behind_is_a_new_one_and_one_with_anything_else_is_not() {
        let folder = tempfile::tempdir().unwrap();
        for ours in ["master.key", "keys.sqlite-wal", "checkpoint.note.new", "lock"] {
            fs::write(folder.path().join(ours), "").unwrap();
        }
        let folder = Folder::new(folder.path());
        folder.look(&place("dagenham", false)).unwrap();
        fs::write(folder.path().join("holiday.jpg"), "").unwrap();
        assert!(folder.look(&place("dagenham", false)).is_err());
    }

    #[test]
    fn a_folder_whose_mark_cannot_be_read_is_taken_for_one_that_was_handed_over() {
        let folder = tempfile::tempdir().unwrap();
        let mark = folder.path().join(HANDED_OVER);
        let folder = Folder::new(folder.path());
        folder.begin(&place("dagenham", false)).unwrap();
        folder.hand_over("sqlite:elsewhere/log.sqlite").unwrap();
        let told = folder.begin(&place("dagenham", false)).unwrap_err().to_string();
        assert!(told.contains("goes on in sqlite:elsewhere/log.sqlite: "), "{told}");
        fs::write(&mark, [0xff]).unwrap();
        let told = folder.begin(&place("dagenham", false)).unwrap_err().to_string();
        assert!(told.contains("let whoever runs this read") && told.contains(HANDED_OVER), "{told}");
        fs::remove_file(&mark).unwrap();
        folder.begin(&place("dagenham", false)).unwrap();
    }

    #[test]
    fn a_demo_and_a_real_place_never_share_a_folder() {
        let root = tempfile::tempdir().unwrap();
        let (demo, real) = (Folder::new(&root.path().join("demo")), Folder::new(&root.path().join("real")));
        demo.begin(&place("place", true)).unwrap();
        real.begin(&place("place", false)).unwrap();
        assert!(demo.look(&place("place", false)).is_err());
        assert!(real.look(&place("place", true)).is_err());
    }
}
