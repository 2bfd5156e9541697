//! Who may ask, what is written down when somebody reads, and which policies hold: through a real place over gRPC. What each policy says of
//! each situation is tried in the crate `access`.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod adopting;
mod away;
mod concerns;
mod emergency;
mod looks;
mod nos;
mod persons;
mod policies;
mod preview;
mod proxies;
mod roles;
mod streams;
mod walk;
