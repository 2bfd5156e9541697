//! Callers who call one after the other, all at once, for a while. What they call is said elsewhere.

use std::{
    future::Future,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use hdrhistogram::Histogram;
use rustix::time::{ClockId, clock_gettime};
use tokio::task::JoinSet;

use crate::task::Reached;

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

    /// The figures that count, when each call did so many things.
    pub fn reached(&self, each: u64) -> Reached {
        Reached {
            per_second: self.per_second * each as f64,
            p50_ms: Some(self.percentile_ms(50.0)),
            p99_ms: Some(self.percentile_ms(99.0)),
        }
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
pub fn processor_seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

fn histogram() -> anyhow::Result<Histogram<u64>> {
    Ok(Histogram::new_with_bounds(1, LONGEST_US, 3)?)
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
