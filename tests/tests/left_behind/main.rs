//! Nothing is left behind: what people said, who they are and how they are reached lie nowhere in clear, in no file that a place leaves on any disk,
//! whichever way it came and however it ended. Once somebody is erased, their key lies nowhere either, and nothing that is read has their words.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod canaries;
#[path = "../nodes/collector.rs"]
mod collector;
mod cores;
mod kept;
mod keys;
mod node;
mod search;
mod ways;
