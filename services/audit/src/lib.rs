//! AuditService: history in the order in which it was written.
//!
//! Replays read the log itself and not the views, so that what an auditor is told is what was written; only the place's keeper may ask. One story as it
//! stood is folded from what the view holds of it (`past`). Facts and words are told only with a reason, and whatever is read is a look.
//! And who looked at a story, which the person themselves may ask; what was opened in emergencies, for those who look at that afterwards; and who
//! holds which role.

mod agencies;
mod asked;
mod change;
mod counted;
mod explain;
pub mod gauges;
mod hands;
mod held;
mod looks;
mod openings;
mod outgoing;
mod past;
mod processing;
mod proofs;
pub mod publishing;
mod replay;
mod retention;
mod roles;
mod seen;
mod service;

pub use counted::Refusals;
pub use service::Service;
