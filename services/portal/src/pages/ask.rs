//! Picking up what somebody asked for: from now on it is the supporter's own promise.

use std::sync::Arc;

use axum::{
    extract::{Form, Path, State, rejection::FormRejection},
    http::StatusCode,
    response::{Redirect, Response},
};
use serde::Deserialize;
use throughline_proto::v1::{AskPickedUp, Event, Part, Party, Reason, Role, event::Kind, party};

use super::{FORM_CUT_OFF, InAddress, SIGNED_OUT, not_written, now, problem, to_story, who::Supporter, write};
use crate::{
    Portal,
    words::{Phrase, Wording},
};

/// The form, as it was sent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Filled {
    request_id: String,
}

pub(crate) async fn pick_up(
    State(portal): State<Arc<Portal>>,
    InAddress(Path((person, ask))): InAddress<Path<(String, String)>>,
    writer: Result<Supporter, Redirect>,
    w: Wording,
    filled: Result<Form<Filled>, FormRejection>,
) -> Response {
    let Ok(Form(filled)) = filled else { return problem(w, StatusCode::BAD_REQUEST, FORM_CUT_OFF) };
    let Ok(Supporter(writer)) = writer else { return problem(w, StatusCode::UNAUTHORIZED, SIGNED_OUT) };
    let by = Party { party: Some(party::Party::Supporter(writer.supporter().to_owned())) };
    let event = Event {
        happened: Some(now()),
        people: vec![Part { person: person.clone(), role: Role::About.into() }],
        kind: Some(Kind::AskPickedUp(AskPickedUp { ask, by: Some(by) })),
        ..Event::default()
    };
    match write(&portal, &writer, &filled.request_id, event).await {
        Ok(position) => to_story(&person, position),
        Err(status) if Reason::of(&status) == Reason::AskAlreadyPickedUp => problem(w, StatusCode::CONFLICT, Phrase("promise-picked-up")),
        Err(status) => {
            let (answered, told) = not_written(&status);
            problem(w, answered, told)
        }
    }
}
