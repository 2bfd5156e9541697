//! Who is signed in, for pages that are for them alone. Whoever is not is sent to the start; a form says so instead, and keeps what was typed.

use std::sync::Arc;

use axum::{extract::FromRequestParts, http::request::Parts, response::Redirect};

use crate::{Portal, cookie, session::SignedIn};

/// A supporter who is signed in.
pub(crate) struct Supporter(pub(crate) SignedIn);

/// A resident who is signed in.
pub(crate) struct Resident(pub(crate) SignedIn);

/// An auditor who is signed in.
pub(crate) struct Auditor(pub(crate) SignedIn);

impl FromRequestParts<Arc<Portal>> for Auditor {
    type Rejection = Redirect;

    async fn from_request_parts(parts: &mut Parts, portal: &Arc<Portal>) -> Result<Self, Redirect> {
        signed_in(parts, portal, SignedIn::is_auditor).map(Self)
    }
}

impl FromRequestParts<Arc<Portal>> for Supporter {
    type Rejection = Redirect;

    async fn from_request_parts(parts: &mut Parts, portal: &Arc<Portal>) -> Result<Self, Redirect> {
        signed_in(parts, portal, |person| !person.agency().is_empty()).map(Self)
    }
}

impl FromRequestParts<Arc<Portal>> for Resident {
    type Rejection = Redirect;

    async fn from_request_parts(parts: &mut Parts, portal: &Arc<Portal>) -> Result<Self, Redirect> {
        signed_in(parts, portal, |person| !person.profile().is_empty()).map(Self)
    }
}

fn signed_in(parts: &Parts, portal: &Portal, is_for: impl Fn(&SignedIn) -> bool) -> Result<SignedIn, Redirect> {
    portal.sessions.who(cookie::secret_in(&parts.headers)).filter(is_for).ok_or_else(|| Redirect::to("/"))
}
