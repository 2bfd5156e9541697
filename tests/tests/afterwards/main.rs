//! Looking back at a place from outside: what changed in it, in numbers; what is found out when somebody tampers; what becomes of what
//! was published; and how a log ends. Everything here goes by the program's own commands or by what it publishes.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod ending;
mod published;
mod report;
mod scene;
mod tamper;
mod turned_away;
