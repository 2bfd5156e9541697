//! GetStory: stories of 50 entries, with their words opened and a sentence each, read by a supporter who walks alongside. Peers read 50
//! events of one person. Everybody's events are about one person each here, so that each of ours has words to open. A page that was told
//! before is remembered, so that the same is measured besides where nobody has asked the same before; and once more where every reader is new
//! to the story, so that each page is a look in the log first, beside the same without. `bare` is the least that it could be: the same words
//! and sentences, and nothing of who calls, what they may see, limits, traces and looks.

use std::sync::Arc;

use anyhow::ensure;
use throughline::connect::Transport;
use throughline_load::{Caller, Callers, Task, drive, work::scattered};
use throughline_proto::v1::{Entry, GetStoryRequest, event::Kind, story_service_client::StoryServiceClient};

use super::Run;
use crate::{
    bare::Bare,
    events,
    figure::{Figure, median_of},
    peers::{ALL, ask_each},
    place::{Here, Place},
};

/// How many read at once.
pub const CALLERS: u64 = 16;
const CONNECTIONS: usize = 4;
/// What new readers read for: each is a look of its own.
const PURPOSES: [&str; 4] = ["visit", "call", "planning", "records"];
/// A whole story is a page.
const ENTRIES: u32 = 50;
/// In how many ways the same page is asked for: in one, or in more than can be remembered.
const ASKED_BEFORE: u32 = 1;
pub const ASKED_ANEW: u32 = 400;
/// Being heard of, and being walked beside.
const BEGINNINGS: u64 = 2;

/// Takes the figures.
pub async fn measure(run: &Run<'_>) -> anyhow::Result<Vec<Figure>> {
    let mut here = Here::open(run.store, run.scale.residents).await?;
    let people = tell(&mut here.place, run.scale.stories).await?;
    let (count, events) = (people.len() as u64, u64::from(ENTRIES));
    let mut peers = run.peers.start(&ALL)?;
    ask_each(&mut peers, Task::TellStories { people: count, events })?;
    let callers = run.scale.callers(CALLERS);
    let bare = Bare::serve(here.views()).await?;
    let bare_place = here.place.clone().moved_to(&bare.address);
    let mut rounds = Vec::new();
    for _ in 0..run.scale.rounds {
        let ours = figure("get_story", run, &here.place, &people, callers, ASKED_BEFORE).await?;
        let peers = ask_each(&mut peers, Task::ReadStories { callers, people: count, events })?;
        let mut round = ours.beside_each(&peers);
        let anew = figure("get_story_anew", run, &here.place, &people, callers, ASKED_ANEW).await?;
        let looked = looked(run, &mut here.place, &people, callers).await?.beside("it without a look", anew.value);
        let bare = figure("get_story_bare", run, &bare_place, &people, callers, ASKED_ANEW).await?;
        round.extend(anew.beside_each(&peers));
        round.extend([looked, bare]);
        rounds.push(round);
    }
    Ok(median_of(&rounds))
}

/// Read by supporters who have not read any of it before, so that nearly every page is told anew and is a look that the log takes first.
async fn looked(run: &Run<'_>, place: &mut Place, people: &Arc<Vec<String>>, callers: Callers) -> anyhow::Result<Figure> {
    let mut reading = Vec::new();
    for index in 0..callers.count {
        let stories = place.another_supporter(&PURPOSES).await?.into_iter().map(StoryServiceClient::new).collect();
        reading.push(Reading { stories, people: Arc::clone(people), number: index << 32, questions: ASKED_ANEW });
    }
    let head = place.head;
    let driven = drive(reading, callers.warm_up, callers.load).await?;
    place.record(vec![events::supporter_joined()]).await?;
    let looks = place.head - head;
    let reached = driven.reached(1);
    run.output.remark(format!("{looks} looks were written while {:.0} stories a second were read", reached.per_second));
    Ok(Figure::of("get_story_looked", run.store.name(), reached, "stories/s").processor(driven.processor_us))
}

/// Has so many residents' stories told, scattered over the log; gives whose they are.
pub async fn tell(place: &mut Place, stories: usize) -> anyhow::Result<Arc<Vec<String>>> {
    let (people, supporter) = (place.residents[..stories].to_vec(), place.supporter.clone());
    place.stream(people.iter().map(|person| events::alongside(person, &supporter))).await?;
    let meetings = place.meetings(0..stories, 0..(u64::from(ENTRIES) - BEGINNINGS) * stories as u64);
    let streamed = place.stream(meetings).await?;
    place.seen(streamed.head).await?;
    Ok(Arc::new(people))
}

/// What so many callers reach who read these people's stories.
pub async fn figure(
    name: &'static str,
    run: &Run<'_>,
    place: &Place,
    people: &Arc<Vec<String>>,
    callers: Callers,
    questions: u32,
) -> anyhow::Result<Figure> {
    let mut connections = Vec::new();
    for _ in 0..CONNECTIONS {
        connections.push(place.connect_as_supporter().await?);
    }
    let reading = |(index, transport): (u64, &Transport)| Reading {
        stories: vec![StoryServiceClient::new(transport.clone())],
        people: Arc::clone(people),
        number: index << 32,
        questions,
    };
    let reading = (0..callers.count).zip(connections.iter().cycle()).map(reading).collect();
    let driven = drive(reading, callers.warm_up, callers.load).await?;
    Ok(Figure::of(name, run.store.name(), driven.reached(1), "stories/s").processor(driven.processor_us))
}

/// Somebody who reads one story after the other.
struct Reading {
    /// Connections, each for a purpose of its own, taken in turn.
    stories: Vec<StoryServiceClient<Transport>>,
    people: Arc<Vec<String>>,
    number: u64,
    /// In how many ways they ask for the same.
    questions: u32,
}

impl Caller for Reading {
    async fn call(&mut self) -> anyhow::Result<()> {
        self.number += 1;
        let person = self.people[scattered(self.number) % self.people.len()].clone();
        // A page that could hold more holds the same.
        let page_size = ENTRIES + u32::try_from(self.number % u64::from(self.questions))?;
        let request = GetStoryRequest { person, page_size, ..GetStoryRequest::default() };
        let connection = usize::try_from(self.number)? % self.stories.len();
        let story = self.stories[connection].get_story(request).await?.into_inner();
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
