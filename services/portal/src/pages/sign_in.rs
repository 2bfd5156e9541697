//! Signing in with the place's provider, and signing out.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use throughline_access::sign_in::{Account, SignInError};
use throughline_proto::v1::{ConnectAccountRequest, FindAccountRequest, FindAccountResponse};
use tonic::Code;

use super::{InAddress, go_on, let_in, let_out, not_done, not_done_for, problem};
use crate::{
    Portal, cookie,
    session::{For, SignedIn},
};

/// Where nobody asks why somebody looks at it.
const ELSEWHERE: &str = "https://www.bbc.co.uk/weather";

/// What a provider sends a browser back with.
#[derive(Deserialize)]
pub(crate) struct Answer {
    #[serde(default)]
    state: String,
    code: Option<String>,
    iss: Option<String>,
}

/// Sends the browser to the provider. Whoever is signed in already stays so.
pub(crate) async fn begin(State(portal): State<Arc<Portal>>, headers: HeaderMap) -> Response {
    let before = cookie::secret_in(&headers);
    if portal.sessions.who(before).is_some() {
        return Redirect::to("/").into_response();
    }
    let Some(secret) = portal.sessions.begin(before, None) else {
        return problem(StatusCode::SERVICE_UNAVAILABLE, "Nobody can be signed in just now. Try again in a moment.");
    };
    let mut response = to_the_provider(&portal, &secret, For::SigningIn).await;
    cookie::keep(response.headers_mut(), &secret);
    response
}

/// Notes an attempt beside the session, and sends the browser there.
pub(crate) async fn to_the_provider(portal: &Portal, secret: &str, what_for: For) -> Response {
    let Some(provider) = &portal.provider else {
        return problem(
            StatusCode::NOT_FOUND,
            "People sign in here with a link that they were given. Ask the agency that you know for one.",
        );
    };
    match provider.begin().await {
        Ok(begun) => {
            let response = Redirect::to(&begun.url).into_response();
            portal.sessions.attempts(secret, begun, what_for);
            response
        }
        Err(error) => failed(error),
    }
}

/// The browser is back.
pub(crate) async fn back(
    State(portal): State<Arc<Portal>>,
    InAddress(Query(answer)): InAddress<Query<Answer>>,
    headers: HeaderMap,
) -> Response {
    let secret = cookie::secret_in(&headers);
    let (Some(provider), Some((begun, what_for))) = (&portal.provider, portal.sessions.answered(secret, &answer.state)) else {
        return failed(SignInError::NotBegunHere);
    };
    let Some(code) = &answer.code else { return failed(SignInError::TurnedBack) };
    match provider.end(begun, &answer.state, code, answer.iss.as_deref()).await {
        Ok(account) if what_for == For::Connecting => connect(&portal, secret, account).await,
        Ok(account) => find(&portal, secret, account).await,
        Err(error) => failed(error),
    }
}

/// Ends the session.
pub(crate) async fn out(State(portal): State<Arc<Portal>>, headers: HeaderMap) -> Response {
    let_out(&portal, cookie::secret_in(&headers), Redirect::to("/").into_response())
}

/// Away from here at once, signed out: to a page that anybody may be looking at.
pub(crate) async fn leave(State(portal): State<Arc<Portal>>, headers: HeaderMap) -> Response {
    let_out(&portal, cookie::secret_in(&headers), Redirect::to(ELSEWHERE).into_response())
}

async fn find(portal: &Portal, secret: Option<&str>, account: Account) -> Response {
    let request = FindAccountRequest { issuer: account.issuer.clone(), subject: account.subject.clone() };
    match portal.way.door().find_account(portal.way.by_itself(request)).await {
        Ok(answer) => {
            let FindAccountResponse { acting_for, signed_in_at } = answer.into_inner();
            let_in(&portal.sessions, secret, SignedIn { acting_for, signed_in_at, account: Some(account) })
        }
        Err(status) if status.code() == Code::NotFound => problem(
            StatusCode::NOT_FOUND,
            "You are signed in there, and nobody here is connected to that account. Ask the agency that you know for an invitation; once you \
             have come in with it, you can connect your account.",
        ),
        Err(status) => not_done(&status),
    }
}

async fn connect(portal: &Portal, secret: Option<&str>, account: Account) -> Response {
    let Some(person) = portal.sessions.who(secret) else { return failed(SignInError::NotBegunHere) };
    let request = ConnectAccountRequest { issuer: account.issuer.clone(), subject: account.subject.clone(), ended: false };
    match portal.way.door().connect_account(portal.way.acting_for(&person, request)).await {
        Ok(_) => go_on(portal, secret, SignedIn { account: Some(account), ..person }),
        Err(status) => not_done_for(portal, secret, &status),
    }
}

/// Why nobody was signed in is told to whoever tried, and to whoever runs the place.
fn failed(error: SignInError) -> Response {
    tracing::warn!(%error, "nobody was signed in");
    let status = match error {
        SignInError::ProviderAway | SignInError::Settings => StatusCode::BAD_GATEWAY,
        _ => StatusCode::BAD_REQUEST,
    };
    let message = error.to_string();
    let mut letters = message.chars();
    let message: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    problem(status, &format!("{message}."))
}
