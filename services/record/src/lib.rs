//! RecordService, the write side: a request is taken in, decided by the pure rules, sealed, and appended to the log.
//!
//! One direction: request → validate → intake → admit → seal → append → receipt. Nothing here reads words or decides who may read.

mod apart;
mod decide;
mod draft;
mod intake;
mod pipeline;
mod policies;
mod proxies;
mod recorder;
mod service;
mod stream;

pub use pipeline::{Answer, Answers, Pipeline};
pub use recorder::{Recorded, Recorder};
pub use service::Service;
