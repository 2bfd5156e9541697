//! Another master key: every key is wrapped anew under it, beside a server that goes on, and no record is touched.
//!
//! Both master keys lie in files until no key lies under the first: wherever this is cut short, everything still opens, and it is done again
//! from the beginning. Nothing in here may end with a key that only a file that is gone could unwrap.

use std::{
    path::PathBuf,
    thread,
    time::{Duration, Instant},
};

use super::{KeyError, KeysAt, master, vault::Vault};

/// Keys in one transaction: a server waits for no longer than one takes.
const BATCH: usize = 256;
/// What another node had read before the next master key was there is written by then.
const GRACE: Duration = Duration::from_secs(12);

/// How far it has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rotation {
    /// The next master key is there, and every node that shares these keys needs it before any key is wrapped under it.
    Prepared {
        /// Its file.
        next: PathBuf,
    },
    /// All keys lie under the new one.
    Done {
        /// How many were wrapped anew.
        rewrapped: usize,
        /// The file of the one before.
        before: PathBuf,
    },
}

/// Wraps all keys anew under a new master key. `everywhere` says that every node of the place has the file of the next one.
pub fn rotate(at: &KeysAt, everywhere: bool, mut progress: impl FnMut(usize)) -> Result<Rotation, KeyError> {
    let vault = Vault::open(at)?;
    let next = master::next(&at.master_file);
    master::prepare_next(&at.master_file)?;
    if vault.common().is_some() && !everywhere {
        return Ok(Rotation::Prepared { next });
    }
    let mut rewrapped = 0;
    let mut quiet_since = Instant::now();
    loop {
        let more = pass(&vault, |done| progress(rewrapped + done))?;
        rewrapped += more;
        if more > 0 {
            quiet_since = Instant::now();
        } else if vault.common().is_none() || quiet_since.elapsed() > GRACE {
            break;
        } else {
            thread::sleep(Duration::from_secs(1));
        }
    }
    // A server reads now and then; the old wraps are gone before the old master key is put aside.
    let until = Instant::now() + GRACE;
    loop {
        match vault.leave_no_trace() {
            Err(KeyError::ErasureUnfinished) if Instant::now() < until => thread::sleep(Duration::from_millis(50)),
            done => break done?,
        }
    }
    master::promote_next(&at.master_file)?;
    Ok(Rotation::Done { rewrapped, before: master::before(&at.master_file) })
}

/// Once through all keys; how many were wrapped anew.
fn pass(vault: &Vault, mut progress: impl FnMut(usize)) -> Result<usize, KeyError> {
    let mut done = vault.rewrap_secrets()?;
    for in_common in [true, false] {
        let mut after = None;
        loop {
            let (last, more) = vault.rewrap_people(in_common, after, BATCH)?;
            done += more;
            progress(done);
            if last.is_none() {
                break;
            }
            after = last;
        }
    }
    Ok(done)
}
