//! GetStoryAsKnown: one story of 50 entries as it was known at each of 1,000 moments of a large log's past, one after the other, with its words;
//! and the same as an agency was allowed to see it then. All of them with one reason, so that there is one look.

use std::time::Instant;

use anyhow::{Context as _, ensure};
use throughline::{
    connect::{Node as _, Speaker, Transport},
    node::Local,
};
use throughline_proto::v1::{GetStoryAsKnownRequest, audit_service_client::AuditServiceClient};

use super::Run;
use crate::{
    figure::{Figure, median_of},
    place::connect,
    process::Server,
    store::Home,
    whole,
};

/// At how many moments.
const MOMENTS: u64 = 1_000;

/// Takes the figures.
pub async fn measure(run: &Run<'_>) -> anyhow::Result<Vec<Figure>> {
    let home = Home::new(run.store)?;
    let place = whole::write(&home, run).await?;
    let server = Server::start("serve", home.folder(), home.environment())?;
    let address = server.told("address")?.to_owned();
    let place = place.moved_to(&address);
    place.seen(place.head).await?;
    let token = Local.token(home.folder(), &address, Speaker::Keeper).await?;
    let mut keeper = AuditServiceClient::new(connect(&address, &token, None).await?);
    let person = place.residents.first().context("nobody lives there")?;
    let mut rounds = Vec::new();
    for _ in 0..run.scale.rounds {
        let mut figures = Vec::new();
        for (name, agency) in [("story_as_known", ""), ("story_as_known_by_agency", "harmony-house")] {
            let slowest = slowest(&mut keeper, person, agency, place.head).await?;
            figures.push(Figure::new(name, run.store.name(), slowest, "ms"));
        }
        rounds.push(figures);
    }
    server.stop()?;
    Ok(median_of(&rounds))
}

/// How long the slowest of them took, in milliseconds.
async fn slowest(keeper: &mut AuditServiceClient<Transport>, person: &str, agency: &str, head: u64) -> anyhow::Result<f64> {
    let mut slowest = 0_f64;
    // The first look is written, and the first directory learnt, before anything is measured.
    for moment in 0..=MOMENTS {
        let request = GetStoryAsKnownRequest {
            person: person.to_owned(),
            at_position: (head * moment.max(1)).div_ceil(MOMENTS),
            as_agency: agency.to_owned(),
            reason: "it is measured".to_owned(),
            page_size: 500,
            ..GetStoryAsKnownRequest::default()
        };
        let begun = Instant::now();
        let story = keeper.get_story_as_known(request).await?.into_inner();
        ensure!(!story.structure_only, "a story is told with a reason");
        if moment > 0 {
            slowest = slowest.max(begun.elapsed().as_secs_f64() * 1_000.0);
        }
    }
    Ok(slowest)
}
