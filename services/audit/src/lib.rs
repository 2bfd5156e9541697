//! AuditService: history in the order in which it was written.
//!
//! Reads the log itself and not the views, so that what an auditor is told is what was written. Only the place's keeper may ask.

mod agencies;
mod hands;
mod replay;
mod service;

pub use service::Service;
