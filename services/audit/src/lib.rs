//! AuditService: history in the order in which it was written.
//!
//! Replays read the log itself and not the views, so that what an auditor is told is what was written; only the place's keeper may ask.
//! And who looked at a story, which the person themselves may ask; what was opened in emergencies, for those who look at that afterwards; and who
//! holds which role.

mod agencies;
mod explain;
mod hands;
mod held;
mod looks;
mod openings;
mod processing;
mod replay;
mod retention;
mod roles;
mod service;

pub use service::Service;
