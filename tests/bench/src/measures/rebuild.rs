//! A large log: the views made again from nothing, everything verified, the memory of a server over it, and how soon a node that is new
//! to it tells stories. The compiled program does all of it, in processes of its own.

use std::time::Instant;

use throughline_load::work::scattered;
use throughline_proto::v1::{GetStoryRequest, story_service_client::StoryServiceClient};

use super::Run;
use crate::{
    figure::{Figure, median_of},
    place::Place,
    process::{self, Memory, Server},
    store::{Home, Store},
    whole,
};

/// How many stories a server tells before its memory is looked at.
const STORIES: u64 = 1_000;

/// Takes the figures.
pub async fn measure(run: &Run<'_>) -> anyhow::Result<Vec<Figure>> {
    let (home, another) = match run.store {
        Store::Sqlite => (Home::new(run.store)?, None),
        Store::Postgres => {
            let [home, another] = Home::of_two_nodes()?;
            (home, Some(another))
        }
    };
    let place = whole::write(&home, run).await?;
    let mut rounds = Vec::new();
    for _ in 0..run.scale.rounds {
        let rebuilt = process::run("rebuild", home.folder(), home.environment())?;
        let verified = process::run("verify", home.folder(), home.environment())?;
        let figure = |measure, value, unit| Figure::new(measure, run.store.name(), value, unit);
        rounds.push(vec![
            figure("rebuild", rebuilt, "s"),
            figure("rebuild_rate", place.head as f64 / rebuilt, "events/s"),
            figure("verify", verified, "s"),
            figure("verify_rate", place.head as f64 / verified, "records/s"),
        ]);
    }
    let mut figures = median_of(&rounds);
    let Memory { resident_mib, peak_mib } = memory(&home, place.clone()).await?;
    figures.push(Figure::new("memory", run.store.name(), resident_mib, "MiB"));
    figures.push(Figure::new("memory_peak", run.store.name(), peak_mib, "MiB"));
    if let Some(another) = another {
        figures.push(Figure::new("new_node", run.store.name(), new_node(&another, &place).await?, "s"));
    }
    Ok(figures)
}

/// The seconds until a node with an empty folder tells a story as of the log's end.
async fn new_node(home: &Home, place: &Place) -> anyhow::Result<f64> {
    let started = Instant::now();
    let server = Server::start("serve", home.folder(), home.environment())?;
    place.at_another_node(home.folder(), server.told("address")?).await?.seen(place.head).await?;
    let ready = started.elapsed().as_secs_f64();
    server.stop()?;
    Ok(ready)
}

/// The memory of a server that has told some stories.
async fn memory(home: &Home, place: Place) -> anyhow::Result<Memory> {
    let server = Server::start("serve", home.folder(), home.environment())?;
    let place = place.moved_to(server.told("address")?);
    let mut story = StoryServiceClient::new(place.connect_as_supporter().await?);
    for number in 0..STORIES {
        let person = place.residents[scattered(number) % place.residents.len()].clone();
        story.get_story(GetStoryRequest { person, ..GetStoryRequest::default() }).await?;
    }
    let memory = server.memory()?;
    server.stop()?;
    Ok(memory)
}
