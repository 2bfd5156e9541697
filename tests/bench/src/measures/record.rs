//! Record: many callers at once with one event each, one caller alone, and many with ten events a request. Every event has two or three
//! people, and one request in five carries a condition. What they record has happened just now; what is written down late is in `growth`.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use anyhow::Context as _;
use throughline::connect::Transport;
use throughline_load::{
    Caller, Callers, Task, drive,
    work::{Circle, has_condition},
};
use throughline_proto::v1::{RecordRequest, record_service_client::RecordServiceClient};

use super::Run;
use crate::{
    events,
    figure::{Figure, median_of},
    peers::{ALL, ask_each},
    place::{Here, Place},
};

/// Name, callers and events a request.
const SHAPES: [(&str, u64, u64); 3] = [("record", 64, 1), ("record_alone", 1, 1), ("record_ten", 64, 10)];
/// Agencies do not share a connection, and neither do all callers here.
const CONNECTIONS: usize = 8;

/// No two events are the same.
static NUMBER: AtomicU64 = AtomicU64::new(0);

/// Takes the figures.
pub async fn measure(run: &Run<'_>) -> anyhow::Result<Vec<Figure>> {
    let here = Here::open(run.store, run.scale.residents).await?;
    let mut peers = run.peers.start(&ALL)?;
    let mut rounds = Vec::new();
    for _ in 0..run.scale.rounds {
        let mut round = Vec::new();
        for (name, callers, each) in SHAPES {
            let callers = run.scale.callers(callers);
            let ours = figure(name, run, &here.place, callers, each).await?;
            round.extend(ours.beside_each(&ask_each(&mut peers, Task::Append { callers, each })?));
        }
        rounds.push(round);
    }
    Ok(median_of(&rounds))
}

/// What so many callers reach in a place, with so many events a request.
pub async fn figure(name: &'static str, run: &Run<'_>, place: &Place, callers: Callers, each: u64) -> anyhow::Result<Figure> {
    let driven = drive(recording(place, callers.count, each).await?, callers.warm_up, callers.load).await?;
    Ok(Figure::of(name, run.store.name(), driven.reached(each), "events/s").processor(driven.processor_us / each as f64))
}

/// Somebody who records one request after the other, each with people of their own circle.
struct Recording {
    record: RecordServiceClient<Transport>,
    supporter: String,
    residents: Arc<Vec<String>>,
    circle: Circle,
    each: u64,
    requests: u64,
    newest: u64,
}

impl Caller for Recording {
    async fn call(&mut self) -> anyhow::Result<()> {
        let first = NUMBER.fetch_add(self.each, Ordering::Relaxed);
        let nothing_new_since = if has_condition(self.requests) { self.newest } else { 0 };
        let events = (first..first + self.each).map(|number| {
            let people: Vec<&str> = self.circle.people(number).map(|person| self.residents[person].as_str()).collect();
            events::just_now(events::met_together(&people, &self.supporter, number))
        });
        let request = RecordRequest { nothing_new_since, ..events::request(events.collect()) };
        let receipt = self.record.record(request).await?.into_inner().receipt.context("the answer has no receipt")?;
        self.requests += 1;
        self.newest = receipt.entries.last().context("the receipt has no entry")?.position;
        Ok(())
    }
}

async fn recording(place: &Place, callers: u64, each: u64) -> anyhow::Result<Vec<Recording>> {
    let mut connections = Vec::new();
    for _ in 0..CONNECTIONS {
        connections.push(place.connect().await?);
    }
    let residents = Arc::new(place.residents.clone());
    let caller = |(index, transport): (u64, &Transport)| Recording {
        record: RecordServiceClient::new(transport.clone()),
        supporter: place.supporter.clone(),
        residents: Arc::clone(&residents),
        circle: Circle::of(index, callers, residents.len()),
        each,
        requests: 0,
        newest: 0,
    };
    Ok((0..callers).zip(connections.iter().cycle()).map(caller).collect())
}
