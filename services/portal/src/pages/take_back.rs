//! Taking back what one's own agency wrote: a mistake, the wrong person, or what is not safe to show.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Form, Path, State, rejection::FormRejection},
    http::StatusCode,
    response::{Redirect, Response},
};
use serde::Deserialize;
use throughline_proto::v1::{Event, Withdrawn, WithdrawnBecause, event::Kind};
use tonic::Code;

use super::{
    FORM_CUT_OFF, InAddress, LONGEST_TEXT, SIGNED_OUT, new_request_id, not_written, now, page_with, problem, request_id_after, to_story,
    too_long, typed_line, who::Supporter, write,
};
use crate::{
    Portal,
    words::{Phrase, Wording},
};

const REASONS: [(&str, Phrase, WithdrawnBecause); 3] = [
    ("mistake", Phrase("take-back-mistake"), WithdrawnBecause::Mistake),
    ("wrong-person", Phrase("take-back-wrong-person"), WithdrawnBecause::WrongPerson),
    ("unsafe", Phrase("take-back-unsafe"), WithdrawnBecause::UnsafeToShow),
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
    w: Wording,
    person: &'a str,
    event: &'a str,
    filled: &'a Filled,
    problem: &'a str,
}

pub(crate) async fn show(InAddress(Path((person, event))): InAddress<Path<(String, String)>>, w: Wording, _: Supporter) -> Response {
    let filled = Filled { request_id: new_request_id(), ..Filled::default() };
    page_with(StatusCode::OK, &TakeBack { w, person: &person, event: &event, filled: &filled, problem: "" })
}

pub(crate) async fn take_back(
    State(portal): State<Arc<Portal>>,
    InAddress(Path((person, event))): InAddress<Path<(String, String)>>,
    w: Wording,
    writer: Result<Supporter, Redirect>,
    filled: Result<Form<Filled>, FormRejection>,
) -> Response {
    let Ok(Form(mut filled)) = filled else { return problem(w, StatusCode::BAD_REQUEST, FORM_CUT_OFF) };
    let again =
        |answered, filled: &Filled, problem: &str| page_with(answered, &TakeBack { w, person: &person, event: &event, filled, problem });
    let Ok(Supporter(writer)) = writer else { return again(StatusCode::UNAUTHORIZED, &filled, &w.say(SIGNED_OUT)) };
    let Some((.., because)) = REASONS.iter().find(|(value, ..)| *value == filled.because) else {
        return again(StatusCode::BAD_REQUEST, &filled, &w.say("take-back-no-why"));
    };
    let why = typed_line(&filled.why);
    if let Some(problem) = too_long(w, &why, LONGEST_TEXT) {
        return again(StatusCode::BAD_REQUEST, &filled, &problem);
    }
    let withdrawn = Withdrawn { event: event.clone(), because: (*because).into(), why };
    let taken_back = Event { happened: Some(now()), kind: Some(Kind::Withdrawn(withdrawn)), ..Event::default() };
    match write(&portal, &writer, &filled.request_id, taken_back).await {
        Ok(position) => to_story(&person, position),
        Err(status) => {
            let (answered, told) = match status.code() {
                Code::FailedPrecondition | Code::NotFound => (StatusCode::CONFLICT, Phrase("take-back-changed")),
                _ => not_written(&status),
            };
            filled.request_id = request_id_after(&status, filled.request_id);
            again(answered, &filled, &w.say(told))
        }
    }
}
