//! Connecting an account with the place's provider of sign-in, so that somebody needs no other link.

use std::sync::Arc;

use axum::{
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use throughline_proto::v1::ConnectAccountRequest;

use super::{go_on, not_done_for, sign_in};
use crate::{
    Portal, cookie,
    session::{For, SignedIn},
    words::Wording,
};

/// What can be done about an account.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum AccountLine {
    /// There is no provider.
    None,
    /// One can be connected.
    Connect,
    /// One is.
    Connected,
}

pub(crate) fn account_line(portal: &Portal, person: &SignedIn) -> AccountLine {
    match (&portal.provider, &person.account) {
        (None, _) => AccountLine::None,
        (Some(_), None) => AccountLine::Connect,
        (Some(_), Some(_)) => AccountLine::Connected,
    }
}

/// Sends whoever is signed in to the provider, to come back with an account.
pub(crate) async fn connect(State(portal): State<Arc<Portal>>, w: Wording, headers: HeaderMap) -> Response {
    let secret = cookie::secret_in(&headers);
    match (portal.sessions.who(secret), secret) {
        (Some(_), Some(secret)) => sign_in::to_the_provider(w, &portal, secret, For::Connecting).await,
        _ => Redirect::to("/").into_response(),
    }
}

/// The account that was connected, or with which they signed in, no longer counts.
pub(crate) async fn disconnect(State(portal): State<Arc<Portal>>, w: Wording, headers: HeaderMap) -> Response {
    let secret = cookie::secret_in(&headers);
    let Some(mut person) = portal.sessions.who(secret) else { return Redirect::to("/").into_response() };
    let Some(account) = person.account.take() else { return Redirect::to("/").into_response() };
    let request = ConnectAccountRequest { issuer: account.issuer, subject: account.subject, ended: true };
    match portal.way.door().connect_account(portal.way.acting_for(&person, request)).await {
        Ok(_) => go_on(&portal, secret, person),
        Err(status) => not_done_for(w, &portal, secret, &status),
    }
}
