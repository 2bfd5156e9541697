//! Finding somebody whom the supporter's own agency knows, by name, or a group or a space. Nobody learns here whom another agency knows.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use serde::Deserialize;
use throughline_proto::v1::{FindGroupsRequest, FindPeopleRequest, FoundGroup, FoundPerson};
use tonic::Status;

use super::{InAddress, not_done, page, typed_line, who::Supporter};
use crate::{Portal, session::SignedIn, words::Wording};

/// How many are shown; whoever is not among them is found with more of the name.
const FOUND: u32 = 20;

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
    /// Groups and spaces.
    groups: Vec<FoundGroup>,
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
    Supporter(supporter): Supporter,
) -> Response {
    let name = typed_line(&asked.name);
    if name.is_empty() {
        return page(&Find { w, name, people: Vec::new(), groups: Vec::new(), has_more: false });
    }
    match found(w, &portal, &supporter, name).await {
        Ok(found) => page(&found),
        Err(status) => not_done(w, &status),
    }
}

/// People whom the agency knows, and groups and spaces, which everybody does.
async fn found(w: Wording, portal: &Portal, supporter: &SignedIn, name: String) -> Result<Find, Status> {
    let way = &portal.way;
    let people = FindPeopleRequest { name: name.clone(), page_size: FOUND, ..FindPeopleRequest::default() };
    let groups = FindGroupsRequest { name: name.clone(), page_size: FOUND, ..FindGroupsRequest::default() };
    let (mut of_people, mut of_groups) = (way.people(), way.people());
    let (people, groups) = tokio::try_join!(
        of_people.find_people(way.acting_for(supporter, people)),
        of_groups.find_groups(way.acting_for(supporter, groups)),
    )?;
    let (people, groups) = (people.into_inner(), groups.into_inner());
    Ok(Find {
        w,
        name,
        has_more: !people.next_page_token.is_empty() || groups.has_more,
        people: people.people.into_iter().map(row).collect(),
        groups: groups.groups,
    })
}

fn row(found: FoundPerson) -> Row {
    let details = found.details.unwrap_or_default();
    let written = [&details.given_name, &details.family_name].into_iter().filter(|name| !name.is_empty());
    let written = written.cloned().collect::<Vec<_>>().join(" ");
    let name = if details.known_as.is_empty() { written.clone() } else { details.known_as };
    let beside = [written, details.postcode].into_iter().filter(|text| !text.is_empty() && *text != name).collect::<Vec<_>>().join(" · ");
    Row { person: found.person, name, beside }
}
