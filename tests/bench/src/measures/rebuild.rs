//! A large log: the views made again from nothing, everything verified, and the memory of a server over it. The compiled program does
//! all of it, in processes of its own.

use throughline_load::work::scattered;
use throughline_proto::v1::{GetStoryRequest, story_service_client::StoryServiceClient};

use super::Run;
use crate::{
    figure::{Figure, median_of},
    place::Place,
    process::{self, Memory, Server},
    store::Home,
    whole,
};

/// How many stories a server tells before its memory is looked at.
const STORIES: u64 = 1_000;

/// Takes the figures.
pub async fn measure(run: &Run<'_>) -> anyhow::Result<Vec<Figure>> {
    let home = Home::new(run.store)?;
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
    let Memory { resident_mib, peak_mib } = memory(&home, place).await?;
    figures.push(Figure::new("memory", run.store.name(), resident_mib, "MiB"));
    figures.push(Figure::new("memory_peak", run.store.name(), peak_mib, "MiB"));
    Ok(figures)
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
