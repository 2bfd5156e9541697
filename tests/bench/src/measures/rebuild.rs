//! A large log: the views made again from nothing, everything verified, and the memory of a server over it. The compiled program does
//! all of it, in processes of its own.

use std::{path::Path, time::Instant};

use throughline::output::{Output, count};
use throughline_proto::v1::{GetStoryRequest, story_service_client::StoryServiceClient};

use crate::{
    events,
    figure::{Bound, Figure, Of, median_of},
    load::stream,
    place::{Place, scattered},
    process::{self, Memory, Server},
    scale::Scale,
};

/// One decides one request after the other; two keep both processors busy.
const STREAMS: u64 = 2;
/// How many stories a server tells before its memory is looked at.
const STORIES: u64 = 1_000;
/// What the floors are about.
const MILLION: f64 = 1_000_000.0;

/// Takes the figures.
pub async fn measure(scale: &Scale, output: &Output) -> anyhow::Result<Vec<Figure>> {
    let folder = tempfile::tempdir()?;
    let place = write(folder.path(), scale, output).await?;
    let millions = place.head as f64 / MILLION;
    let mut rounds = Vec::new();
    for _ in 0..scale.rounds {
        let rebuilt = process::run("rebuild", folder.path())?;
        let verified = process::run("verify", folder.path())?;
        rounds.push(vec![
            Figure::new("rebuild", rebuilt, "s").must(Of::Value, Bound::Below(60.0 * millions)),
            Figure::new("rebuild_rate", place.head as f64 / rebuilt, "events/s"),
            Figure::new("verify", verified, "s").must(Of::Value, Bound::Below(10.0 * millions)),
            Figure::new("verify_rate", place.head as f64 / verified, "records/s"),
        ]);
    }
    let mut figures = median_of(&rounds);
    let Memory { resident_mib, peak_mib } = memory(folder.path(), place).await?;
    figures.push(Figure::new("memory", resident_mib, "MiB").must(Of::Value, Bound::Below(300.0)));
    figures.push(Figure::new("memory_peak", peak_mib, "MiB"));
    Ok(figures)
}

/// Writes the log, one event a request.
async fn write(folder: &Path, scale: &Scale, output: &Output) -> anyhow::Result<Place> {
    let server = Server::start("serve", folder)?;
    let mut place = Place::settle(folder, server.told("address")?, scale.residents).await?;
    let started = Instant::now();
    let (already, each) = (place.head, (scale.whole - place.head).div_ceil(STREAMS));
    let mut streams = tokio::task::JoinSet::new();
    for number in 0..STREAMS {
        let transport = place.connect().await?;
        let last = scale.whole - already;
        let meetings = place.meetings(scale.residents, number * each..last.min((number + 1) * each));
        streams.spawn(stream(transport, meetings.map(|event| events::request(vec![event]))));
    }
    while let Some(streamed) = streams.join_next().await {
        place.head = place.head.max(streamed??.head);
    }
    let seconds = started.elapsed().as_secs_f64();
    output.remark(format!("  {} events written in {seconds:.0} s ({STREAMS} streams)", count(place.head)));
    place.seen(place.head).await?;
    output.remark(format!("  the view was there after {:.0} s", started.elapsed().as_secs_f64()));
    server.stop()?;
    Ok(place)
}

/// The memory of a server that has told some stories.
async fn memory(folder: &Path, place: Place) -> anyhow::Result<Memory> {
    let server = Server::start("serve", folder)?;
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
