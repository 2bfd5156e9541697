//! A resident sees an entry differently: their view stands beside it, and what was written stays.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Form, Path, State, rejection::FormRejection},
    http::StatusCode,
    response::{Redirect, Response},
};
use serde::Deserialize;
use throughline_proto::v1::{DisagreementAdded, Event, event::Kind};

use super::{
    FORM_CUT_OFF, InAddress, LONGEST_TEXT, SIGNED_OUT,
    mine::{themselves, written},
    new_request_id, not_written, now, page_with, problem, request_id_after, too_long, typed_line,
    who::Resident,
    write,
};
use crate::{Portal, words::Wording};

/// The form, as it was filled in.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Filled {
    request_id: String,
    view: String,
}

#[derive(Template)]
#[template(path = "disagree.html")]
struct Disagree<'a> {
    w: Wording,
    event: &'a str,
    filled: &'a Filled,
    problem: &'a str,
}

pub(crate) async fn show(InAddress(Path(event)): InAddress<Path<String>>, w: Wording, _: Resident) -> Response {
    let filled = Filled { request_id: new_request_id(), ..Filled::default() };
    page_with(StatusCode::OK, &Disagree { w, event: &event, filled: &filled, problem: "" })
}

pub(crate) async fn disagree(
    State(portal): State<Arc<Portal>>,
    InAddress(Path(event)): InAddress<Path<String>>,
    w: Wording,
    person: Result<Resident, Redirect>,
    filled: Result<Form<Filled>, FormRejection>,
) -> Response {
    let Ok(Form(mut filled)) = filled else { return problem(w, StatusCode::BAD_REQUEST, FORM_CUT_OFF) };
    let again = |answered, filled: &Filled, problem: &str| page_with(answered, &Disagree { w, event: &event, filled, problem });
    let Ok(Resident(person)) = person else { return again(StatusCode::UNAUTHORIZED, &filled, &w.say(SIGNED_OUT)) };
    let view = typed_line(&filled.view);
    if view.is_empty() {
        return again(StatusCode::BAD_REQUEST, &filled, &w.say("disagree-nothing"));
    }
    if let Some(problem) = too_long(w, &view, LONGEST_TEXT) {
        return again(StatusCode::BAD_REQUEST, &filled, &problem);
    }
    let disagreement = DisagreementAdded { event: event.clone(), by: themselves(&person), view };
    let disagreement = Event { happened: Some(now()), kind: Some(Kind::DisagreementAdded(disagreement)), ..Event::default() };
    match write(&portal, &person, &filled.request_id, disagreement).await {
        Ok(position) => written(position),
        Err(status) => {
            filled.request_id = request_id_after(&status, filled.request_id);
            let (answered, told) = not_written(&status);
            again(answered, &filled, &w.say(told))
        }
    }
}
