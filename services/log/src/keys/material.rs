//! Keys as plain bytes, on their way from a safe into a folder. Nothing in here may write anywhere.

use uuid::Uuid;

use crate::cipher::Secret;

/// Everything that a folder of keys holds, for restoring one that was kept elsewhere, and for records that must come out the same every time.
#[derive(Clone)]
pub struct KeyMaterial {
    /// Wraps all the others.
    pub master: Secret,
    /// Of [`Purpose::Request`](super::Purpose::Request).
    pub request: Secret,
    /// Of [`Purpose::SourceKey`](super::Purpose::SourceKey).
    pub source_key: Secret,
    /// Of [`Purpose::Search`](super::Purpose::Search).
    pub search: Secret,
    /// Seals the node's own state.
    pub local: Secret,
    /// The seed of the key that signs checkpoints.
    pub signer: Secret,
    /// One key per person.
    pub people: Vec<(Uuid, Secret)>,
}

/// The node's own secrets, unwrapped.
pub(crate) struct Secrets {
    pub request: Secret,
    pub source_key: Secret,
    pub search: Secret,
    pub local: Secret,
    pub signer: Secret,
}

impl KeyMaterial {
    pub(crate) fn secrets(&self) -> Secrets {
        Secrets {
            request: self.request.clone(),
            source_key: self.source_key.clone(),
            search: self.search.clone(),
            local: self.local.clone(),
            signer: self.signer.clone(),
        }
    }
}
