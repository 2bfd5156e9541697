//! A resident's own story, in the second person: what waits for their answer, a box for their own words, and what happened.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Form, State, rejection::FormRejection},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use throughline_proto::v1::{
    Answer, Event, GetStoryRequest, HopeShared, Noted, OfferAnswered, Part, Promise, PromiseKind, PromiseState, RecordRequest, Role,
    StrengthShared, Telling, Voice, Words, event::Kind,
};
use tonic::{Code, Status};
use uuid::Uuid;

use super::{
    FORM_CUT_OFF,
    account::{AccountLine, account_line},
    not_done, now, page_with, problem,
    shown::{Month, Names, by_month, day},
};
use crate::{Portal, cookie, session::SignedIn};

/// How many entries stand on a page.
const ENTRIES: u32 = 50;

/// What a resident can say of themselves, by its name in Event.
const SAYINGS: [(&str, &str); 3] = [
    ("noted", "Something to remember"),
    ("hope_shared", "Something that matters to me"),
    ("strength_shared", "Something I am good at, know or enjoy"),
];

/// Answers to an offer.
const ANSWERS: [(&str, &str, Answer); 3] =
    [("yes", "Yes, please", Answer::Yes), ("not-now", "Not now", Answer::NotNow), ("no", "No, thank you", Answer::No)];

#[derive(Template)]
#[template(path = "my_story.html")]
struct MyStory {
    account: AccountLine,
    offers: Vec<Offer>,
    filled: Saying,
    problem: String,
    months: Vec<Month>,
    older: Option<String>,
    /// Nobody's: a resident takes nothing back here, they disagree.
    person: String,
}

/// Something that waits for an answer.
struct Offer {
    event: String,
    what: String,
    whose: String,
    since: String,
    request_id: String,
}

/// What they say, as it was filled in.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Saying {
    request_id: String,
    kind: String,
    words: String,
}

/// An answer to an offer, as it was filled in.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Answering {
    request_id: String,
    offer: String,
    answer: String,
}

/// Their story, of which an older page may be asked for, as of what they wrote.
pub(crate) async fn story(portal: &Portal, person: &SignedIn, page_token: String, since: u64) -> Result<Response, Status> {
    let filled = Saying { request_id: Uuid::now_v7().to_string(), kind: SAYINGS[0].0.to_owned(), words: String::new() };
    let shown = read(portal, person, page_token, since).await?;
    Ok(page_with(StatusCode::OK, &MyStory { filled, ..shown }))
}

async fn read(portal: &Portal, person: &SignedIn, page_token: String, since: u64) -> Result<MyStory, Status> {
    let telling = Telling { voice: Voice::Resident.into(), ..Telling::default() };
    let request = GetStoryRequest {
        person: person.profile().to_owned(),
        page_size: ENTRIES,
        page_token,
        telling: Some(telling),
        at_least_position: since,
        ..GetStoryRequest::default()
    };
    let told = portal.way.stories().get_story(portal.way.acting_for(person, request)).await?.into_inner();
    let (story, names) = (told.story.unwrap_or_default(), Names::new(told.names));
    Ok(MyStory {
        account: account_line(portal, person),
        offers: story.promises.iter().filter_map(|promise| offer(promise, &names)).collect(),
        filled: Saying::default(),
        problem: String::new(),
        months: by_month(told.entries, None),
        older: Some(told.next_page_token).filter(|token| !token.is_empty()),
        person: String::new(),
    })
}

fn offer(promise: &Promise, names: &Names) -> Option<Offer> {
    (promise.kind() == PromiseKind::Offer && promise.state() == PromiseState::Offered).then(|| Offer {
        event: promise.event.clone(),
        what: promise.what.clone(),
        whose: names.party(promise.whose.as_ref()).unwrap_or_else(|| names.of(&promise.agency).to_owned()),
        since: day(promise.since.as_ref()),
        request_id: Uuid::now_v7().to_string(),
    })
}

/// They said something of themselves.
pub(crate) async fn say(State(portal): State<Arc<Portal>>, headers: HeaderMap, filled: Result<Form<Saying>, FormRejection>) -> Response {
    let Some(person) = resident(&portal, &headers) else { return Redirect::to("/").into_response() };
    let Ok(Form(filled)) = filled else { return problem(StatusCode::BAD_REQUEST, FORM_CUT_OFF) };
    let text = filled.words.trim().to_owned();
    let what = text.clone();
    let (kind, words) = match filled.kind.as_str() {
        "hope_shared" => (Kind::HopeShared(HopeShared { what }), String::new()),
        "strength_shared" => (Kind::StrengthShared(StrengthShared { what }), String::new()),
        _ => (Kind::Noted(Noted::default()), text),
    };
    let words = Words { person: person.profile().to_owned(), text: words, voice: Voice::Resident.into(), ..Words::default() };
    let event = Event {
        happened: Some(now()),
        people: vec![Part { person: person.profile().to_owned(), role: Role::About.into() }],
        words: if words.text.is_empty() { Vec::new() } else { vec![words] },
        kind: Some(kind),
        ..Event::default()
    };
    match write(&portal, &person, &filled.request_id, event).await {
        Ok(position) => written(position),
        Err(status) => match not_written(&status) {
            Some(said) => with_what_was_typed(&portal, &person, filled, said).await,
            None => not_done(&status),
        },
    }
}

/// They answered an offer.
pub(crate) async fn answer(
    State(portal): State<Arc<Portal>>,
    headers: HeaderMap,
    filled: Result<Form<Answering>, FormRejection>,
) -> Response {
    let Some(person) = resident(&portal, &headers) else { return Redirect::to("/").into_response() };
    let Ok(Form(filled)) = filled else { return problem(StatusCode::BAD_REQUEST, FORM_CUT_OFF) };
    let Some((.., answer)) = ANSWERS.iter().find(|(value, ..)| *value == filled.answer) else {
        return problem(StatusCode::BAD_REQUEST, FORM_CUT_OFF);
    };
    let answered = OfferAnswered { offer: filled.offer, answer: (*answer).into(), until: String::new() };
    let event = Event { happened: Some(now()), kind: Some(Kind::OfferAnswered(answered)), ..Event::default() };
    match write(&portal, &person, &filled.request_id, event).await {
        Ok(position) => written(position),
        Err(status) if matches!(status.code(), Code::FailedPrecondition | Code::Aborted | Code::AlreadyExists) => problem(
            StatusCode::CONFLICT,
            "This offer has changed meanwhile: it may have been taken back, or answered. Go to the start to see how it stands.",
        ),
        Err(status) => not_done(&status),
    }
}

async fn write(portal: &Portal, person: &SignedIn, request_id: &str, event: Event) -> Result<u64, Status> {
    let request = RecordRequest { request_id: request_id.to_owned(), events: vec![event], ..RecordRequest::default() };
    let answer = portal.way.record().record(portal.way.acting_for(person, request)).await?.into_inner();
    Ok(answer.receipt.as_ref().and_then(|receipt| receipt.entries.first()).map_or(0, |entry| entry.position))
}

fn written(position: u64) -> Response {
    Redirect::to(&format!("/?since={position}#entry-{position}")).into_response()
}

/// Why what they said was not written, where they can do something about it.
fn not_written(status: &Status) -> Option<&'static str> {
    match status.code() {
        Code::InvalidArgument => {
            Some("Write a little, and not too much: up to 500 letters of what matters or what you are good at, and 8,000 of other words.")
        }
        Code::Unavailable | Code::ResourceExhausted | Code::DeadlineExceeded => {
            Some("It cannot be said just now whether this was written. Send it again in a moment: it is never written twice.")
        }
        _ => None,
    }
}

async fn with_what_was_typed(portal: &Portal, person: &SignedIn, filled: Saying, said: &str) -> Response {
    match read(portal, person, String::new(), 0).await {
        Ok(shown) => page_with(StatusCode::BAD_REQUEST, &MyStory { filled, problem: said.to_owned(), ..shown }),
        Err(status) => not_done(&status),
    }
}

fn resident(portal: &Portal, headers: &HeaderMap) -> Option<SignedIn> {
    portal.sessions.who(cookie::secret_in(headers)).filter(|person| !person.profile().is_empty())
}
