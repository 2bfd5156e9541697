//! An agency's own view, for whoever leads it, and for everybody there: what waits for a person, who was left without one, and whose story is quiet.

use std::sync::Arc;

use askama::Template;
use axum::{extract::State, response::Response};
use throughline_proto::v1::{ListOpenPromisesRequest, ListQuietStoriesRequest, OpenPromise, Promise, PromiseKind, party::Party};
use tonic::Status;

use super::{
    not_done, page,
    supporter::{Quiet, Row, quiet_row, row},
    who::Supporter,
};
use crate::{
    Portal,
    session::SignedIn,
    words::{Phrase, Wording},
};

/// How many of each are shown.
const ROWS: u32 = 200;

#[derive(Template)]
#[template(path = "agency.html")]
struct Agency {
    w: Wording,
    /// Under what heading: what nobody has picked up, and who was left without anybody.
    waiting: [(Phrase, Phrase, Vec<Row>); 2],
    /// Roles that nobody holds, for which something waits.
    roles: Vec<String>,
    quiet: Vec<Quiet>,
    has_more: bool,
}

impl Agency {
    fn nothing_waits(&self) -> bool {
        let Self { waiting, roles, quiet, has_more, .. } = self;
        waiting.iter().all(|(.., rows)| rows.is_empty()) && roles.is_empty() && quiet.is_empty() && !has_more
    }
}

pub(crate) async fn show(State(portal): State<Arc<Portal>>, w: Wording, Supporter(lead): Supporter) -> Response {
    match read(w, &portal, &lead).await {
        Ok(shown) => page(&shown),
        Err(status) => not_done(w, &status),
    }
}

async fn read(w: Wording, portal: &Portal, lead: &SignedIn) -> Result<Agency, Status> {
    let way = &portal.way;
    let promises = ListOpenPromisesRequest { page_size: ROWS, ..ListOpenPromisesRequest::default() };
    let quiet = ListQuietStoriesRequest { whole_agency: true, page_size: ROWS, ..ListQuietStoriesRequest::default() };
    let [mut waiting, mut stills] = [(); 2].map(|()| way.stories());
    let (promises, quiet) = tokio::try_join!(
        waiting.list_open_promises(way.acting_for(lead, promises)),
        stills.list_quiet_stories(way.acting_for(lead, quiet)),
    )?;
    let (promises, quiet) = (promises.into_inner(), quiet.into_inner());
    let has_more = !promises.next_page_token.is_empty() || !quiet.next_page_token.is_empty();
    let mut roles: Vec<String> = promises.promises.iter().flat_map(|open| open.name_somebody.iter().cloned()).collect();
    roles.sort_unstable();
    roles.dedup();
    let kind = |open: &OpenPromise| open.promise.as_ref().map(Promise::kind).unwrap_or_default();
    let ours = |open: &OpenPromise| open.promise.as_ref().is_some_and(|promise| promise.agency == lead.agency());
    // An agency that has promised something, and nobody of it, has nobody to see to it.
    let named = |promise: &Promise| {
        matches!(promise.whose.as_ref().and_then(|whose| whose.party.as_ref()), Some(Party::Supporter(_) | Party::Resident(_)))
    };
    let is_nobodys =
        |open: &OpenPromise| open.promise.as_ref().is_some_and(|promise| promise.kind() != PromiseKind::Offer && !named(promise));
    let (left, others): (Vec<_>, Vec<_>) = promises.promises.into_iter().partition(|open| kind(open) == PromiseKind::FindSomebody);
    Ok(Agency {
        w,
        waiting: [
            (Phrase("waiting"), Phrase("agency-waiting-how"), others.into_iter().filter(is_nobodys).map(|open| row(w, open)).collect()),
            (Phrase("agency-left"), Phrase("agency-left-how"), left.into_iter().filter(ours).map(|open| row(w, open)).collect()),
        ],
        roles,
        quiet: quiet.stories.into_iter().map(|story| quiet_row(w, story)).collect(),
        has_more,
    })
}
