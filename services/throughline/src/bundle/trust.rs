//! Whom an auditor trusts: the log by its keys, and witnesses by theirs. Nothing in here may read a bundle.

use std::time::{SystemTime, UNIX_EPOCH};

use throughline_log::{Finding, NoteError, SignedCheckpoint, Trouble, verifier_key};
use throughline_proof::{Cosigned, KeyKind, Note, PublicKey, Quorum, VerifierKey};

use crate::exit::WrongUse;

/// No clock is further ahead than this.
const FUTURE_SECONDS: u64 = 600;

/// Whom the auditor trusts.
#[derive(Debug, Clone)]
pub struct Trust {
    /// The log, by the name that its keys have.
    pub origin: String,
    /// Its keys, of which one is enough: what was kept from before it had another is signed by the old one.
    pub public_keys: Vec<PublicKey>,
    /// The witnesses, and how many of them are needed.
    pub quorum: Quorum,
    /// Checkpoints that the auditor kept from before: the log must have gone on from them.
    pub kept: Vec<String>,
}

impl Trust {
    /// Whom the auditor trusts, by what they brought.
    pub fn new(public_keys: &[String], witnesses: &[String], needed: Option<usize>) -> Result<Self, WrongUse> {
        let keys = public_keys.iter().map(|text| log_key(text)).collect::<Result<Vec<_>, _>>()?;
        let origin = keys.first().map(|key| key.name.clone()).unwrap_or_default();
        if let Some(other) = keys.iter().find(|key| key.name != origin) {
            return Err(WrongUse::new(format!("--public-key: these keys are of two logs, {origin} and {}", other.name)));
        }
        let witnesses = witnesses.iter().map(|text| witness_key(text)).collect::<Result<Vec<_>, _>>()?;
        if let Some(twice) = VerifierKey::twice(&witnesses) {
            return Err(WrongUse::new(format!("--witness: {} is named twice, and counts once", twice.name)));
        }
        let needed = needed.unwrap_or(witnesses.len());
        if needed > witnesses.len() {
            return Err(WrongUse::new(format!("{} witnesses are named, of which {needed} must have cosigned", witnesses.len())));
        }
        let public_keys = keys.iter().map(|key| key.public_key).collect();
        Ok(Self { origin, public_keys, quorum: Quorum { witnesses, needs: needed }, kept: Vec::new() })
    }

    /// A checkpoint, if it is the log's.
    pub fn open(&self, note: &str) -> Result<SignedCheckpoint, NoteError> {
        SignedCheckpoint::open_by(note, &self.origin, &self.public_keys)
    }

    /// A checkpoint that was kept, if it is the log's.
    pub fn open_kept(&self, note: &str) -> Result<SignedCheckpoint, Finding> {
        self.open(note).map_err(|error| {
            let expected = "a kept checkpoint signed by the key that you gave".to_owned();
            Finding { position: 0, trouble: Trouble::CheckpointUnbelievable, expected, found: error.to_string() }
        })
    }

    /// The log's keys, as programs hand them to one another.
    pub fn verifier_keys(&self) -> Vec<String> {
        self.public_keys.iter().map(|key| verifier_key(&self.origin, key)).collect()
    }

    /// Those of the witnesses who cosigned. Who says that it was tomorrow vouches for nothing today.
    pub fn cosigned(&self, note: &str) -> Vec<Cosigned> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(u64::MAX, |since| since.as_secs());
        let mut cosigned = Note::parse(note).map(|note| self.quorum.cosigned(&note)).unwrap_or_default();
        cosigned.retain(|cosigned| cosigned.at <= now.saturating_add(FUTURE_SECONDS));
        cosigned
    }

    /// That they are too few, if so, for a checkpoint of this size.
    pub fn too_few(&self, cosigned: &[Cosigned], size: u64) -> Option<Finding> {
        let (expected, found) = (format!("{} witnesses", self.quorum.needs), cosigned.len().to_string());
        (cosigned.len() < self.quorum.needs).then_some(Finding { position: size, trouble: Trouble::WitnessesMissing, expected, found })
    }
}

fn log_key(text: &str) -> Result<VerifierKey, WrongUse> {
    match VerifierKey::parse(text) {
        Ok(key) if key.kind == KeyKind::Log => Ok(key),
        Ok(_) => Err(WrongUse::new("--public-key takes the log's key, and this is a witness's")),
        Err(error) => Err(WrongUse::new(format!("--public-key: {error}; `throughline keys` prints it at the place"))),
    }
}

fn witness_key(text: &str) -> Result<VerifierKey, WrongUse> {
    match VerifierKey::parse(text) {
        Ok(key) if key.kind == KeyKind::Witness => Ok(key),
        _ => Err(WrongUse::new(format!("--witness \"{text}\" is no witness's key; `throughline witness --key` prints it"))),
    }
}
