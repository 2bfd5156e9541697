//! The portal's pages, over HTTP as a browser asks for them: what a supporter reads and adds, and what becomes of bad input.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod adding;
mod auditing;
mod bad_input;
mod choosing;
mod language;
mod mine;
mod reading;
mod scene;
mod walking;
