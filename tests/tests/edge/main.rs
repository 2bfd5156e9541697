//! The edge: whoever asks too much, or speaks badly on purpose, is turned away, and a good caller goes on being answered.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod floods;
mod limits;
mod secrets;
mod silence;
