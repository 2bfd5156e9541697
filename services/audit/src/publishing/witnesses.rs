//! Asking witnesses to cosign a checkpoint. <https://c2sp.org/tlog-witness>
//!
//! A witness that is away, slow or wrong keeps nobody waiting for more than a few seconds, and is asked again with the next checkpoint.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use throughline_access::fetch::{Fetch, FetchError, HttpRequest};
use throughline_log::{SignedCheckpoint, with_causes};
use throughline_proof::{
    Malformed, Note, Quorum, Signature, VerifierKey, consistency,
    witness::{AddCheckpoint, read_size},
};
use tokio::{task::JoinError, time::timeout};

use super::folder::TileFolder;

/// So long one witness is waited for, however often it is asked: the others wait with it.
const PATIENCE: Duration = Duration::from_secs(5);

/// A witness, and where it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WitnessAt {
    /// The key that it cosigns with.
    pub key: VerifierKey,
    /// Where it takes questions, without a slash at the end: `https://witness.example.org`.
    pub url: String,
}

/// The witnesses that a place asks.
#[derive(Debug)]
pub struct Witnesses {
    at: Vec<WitnessAt>,
    needs: usize,
    fetch: Fetch,
    /// How many records each has cosigned, as far as is known here; none for one that did not answer when it was asked last.
    seen: Mutex<HashMap<VerifierKey, Option<u64>>>,
}

/// Why a witness has not cosigned.
#[derive(Debug, thiserror::Error)]
enum NotCosigned {
    #[error("it cannot be asked")]
    Away(#[from] FetchError),
    #[error("it has not answered in {} seconds", PATIENCE.as_secs())]
    Late,
    #[error("asking it ended early")]
    Ended(#[source] JoinError),
    #[error("the tiles cannot be read")]
    Tiles(#[from] std::io::Error),
    #[error("it answers {status}: {told}")]
    Declined { status: u16, told: String },
    #[error("it has cosigned {seen} records, and there are {size}: it has seen a longer history than this one")]
    Ahead { seen: u64, size: u64 },
    #[error("what it answers is no cosignature of this checkpoint by its key")]
    NotIts,
    #[error(transparent)]
    Malformed(#[from] Malformed),
}

impl Witnesses {
    /// These witnesses, of which a checkpoint needs so many before it counts.
    pub fn new(at: Vec<WitnessAt>, needs: usize) -> Result<Self, rustls::Error> {
        Ok(Self { at, needs, fetch: Fetch::new()?, seen: Mutex::default() })
    }

    /// Their keys, and how many are needed.
    pub fn quorum(&self) -> Quorum {
        Quorum { witnesses: self.at.iter().map(|witness| witness.key.clone()).collect(), needs: self.needs }
    }

    /// Asks all of them at once. Gives the note with the cosignatures of those who gave one; the tiles reach as far as the checkpoint.
    pub async fn cosign(&self, signed: &SignedCheckpoint, tiles: &TileFolder) -> Result<Note, Malformed> {
        let mut note = Note::parse(&signed.note)?;
        let asked = self.at.iter().map(|witness| {
            let seen = self.seen().get(&witness.key).copied().flatten().unwrap_or_default().min(signed.checkpoint.size);
            let asking = Asking { witness: witness.clone(), fetch: self.fetch.clone(), tiles: tiles.clone(), signed: signed.clone() };
            (&witness.key, tokio::spawn(async move { timeout(PATIENCE, asking.ask(seen)).await }))
        });
        let asked: Vec<_> = asked.collect();
        for (witness, answer) in asked {
            // They answer beside one another, so that nobody is waited for twice; and with one that cannot be asked at all, the others still count.
            let answer = answer.await.map_err(NotCosigned::Ended).and_then(|answer| answer.unwrap_or(Err(NotCosigned::Late)));
            let before = self.seen().insert(witness.clone(), answer.is_ok().then_some(signed.checkpoint.size));
            match answer {
                Ok(signature) => note.signatures.push(signature),
                Err(error) => {
                    metrics::counter!(crate::gauges::NOT_COSIGNED, "witness" => witness.name.clone()).increment(1);
                    // It is asked every second, and said once.
                    if before != Some(None) {
                        let (witness, size, error) = (&witness.name, signed.checkpoint.size, with_causes(&error));
                        tracing::warn!(witness, size, error, "a witness has not cosigned; it is asked again with each checkpoint");
                    }
                }
            }
        }
        Ok(note)
    }

    /// What each answered last.
    fn seen(&self) -> MutexGuard<'_, HashMap<VerifierKey, Option<u64>>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One question to one witness.
struct Asking {
    witness: WitnessAt,
    fetch: Fetch,
    tiles: TileFolder,
    signed: SignedCheckpoint,
}

impl Asking {
    /// Asks from where the witness is thought to be; and once more, where it says that it is elsewhere.
    async fn ask(&self, old: u64) -> Result<Signature, NotCosigned> {
        match self.ask_from(old).await? {
            Ok(signature) => Ok(signature),
            Err(seen) if seen > self.signed.checkpoint.size => Err(NotCosigned::Ahead { seen, size: self.signed.checkpoint.size }),
            Err(seen) => self.ask_from(seen).await?.map_err(|_| NotCosigned::NotIts),
        }
    }

    /// Its cosignature; or how many records it has cosigned, where that is not what was thought.
    async fn ask_from(&self, old: u64) -> Result<Result<Signature, u64>, NotCosigned> {
        let size = self.signed.checkpoint.size;
        let stretches = consistency(old, size).unwrap_or_default();
        let tiles = self.tiles.clone();
        let read = tokio::task::spawn_blocking(move || tiles.roots(&stretches, size)).await;
        let proof = read.map_err(std::io::Error::other)??;
        let body = AddCheckpoint { old, proof, checkpoint: self.signed.note.clone() }.to_string();
        let mut request = HttpRequest::new(body.into_bytes());
        *request.method_mut() = "POST".parse().map_err(|_| Malformed("a method"))?;
        *request.uri_mut() = format!("{}/add-checkpoint", self.witness.url).parse().map_err(|_| Malformed("its address is none"))?;
        let answer = self.fetch.ask(request).await?;
        let told = String::from_utf8_lossy(answer.body()).into_owned();
        match answer.status().as_u16() {
            200 => Ok(Ok(self.its_own(&told)?)),
            409 if read_size(&told).is_some_and(|seen| seen != old) => Ok(Err(read_size(&told).unwrap_or_default())),
            status => Err(NotCosigned::Declined { status, told: told.chars().filter(|letter| !letter.is_control()).take(200).collect() }),
        }
    }

    /// Of what it answers, the signature that is by its key and over this checkpoint.
    fn its_own(&self, told: &str) -> Result<Signature, NotCosigned> {
        let (note, key) = (Note::parse(&format!("{}{told}", self.signed.note))?, &self.witness.key);
        let its_own = note.by(key).find(|signature| key.cosigned_by(&note.text, signature).is_some());
        its_own.cloned().ok_or(NotCosigned::NotIts)
    }
}
