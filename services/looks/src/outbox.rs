//! Looks that could not go to the log yet: a file in the node's folder, written and synced before anything is read, sealed under a key of
//! the node's own keys. What was cut off in writing was never promised, and is passed over.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use thiserror::Error;
use throughline_log::{Keys, Purpose};
use zeroize::Zeroizing;

use crate::event::Noted;

const FILE: &str = "looks.outbox";
const LENGTH_BYTES: usize = 4;
/// So that a damaged length does not ask for all memory.
const LARGEST_FRAME_BYTES: usize = 16 << 20;

/// Why looks cannot be kept.
#[derive(Debug, Error)]
pub enum OutboxError {
    /// The file cannot be used.
    #[error("{} cannot be used; see that its folder is there, is this node's own, and has room", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// There is no randomness, or no key.
    #[error("nothing can be sealed just now")]
    Unsealable,
    /// What lies in it is not what was put there.
    #[error("{} was changed or belongs to another place's keys; keep it aside, and ask who did", path.display())]
    Damaged {
        /// Which.
        path: PathBuf,
    },
}

/// The looks that wait.
#[derive(Debug)]
pub(crate) struct Outbox {
    path: PathBuf,
    key: LessSafeKey,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    file: File,
    /// How many bytes of it were promised.
    end: u64,
    /// How many requests wait, and the first of those that do.
    waiting: usize,
    brought: u64,
}

impl Outbox {
    /// Opens a node's outbox. What was left in it waits still.
    pub(crate) fn open(folder: &Path, keys: &Keys) -> Result<Self, OutboxError> {
        let path = folder.join(FILE);
        let secret = Zeroizing::new(keys.mac(Purpose::Search, &[b"outbox", b"looks"]));
        let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, secret.as_slice()).map_err(|_| OutboxError::Unsealable)?);
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(&path);
        // The name is durable only when the folder is.
        let file = file.and_then(|file| File::open(folder)?.sync_all().map(|()| file));
        let file = file.map_err(|source| OutboxError::File { path: path.clone(), source })?;
        let outbox = Self { path, key, state: Mutex::new(State { file, end: 0, waiting: 0, brought: 0 }) };
        let frames = outbox.frames()?;
        {
            let mut state = outbox.state();
            (state.end, state.waiting) = (frames.last().map_or(0, |frame| frame.end), frames.len());
        }
        Ok(outbox)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(crate) fn len(&self) -> usize {
        self.state().waiting
    }

    /// Keeps a request; durable when this returns.
    pub(crate) fn put(&self, noted: &Noted) -> Result<(), OutboxError> {
        let frame = self.frame(noted)?;
        let mut state = self.state();
        let at = state.end;
        let written = write(&mut state.file, at, &frame);
        if let Err(source) = written {
            // What may have been written in part is written over by the next.
            return Err(self.failed(source));
        }
        state.end += frame.len() as u64;
        state.waiting += 1;
        Ok(())
    }

    /// What waits, in order, each with the place to give back when it was brought.
    pub(crate) fn waiting(&self) -> Result<Vec<(u64, Noted)>, OutboxError> {
        let brought = self.state().brought;
        Ok(self.frames()?.into_iter().filter(|frame| frame.end > brought).map(|frame| (frame.end, frame.noted)).collect())
    }

    /// It is in the log. When nothing waits any more, the file is emptied.
    pub(crate) fn brought(&self, place: u64) -> Result<(), OutboxError> {
        let mut state = self.state();
        (state.brought, state.waiting) = (place, state.waiting.saturating_sub(1));
        if state.brought < state.end {
            return Ok(());
        }
        let emptied = state.file.set_len(0).and_then(|()| state.file.sync_all());
        emptied.map_err(|source| self.failed(source))?;
        (state.end, state.brought, state.waiting) = (0, 0, 0);
        Ok(())
    }

    fn frame(&self, noted: &Noted) -> Result<Vec<u8>, OutboxError> {
        let mut nonce = [0; NONCE_LEN];
        aws_lc_rs::rand::fill(&mut nonce).map_err(|_| OutboxError::Unsealable)?;
        let mut sealed = noted.encode();
        self.key
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut sealed)
            .map_err(|_| OutboxError::Unsealable)?;
        let length = u32::try_from(NONCE_LEN + sealed.len()).map_err(|_| OutboxError::Unsealable)?;
        Ok([length.to_be_bytes().as_slice(), &nonce, &sealed].concat())
    }

    /// Everything whole that lies in the file. A frame that is cut off ends it.
    fn frames(&self) -> Result<Vec<Frame>, OutboxError> {
        let mut bytes = Vec::new();
        {
            let mut state = self.state();
            let read = state.file.seek(SeekFrom::Start(0)).and_then(|_| state.file.read_to_end(&mut bytes));
            read.map_err(|source| self.failed(source))?;
        }
        let (mut frames, mut rest) = (Vec::new(), bytes.as_slice());
        let damaged = || OutboxError::Damaged { path: self.path.clone() };
        while let Some((frame, after)) = first_frame(rest) {
            let noted = self.open_frame(frame).ok_or_else(damaged)?;
            rest = after;
            frames.push(Frame { end: (bytes.len() - rest.len()) as u64, noted });
        }
        // Nothing whole follows what was cut off. If something does, it is a length that was damaged, and what follows was promised.
        let follows = |at: usize| first_frame(&rest[at..]).is_some_and(|(frame, _)| self.open_frame(frame).is_some());
        if (1..rest.len()).any(follows) { Err(damaged()) } else { Ok(frames) }
    }

    fn open_frame(&self, frame: &[u8]) -> Option<Noted> {
        let (nonce, sealed) = frame.split_first_chunk::<NONCE_LEN>()?;
        let mut sealed = sealed.to_vec();
        let opened = self.key.open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::empty(), &mut sealed).ok()?;
        Noted::decode(opened)
    }

    /// From now on the disk says no.
    #[cfg(test)]
    pub(crate) fn cannot_be_written(&self) {
        self.state().file = File::open(&self.path).expect("it is there");
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failed(&self, source: io::Error) -> OutboxError {
        OutboxError::File { path: self.path.clone(), source }
    }
}

/// The first frame of these bytes and what follows it, if it is all there.
fn first_frame(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, after) = bytes.split_first_chunk::<LENGTH_BYTES>()?;
    let length = u32::from_be_bytes(*length) as usize;
    after.split_at_checked(length).filter(|_| length <= LARGEST_FRAME_BYTES)
}

struct Frame {
    end: u64,
    noted: Noted,
}

fn write(file: &mut File, at: u64, frame: &[u8]) -> io::Result<()> {
    file.seek(SeekFrom::Start(at))?;
    file.write_all(frame)?;
    file.set_len(at + frame.len() as u64)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn keys(folder: &Path) -> Arc<Keys> {
        Keys::open(folder).unwrap()
    }

    fn noted(moment: i64) -> Noted {
        let bytes = [moment.to_be_bytes().as_slice(), b"\n\x24018f0000-0000-7000-8000-000000000000"].concat();
        Noted::decode(&bytes).unwrap()
    }

    #[test]
    fn what_was_put_waits_also_after_a_restart_and_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let keys = keys(folder.path());
        let outbox = Outbox::open(folder.path(), &keys).unwrap();
        (1..=3).for_each(|moment| outbox.put(&noted(moment)).unwrap());
        drop(outbox);
        let outbox = Outbox::open(folder.path(), &keys).unwrap();
        let waiting = outbox.waiting().unwrap();
        assert_eq!(waiting.iter().map(|(_, noted)| noted.clone()).collect::<Vec<_>>(), [noted(1), noted(2), noted(3)]);
        outbox.brought(waiting[0].0).unwrap();
        assert_eq!((outbox.len(), outbox.waiting().unwrap().len()), (2, 2));
        outbox.brought(waiting[2].0).unwrap();
        assert!(outbox.is_empty() && std::fs::metadata(folder.path().join(FILE)).unwrap().len() == 0);
    }

    #[test]
    fn what_was_cut_off_in_writing_is_passed_over_and_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let keys = keys(folder.path());
        let outbox = Outbox::open(folder.path(), &keys).unwrap();
        (1..=2).for_each(|moment| outbox.put(&noted(moment)).unwrap());
        let file = folder.path().join(FILE);
        let whole = std::fs::read(&file).unwrap();
        for length in whole.len() / 2..whole.len() {
            std::fs::write(&file, &whole[..length]).unwrap();
            let outbox = Outbox::open(folder.path(), &keys).unwrap();
            assert_eq!(outbox.len(), 1);
            outbox.put(&noted(9)).unwrap();
            assert_eq!(outbox.waiting().unwrap()[1].1, noted(9));
        }
    }

    #[test]
    fn what_was_changed_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let keys = keys(folder.path());
        let outbox = Outbox::open(folder.path(), &keys).unwrap();
        (1..=2).for_each(|moment| outbox.put(&noted(moment)).unwrap());
        let file = folder.path().join(FILE);
        let whole = std::fs::read(&file).unwrap();
        // Wherever it is, in a length as well: what follows was promised.
        for at in 0..whole.len() / 2 {
            for bit in 0..8 {
                let mut bytes = whole.clone();
                bytes[at] ^= 1 << bit;
                std::fs::write(&file, bytes).unwrap();
                assert!(matches!(Outbox::open(folder.path(), &keys), Err(OutboxError::Damaged { .. })), "byte {at}, bit {bit}");
            }
        }
    }
}
