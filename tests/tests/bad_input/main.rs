//! Bad input over gRPC and on the folder: each gets the right code with exactly one `ErrorInfo` and its field violations, and leaves
//! nothing half done. What is wrong in a CSV is tested where CSVs are read.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod callers;
mod events;
mod fixture;
mod folders;
mod naming;
mod once;
mod page_tokens;
mod sizes;
mod streams;
mod wire;
