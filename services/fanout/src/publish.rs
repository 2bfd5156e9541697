//! Publishing one batch of news: sent together, and done when JetStream has acknowledged every message.

use throughline_log::planted;

use crate::{
    NewsError,
    message::News,
    names::is_token,
    stream::{Identity, Stream},
};

/// Publishes a batch; answers with the stream as it is then, and how many messages were sent.
pub(crate) async fn publish(stream: &Stream, source: &str, known: &Identity, batch: &[News]) -> Result<(Identity, u64), NewsError> {
    let mut waiting = Vec::with_capacity(batch.len());
    for news in batch.iter().filter(|news| is_token(&news.agency)) {
        let message = news.message(source).expected_stream(stream.names.stream());
        let sent = stream.context.send_publish(stream.names.subject(&news.agency), message).await;
        waiting.push(sent.map_err(NewsError::of_publish)?);
    }
    let (mut after, sent) = (known.clone(), waiting.len() as u64);
    for acknowledged in waiting {
        if planted::is("news-unacknowledged") {
            break;
        }
        let answer = acknowledged.await.map_err(NewsError::of_publish)?;
        // A stream that counts from lower than we know is another one, or has lost messages.
        if !answer.duplicate && answer.sequence <= known.sequence {
            return Err(NewsError::StreamLost);
        }
        after.sequence = after.sequence.max(answer.sequence);
    }
    Ok((after, sent))
}
