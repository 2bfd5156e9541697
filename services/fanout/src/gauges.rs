//! What news tells of itself in numbers. Never anything about a person, nor about one agency.

/// News that were published to agencies.
pub const PUBLISHED: &str = "throughline_news_published_total";
/// How often the stream of news was lost and filled again.
pub const REFILLED: &str = "throughline_news_refilled_total";

pub(crate) fn published(messages: u64) {
    metrics::counter!(PUBLISHED).increment(messages);
}

pub(crate) fn refilled() {
    metrics::counter!(REFILLED).increment(1);
}
