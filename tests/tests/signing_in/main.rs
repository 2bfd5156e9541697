//! People sign in: with invitations, and with accounts at a provider of OpenID Connect, over HTTP and gRPC as they would. The provider that signs
//! people in is a real one; one of our own forges what a real one would not.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod accounts;
mod command;
mod disconnected;
mod door;
mod forged;
mod forging;
mod invitations;
mod provider;
mod scene;
