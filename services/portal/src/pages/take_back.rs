//! Taking back what one's own agency wrote: a mistake, the wrong person, or what is not safe to show.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Form, Path, State, rejection::FormRejection},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use throughline_proto::v1::{Event, RecordRequest, Withdrawn, WithdrawnBecause, event::Kind};
use uuid::Uuid;

use super::{InAddress, not_done, now, page_with, problem};
use crate::{Portal, cookie};

const REASONS: [(&str, &str, WithdrawnBecause); 3] = [
    ("mistake", "It did not happen, or not like that", WithdrawnBecause::Mistake),
    ("wrong-person", "It is about somebody else. This hides it at once", WithdrawnBecause::WrongPerson),
    ("unsafe", "It is not safe to show. This hides it at once", WithdrawnBecause::UnsafeToShow),
];

/// The form, as it was filled in.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Filled {
    request_id: String,
    because: String,
    why: String,
}

#[derive(Template)]
#[template(path = "take_back.html")]
struct TakeBack<'a> {
    person: &'a str,
    event: &'a str,
    filled: &'a Filled,
    has_problem: bool,
}

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    InAddress(Path((person, event))): InAddress<Path<(String, String)>>,
    headers: HeaderMap,
) -> Response {
    if portal.sessions.who(cookie::secret_in(&headers)).is_none() {
        return Redirect::to("/").into_response();
    }
    let filled = Filled { request_id: Uuid::now_v7().to_string(), ..Filled::default() };
    page_with(StatusCode::OK, &TakeBack { person: &person, event: &event, filled: &filled, has_problem: false })
}

pub(crate) async fn take_back(
    State(portal): State<Arc<Portal>>,
    InAddress(Path((person, event))): InAddress<Path<(String, String)>>,
    headers: HeaderMap,
    filled: Result<Form<Filled>, FormRejection>,
) -> Response {
    let Some(writer) = portal.sessions.who(cookie::secret_in(&headers)) else { return Redirect::to("/").into_response() };
    let Ok(Form(filled)) = filled else { return problem(StatusCode::BAD_REQUEST, super::FORM_CUT_OFF) };
    let Some((.., because)) = REASONS.iter().find(|(value, ..)| *value == filled.because) else {
        return page_with(StatusCode::BAD_REQUEST, &TakeBack { person: &person, event: &event, filled: &filled, has_problem: true });
    };
    let withdrawn = Withdrawn { event: event.clone(), because: (*because).into(), why: filled.why.trim().to_owned() };
    let event = Event { happened: Some(now()), kind: Some(Kind::Withdrawn(withdrawn)), ..Event::default() };
    let request = RecordRequest { request_id: filled.request_id, events: vec![event], ..RecordRequest::default() };
    match portal.way.record().record(portal.way.acting_for(&writer, request)).await {
        Ok(answer) => super::to_story(&person, answer.get_ref()),
        Err(status) => not_done(&status),
    }
}
