//! GetStory: stories of 50 entries, with their words opened and a sentence each, read by a supporter who walks alongside.

use std::sync::Arc;

use anyhow::ensure;
use throughline::connect::Transport;
use throughline_proto::v1::{Entry, GetStoryRequest, event::Kind, story_service_client::StoryServiceClient};

use crate::{
    events,
    figure::{Bound, Figure, Of, median_of},
    load::{Caller, drive},
    place::{Here, scattered},
    scale::Scale,
};

const CALLERS: u64 = 16;
const CONNECTIONS: usize = 4;
/// A whole story is a page.
const ENTRIES: u32 = 50;
/// Being heard of, and being walked beside.
const BEGINNINGS: u64 = 2;

/// Somebody who reads one story after the other.
struct Reading {
    story: StoryServiceClient<Transport>,
    people: Arc<Vec<String>>,
    number: u64,
}

impl Caller for Reading {
    async fn call(&mut self) -> anyhow::Result<()> {
        self.number += 1;
        let person = self.people[scattered(self.number) % self.people.len()].clone();
        let request = GetStoryRequest { person, page_size: ENTRIES, ..GetStoryRequest::default() };
        let story = self.story.get_story(request).await?.into_inner();
        ensure!(story.entries.len() == ENTRIES as usize && story.entries.iter().all(is_told), "a story is not told whole");
        Ok(())
    }
}

/// It has a sentence, and a meeting has its words.
fn is_told(entry: &Entry) -> bool {
    let Some(event) = &entry.event else { return false };
    let is_worded = !matches!(event.kind, Some(Kind::Met(_))) || event.words.iter().any(|words| !words.text.is_empty());
    !entry.sentence.is_empty() && is_worded
}

/// Takes the figure.
pub async fn measure(scale: &Scale) -> anyhow::Result<Vec<Figure>> {
    let mut here = Here::open(scale.residents).await?;
    let (people, supporter) = (here.place.residents[..scale.stories].to_vec(), here.place.supporter.clone());
    here.place.stream(people.iter().map(|person| events::alongside(person, &supporter))).await?;
    let meetings = (u64::from(ENTRIES) - BEGINNINGS) * scale.stories as u64;
    let meetings = here.place.meetings(scale.stories, 0..meetings);
    let streamed = here.place.stream(meetings).await?;
    here.place.seen(streamed.head).await?;

    let people = Arc::new(people);
    let mut rounds = Vec::new();
    for round in 0..scale.rounds as u64 {
        let mut callers = Vec::new();
        let mut connections = Vec::new();
        for _ in 0..CONNECTIONS {
            connections.push(here.place.connect_as_supporter().await?);
        }
        for (index, transport) in (0..CALLERS).zip(connections.iter().cycle()) {
            let story = StoryServiceClient::new(transport.clone());
            callers.push(Reading { story, people: Arc::clone(&people), number: (round * CALLERS + index) << 32 });
        }
        let driven = drive(callers, scale.warm_up, scale.load).await?;
        rounds.push(vec![
            Figure::new("get_story", driven.per_second, "stories/s")
                .times(driven.percentile_ms(50.0), driven.percentile_ms(99.0))
                .processor(driven.processor_us)
                .must(Of::Value, Bound::AtLeast(6_000.0))
                .must(Of::P99, Bound::Below(8.0)),
        ]);
    }
    Ok(median_of(&rounds))
}
