//! PeopleService: finding people, first hearing of them, and which profiles are one person.
//!
//! What is written here is written through RecordService, by its contract: there is one write side. Nothing here tells of people whom
//! the caller's agency does not know.

mod erase;
mod find;
mod groups;
mod likeness;
mod matcher;
mod service;
mod write;

pub use matcher::Matcher;
pub use service::Service;
