//! Erasing somebody for good: keys and words are gone from every byte, the others' stories are whole and say "someone", proofs still hold, and
//! nothing that is restored brings anybody back.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod commands;
mod emergencies;
mod nodes;
mod restored;
mod rotating;
mod scene;
mod turned_away;
mod whole;
