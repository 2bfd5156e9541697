//! Bundles: a folder that an auditor takes home, and checks without any server.
//!
//! ```text
//! manifest.json         what is in it, and why
//! checkpoint            the log's signed note, with its cosignatures
//! records/000000        records with their sealed parts, 16,384 to a file, each with its length before it
//! tile/…                C2SP's tiles of the whole tree (in a bundle of everything)
//! policies/4711.cedar   the policies that record 4,711 adopted
//! ```
//!
//! Nothing in a bundle is believed for standing in it. The auditor brings the log's public key, and the witnesses'.

mod check;
mod chunks;
mod counted;
mod files;
mod holds;
mod manifest;
mod some;
mod store;
mod trust;
mod verify;
mod write;

pub use check::{check, moment};
pub use trust::Trust;
pub use verify::{Bundled, verify};
pub use write::{make, run};

/// Records in one file.
const RECORDS_IN_A_FILE: u64 = 16_384;
