//! History as it was known: one story at any record or moment, as an agency was allowed to see it then, and what changed between two; and that
//! whoever reads it says why, and is written down.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod agencies;
mod changes;
mod commands;
mod known;
mod refusals;
mod replays;
mod scene;
mod why;
