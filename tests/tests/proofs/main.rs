//! Proofs, from outside: records and bundles that somebody changed, witnesses that lie or are away, tiles that anybody serves, and whether programs
//! that we did not write come to the same. No test in here asks the place whether it is right.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod bits;
mod bundles;
mod forger;
mod http;
mod monitors;
mod outside;
mod renewed;
mod scene;
mod served;
mod spoiling;
mod spoilt;
mod stores;
mod tampered;
mod watcher;
mod witnesses;
