//! The wire of Throughline: every event, message and service of `throughline.v1`, compiled from the `.proto` files beside this crate,
//! with the one way in which errors are said ([`Refusal`]) and the codec that refuses unknown fields.
//!
//! These types *are* the domain's events. There must never be a second set of structs, nor a mapping layer, nor any rule in here.

mod counted;
mod reason;
mod refusal;
pub mod strict;
mod told;

/// The types and services of the package `throughline.v1`.
#[allow(missing_docs, clippy::all, clippy::pedantic, unused_qualifications)]
pub mod v1 {
    tonic::include_proto!("throughline.v1");
    include!(concat!(env!("OUT_DIR"), "/servers/throughline.v1.rs"));
}

pub use counted::refusals;
pub use refusal::{REFUSALS, Refusal, Violation};
pub use told::ToldStory;

/// The compiled descriptors, for reflection, `throughline call` and the tests.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/throughline.v1.bin"));

/// The domain of every `ErrorInfo`.
pub const ERROR_DOMAIN: &str = "throughline.v1";

/// The metadata key that says whom a call acts for: `supporter/<id>` or `resident/<profile>`.
pub const ACTING_FOR: &str = "throughline-acting-for";
/// The metadata in which a caller states what they read for.
pub const PURPOSE: &str = "throughline-purpose";
/// The metadata in which the portal says as of which position of the log somebody signed in for whom it calls.
pub const SIGNED_IN_AT: &str = "throughline-signed-in-at";
