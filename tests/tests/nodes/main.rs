//! Nodes: what one does by its roles, how it tells whether it is ready, what it does while the log is away or another node writes, how it
//! shares its room, and how it ends.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod away;
mod beginning;
mod beside;
mod collector;
mod ending;
mod flood;
mod numbers;
mod roles;
mod switched;
mod traces;
