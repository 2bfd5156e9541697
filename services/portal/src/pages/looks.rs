//! Who looked at a resident's story: what was read, by which agency, and what for.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use serde::Deserialize;
use throughline_proto::v1::{ListLooksRequest, Look, Telling, Voice};

use super::{InAddress, not_done, page, shown::moment, who::Resident};
use crate::{Portal, words::Wording};

/// How many looks stand on a page.
const LOOKS: u32 = 50;

/// Which page.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    page: String,
}

#[derive(Template)]
#[template(path = "looks.html")]
struct Looks {
    w: Wording,
    looks: Vec<Line>,
    older: Option<String>,
}

/// One look.
struct Line {
    when: String,
    sentence: String,
    reason: String,
}

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    InAddress(Query(asked)): InAddress<Query<Asked>>,
    w: Wording,
    Resident(person): Resident,
) -> Response {
    let telling = Telling { language: w.tag().to_owned(), voice: Voice::Resident.into() };
    let request = ListLooksRequest {
        person: person.profile().to_owned(),
        page_size: LOOKS,
        page_token: asked.page,
        telling: Some(telling),
        ..ListLooksRequest::default()
    };
    match portal.way.audit().list_looks(portal.way.acting_for(&person, request)).await {
        Ok(answer) => {
            let answer = answer.into_inner();
            let older = Some(answer.next_page_token).filter(|token| !token.is_empty());
            page(&Looks { w, looks: answer.looks.into_iter().map(|look| line(w, look)).collect(), older })
        }
        Err(status) => not_done(w, &status),
    }
}

fn line(w: Wording, look: Look) -> Line {
    Line { when: moment(w, look.when.as_ref()), sentence: look.sentence, reason: look.reason }
}
