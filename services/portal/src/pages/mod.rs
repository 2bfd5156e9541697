//! The pages. Each shows what the services said, or says in plain words what to do next; nothing is worked out here.

pub(crate) mod account;
pub(crate) mod add;
pub(crate) mod agency;
pub(crate) mod alongside;
pub(crate) mod ask;
pub(crate) mod audit;
pub(crate) mod disagree;
pub(crate) mod draw;
pub(crate) mod export;
pub(crate) mod files;
pub(crate) mod find;
mod glance;
pub(crate) mod home;
pub(crate) mod invitation;
pub(crate) mod language;
pub(crate) mod life_map;
pub(crate) mod looks;
pub(crate) mod mine;
pub(crate) mod news;
mod ribbon;
pub(crate) mod sharing;
mod shown;
pub(crate) mod sign_in;
pub(crate) mod story;
mod supporter;
pub(crate) mod take_back;
mod who;

use askama::Template;
use axum::{
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
    response::{Html, IntoResponse, Redirect, Response},
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use throughline_proto::v1::{Event, Happened, RecordRequest, happened::Moment};
use tonic::{Code, Status};
use uuid::Uuid;

use crate::{
    Portal, cookie,
    session::{Sessions, SignedIn},
    words::{Phrase, Wording},
};

/// The place's clocks.
const CLOCKS: &str = "Europe/London";

/// A page that says what is wrong, and what to do.
#[derive(Template)]
#[template(path = "problem.html")]
struct Problem<'a> {
    w: Wording,
    message: &'a str,
}

pub(crate) async fn nothing_here(w: Wording) -> Response {
    problem(w, StatusCode::NOT_FOUND, Phrase("problem-no-such-page"))
}

/// For a page that only shows something, or only does it.
pub(crate) async fn not_that_way(w: Wording) -> Response {
    problem(w, StatusCode::METHOD_NOT_ALLOWED, Phrase("problem-not-that-way"))
}

/// What stands in a page's address. What is not right there has one answer, whoever reads it.
pub(crate) struct InAddress<E>(pub(crate) E);

impl<S: Sync, E: FromRequestParts<S>> FromRequestParts<S> for InAddress<E> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let w = Wording::asked_for(&parts.method, &parts.headers);
        E::from_request_parts(parts, state).await.map(Self).map_err(|_| cut_off(w))
    }
}

const FORM_CUT_OFF: Phrase = Phrase("unwritten-cut-off");

/// The longest texts that an event takes, in bytes.
const LONGEST_WORDS: usize = 8_192;
const LONGEST_TEXT: usize = 500;

/// Text as somebody typed it: browsers end lines in two characters, events in one.
fn typed(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned()
}

/// The same on one line.
fn typed_line(text: &str) -> String {
    typed(text).replace('\n', " ")
}

/// By how much a text is too long, in words; nothing where it is not.
fn too_long(w: Wording, text: &str, longest: usize) -> Option<String> {
    let part = (text.len() > longest).then(|| (text.len() - longest) * 100 / text.len() + 1)?;
    Some(w.with("unwritten-too-long", &[("part", part)]))
}

/// Why something was not written, for whoever wrote it.
fn not_written(status: &Status) -> (StatusCode, Phrase) {
    match status.code() {
        Code::InvalidArgument => (StatusCode::BAD_REQUEST, Phrase("unwritten-not-right")),
        Code::AlreadyExists => (StatusCode::CONFLICT, Phrase("unwritten-already")),
        Code::FailedPrecondition | Code::Aborted | Code::NotFound => (StatusCode::CONFLICT, Phrase("unwritten-changed")),
        Code::PermissionDenied | Code::Unauthenticated => (StatusCode::FORBIDDEN, Phrase("unwritten-not-yours")),
        _ => (StatusCode::SERVICE_UNAVAILABLE, Phrase("unwritten-who-knows")),
    }
}

/// For whoever sends a form after their session has ended.
const SIGNED_OUT: Phrase = Phrase("unwritten-signed-out");

/// Today, by the place's own clocks.
fn today() -> Date {
    Timestamp::now().to_zoned(clocks()).date()
}

/// The place's own clocks.
fn clocks() -> TimeZone {
    TimeZone::get(CLOCKS).unwrap_or(TimeZone::UTC)
}

/// The same as an event has it.
fn now() -> Happened {
    Happened { moment: Some(Moment::Date(today().to_string())) }
}

/// The id of a form's request.
fn new_request_id() -> String {
    Uuid::now_v7().to_string()
}

/// With which id a form comes back that was not written. What was written under its own stays so: more than that is another request.
fn request_id_after(status: &Status, request_id: String) -> String {
    if status.code() == Code::AlreadyExists { new_request_id() } else { request_id }
}

/// Writes one event in somebody's name; gives its place in the log.
async fn write(portal: &Portal, person: &SignedIn, request_id: &str, event: Event) -> Result<u64, Status> {
    let request = RecordRequest { request_id: request_id.to_owned(), events: vec![event], ..RecordRequest::default() };
    let answer = portal.way.record().record(portal.way.acting_for(person, request)).await?.into_inner();
    Ok(answer.receipt.as_ref().and_then(|receipt| receipt.entries.first()).map_or(0, |entry| entry.position))
}

/// Back to a story, as of what was just written, and to where it stands there.
fn to_story(person: &str, position: u64) -> Response {
    Redirect::to(&format!("/story/{person}?since={position}#entry-{position}")).into_response()
}

fn cut_off(w: Wording) -> Response {
    problem(w, StatusCode::BAD_REQUEST, Phrase("problem-address"))
}

/// Says what is wrong.
pub(crate) fn problem(w: Wording, status: StatusCode, phrase: Phrase) -> Response {
    page_with(status, &Problem { w, message: &w.say(phrase) })
}

/// What the services would not do, for whoever sits before the page. What they say to programs stays with programs.
fn not_done(w: Wording, status: &Status) -> Response {
    let (code, phrase) = match status.code() {
        Code::Unavailable | Code::ResourceExhausted | Code::DeadlineExceeded => {
            (StatusCode::SERVICE_UNAVAILABLE, Phrase("problem-not-now"))
        }
        Code::NotFound => (StatusCode::NOT_FOUND, Phrase("problem-not-there")),
        Code::InvalidArgument => return cut_off(w),
        Code::PermissionDenied => (StatusCode::FORBIDDEN, Phrase("problem-not-for-you")),
        _ => (StatusCode::INTERNAL_SERVER_ERROR, Phrase("problem-ours")),
    };
    tracing::warn!(code = ?status.code(), "a page could not be shown");
    problem(w, code, phrase)
}

fn page(page: &impl Template) -> Response {
    page_with(StatusCode::OK, page)
}

fn page_with(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Signs somebody in: a new session, whatever the browser came with, and then to the start.
fn let_in(w: Wording, sessions: &Sessions, before: Option<&str>, person: SignedIn) -> Response {
    match sessions.begin(before, Some(person)) {
        Some(secret) => to_the_start(&secret),
        None => problem(w, StatusCode::SERVICE_UNAVAILABLE, Phrase("sign-in-not-now")),
    }
}

/// Goes on with somebody's session, with what has changed of them. Whose has ended meanwhile is signed out.
fn go_on(portal: &Portal, before: Option<&str>, person: SignedIn) -> Response {
    match portal.sessions.go_on(before, person) {
        Some(secret) => to_the_start(&secret),
        None => let_out(portal, before, Redirect::to("/").into_response()),
    }
}

fn to_the_start(secret: &str) -> Response {
    let mut response = Redirect::to("/").into_response();
    cookie::keep(response.headers_mut(), secret);
    response
}

/// What the services would not do for somebody who is signed in. Who no longer takes part is not signed in any more.
fn not_done_for(w: Wording, portal: &Portal, before: Option<&str>, status: &Status) -> Response {
    if !matches!(status.code(), Code::PermissionDenied | Code::NotFound) {
        return not_done(w, status);
    }
    let_out(portal, before, problem(w, StatusCode::FORBIDDEN, Phrase("problem-no-longer-here")))
}

/// Signs somebody out, who no longer takes part or wants to go.
fn let_out(portal: &Portal, before: Option<&str>, mut response: Response) -> Response {
    portal.sessions.end(before);
    cookie::forget(response.headers_mut());
    response
}
