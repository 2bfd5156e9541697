//! From acknowledged at one node to visible at another: events are written at a steady pace at the one, and each request's newest is asked
//! for at the other as soon as it was acknowledged. Both nodes run as the compiled program, over one Postgres, with news over NATS.

use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use throughline::connect::Transport;
use throughline_load::{Reached, work::Circle};
use throughline_proto::v1::{GetStoryRequest, record_service_client::RecordServiceClient, story_service_client::StoryServiceClient};
use tokio::{
    task::JoinSet,
    time::{MissedTickBehavior, interval_at},
};

use super::Run;
use crate::{
    events,
    figure::{Figure, median_of},
    place::Place,
    process::Server,
    store::Home,
};

/// So many write, each so often, so many events a request: 2,000 events a second.
const CALLERS: u64 = 20;
const EVERY: Duration = Duration::from_millis(100);
const EACH: u64 = 10;

/// Takes the figure.
pub async fn measure(run: &Run<'_>) -> anyhow::Result<Vec<Figure>> {
    let [here, there] = Home::of_two_nodes()?;
    let one = Server::start("serve", here.folder(), here.environment())?;
    let other = Server::start("serve", there.folder(), there.environment())?;
    let writing = Place::settle(here.folder(), one.told("address")?, run.scale.residents).await?;
    let reading = writing.at_another_node(there.folder(), other.told("address")?).await?;
    reading.seen(writing.head).await?;
    let mut rounds = Vec::new();
    for round in 0..run.scale.rounds {
        rounds.push(vec![figure(run, &writing, &reading, round as u64).await?]);
    }
    other.stop()?;
    one.stop()?;
    Ok(median_of(&rounds))
}

async fn figure(run: &Run<'_>, writing: &Place, reading: &Place, round: u64) -> anyhow::Result<Figure> {
    let (begins, mut callers) = (Instant::now(), JoinSet::new());
    let (counts, ends) = (begins + run.scale.warm_up, begins + run.scale.warm_up + run.scale.load);
    for caller in 0..CALLERS {
        let watching = Watching::new(writing, reading, caller, round).await?;
        callers.spawn(watching.until(begins + EVERY * u32::try_from(caller)? / u32::try_from(CALLERS)?, counts, ends));
    }
    let mut waits_ms = Vec::new();
    while let Some(waits) = callers.join_next().await {
        waits_ms.extend(waits??);
    }
    waits_ms.sort_by(f64::total_cmp);
    let below = |share: f64| waits_ms.get((waits_ms.len() as f64 * share) as usize).copied();
    let per_second = (waits_ms.len() as u64 * EACH) as f64 / run.scale.load.as_secs_f64();
    let reached = Reached { per_second, p50_ms: below(0.50), p99_ms: below(0.99) };
    Ok(Figure::of("visible", run.store.name(), reached, "events/s"))
}

/// Somebody who writes at one node and looks at the other.
struct Watching {
    record: RecordServiceClient<Transport>,
    story: StoryServiceClient<Transport>,
    supporter: String,
    people: Vec<String>,
    circle: Circle,
    next: u64,
}

impl Watching {
    async fn new(writing: &Place, reading: &Place, caller: u64, round: u64) -> anyhow::Result<Self> {
        Ok(Self {
            record: RecordServiceClient::new(writing.connect().await?),
            story: StoryServiceClient::new(reading.connect_as_supporter().await?),
            supporter: writing.supporter.clone(),
            people: writing.residents.clone(),
            circle: Circle::of(caller, CALLERS, writing.residents.len()),
            // No two events are the same.
            next: (round * CALLERS + caller) << 32,
        })
    }

    /// Keeps to the pace, and gives how long each request that counts was waited for at the other node, in milliseconds. A request that
    /// comes late makes the next ones no denser, so that what is too slow shows as fewer events.
    async fn until(mut self, first: Instant, counts: Instant, ends: Instant) -> anyhow::Result<Vec<f64>> {
        let mut pace = interval_at(first.into(), EVERY);
        pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut waits_ms = Vec::new();
        loop {
            pace.tick().await;
            let (person, position) = self.write().await?;
            let acknowledged = Instant::now();
            if acknowledged > ends {
                return Ok(waits_ms);
            }
            let request = GetStoryRequest { person, page_size: 1, at_least_position: position, ..GetStoryRequest::default() };
            let told = self.story.get_story(request).await?.into_inner();
            ensure!(told.as_of.is_some_and(|as_of| as_of.position >= position), "the other node told an older story");
            if acknowledged >= counts {
                waits_ms.push(acknowledged.elapsed().as_secs_f64() * 1e3);
            }
        }
    }

    /// Records one request; gives whose story the newest of it is in, and where.
    async fn write(&mut self) -> anyhow::Result<(String, u64)> {
        let numbers = self.next..self.next + EACH;
        self.next += EACH;
        let mut newest = String::new();
        let events = numbers.map(|number| {
            let people: Vec<&str> = self.circle.people(number).map(|person| self.people[person].as_str()).collect();
            newest = people.first().copied().unwrap_or_default().to_owned();
            events::just_now(events::met_together(&people, &self.supporter, number))
        });
        let request = events::request(events.collect());
        let receipt = self.record.record(request).await?.into_inner().receipt.context("the answer has no receipt")?;
        Ok((newest, receipt.entries.last().context("the receipt has no entry")?.position))
    }
}
