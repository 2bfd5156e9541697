//! Certificates: who is let in by one and who is not, what is told to whoever is not, how they change while a server runs, and that nobody's
//! bad manners at the door keep others out.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod calling;
mod changing;
mod clocks;
mod commands;
mod manners;
mod nodes;
mod papers;
mod served;
mod tokens;
mod turned_away;
