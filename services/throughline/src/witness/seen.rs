//! What a witness keeps: its key, and the last checkpoint of each log that it cosigned. Deciding and keeping is one step, so that nobody comes in between;
//! and it is on the disk before anybody is answered.

use std::{
    fs,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context as _, bail};
use aws_lc_rs::rand;
use throughline_log::write_private_file;
use throughline_proof::{
    Checkpoint, Cosigner, Note, Signature, Signer, VerifierKey,
    tree::labelled,
    witness::{AddCheckpoint, Declined, Seen as SeenSoFar},
};
use zeroize::Zeroizing;

use crate::{exit::WrongUse, records::hex};

/// The key's seed, for its owner alone, after the witness's name.
const KEY_FILE: &str = "witness.key";
const LOGS: &str = "logs";

/// What was seen cannot be kept.
#[derive(Debug)]
pub struct CannotKeep(pub io::Error);

/// What a witness keeps.
pub struct Seen {
    folder: PathBuf,
    cosigner: Cosigner,
    deciding: Mutex<()>,
}

impl Seen {
    /// Opens a witness's folder; one that is new needs a name.
    pub fn open(folder: &Path, name: Option<&str>) -> anyhow::Result<Self> {
        let (kept, seed) = match read_key(folder)? {
            Some(kept) => kept,
            None => make_key(folder, name)?,
        };
        if let Some(name) = name.filter(|name| *name != kept) {
            return Err(
                WrongUse::new(format!("this witness is called {kept}, and not {name}: whoever has its key knows it by that")).into()
            );
        }
        let signer = Signer::from_seed(&seed).ok().context("the witness's key cannot be used")?;
        fs::create_dir_all(folder.join(LOGS)).context("the witness's folder cannot be written")?;
        Ok(Self { folder: folder.to_owned(), cosigner: Cosigner::new(kept, signer), deciding: Mutex::new(()) })
    }

    /// The key that it cosigns with.
    pub fn key(&self) -> VerifierKey {
        self.cosigner.key()
    }

    /// Cosigns, if what is asked goes on from what was seen. Waits for the disk.
    pub fn decide(&self, asked: &AddCheckpoint, logs: &[VerifierKey]) -> Result<Result<Signature, Declined>, CannotKeep> {
        let _deciding = self.deciding.lock().unwrap_or_else(PoisonError::into_inner);
        let mut kept = Ok(None);
        let judged = asked.judge(logs, |origin| {
            kept = self.seen(origin);
            // Where it cannot be read nothing is cosigned, which is seen to below.
            kept.as_ref().ok().copied().flatten()
        });
        kept.map_err(CannotKeep)?;
        let (checkpoint, note) = match judged {
            Ok(judged) => judged,
            Err(declined) => return Ok(Err(declined)),
        };
        self.keep(&checkpoint, &asked.checkpoint).map_err(CannotKeep)?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        Ok(Ok(self.cosigner.cosign(&note.text, now)))
    }

    /// How far a log was seen.
    fn seen(&self, origin: &str) -> io::Result<Option<SeenSoFar>> {
        let note = match fs::read_to_string(self.folder.join(LOGS).join(name_of(origin))) {
            Ok(note) => note,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let read = Note::parse(&note).ok().and_then(|note| Checkpoint::parse(&note.text)).filter(|seen| seen.origin == origin);
        let damaged = || {
            io::Error::new(
                ErrorKind::InvalidData,
                "the checkpoint that was kept is damaged; an older copy would have forgotten what was seen, so begin a new witness under another name, and tell the places",
            )
        };
        read.map(|seen| Some((seen.size, seen.root))).ok_or_else(damaged)
    }

    fn keep(&self, checkpoint: &Checkpoint, note: &str) -> io::Result<()> {
        write_private_file(&self.folder.join(LOGS), &name_of(&checkpoint.origin), note.as_bytes())
    }
}

/// The name and the seed.
type Key = (String, Zeroizing<[u8; 32]>);

fn read_key(folder: &Path) -> anyhow::Result<Option<Key>> {
    let text = match fs::read(folder.join(KEY_FILE)) {
        Ok(bytes) => Zeroizing::new(bytes),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).context("the witness's key cannot be read"),
    };
    // The seed's bytes may be any, so that the name comes first and ends with the first line break.
    let end = text.iter().position(|byte| *byte == b'\n').context("the witness's key is damaged: put it back from a backup")?;
    let (name, seed) = (String::from_utf8(text[..end].to_vec()), <[u8; 32]>::try_from(&text[end + 1..]));
    match (name, seed) {
        (Ok(name), Ok(seed)) => Ok(Some((name, Zeroizing::new(seed)))),
        _ => bail!("the witness's key is damaged: put it back from a backup"),
    }
}

fn make_key(folder: &Path, name: Option<&str>) -> anyhow::Result<Key> {
    let Some(name) = name.filter(|name| throughline_proof::is_fit_origin(name)) else {
        let told =
            "give a new witness a name without spaces and plus signs, best an address of yours: --name harmony-house.example.org/witness";
        return Err(WrongUse::new(told).into());
    };
    let mut seed = Zeroizing::new([0; 32]);
    rand::fill(seed.as_mut()).ok().context("there is no randomness to be had")?;
    let bytes = Zeroizing::new([name.as_bytes(), b"\n", seed.as_slice()].concat());
    write_private_file(folder, KEY_FILE, &bytes).context("the witness's key cannot be written")?;
    Ok((name.to_owned(), seed))
}

/// What a log's checkpoint is kept under: a log's name may have anything in it that a file's may not.
fn name_of(origin: &str) -> String {
    hex(&labelled(b"throughline/v1/witness\0", origin.as_bytes()))
}
