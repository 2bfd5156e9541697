//! The search: every byte of every file under a folder. No test lives in here.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use aho_corasick::AhoCorasick;

use crate::canaries::Pattern;

/// Where something lies that must not.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    pub file: PathBuf,
    pub means: String,
    /// What stands around it.
    pub around: String,
}

/// Looks for all of them at once.
pub struct Search {
    patterns: Vec<Pattern>,
    automaton: AhoCorasick,
}

impl Search {
    /// For these.
    pub fn new(patterns: Vec<Pattern>) -> Self {
        let automaton = AhoCorasick::builder().ascii_case_insensitive(true).build(patterns.iter().map(|pattern| &pattern.bytes));
        Self { automaton: automaton.expect("patterns"), patterns }
    }

    /// Once for each of them and file.
    pub fn under(&self, folders: &[&Path]) -> Vec<Found> {
        let mut found = Vec::new();
        for folder in folders {
            for file in files(folder) {
                match fs::read(&file) {
                    Ok(bytes) => found.extend(self.within(&file, &bytes)),
                    // Postgres and JetStream take files away while they run.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    Err(error) => panic!("{}: {error}", file.display()),
                }
            }
        }
        found.sort();
        found.dedup_by(|one, other| (&one.file, &one.means) == (&other.file, &other.means));
        found
    }

    /// In bytes that are no file's.
    pub fn within(&self, file: &Path, bytes: &[u8]) -> Vec<Found> {
        let matches = self.automaton.find_overlapping_iter(bytes);
        let found = matches.map(|at| Found {
            file: file.to_owned(),
            means: self.patterns[at.pattern().as_usize()].means.clone(),
            around: String::from_utf8_lossy(&bytes[at.start().saturating_sub(80)..bytes.len().min(at.end() + 40)]).into_owned(),
        });
        found.collect()
    }
}

/// Every file under a folder that can be read as one.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found = Vec::new();
    for entry in entries.flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => found.extend(files(&entry.path())),
            Ok(kind) if kind.is_file() => found.push(entry.path()),
            _ => {}
        }
    }
    found
}
