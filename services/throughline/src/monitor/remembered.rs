//! What a monitor remembers: the last checkpoint that it believed, and the tree's right edge under it.

use std::{
    fs::{self, File},
    io::{ErrorKind, Write as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use throughline_log::{SignedCheckpoint, tree::Frontier, write_file};

use crate::bundle::Trust;

const CHECKPOINT: &str = "checkpoint";
const TREE: &str = "tree";

/// Where it remembers.
#[derive(Debug)]
pub struct Remembered(PathBuf);

impl Remembered {
    /// In this folder, which is there.
    pub fn new(folder: &Path) -> Self {
        Self(folder.to_owned())
    }

    /// The last checkpoint with its tree; nothing at the first time.
    pub fn read(&self, trust: &Trust) -> anyhow::Result<Option<(SignedCheckpoint, Frontier)>> {
        let note = match fs::read_to_string(self.0.join(CHECKPOINT)) {
            Ok(note) => note,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).context("what was remembered cannot be read"),
        };
        let signed = trust.open(&note).context("what was remembered is of another log, or signed by another key of it: if it has had another since, give both, --public-key OLD --public-key NEW; for another log, name another folder with --data")?;
        let bytes = fs::read(self.0.join(TREE)).unwrap_or_default();
        match Frontier::decode(signed.checkpoint.size, &bytes) {
            Some(tree) if tree.root() == signed.checkpoint.root => Ok(Some((signed, tree))),
            // It was cut off between the two files, or somebody changed one: the checkpoint counts, and the tree is read anew.
            _ => Ok(Some((signed, Frontier::default()))),
        }
    }

    /// Remembers both, the tree first: it is worth nothing without the checkpoint.
    pub fn keep(&self, signed: &SignedCheckpoint, tree: &Frontier) -> anyhow::Result<()> {
        self.write(TREE, &tree.encode())?;
        self.write(CHECKPOINT, signed.note.as_bytes())
    }

    /// Keeps what contradicts it, for whoever is to be shown it.
    pub fn keep_evidence(&self, note: &str) -> anyhow::Result<()> {
        for number in 1..1_000 {
            match File::create_new(self.0.join(format!("evidence-{number:03}"))) {
                Ok(mut file) => return Ok(file.write_all(note.as_bytes()).and_then(|()| file.sync_all())?),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error).context("the evidence cannot be kept"),
            }
        }
        bail!("the folder is full of evidence; look at it")
    }

    fn write(&self, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
        write_file(&self.0, name, bytes).context("what was seen cannot be remembered")
    }
}
