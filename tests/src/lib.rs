//! What the tests that cross a crate share: a place to serve (in this process, or as the real program), callers who speak with it, events
//! to write, and how refusals are read. No test lives in here, and nothing in here sleeps to wait for something.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

pub mod browser;
pub mod caller;
pub mod chance;
pub mod clock;
pub mod events;
pub mod place;
pub mod process;
pub mod raw;
pub mod refusals;

pub use browser::{Browser, Page};
pub use caller::{Caller, Written};
pub use clock::Clock;
pub use place::Place;
pub use process::Process;
pub use refusals::{Refused, refused};
