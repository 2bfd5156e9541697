//! SignInService: invitations that count once, and whose account is whose.
//!
//! What is written here is written through RecordService, by its contract: there is one write side. A link's token and an account's name are
//! kept nowhere, only what can be compared with them; no answer tells whether one was ever there.

mod invitation;
mod service;

pub use service::Service;
