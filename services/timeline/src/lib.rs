//! StoryService, the read side: stories as the caller may see them, what is new, and what is asked across stories.
//!
//! Rows come from the views, decisions from access, sentences from story; nothing is decided or worded here. Nothing is
//! written but who looks, and who opens a story in an emergency (`looks`).

mod asked;
mod emergency;
mod export;
mod my_people;
mod named;
mod outgoing;
mod preview;
mod service;
mod stories;
mod tell;
mod told;
mod watch;

pub use service::Service;
