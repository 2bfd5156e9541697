//! Load: callers who call one after the other, all at once, for a while; and one stream with a window. What they call is said elsewhere.

use std::{
    future::Future,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};
use hdrhistogram::Histogram;
use rustix::time::{ClockId, clock_gettime};
use throughline::connect::Transport;
use throughline_proto::v1::{RecordManyRequest, RecordRequest, record_many_response::Outcome, record_service_client::RecordServiceClient};
use tokio::{sync::mpsc, task::JoinSet};
use tokio_stream::wrappers::ReceiverStream;

/// How many requests of a stream are under way.
pub const WINDOW: usize = 64;
/// No single call is waited for longer than this.
const LONGEST_US: u64 = 60_000_000;

/// Somebody who calls, again and again.
pub trait Caller: Send + 'static {
    /// One call, answered.
    fn call(&mut self) -> impl Future<Output = anyhow::Result<()>> + Send;
}

/// What some callers reached together.
#[derive(Debug)]
pub struct Driven {
    /// Calls answered in a second.
    pub per_second: f64,
    /// The processors' time that one call took, in microseconds.
    pub processor_us: f64,
    times_us: Histogram<u64>,
}

impl Driven {
    /// What so many of a hundred calls stay under, in milliseconds.
    pub fn percentile_ms(&self, percent: f64) -> f64 {
        self.times_us.value_at_percentile(percent) as f64 / 1_000.0
    }
}

/// Has all of them call at once. Calls that are answered while warming up do not count.
pub async fn drive<C: Caller>(callers: Vec<C>, warm_up: Duration, load: Duration) -> anyhow::Result<Driven> {
    let begins = Instant::now() + warm_up;
    let ends = begins + load;
    let mut tasks = JoinSet::new();
    for caller in callers {
        tasks.spawn(call_until(caller, begins, ends));
    }
    tokio::time::sleep_until(begins.into()).await;
    let before = processor_seconds();
    let mut times_us = histogram()?;
    while let Some(done) = tasks.join_next().await {
        times_us.add(done.context("a caller ended early")??)?;
    }
    let processor_us = (processor_seconds() - before) * 1e6 / times_us.len() as f64;
    Ok(Driven { per_second: times_us.len() as f64 / load.as_secs_f64(), processor_us, times_us })
}

async fn call_until(mut caller: impl Caller, begins: Instant, ends: Instant) -> anyhow::Result<Histogram<u64>> {
    let mut times_us = histogram()?;
    loop {
        let started = Instant::now();
        caller.call().await?;
        let answered = Instant::now();
        if answered > ends {
            return Ok(times_us);
        }
        if answered >= begins {
            times_us.saturating_record(micros(answered - started));
        }
    }
}

/// The processors' time that this process has taken so far: everything that runs in it, callers and server.
fn processor_seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

fn histogram() -> anyhow::Result<Histogram<u64>> {
    Ok(Histogram::new_with_bounds(1, LONGEST_US, 3)?)
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

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
