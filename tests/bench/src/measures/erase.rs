//! Somebody is erased in a large log: from the keeper's call until the key is destroyed and leaves no trace, the views are without them, what
//! nobody can open any more is deleted from the log, and the node has confirmed. The compiled program does it, in a process of its own.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use throughline::{
    connect::{Node as _, Speaker},
    node::Local,
};
use throughline_proto::v1::{
    EraseProfilesRequest, GetErasureRequest, Happened, happened::Moment, people_service_client::PeopleServiceClient,
};
use uuid::Uuid;

use super::Run;
use crate::{
    figure::{Figure, median_of},
    place::connect,
    process::Server,
    store::Home,
    whole,
};

/// How many are erased, one after the other, for each round.
const PEOPLE: usize = 5;

/// Takes the figure.
pub async fn measure(run: &Run<'_>) -> anyhow::Result<Vec<Figure>> {
    let home = Home::new(run.store)?;
    let place = whole::write(&home, run).await?;
    let server = Server::start("serve", home.folder(), home.environment())?;
    let address = server.told("address")?.to_owned();
    let place = place.moved_to(&address);
    place.seen(place.head).await?;
    let token = Local.token(home.folder(), &address, Speaker::Keeper).await?;
    let mut keeper = PeopleServiceClient::new(connect(&address, &token, None).await?);
    let mut rounds = Vec::new();
    // The first is asked for by everybody who looks whether the view has come.
    for people in place.residents[1..].chunks(PEOPLE).take(run.scale.rounds) {
        let mut slowest = Duration::ZERO;
        for person in people {
            let request = EraseProfilesRequest {
                request_id: Uuid::now_v7().to_string(),
                happened: Some(Happened { moment: Some(Moment::Date("2026-01-01".to_owned())) }),
                profiles: vec![person.clone()],
                basis: "UK GDPR article 17(1)(b)".to_owned(),
                ..EraseProfilesRequest::default()
            };
            let begun = Instant::now();
            let receipt = keeper.erase_profiles(request).await?.into_inner().receipt.context("it has no receipt")?;
            let position = receipt.entries.last().context("it has no entry")?.position;
            let ask = GetErasureRequest { person: person.clone(), at_least_position: position };
            while !keeper.get_erasure(ask.clone()).await?.into_inner().complete {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            slowest = slowest.max(begun.elapsed());
        }
        rounds.push(vec![Figure::new("erase", run.store.name(), slowest.as_secs_f64(), "s")]);
    }
    server.stop()?;
    Ok(median_of(&rounds))
}
