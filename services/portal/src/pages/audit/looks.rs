//! Who looked at one story, in full.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use serde::Deserialize;
use throughline_proto::v1::{ListLooksRequest, Telling};

use crate::{
    Portal,
    pages::{InAddress, not_done, page, shown::moment, who::Auditor},
    words::Wording,
};

/// How many looks stand on a page.
const LOOKS: u32 = 50;

/// What is asked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    person: String,
    page: String,
}

#[derive(Template)]
#[template(path = "audit_looks.html")]
struct Looks {
    w: Wording,
    person: String,
    looks: Option<Vec<Line>>,
    older: String,
}

/// One look.
struct Line {
    position: u64,
    when: String,
    sentence: String,
    reason: String,
}

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    InAddress(Query(asked)): InAddress<Query<Asked>>,
    w: Wording,
    Auditor(auditor): Auditor,
) -> Response {
    let person = asked.person.trim().to_owned();
    if person.is_empty() {
        return page(&Looks { w, person, looks: None, older: String::new() });
    }
    let telling = Telling { language: w.tag().to_owned(), ..Telling::default() };
    let (page_size, page_token, telling) = (LOOKS, asked.page, Some(telling));
    let request = ListLooksRequest { person: person.clone(), page_size, page_token, telling, ..ListLooksRequest::default() };
    match portal.way.audit().list_looks(portal.way.acting_for(&auditor, request)).await {
        Ok(answer) => {
            let answer = answer.into_inner();
            let looks = answer.looks.into_iter().map(|look| Line {
                position: look.position,
                when: moment(w, look.when.as_ref()),
                sentence: look.sentence,
                reason: look.reason,
            });
            page(&Looks { w, person, looks: Some(looks.collect()), older: answer.next_page_token })
        }
        Err(status) => not_done(w, &status),
    }
}
