//! A person's rights, end to end: a story to take away, one that is not used for now, what is held and for how long, the record of processing.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod commands;
mod exporting;
mod keeping;
mod restricting;
mod reviewing;
mod taken;
