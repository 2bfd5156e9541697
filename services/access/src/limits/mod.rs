//! How much an agency may ask of a place: so many requests in a second, so many events in a day. Asked after it is known who calls, and before
//! any work is done. Nothing in here knows what is asked for, or of whom.

mod pace;

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use throughline_proto::{ACTING_FOR, Refusal, v1::Reason};
use tonic::codegen::http::HeaderMap;

pub use self::pace::Pace;
use self::pace::Paced;
use crate::tokens::{KEEPER, PORTAL};

const DAY_US: i64 = 86_400_000_000;
/// All who come with nothing that is known, together: each of them costs a look at the tokens' file.
const STRANGERS: Pace = Pace { per_second: 20, at_once: 100 };
/// The portal where it calls for nobody. No agency is called so: a word has no "/" in it.
const PORTAL_FOR_NOBODY: &str = "portal/nobody";

/// How much one agency may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Its calls, and the messages of its streams.
    pub requests: Pace,
    /// So many events in a day of UTC; 0 is as many as it likes.
    pub events_per_day: u64,
}

/// How much each may ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// For every agency that is not named.
    pub usual: Limit,
    /// For some. The keeper has no limit unless named here: it is who mends things.
    pub agencies: HashMap<String, Limit>,
}

impl Limit {
    /// No limit.
    pub const NONE: Self = Self { requests: Pace { per_second: 0, at_once: 0 }, events_per_day: 0 };
    /// Far more than an agency's system asks for, and far less than would keep a node from serving others.
    pub const USUAL: Self = Self { requests: Pace { per_second: 5_000, at_once: 10_000 }, events_per_day: 2_000_000 };
}

impl Limits {
    /// No limits for anybody.
    pub fn none() -> Self {
        Self { usual: Limit::NONE, agencies: HashMap::new() }
    }

    fn of(&self, agency: &str) -> Limit {
        let named = self.agencies.get(agency).copied();
        named.unwrap_or(if agency == KEEPER { Limit::NONE } else { self.usual })
    }
}

/// As whom a call of this agency is counted. Whoever passes by has the portal call for nobody, as with a link that they made up: that is counted by
/// itself, so that they keep nobody out who is signed in.
pub fn counted_as(agency: String, headers: &HeaderMap) -> String {
    if agency == PORTAL && !headers.contains_key(ACTING_FOR) { PORTAL_FOR_NOBODY.to_owned() } else { agency }
}

/// What a place tells of time, and of what it has: how many events of an agency the log has of today, and what time it is.
pub trait Written: Send + Sync {
    /// How many events this agency has written on the day of this moment.
    fn written(&self, agency: &str, now_us: i64) -> u64;
    /// This moment, in microseconds since 1970.
    fn now_us(&self) -> i64;
}

/// Counts what each has asked. One for a node.
pub struct Counter {
    limits: Limits,
    log: Box<dyn Written>,
    begun: Instant,
    strangers: Paced,
    /// Only agencies that are known come in here, so that nobody fills it.
    agencies: Mutex<HashMap<String, Arc<Agency>>>,
}

#[derive(Debug)]
struct Agency {
    name: String,
    limit: Limit,
    paced: Paced,
    day: Mutex<Day>,
}

/// What was let through on a day.
#[derive(Debug, Default)]
struct Day {
    number: i64,
    events: u64,
}

impl Counter {
    /// With these limits, over a log that tells what it has.
    pub fn new(limits: Limits, log: impl Written + 'static) -> Arc<Self> {
        Arc::new(Self { limits, log: Box::new(log), begun: Instant::now(), strangers: Paced::default(), agencies: Mutex::default() })
    }

    /// Lets somebody through who is not known, or says that there were too many of them.
    pub fn take_stranger(&self) -> Result<(), Refusal> {
        self.strangers.take(STRANGERS, self.begun.elapsed()).map_err(|wait| too_fast(STRANGERS, wait))
    }

    /// What an agency may still ask, by whom it is [counted as](counted_as).
    pub fn allowance(self: &Arc<Self>, agency: &str) -> Allowance {
        let mut agencies = self.agencies.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(agency) = agencies.get(agency) {
            return Allowance { counter: Arc::clone(self), agency: Arc::clone(agency) };
        }
        // What it writes for nobody is the portal's all the same, in the log and in the settings.
        let name = if agency == PORTAL_FOR_NOBODY { PORTAL } else { agency };
        let limit = self.limits.of(name);
        let counted = Arc::new(Agency { name: name.to_owned(), limit, paced: Paced::default(), day: Mutex::default() });
        agencies.insert(agency.to_owned(), Arc::clone(&counted));
        Allowance { counter: Arc::clone(self), agency: counted }
    }
}

impl fmt::Debug for Counter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Counter").field("limits", &self.limits).finish_non_exhaustive()
    }
}

/// What an agency may still ask. It goes with each of its calls, as an extension of the request that only the server can put there.
#[derive(Debug, Clone)]
pub struct Allowance {
    counter: Arc<Counter>,
    agency: Arc<Agency>,
}

impl Allowance {
    /// One request more, if it is not too many in too short a time.
    pub fn take_request(&self) -> Result<(), Refusal> {
        self.wait_for_request().map_err(|wait| too_fast(self.agency.limit.requests, wait))
    }

    /// The same for who can wait: after how long to ask again.
    pub fn wait_for_request(&self) -> Result<(), Duration> {
        self.agency.paced.take(self.agency.limit.requests, self.counter.begun.elapsed())
    }

    /// So many events more, if the day has room for them. They are given back when what comes of it is dropped and was not [kept](Taken::keep).
    pub fn take_events(&self, events: usize) -> Result<Taken, Refusal> {
        let (limit, events) = (self.agency.limit.events_per_day, u64::try_from(events).unwrap_or(u64::MAX));
        let now = self.counter.log.now_us();
        let number = now.div_euclid(DAY_US);
        // Without a limit, none is counted, so that a limit costs only those who have one.
        if limit > 0 {
            let mut day = self.agency.day.lock().unwrap_or_else(PoisonError::into_inner);
            if day.number != number {
                *day = Day { number, events: 0 };
            }
            // Another node may have written as well, and this one may have begun today.
            day.events = day.events.max(self.counter.log.written(&self.agency.name, now));
            if day.events.saturating_add(events) > limit {
                return Err(quota_used(limit, Duration::from_micros((DAY_US - now.rem_euclid(DAY_US)).unsigned_abs())));
            }
            day.events += events;
        }
        Ok(Taken { agency: Arc::clone(&self.agency), day: number, events: if limit > 0 { events } else { 0 } })
    }
}

/// Events that were taken of a day.
#[derive(Debug)]
pub struct Taken {
    agency: Arc<Agency>,
    day: i64,
    events: u64,
}

impl Taken {
    /// They were written.
    pub fn keep(mut self) {
        self.events = 0;
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        if self.events > 0 {
            let mut day = self.agency.day.lock().unwrap_or_else(PoisonError::into_inner);
            if day.number == self.day {
                day.events = day.events.saturating_sub(self.events);
            }
        }
    }
}

fn too_fast(pace: Pace, wait: Duration) -> Refusal {
    let told = format!("more than {} requests in a second; wait as long as RetryInfo says", pace.per_second);
    Refusal::new(Reason::RateLimited, told).with("requests_per_second", pace.per_second).retry_after(wait)
}

fn quota_used(limit: u64, wait: Duration) -> Refusal {
    let told =
        format!("your agency may write {limit} events in a day (of UTC), and they are used; go on tomorrow, or ask the keeper for more");
    Refusal::new(Reason::QuotaUsed, told).with("events_per_day", limit).retry_after(wait)
}

#[cfg(test)]
mod tests;
