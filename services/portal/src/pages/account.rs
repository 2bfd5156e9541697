//! Connecting an account with the place's provider of sign-in, so that somebody needs no other link.

use std::sync::Arc;

use axum::{
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use throughline_proto::v1::ConnectAccountRequest;

use super::{let_in, not_done, sign_in};
use crate::{
    Portal, cookie,
    session::{For, SignedIn},
};

/// Sends whoever is signed in to the provider, to come back with an account.
pub(crate) async fn connect(State(portal): State<Arc<Portal>>, headers: HeaderMap) -> Response {
    let secret = cookie::secret_in(&headers);
    match (portal.sessions.who(secret), secret) {
        (Some(_), Some(secret)) => sign_in::to_the_provider(&portal, secret, For::Connecting).await,
        _ => Redirect::to("/").into_response(),
    }
}

/// The account that was connected, or with which they signed in, no longer counts.
pub(crate) async fn disconnect(State(portal): State<Arc<Portal>>, headers: HeaderMap) -> Response {
    let secret = cookie::secret_in(&headers);
    let Some(SignedIn { acting_for, account: Some(account) }) = portal.sessions.who(secret) else {
        return Redirect::to("/").into_response();
    };
    let request = ConnectAccountRequest { issuer: account.issuer, subject: account.subject, ended: true };
    match portal.way.door().connect_account(portal.way.acting_for(&acting_for, request)).await {
        Ok(_) => let_in(&portal.sessions, secret, SignedIn { acting_for, account: None }),
        Err(status) => not_done(&status),
    }
}
