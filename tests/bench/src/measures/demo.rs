//! The first minute of somebody who tries it: from starting a demo, for the first time, to a page of story over gRPC.

use std::{fs, time::Instant};

use anyhow::{Context as _, ensure};
use throughline_proto::v1::{GetStoryRequest, ListMyPeopleRequest, story_service_client::StoryServiceClient};

use super::Run;
use crate::{
    figure::{Figure, median_of},
    place::connect,
    process::Server,
};

/// Takes the figure.
pub async fn measure(run: &Run<'_>) -> anyhow::Result<Vec<Figure>> {
    let mut rounds = Vec::new();
    for _ in 0..run.scale.rounds {
        rounds.push(vec![Figure::new("demo", run.store.name(), first_run().await?, "s")]);
    }
    Ok(median_of(&rounds))
}

/// The seconds from the start to the story.
async fn first_run() -> anyhow::Result<f64> {
    let folder = tempfile::tempdir()?;
    let started = Instant::now();
    let server = Server::start("demo", &folder.path().join("demo"), Vec::new())?;
    let token = fs::read_to_string(server.told("token_file")?).context("the demo's token cannot be read")?;
    let acting_for = format!("supporter/{}", server.told("supporter")?);
    let mut story = StoryServiceClient::new(connect(server.told("address")?, token.trim(), Some(&acting_for)).await?);
    let people = story.list_my_people(ListMyPeopleRequest::default()).await?.into_inner().people;
    let person = people.into_iter().next().context("the demo's supporter walks beside nobody")?.person;
    let told = story.get_story(GetStoryRequest { person, ..GetStoryRequest::default() }).await?.into_inner();
    let seconds = started.elapsed().as_secs_f64();
    ensure!(told.entries.iter().any(|entry| !entry.sentence.is_empty()), "the story has no sentence");
    server.stop()?;
    Ok(seconds)
}
