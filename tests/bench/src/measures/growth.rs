//! Growth: what recording in a story costs around its 5,000th event, beside what it costs around its 50th. Long and short stories are
//! written in turn, so that whatever else the machine does meets both alike.

use std::time::Instant;

use anyhow::Context as _;
use throughline::connect::Transport;
use throughline_proto::v1::{
    Event, GetStoryRequest, ReceiptEntry, record_service_client::RecordServiceClient, story_service_client::StoryServiceClient,
};

use super::Run;
use crate::{
    events,
    figure::{Figure, median, median_of},
    place::{Here, Place},
};

/// How many long stories, and how many short ones.
const STORIES: usize = 4;
const LONG: u64 = 5_000;
const SHORT: u64 = 50;
/// The events of one turn: meetings, and an offer made, answered and seen through.
const TURN: u64 = 6;
/// So many turns before and after the event that it is about.
const TURNS_ASIDE: u64 = 5;
/// How often, after all that, a meeting is written down late.
const LATE: u64 = 10;

/// Takes the figures.
pub async fn measure(run: &Run<'_>) -> anyhow::Result<Vec<Figure>> {
    let mut here = Here::open(run.store, run.scale.residents).await?;
    let mut rounds = Vec::new();
    for round in 0..run.scale.rounds {
        let stories = Stories::begin(&mut here.place, round).await?;
        rounds.push(stories.compare(run, &here.place).await?);
    }
    Ok(median_of(&rounds))
}

/// Long and short stories, a few turns before the event that the figure is about.
struct Stories {
    long: Vec<String>,
    short: Vec<String>,
}

impl Stories {
    /// Every round has stories of its own.
    async fn begin(place: &mut Place, round: usize) -> anyhow::Result<Self> {
        let mut people = place.residents.chunks(STORIES).skip(2 * round).map(<[String]>::to_vec);
        let (long, short) = (people.next().context("too few residents")?, people.next().context("too few residents")?);
        let supporter = place.supporter.clone();
        for (people, length) in [(&long, LONG), (&short, SHORT)] {
            // One entry is there: they were heard of.
            let numbers = 0..length - 1 - TURN * TURNS_ASIDE;
            let meetings = numbers.flat_map(|number| people.iter().map(move |person| (person, number)));
            place.stream(meetings.map(|(person, number)| events::met(person, &supporter, number))).await?;
        }
        place.seen(place.head).await?;
        Ok(Self { long, short })
    }

    async fn compare(&self, run: &Run<'_>, place: &Place) -> anyhow::Result<Vec<Figure>> {
        let transport = place.connect_as_supporter().await?;
        let (record, story) = (RecordServiceClient::new(transport.clone()), StoryServiceClient::new(transport));
        let mut writer = Writer { record, story, supporter: place.supporter.clone(), number: LONG };
        let (mut long, mut short) = (Vec::new(), Vec::new());
        for _ in 0..2 * TURNS_ASIDE {
            for (of_long, of_short) in self.long.iter().zip(&self.short) {
                long.push(writer.turn(of_long).await?);
                short.push(writer.turn(of_short).await?);
            }
        }
        let (mut long_late, mut short_late) = (Vec::new(), Vec::new());
        for _ in 0..LATE {
            for (of_long, of_short) in self.long.iter().zip(&self.short) {
                long_late.push(writer.late(of_long).await?);
                short_late.push(writer.late(of_short).await?);
            }
        }
        let event_ms =
            |turns: Vec<f64>, events: u64| median(turns).map(|seconds| seconds * 1_000.0 / events as f64).context("nothing was measured");
        let figure = |measure, long, short| Figure::new(measure, run.store.name(), long, "ms/event").beside("the 50th event", short);
        Ok(vec![
            figure("growth", event_ms(long, TURN)?, event_ms(short, TURN)?),
            figure("growth_late", event_ms(long_late, 1)?, event_ms(short_late, 1)?),
        ])
    }
}

/// Records one event after the other.
struct Writer {
    record: RecordServiceClient<Transport>,
    story: StoryServiceClient<Transport>,
    supporter: String,
    number: u64,
}

impl Writer {
    /// One turn in one story, written down as it happens; gives the seconds that it took.
    async fn turn(&mut self, person: &str) -> anyhow::Result<f64> {
        let supporter = self.supporter.clone();
        let started = Instant::now();
        for _ in 0..3 {
            let meeting = events::just_now(self.meeting(person));
            self.one(meeting).await?;
        }
        let offer = self.one(events::offered(person, &supporter)).await?.event;
        self.one(events::answered_yes(person, &supporter, &offer)).await?;
        self.one(events::helped(person, &supporter, &offer)).await?;
        Ok(started.elapsed().as_secs_f64())
    }

    /// A meeting that is written down months late, until a reader has seen it: the whole story is folded anew. Gives the seconds.
    async fn late(&mut self, person: &str) -> anyhow::Result<f64> {
        let late = self.meeting(person);
        let started = Instant::now();
        let position = self.one(late).await?.position;
        let request = GetStoryRequest { person: person.into(), page_size: 1, at_least_position: position, ..GetStoryRequest::default() };
        self.story.get_story(request).await?;
        Ok(started.elapsed().as_secs_f64())
    }

    fn meeting(&mut self, person: &str) -> Event {
        self.number += 1;
        events::met(person, &self.supporter, self.number)
    }

    async fn one(&mut self, event: Event) -> anyhow::Result<ReceiptEntry> {
        let receipt = self.record.record(events::request(vec![event])).await?.into_inner().receipt;
        receipt.and_then(|receipt| receipt.entries.into_iter().next()).context("an event has no entry")
    }
}
