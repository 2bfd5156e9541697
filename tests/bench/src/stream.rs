//! One stream with a window of requests, and how long it took. What is sent through it is said elsewhere.

use std::time::Instant;

use anyhow::{Context as _, bail};
use throughline::connect::Transport;
use throughline_load::processor_seconds;
use throughline_proto::v1::{RecordManyRequest, RecordRequest, record_many_response::Outcome, record_service_client::RecordServiceClient};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

/// How many requests of a stream are under way.
pub const WINDOW: usize = 64;

/// What went through a stream.
#[derive(Debug, Clone, Copy)]
pub struct Streamed {
    /// How many events.
    pub events: u64,
    /// From the first request to the last answer.
    pub seconds: f64,
    /// The processors' time that one event took, in microseconds.
    pub processor_us: f64,
    /// The newest position.
    pub head: u64,
}

/// Sends requests through one stream, so many under way at a time. One that is not taken in ends it.
pub async fn stream(transport: Transport, requests: impl Iterator<Item = RecordRequest>) -> anyhow::Result<Streamed> {
    let mut requests = requests.map(|request| RecordManyRequest { request: Some(request) });
    let (sender, receiver) = mpsc::channel(WINDOW);
    for request in requests.by_ref().take(WINDOW) {
        sender.try_send(request).context("the window is not as wide as it should be")?;
    }
    let mut sender = Some(sender);
    let (started, before) = (Instant::now(), processor_seconds());
    let mut answers = RecordServiceClient::new(transport).record_many(ReceiverStream::new(receiver)).await?.into_inner();
    let (mut events, mut head) = (0, 0);
    while let Some(answer) = answers.message().await? {
        match answer.outcome {
            Some(Outcome::Receipt(receipt)) => {
                events += receipt.entries.len() as u64;
                head = receipt.entries.last().map_or(head, |entry| entry.position);
            }
            Some(Outcome::NotTaken(not_taken)) => bail!("a request was not taken in: {}", not_taken.message),
            None => bail!("an answer without an outcome"),
        }
        match (requests.next(), &sender) {
            (Some(request), Some(sender)) => sender.send(request).await.context("the stream was cut")?,
            _ => sender = None,
        }
    }
    let processor_us = (processor_seconds() - before) * 1e6 / events as f64;
    Ok(Streamed { events, seconds: started.elapsed().as_secs_f64(), processor_us, head })
}
