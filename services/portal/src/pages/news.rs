//! News of an open page: how many entries have come since it was shown. It tells their number and nothing of them, moves nothing on the page, and
//! keeps nobody's session alive. A browser that asks again says how far it had heard.

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
use crate::{Portal, cookie, session::SignedIn, words::Wording};

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

/// How far a page has heard: up to which position, and of how many entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Heard {
    position: u64,
    count: u32,
}

impl Heard {
    /// As a browser says it that asks again; or else since the page was shown.
    fn so_far(headers: &HeaderMap, shown: u64) -> Self {
        let said = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.split_once('-'));
        let said = said.and_then(|(position, count)| Some(Self { position: position.parse().ok()?, count: count.parse().ok()? }));
        said.filter(|heard| heard.position >= shown).unwrap_or(Self { position: shown, count: 0 })
    }

    fn id(self) -> String {
        format!("{}-{}", self.position, self.count)
    }
}

pub(crate) async fn of_story(
    State(portal): State<Arc<Portal>>,
    InAddress(Path(person)): InAddress<Path<String>>,
    InAddress(Query(asked)): InAddress<Query<Asked>>,
    w: Wording,
    headers: HeaderMap,
) -> Response {
    let reader = portal.sessions.who_without_a_visit(cookie::secret_in(&headers));
    // A browser that is answered with nothing asks no more.
    let Some(reader) = reader.filter(|reader| !reader.agency().is_empty()) else { return StatusCode::NO_CONTENT.into_response() };
    tell(w, &portal, reader, person, Heard::so_far(&headers, asked.after))
}

pub(crate) async fn of_own(
    State(portal): State<Arc<Portal>>,
    InAddress(Query(asked)): InAddress<Query<Asked>>,
    w: Wording,
    headers: HeaderMap,
) -> Response {
    let reader = portal.sessions.who_without_a_visit(cookie::secret_in(&headers));
    let Some(reader) = reader.filter(|reader| !reader.profile().is_empty()) else { return StatusCode::NO_CONTENT.into_response() };
    let person = reader.profile().to_owned();
    tell(w, &portal, reader, person, Heard::so_far(&headers, asked.after))
}

fn tell(w: Wording, portal: &Arc<Portal>, reader: SignedIn, person: String, heard: Heard) -> Response {
    let Ok(room) = Arc::clone(&portal.news).try_acquire_owned() else { return StatusCode::NO_CONTENT.into_response() };
    let (sender, events) = tokio::sync::mpsc::channel(1);
    let request = WatchStoryRequest { person, after_position: heard.position, positions_only: true, ..WatchStoryRequest::default() };
    tokio::spawn(watch(w, Arc::clone(portal), reader, request, heard, sender, room));
    Sse::new(ReceiverStream::new(events)).into_response()
}

/// Counts what comes, until it has lasted long enough, the services say no more, or the page is gone.
async fn watch(
    w: Wording,
    portal: Arc<Portal>,
    reader: SignedIn,
    request: WatchStoryRequest,
    mut heard: Heard,
    sender: Sender<Result<Event, Infallible>>,
    _room: OwnedSemaphorePermit,
) {
    let until = Instant::now() + LASTS;
    // Said first, so that a page that hears nothing asks again no sooner either.
    _ = sender.send(Ok(Event::default().retry(PAUSE))).await;
    let Ok(answer) = portal.way.stories().watch_story(portal.way.listening_for(&reader, LASTS, request)).await else { return };
    let (mut news, mut caught_up) = (answer.into_inner(), false);
    loop {
        let next = tokio::select! {
            next = timeout_at(until, news.message()) => next,
            () = sender.closed() => return,
        };
        let Ok(Ok(Some(message))) = next else { return };
        match message.news {
            Some(News::Entry(entry)) => heard = Heard { position: entry.position.max(heard.position), count: heard.count + 1 },
            Some(News::CaughtUp(_)) => caught_up = true,
            _ => continue,
        }
        let event = Event::default().id(heard.id()).data(told(w, heard.count));
        if caught_up && heard.count > 0 && sender.send(Ok(event)).await.is_err() {
            return;
        }
    }
}

fn told(w: Wording, count: u32) -> String {
    w.with("news", &[("count", count)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::tests::wording;

    #[test]
    fn whoever_asks_again_goes_on_from_what_they_heard() {
        let heard = |id: &'static str| {
            Heard::so_far(&HeaderMap::from_iter([("last-event-id".parse().expect("a name"), id.parse().expect("a value"))]), 7)
        };
        assert_eq!(heard("12-3"), Heard { position: 12, count: 3 });
        for other in ["", "12", "x-1", "3-9", "-1-2"] {
            assert_eq!(heard(other), Heard { position: 7, count: 0 }, "{other}");
        }
    }

    #[test]
    fn entries_are_counted_as_each_language_counts() {
        let told = |tag| [1, 2, 20].map(|count| told(wording(tag), count));
        assert_eq!(told("en"), ["1 new entry – show", "2 new entries – show", "20 new entries – show"]);
        assert_eq!(told("ro"), ["O însemnare nouă – o văd", "2 însemnări noi – le văd", "20 de însemnări noi – le văd"]);
    }
}
