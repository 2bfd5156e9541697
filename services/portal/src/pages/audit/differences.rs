//! What changed in one story between two days.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Query, State},
    http::HeaderMap,
    response::Response,
};
use serde::Deserialize;
use throughline_proto::v1::{CompareStoryRequest, CompareStoryResponse, StoryChange, Telling};

use super::{end_of, reason, recorded};
use crate::{
    Portal,
    pages::{InAddress, not_done, page, today, who::Auditor},
    words::Wording,
};

/// What is asked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    person: String,
    from: String,
    to: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "audit_differences.html")]
struct Differences {
    w: Wording,
    asked: Asked,
    today: String,
    told: Option<Told>,
}

/// What changed.
struct Told {
    changes: Vec<Line>,
    structure_only: bool,
}

/// One change.
struct Line {
    position: u64,
    recorded: String,
    sentence: String,
}

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    InAddress(Query(asked)): InAddress<Query<Asked>>,
    w: Wording,
    headers: HeaderMap,
    Auditor(auditor): Auditor,
) -> Response {
    let asked = Asked { reason: reason(&headers, &asked.reason).to_owned(), ..asked };
    let today = today().to_string();
    if asked.person.is_empty() || asked.from.is_empty() {
        return page(&Differences { w, asked, today, told: None });
    }
    let request = CompareStoryRequest {
        person: asked.person.trim().to_owned(),
        from_moment: end_of(&asked.from),
        to_moment: end_of(&asked.to),
        reason: asked.reason.trim().to_owned(),
        telling: Some(Telling { language: w.tag().to_owned(), ..Telling::default() }),
        ..CompareStoryRequest::default()
    };
    match portal.way.audit().compare_story(portal.way.acting_for(&auditor, request)).await {
        Ok(answer) => {
            let CompareStoryResponse { changes, structure_only, .. } = answer.into_inner();
            let told = Told { changes: changes.into_iter().map(|change| line(w, change)).collect(), structure_only };
            page(&Differences { w, asked, today, told: Some(told) })
        }
        Err(status) => not_done(w, &status),
    }
}

fn line(w: Wording, change: StoryChange) -> Line {
    let recorded = if change.recorded_at.is_empty() { String::new() } else { recorded(w, &change.recorded_at) };
    Line { position: change.position, recorded, sentence: change.sentence }
}
