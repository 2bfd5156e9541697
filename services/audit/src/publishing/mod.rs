//! Publishing: tiles and cosigned checkpoints, for whoever does not trust this place.
//!
//! ```text
//! the log's newest checkpoint ── tiles ──▶ its root? ── witnesses ──▶ enough? ── the log's store, the folder ──▶ published
//! ```
//!
//! One node at a time publishes (a lease); the others follow what it published. What has been published is never taken back, and nothing is published
//! that does not go on from it.

mod folder;
mod mending;
mod published;
mod publisher;
mod signing;
mod tiling;
mod witnesses;

pub use folder::TileFolder;
pub use published::Published;
pub use publisher::{PublishError, Publisher};
pub use signing::Signing;
pub use witnesses::{WitnessAt, Witnesses};
