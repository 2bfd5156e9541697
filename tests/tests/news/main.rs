//! News to agencies over NATS: who is told, what a message says, what is lost with NATS (nothing but time), and what an agency may do there.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod apart;
mod erased;
mod heads;
mod lost;
mod newsroom;
mod opened;
mod rights;
mod telling;
mod turns;
mod unfit;
