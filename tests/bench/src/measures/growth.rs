//! Growth: what recording in a story costs around its 5,000th event, beside what it costs around its 50th. Long and short stories are
//! written in turn, so that whatever else the machine does meets both alike.

use std::time::Instant;

use anyhow::Context as _;
use throughline::connect::Transport;
use throughline_proto::v1::{Event, record_service_client::RecordServiceClient};

use crate::{
    events,
    figure::{Bound, Figure, Of, median, median_of},
    place::{Here, Place},
    scale::Scale,
};

/// How many long stories, and how many short ones.
const STORIES: usize = 4;
const LONG: u64 = 5_000;
const SHORT: u64 = 50;
/// The events of one turn: meetings, and an offer made, answered and seen through.
const TURN: u64 = 6;
/// So many turns before and after the event that it is about.
const TURNS_ASIDE: u64 = 5;
/// No two meetings of this measure are the same.
const FIRST_NUMBER: u64 = 1 << 40;

/// Takes the figure.
pub async fn measure(scale: &Scale) -> anyhow::Result<Vec<Figure>> {
    let mut here = Here::open(scale.residents).await?;
    let mut rounds = Vec::new();
    for round in 0..scale.rounds {
        let mut residents = here.place.residents.clone();
        // Stories of this round's own; the long ones are told first, so that meetings go to them in turn.
        residents.rotate_left(round * 2 * STORIES);
        here.place.residents = residents;
        let before = |length: u64| length - TURN * TURNS_ASIDE - 1;
        let meetings = here.place.meetings(STORIES, 0..before(LONG) * STORIES as u64);
        here.place.stream(meetings).await?;
        let short = here.place.residents[STORIES..2 * STORIES].to_vec();
        let supporter = here.place.supporter.clone();
        let meetings = (0..before(SHORT)).flat_map(|number| short.iter().map(move |person| (person, number)));
        let streamed = here.place.stream(meetings.map(|(person, number)| events::met(person, &supporter, number))).await?;
        here.place.seen(streamed.head).await?;
        rounds.push(vec![compare(&here.place).await?]);
    }
    Ok(median_of(&rounds))
}

async fn compare(place: &Place) -> anyhow::Result<Figure> {
    let mut writer =
        Writer { record: RecordServiceClient::new(place.connect().await?), supporter: place.supporter.clone(), number: FIRST_NUMBER };
    let (mut long, mut short) = (Vec::new(), Vec::new());
    for _ in 0..2 * TURNS_ASIDE {
        for story in 0..STORIES {
            long.push(writer.turn(&place.residents[story]).await?);
            short.push(writer.turn(&place.residents[STORIES + story]).await?);
        }
    }
    let (long, short) = (median(long).context("nothing was measured")?, median(short).context("nothing was measured")?);
    let event_ms = |turn_seconds: f64| turn_seconds * 1_000.0 / TURN as f64;
    Ok(Figure::new("growth", event_ms(long), "ms/event").beside("the 50th event", event_ms(short)).must(Of::Ratio, Bound::AtMost(1.2)))
}

/// Records one event after the other.
struct Writer {
    record: RecordServiceClient<Transport>,
    supporter: String,
    number: u64,
}

impl Writer {
    /// One turn in one story; gives the seconds that it took.
    async fn turn(&mut self, person: &str) -> anyhow::Result<f64> {
        let supporter = self.supporter.clone();
        let started = Instant::now();
        for _ in 0..3 {
            self.number += 1;
            self.one(events::met(person, &supporter, self.number)).await?;
        }
        let offer = self.one(events::offered(person, &supporter)).await?;
        self.one(events::answered_yes(person, &supporter, &offer)).await?;
        self.one(events::helped(person, &supporter, &offer)).await?;
        Ok(started.elapsed().as_secs_f64())
    }

    async fn one(&mut self, event: Event) -> anyhow::Result<String> {
        let receipt = self.record.record(events::request(vec![event])).await?.into_inner().receipt;
        let entry = receipt.and_then(|receipt| receipt.entries.into_iter().next());
        Ok(entry.context("an event has no entry")?.event)
    }
}
