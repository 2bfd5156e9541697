//! Whole ways through a real place over gRPC: what an agency writes, what everybody then reads, and what stays so. One module a journey.
//! What is not taken in is in `bad_input`; what survives crashes, in `crashes`.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod again;
mod beside;
mod bulk;
mod finding;
mod leaving;
mod likeness;
mod lists;
mod pages;
mod profiles;
mod taken_back;
mod together;
mod told_before;
mod watching;
mod way;
mod words;
