//! The start: a welcome, a resident's own story, or a supporter's people and promises.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Query, State},
    http::HeaderMap,
    response::Response,
};
use serde::Deserialize;

use super::{InAddress, audit, mine, not_done_for, page, supporter};
use crate::{Portal, cookie, words::Wording};

#[derive(Template)]
#[template(path = "welcome.html")]
struct Welcome {
    w: Wording,
    /// There is a provider to sign in with.
    has_provider: bool,
}

/// Of a resident's own story: which page, and up to where they have written.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    page: String,
    #[serde(default)]
    since: u64,
}

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    InAddress(Query(asked)): InAddress<Query<Asked>>,
    w: Wording,
    headers: HeaderMap,
) -> Response {
    let secret = cookie::secret_in(&headers);
    let Some(person) = portal.sessions.who(secret) else {
        return page(&Welcome { w, has_provider: portal.provider.is_some() });
    };
    let shown = if person.is_auditor() {
        audit::start(w, &portal, &person).await
    } else if person.profile().is_empty() {
        supporter::home(w, &portal, &person).await
    } else {
        mine::story(w, &portal, &person, asked.page, asked.since).await
    };
    match shown {
        Ok(response) => response,
        Err(status) => not_done_for(w, &portal, secret, &status),
    }
}
