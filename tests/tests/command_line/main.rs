//! The real program at its command line: what it says, and what it ends with. Each test runs the program on a folder of its own; what goes
//! over gRPC is tested elsewhere.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod importing;
mod keys_lost;
mod place;
mod reading;
mod use_of_it;
mod verifying;
