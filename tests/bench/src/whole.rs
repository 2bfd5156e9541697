//! A large log, written by the compiled program over gRPC, as it would be by agencies. What is measured over it is said elsewhere.

use std::time::Instant;

use throughline::output::count;

use crate::{events, measures::Run, place::Place, process::Server, store::Home, stream::stream};

/// One decides one request after the other; two keep both processors busy.
const STREAMS: u64 = 2;

/// Writes it, one event a request, and ends the server.
pub async fn write(home: &Home, run: &Run<'_>) -> anyhow::Result<Place> {
    let (scale, output) = (run.scale, run.output);
    let server = Server::start("serve", home.folder(), home.environment())?;
    let mut place = Place::settle(home.folder(), server.told("address")?, scale.residents).await?;
    let started = Instant::now();
    let (already, each) = (place.head, (scale.whole - place.head).div_ceil(STREAMS));
    let mut streams = tokio::task::JoinSet::new();
    for number in 0..STREAMS {
        let transport = place.connect().await?;
        let last = scale.whole - already;
        let meetings = place.meetings(0..scale.residents, number * each..last.min((number + 1) * each));
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
