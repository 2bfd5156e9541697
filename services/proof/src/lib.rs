//! Proofs about the log, for whoever does not trust it: an RFC 6962 tree in C2SP's formats. Checkpoints, tiles, proofs, cosignatures.
//!
//! ```text
//! headers ── tree ──▶ root ── checkpoint ──▶ signed note ── witness ──▶ cosigned note ──▶ tlog-proof
//!              └────── tile ──▶ tlog-tiles ── path ──▶ inclusion, consistency
//! ```
//!
//! Pure: nothing in here may read, write, wait, or know what a record says. What comes from outside is bounded, and an error says what is wrong with it.

mod checkpoint;
mod cosignature;
mod growing;
mod note;
mod path;
mod receipt;
mod signer;
pub mod tile;
pub mod tree;
pub mod witness;

pub use checkpoint::{Checkpoint, NoteError, SignedCheckpoint, fingerprint, is_fit_origin, read_verifier_key, verifier_key};
pub use cosignature::{Cosigned, Cosigner, Quorum};
pub use growing::Growing;
pub use note::{KeyKind, Malformed, Note, Signature, VerifierKey};
pub use path::{Node, Unproved, check_consistency, check_inclusion, complete, consistency, inclusion};
pub use receipt::{ProofError, TlogProof};
pub use signer::{PublicKey, Signer};
pub use tree::Hash;
