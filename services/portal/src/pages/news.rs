//! News of an open page: how many entries have come since it was shown. It tells their number and nothing of them, moves nothing on the page, and
//! keeps nobody's session alive.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    response::{
        IntoResponse, Response,
        sse::{Event, Sse},
    },
};
use serde::Deserialize;
use throughline_proto::v1::{WatchStoryRequest, watch_story_response::News};
use tokio::{
    sync::{OwnedSemaphorePermit, mpsc::Sender},
    time::{Instant, timeout_at},
};
use tokio_stream::wrappers::ReceiverStream;

use super::InAddress;
use crate::{Portal, cookie, session::SignedIn};

/// For so long one answer goes on; then the browser asks again. Shorter than a connection may last.
const LASTS: Duration = Duration::from_secs(45);
/// After so long it asks again.
const PAUSE: Duration = Duration::from_secs(15);
/// So many pages hear of news at once. Others hear of none, and are right as of when they were shown.
pub(crate) const MOST: usize = 256;

/// Since when.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    after: u64,
}

pub(crate) async fn of_story(
    State(portal): State<Arc<Portal>>,
    InAddress(Path(person)): InAddress<Path<String>>,
    InAddress(Query(asked)): InAddress<Query<Asked>>,
    headers: HeaderMap,
) -> Response {
    let reader = portal.sessions.who_without_a_visit(cookie::secret_in(&headers));
    // A browser that is answered with nothing asks no more.
    let Some(reader) = reader.filter(|reader| !reader.agency().is_empty()) else { return StatusCode::NO_CONTENT.into_response() };
    tell(&portal, reader, person, asked.after)
}

pub(crate) async fn of_own(
    State(portal): State<Arc<Portal>>,
    InAddress(Query(asked)): InAddress<Query<Asked>>,
    headers: HeaderMap,
) -> Response {
    let reader = portal.sessions.who_without_a_visit(cookie::secret_in(&headers));
    let Some(reader) = reader.filter(|reader| !reader.profile().is_empty()) else { return StatusCode::NO_CONTENT.into_response() };
    let person = reader.profile().to_owned();
    tell(&portal, reader, person, asked.after)
}

fn tell(portal: &Arc<Portal>, reader: SignedIn, person: String, after: u64) -> Response {
    let Ok(room) = Arc::clone(&portal.news).try_acquire_owned() else { return StatusCode::NO_CONTENT.into_response() };
    let (sender, events) = tokio::sync::mpsc::channel(1);
    tokio::spawn(watch(Arc::clone(portal), reader, WatchStoryRequest { person, after_position: after, telling: None }, sender, room));
    Sse::new(ReceiverStream::new(events)).into_response()
}

/// Counts what comes, until it has lasted long enough, the services say no more, or the page is gone.
async fn watch(
    portal: Arc<Portal>,
    reader: SignedIn,
    request: WatchStoryRequest,
    sender: Sender<Result<Event, Infallible>>,
    _room: OwnedSemaphorePermit,
) {
    let until = Instant::now() + LASTS;
    // Said first, so that a page that hears nothing asks again no sooner either.
    _ = sender.send(Ok(Event::default().retry(PAUSE))).await;
    let Ok(answer) = portal.way.stories().watch_story(portal.way.listening_for(&reader, LASTS, request)).await else { return };
    let (mut news, mut count, mut caught_up) = (answer.into_inner(), 0_u32, false);
    loop {
        let next = tokio::select! {
            next = timeout_at(until, news.message()) => next,
            () = sender.closed() => return,
        };
        let Ok(Ok(Some(message))) = next else { return };
        match message.news {
            Some(News::Entry(entry)) => {
                let event = entry.event.unwrap_or_default();
                let is_own = !event.recorded_by.is_empty() && event.recorded_by == reader.supporter();
                count += u32::from(!is_own);
            }
            Some(News::CaughtUp(_)) => caught_up = true,
            _ => continue,
        }
        if caught_up && count > 0 && sender.send(Ok(Event::default().data(told(count)))).await.is_err() {
            return;
        }
    }
}

fn told(count: u32) -> String {
    if count == 1 { "1 new entry – show".to_owned() } else { format!("{count} new entries – show") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_an_entry_and_two_are_entries() {
        assert_eq!([told(1), told(2)], ["1 new entry – show", "2 new entries – show"]);
    }
}
