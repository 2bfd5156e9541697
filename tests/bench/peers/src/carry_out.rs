//! Carrying out a task with any peer: the callers, their circles, their stories. What a peer does with a request is not known in here.

use std::{
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use anyhow::ensure;
use throughline_load::{
    Caller, Callers, Reached, Task, drive,
    work::{Circle, RESIDENTS, has_condition, scattered},
};
use tokio::task::JoinSet;

use crate::peer::{Event, Peer, Request};

/// Those who have stories to be read are not those with whom callers meet.
const FIRST_STORY: u64 = RESIDENTS as u64;
/// In bulk, so many events share a request, and so many requests are under way.
const BULK: u64 = 100;
const BULK_CALLERS: u64 = 8;

/// Every event of a peer has a number of its own.
static NUMBER: AtomicU64 = AtomicU64::new(0);

/// Carries out one task.
pub async fn carry_out<P: Peer>(peer: &Arc<P>, task: Task) -> anyhow::Result<Reached> {
    match task {
        Task::Append { callers, each } => append(peer, callers, each).await,
        Task::TellStories { people, events } => {
            let all = move || (0..events).flat_map(move |_| FIRST_STORY..FIRST_STORY + people);
            in_bulk(peer, |caller| all().filter(move |person| person % BULK_CALLERS == caller).map(|person| vec![person])).await
        }
        Task::ReadStories { callers, people, events } => read_stories(peer, callers, people, events).await,
        Task::GrowTo { events } => {
            let there = peer.read_all().await?;
            let missing = events.saturating_sub(there);
            in_bulk(peer, |caller| {
                let circle = Circle::of(caller, BULK_CALLERS, RESIDENTS);
                share(missing, caller).map(move |event| people(circle, event))
            })
            .await
        }
        Task::ReadAll => {
            let started = Instant::now();
            let events = peer.read_all().await?;
            Ok(Reached { per_second: events as f64 / started.elapsed().as_secs_f64(), p50_ms: None, p99_ms: None })
        }
    }
}

/// Somebody who appends one request after the other.
struct Appending<P> {
    peer: Arc<P>,
    circle: Circle,
    each: u64,
    requests: u64,
    newest: u64,
}

impl<P: Peer> Caller for Appending<P> {
    async fn call(&mut self) -> anyhow::Result<()> {
        let first = NUMBER.fetch_add(self.each, Ordering::Relaxed);
        let events = (first..first + self.each).map(|number| Event::new(number, people(self.circle, number))).collect();
        let nothing_new_since = Some(self.newest).filter(|newest| *newest > 0 && has_condition(self.requests));
        self.requests += 1;
        self.newest = self.peer.append(Request { events, nothing_new_since }).await?;
        Ok(())
    }
}

async fn append<P: Peer>(peer: &Arc<P>, callers: Callers, each: u64) -> anyhow::Result<Reached> {
    let appending =
        |caller| Appending { peer: Arc::clone(peer), circle: Circle::of(caller, callers.count, RESIDENTS), each, requests: 0, newest: 0 };
    Ok(drive((0..callers.count).map(appending).collect(), callers.warm_up, callers.load).await?.reached(each))
}

/// Somebody who reads one story after the other.
struct Reading<P> {
    peer: Arc<P>,
    people: u64,
    events: u32,
    number: u64,
}

impl<P: Peer> Caller for Reading<P> {
    async fn call(&mut self) -> anyhow::Result<()> {
        self.number += 1;
        let person = FIRST_STORY + scattered(self.number) as u64 % self.people;
        let read = self.peer.read_story(person, self.events).await?;
        ensure!(read == u64::from(self.events), "a story has {read} events, not {}", self.events);
        Ok(())
    }
}

async fn read_stories<P: Peer>(peer: &Arc<P>, callers: Callers, people: u64, events: u64) -> anyhow::Result<Reached> {
    let events = u32::try_from(events)?;
    let reading = |caller: u64| Reading { peer: Arc::clone(peer), people, events, number: caller << 32 };
    Ok(drive((0..callers.count).map(reading).collect(), callers.warm_up, callers.load).await?.reached(1))
}

/// Writes events in large requests, as fast as it goes; `about` gives the people of each event of one of the callers.
async fn in_bulk<P: Peer, I>(peer: &Arc<P>, about: impl Fn(u64) -> I) -> anyhow::Result<Reached>
where
    I: Iterator<Item = Vec<u64>> + Send + 'static,
{
    let started = Instant::now();
    let mut callers = JoinSet::new();
    for caller in 0..BULK_CALLERS {
        let (peer, mut about) = (Arc::clone(peer), about(caller));
        callers.spawn(async move {
            let mut written = 0;
            loop {
                let people: Vec<Vec<u64>> = about.by_ref().take(usize::try_from(BULK)?).collect();
                if people.is_empty() {
                    return anyhow::Ok(written);
                }
                let count = people.len() as u64;
                let first = NUMBER.fetch_add(count, Ordering::Relaxed);
                let events = (first..).zip(people).map(|(number, people)| Event::new(number, people)).collect();
                peer.append(Request { events, nothing_new_since: None }).await?;
                written += count;
            }
        });
    }
    let mut written = 0;
    while let Some(done) = callers.join_next().await {
        written += done??;
    }
    Ok(Reached { per_second: written as f64 / started.elapsed().as_secs_f64(), p50_ms: None, p99_ms: None })
}

/// One caller's share of so many events.
fn share(events: u64, caller: u64) -> Range<u64> {
    caller * events / BULK_CALLERS..(caller + 1) * events / BULK_CALLERS
}

fn people(circle: Circle, event: u64) -> Vec<u64> {
    circle.people(event).map(|person| person as u64).collect()
}
