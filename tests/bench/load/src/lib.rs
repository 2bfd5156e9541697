//! The work that Throughline and its peers are given alike, and how it is timed: what the two programs of the benchmark share.
//!
//! It stands on nothing of the product's, so that the peers' workspace can use it. No store is known in here.

mod drive;
mod task;
pub mod work;

pub use drive::{Caller, Driven, drive, processor_seconds};
pub use task::{Callers, Reached, Ready, Task};
