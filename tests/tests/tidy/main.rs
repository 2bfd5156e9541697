//! The tidy test: the house rules that neither the compiler nor clippy holds. One module a group of rules; every rule has a test that it
//! holds for the whole tree, and one that it bites. Rules of the domain must never be tested in here.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod claims;
mod dependencies;
mod finding;
mod leftovers;
mod messages;
mod papers;
mod protos;
mod reasons;
mod sources;
mod tree;
mod words;
