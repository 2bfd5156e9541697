//! What opens a data folder: the log, the view that follows it, and the gRPC services over them, in one process.
//!
//! Everything that touches a folder's files lives here; the other commands reach a place only over gRPC.

mod agency;
mod busy;
mod calls;
mod commands;
mod copy;
mod demo;
mod erasures;
mod errors;
mod folder;
mod gate;
mod health;
mod http;
mod incoming;
mod keys;
mod limits;
mod metrics;
mod migrate;
mod news;
mod opened;
mod papers;
mod portal;
mod publishing;
mod readiness;
mod rebuild;
mod room;
mod serve;
mod server;
mod spans;
mod still;
mod sweep;
mod tamper;
mod trust;
mod verify;
mod whole;

pub use commands::Local;
pub use folder::{Folder, Place};
pub use metrics::NAMES;
pub use opened::{Opened, TakingPart};
pub use readiness::Readiness;
pub use server::{Running, Services, Serving};
