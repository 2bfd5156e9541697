//! Finding somebody whom the supporter's own agency knows, by name. Nobody learns here whom another agency knows.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Query, State},
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use throughline_proto::v1::{FindPeopleRequest, FoundPerson};

use super::{InAddress, not_done, page, supporter_in, typed_line};
use crate::{Portal, words::Wording};

/// How many are shown; whoever is not among them is found with more of the name.
const PEOPLE: u32 = 20;

/// Whom.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    name: String,
}

#[derive(Template)]
#[template(path = "find.html")]
struct Find {
    w: Wording,
    name: String,
    people: Vec<Row>,
    has_more: bool,
}

/// Somebody found.
struct Row {
    person: String,
    name: String,
    beside: String,
}

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    InAddress(Query(asked)): InAddress<Query<Asked>>,
    w: Wording,
    headers: HeaderMap,
) -> Response {
    let Some(supporter) = supporter_in(&portal, &headers) else { return Redirect::to("/").into_response() };
    let name = typed_line(&asked.name);
    if name.is_empty() {
        return page(&Find { w, name, people: Vec::new(), has_more: false });
    }
    let request = FindPeopleRequest { name: name.clone(), page_size: PEOPLE, ..FindPeopleRequest::default() };
    match portal.way.people().find_people(portal.way.acting_for(&supporter, request)).await {
        Ok(answer) => {
            let answer = answer.into_inner();
            let people = answer.people.into_iter().map(row).collect();
            page(&Find { w, name, people, has_more: !answer.next_page_token.is_empty() })
        }
        Err(status) => not_done(w, &status),
    }
}

fn row(found: FoundPerson) -> Row {
    let details = found.details.unwrap_or_default();
    let written = [&details.given_name, &details.family_name].into_iter().filter(|name| !name.is_empty());
    let written = written.cloned().collect::<Vec<_>>().join(" ");
    let name = if details.known_as.is_empty() { written.clone() } else { details.known_as };
    let beside = [written, details.postcode].into_iter().filter(|text| !text.is_empty() && *text != name).collect::<Vec<_>>().join(" · ");
    Row { person: found.person, name, beside }
}
