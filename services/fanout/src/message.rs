//! One piece of news as a message: CloudEvents 1.0 in binary mode, attributes as headers. It says that an agency may read something
//! new, and the position: nothing about whom or what.
//!
//! The body is the position once more, as JSON, spelt as gRPC's JSON spells a `Mark`: a consumer reads it with what it has, and need
//! not take the id apart.

use async_nats::jetstream::message::PublishMessage;
use throughline_views::moment_text;

/// That one agency may read something new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct News {
    /// The agency's word.
    pub agency: String,
    /// The newest position of which it may read something.
    pub position: u64,
    /// When that was recorded, in microseconds since 1970-01-01 UTC.
    pub recorded_at_us: i64,
}

const TYPE: &str = "org.throughline.story-changed.v1";

impl News {
    /// The message. The same news has the same id, whoever publishes it and however often.
    pub fn message(&self, source: &str) -> PublishMessage {
        let id = format!("{}-{}", self.position, self.agency);
        PublishMessage::build()
            .header("ce-specversion", "1.0")
            .header("ce-type", TYPE)
            .header("ce-source", source)
            .header("ce-id", id.as_str())
            .header("ce-time", moment_text(self.recorded_at_us))
            .header("content-type", "application/json")
            .message_id(id)
            .payload(format!("{{\"position\":\"{}\"}}", self.position).into())
    }
}
