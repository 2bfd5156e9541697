//! A place with a past, and how it is asked about. No test lives in here.

use std::time::Duration;

use prost::Message as _;
use throughline_log::{Draft, Lane, Request, seal};
use throughline_proto::v1::{
    CompareStoryRequest, CompareStoryResponse, Corrected, Event, GetStoryAsKnownRequest, GetStoryAsKnownResponse, Noted, SharingChosen,
    SharingLevel, SharingScope, event::Kind, sharing_scope::Scope,
};
use throughline_tests::{
    Place,
    caller::REASON,
    events::{noted, of_nobody},
};
use throughline_views::{moment_text, now_us};
use tonic::Status;
use uuid::Uuid;

/// What is asked about one person, for a reason.
pub fn about(person: &str) -> GetStoryAsKnownRequest {
    GetStoryAsKnownRequest { person: person.to_owned(), reason: REASON.into(), page_size: 500, ..GetStoryAsKnownRequest::default() }
}

/// The same as of a position.
pub fn at(person: &str, position: u64) -> GetStoryAsKnownRequest {
    GetStoryAsKnownRequest { at_position: position, ..about(person) }
}

/// The same as it was known at a moment.
pub fn known_at(person: &str, moment: &str) -> GetStoryAsKnownRequest {
    GetStoryAsKnownRequest { known_at: moment.into(), ..about(person) }
}

pub async fn try_ask(place: &Place, request: GetStoryAsKnownRequest) -> Result<GetStoryAsKnownResponse, Status> {
    Ok(place.keeper().audit().get_story_as_known(request).await?.into_inner())
}

pub async fn ask(place: &Place, request: GetStoryAsKnownRequest) -> GetStoryAsKnownResponse {
    try_ask(place, request).await.expect("the keeper may")
}

/// The sentences of a story, the earliest first.
pub fn sentences(story: &GetStoryAsKnownResponse) -> Vec<&str> {
    story.entries.iter().rev().map(|entry| entry.sentence.as_str()).collect()
}

/// What changed between two positions.
pub async fn compare(place: &Place, person: &str, from: u64, to: u64) -> CompareStoryResponse {
    let request = CompareStoryRequest {
        person: person.into(),
        from_position: from,
        to_position: to,
        reason: REASON.into(),
        ..CompareStoryRequest::default()
    };
    place.keeper().audit().compare_story(request).await.expect("the keeper may").into_inner()
}

/// A moment after everything so far and before everything to come.
pub async fn a_moment() -> String {
    tokio::time::sleep(Duration::from_millis(3)).await;
    let moment = moment_text(now_us());
    tokio::time::sleep(Duration::from_millis(3)).await;
    moment
}

/// A note is put right.
pub fn corrected(event: &str, what: &str) -> Event {
    let instead = Event { kind: Some(Kind::Noted(Noted { what: what.into(), ..Noted::default() })), ..Event::default() };
    of_nobody(Kind::Corrected(Box::new(Corrected { event: event.into(), why: "a slip".into(), instead: Some(Box::new(instead)) })))
}

/// The resident chose how much of everything an agency may see.
pub fn chosen(person: &str, agency: &str, level: SharingLevel) -> Event {
    let choice = SharingChosen {
        scope: Some(SharingScope { scope: Some(Scope::Everything(true)) }),
        agencies: vec![agency.into()],
        level: level.into(),
        ..SharingChosen::default()
    };
    throughline_tests::events::about(person, Kind::SharingChosen(choice))
}

/// The log takes a note in, by a clock that says something else.
pub async fn noted_by_a_clock(place: &Place, person: &str, what: &str, recorded_at_us: i64) -> u64 {
    let id = Uuid::now_v7();
    let event = Event { id: id.to_string(), agency: "harmony-house".into(), ..noted(person, what) };
    let people = vec![Uuid::parse_str(person).expect("an id")];
    let draft = Draft { id, lane: Lane::Story, people, facts: event.encode_to_vec(), words: Vec::new(), source_key: None };
    let request = Request {
        agency: "harmony-house".into(),
        request_id: Uuid::now_v7(),
        content: id.as_bytes().to_vec(),
        recorded_at_us,
        drafts: vec![draft],
        condition: None,
    };
    place.log().append(seal(&place.keys(), request).expect("sealed")).await.expect("appended");
    place.seen().await
}
