//! The ledger: who was erased, in a file of its own beside the keys and outside every backup. Whatever is restored, the keys that it lists
//! are destroyed again before anything is read.
//!
//! One line each, only ever added to. A line that a crash cut off is as if it had not been written. Nothing in here may know a name.

use std::{
    collections::HashMap,
    fs::{File, OpenOptions},
    io::{self, Read as _, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use uuid::Uuid;

use super::KeyError;
use crate::durable::sync_folder;

const FILE: &str = "erased.ledger";

/// Who was erased, by which record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erasure {
    /// The profile.
    pub person: Uuid,
    /// The position of the record that says so.
    pub position: u64,
    /// Its leaf in the log's tree.
    pub leaf: [u8; 32],
}

/// The ledger's file.
pub(crate) struct Ledger {
    path: PathBuf,
    file: File,
    /// Where a line begins that was cut off; whoever writes next takes it away. Whoever only reads may see one that is being written.
    torn_at: Option<u64>,
    /// By which record, for each.
    people: HashMap<Uuid, u64>,
    /// The log was looked through for erasures up to here.
    read_up_to: u64,
    /// So many of them have left no trace in the keys' file either.
    traceless: usize,
}

impl Ledger {
    /// Opens a folder's ledger; makes an empty one where there is none.
    pub fn open(folder: &Path) -> Result<Self, KeyError> {
        let path = folder.join(FILE);
        let cannot = |source| KeyError::File { path: path.clone(), source };
        let mut file = OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(&path).map_err(cannot)?;
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(cannot)?;
        let whole = text.rfind('\n').map_or(0, |last| last + 1);
        let torn_at = (whole < text.len()).then_some(whole as u64);
        let mut ledger = Self { path: path.clone(), file, torn_at, people: HashMap::new(), read_up_to: 0, traceless: 0 };
        for (index, line) in text[..whole].lines().enumerate() {
            ledger.take_in(line).ok_or(KeyError::LedgerDamaged { path: path.clone(), line: index + 1 })?;
        }
        Ok(ledger)
    }

    fn take_in(&mut self, line: &str) -> Option<()> {
        let (what, rest) = line.split_once(' ')?;
        match what {
            "erased" => {
                let mut fields = rest.split(' ');
                let (person, position) = (Uuid::parse_str(fields.next()?).ok()?, fields.next()?.parse().ok()?);
                self.people.insert(person, position);
            }
            "read" => self.read_up_to = rest.parse().ok()?,
            "traceless" => self.traceless = rest.parse().ok()?,
            _ => return None,
        }
        Some(())
    }

    /// Everybody who is listed.
    pub fn people(&self) -> impl Iterator<Item = Uuid> {
        self.people.keys().copied()
    }

    /// Whom records after a position and up to another erased, and by which.
    pub fn between(&self, after: u64, until: u64) -> Vec<(Uuid, u64)> {
        let all = self.people.iter().map(|(person, position)| (*person, *position));
        all.filter(|(_, position)| *position > after && *position <= until).collect()
    }

    /// Up to where the log was looked through.
    pub fn read_up_to(&self) -> u64 {
        self.read_up_to
    }

    /// Whether a key may have left traces: somebody was listed, and what came after was cut off.
    pub fn may_have_traces(&self) -> bool {
        self.traceless < self.people.len()
    }

    /// Lists erasures; durable when it returns, and before any key is destroyed.
    pub fn list(&mut self, erasures: &[Erasure]) -> Result<(), KeyError> {
        let mut lines = String::new();
        for Erasure { person, position, leaf } in erasures {
            if self.people.insert(*person, *position) != Some(*position) {
                let leaf: String = leaf.iter().map(|byte| format!("{byte:02x}")).collect();
                lines += &format!("erased {person} {position} {leaf}\n");
            }
        }
        self.write(&lines)
    }

    /// The log was looked through up to here.
    pub fn has_read(&mut self, up_to: u64) -> Result<(), KeyError> {
        if self.read_up_to == up_to {
            return Ok(());
        }
        self.read_up_to = up_to;
        self.write(&format!("read {up_to}\n"))
    }

    /// Of nobody listed there is a trace in the keys' file.
    pub fn is_traceless(&mut self) -> Result<(), KeyError> {
        self.traceless = self.people.len();
        self.write(&format!("traceless {}\n", self.traceless))
    }

    fn write(&mut self, lines: &str) -> Result<(), KeyError> {
        if lines.is_empty() {
            return Ok(());
        }
        if let Some(torn_at) = self.torn_at.take() {
            self.file.set_len(torn_at).map_err(|source| KeyError::File { path: self.path.clone(), source })?;
        }
        let written = self.file.write_all(lines.as_bytes()).and_then(|()| self.file.sync_all()).and_then(|()| {
            // The name is durable only when the folder is.
            self.path.parent().map_or(Ok(()), sync_folder)
        });
        written.map_err(|source: io::Error| KeyError::File { path: self.path.clone(), source })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn erasure(person: Uuid) -> Erasure {
        Erasure { person, position: 7, leaf: [9; 32] }
    }

    #[test]
    fn what_was_listed_is_there_when_it_is_opened_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let (one, two) = (Uuid::new_v4(), Uuid::new_v4());
        let mut ledger = Ledger::open(folder.path()).expect("opens");
        ledger.list(&[erasure(one), erasure(two), erasure(one)]).expect("listed");
        ledger.has_read(12).expect("written");
        let ledger = Ledger::open(folder.path()).expect("opens again");
        assert_eq!(ledger.people().collect::<HashSet<_>>(), HashSet::from([one, two]));
        assert_eq!(ledger.read_up_to(), 12);
        assert!(ledger.may_have_traces());
    }

    #[test]
    fn a_line_that_was_cut_off_is_as_if_it_had_not_been_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let (one, two) = (Uuid::new_v4(), Uuid::new_v4());
        Ledger::open(folder.path()).expect("opens").list(&[erasure(one)]).expect("listed");
        let path = folder.path().join(FILE);
        let text = std::fs::read_to_string(&path).expect("readable");
        std::fs::write(&path, format!("{text}erased {}", &two.to_string()[..9])).expect("written");
        let mut ledger = Ledger::open(folder.path()).expect("opens");
        ledger.list(&[erasure(two)]).expect("listed");
        assert_eq!(Ledger::open(folder.path()).expect("opens").people().count(), 2);
    }

    #[test]
    fn a_ledger_that_cannot_be_read_says_which_line() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join(FILE), "read 3\nsomething else\n").expect("written");
        assert!(matches!(Ledger::open(folder.path()), Err(KeyError::LedgerDamaged { line: 2, .. })));
    }
}
