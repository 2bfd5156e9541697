//! Signing in with the place's provider, and signing out.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use throughline_access::sign_in::{Account, NotBelieved, SignInError};
use throughline_proto::v1::{ConnectAccountRequest, EndSessionsRequest, FindAccountRequest, FindAccountResponse};
use tonic::Code;

use super::{InAddress, Problem, go_on, let_in, let_out, not_done, not_done_for, page_with, problem};
use crate::{
    Portal, cookie,
    session::{For, SignedIn},
    words::{Phrase, Wording},
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
pub(crate) async fn begin(State(portal): State<Arc<Portal>>, w: Wording, headers: HeaderMap) -> Response {
    let before = cookie::secret_in(&headers);
    if portal.sessions.who(before).is_some() {
        return Redirect::to("/").into_response();
    }
    let Some(secret) = portal.sessions.begin(before, None) else {
        return problem(w, StatusCode::SERVICE_UNAVAILABLE, Phrase("sign-in-not-now"));
    };
    let mut response = to_the_provider(w, &portal, &secret, For::SigningIn).await;
    cookie::keep(response.headers_mut(), &secret);
    response
}

/// Notes an attempt beside the session, and sends the browser there.
pub(crate) async fn to_the_provider(w: Wording, portal: &Portal, secret: &str, what_for: For) -> Response {
    let Some(provider) = &portal.provider else {
        return problem(w, StatusCode::NOT_FOUND, Phrase("sign-in-by-link"));
    };
    match provider.begin().await {
        Ok(begun) => {
            let response = Redirect::to(&begun.url).into_response();
            portal.sessions.attempts(secret, begun, what_for);
            response
        }
        Err(error) => failed(w, error),
    }
}

/// The browser is back.
pub(crate) async fn back(
    State(portal): State<Arc<Portal>>,
    InAddress(Query(answer)): InAddress<Query<Answer>>,
    w: Wording,
    headers: HeaderMap,
) -> Response {
    let secret = cookie::secret_in(&headers);
    let (Some(provider), Some((begun, what_for))) = (&portal.provider, portal.sessions.answered(secret, &answer.state)) else {
        return failed(w, SignInError::NotBegunHere);
    };
    let Some(code) = &answer.code else { return failed(w, SignInError::TurnedBack) };
    match provider.end(begun, &answer.state, code, answer.iss.as_deref()).await {
        Ok(account) if what_for == For::Connecting => connect(w, &portal, secret, account).await,
        Ok(account) => find(w, &portal, secret, account).await,
        Err(error) => failed(w, error),
    }
}

/// Ends the session.
pub(crate) async fn out(State(portal): State<Arc<Portal>>, headers: HeaderMap) -> Response {
    let_out(&portal, cookie::secret_in(&headers), Redirect::to("/").into_response())
}

/// Ends this session, and every other of the same person, wherever it is.
pub(crate) async fn out_everywhere(State(portal): State<Arc<Portal>>, w: Wording, headers: HeaderMap) -> Response {
    let secret = cookie::secret_in(&headers);
    let Some(person) = portal.sessions.who(secret) else { return Redirect::to("/").into_response() };
    match portal.way.door().end_sessions(portal.way.acting_for(&person, EndSessionsRequest {})).await {
        Ok(_) => let_out(&portal, secret, Redirect::to("/").into_response()),
        Err(status) => not_done_for(w, &portal, secret, &status),
    }
}

/// Away from here at once, signed out: to a page that anybody may be looking at.
pub(crate) async fn leave(State(portal): State<Arc<Portal>>, headers: HeaderMap) -> Response {
    let_out(&portal, cookie::secret_in(&headers), Redirect::to(ELSEWHERE).into_response())
}

async fn find(w: Wording, portal: &Portal, secret: Option<&str>, account: Account) -> Response {
    let request = FindAccountRequest { issuer: account.issuer.clone(), subject: account.subject.clone() };
    match portal.way.door().find_account(portal.way.by_itself(request)).await {
        Ok(answer) => {
            let FindAccountResponse { acting_for, signed_in_at } = answer.into_inner();
            let_in(w, &portal.sessions, secret, SignedIn { acting_for, signed_in_at, account: Some(account) })
        }
        Err(status) if status.code() == Code::NotFound => problem(w, StatusCode::NOT_FOUND, Phrase("sign-in-nobodys-account")),
        Err(status) => not_done(w, &status),
    }
}

async fn connect(w: Wording, portal: &Portal, secret: Option<&str>, account: Account) -> Response {
    let Some(person) = portal.sessions.who(secret) else { return failed(w, SignInError::NotBegunHere) };
    let request = ConnectAccountRequest { issuer: account.issuer.clone(), subject: account.subject.clone(), ended: false };
    match portal.way.door().connect_account(portal.way.acting_for(&person, request)).await {
        Ok(_) => go_on(portal, secret, SignedIn { account: Some(account), ..person }),
        Err(status) => not_done_for(w, portal, secret, &status),
    }
}

/// Why nobody was signed in is told to whoever tried, and to whoever runs the place.
fn failed(w: Wording, error: SignInError) -> Response {
    tracing::warn!(%error, "nobody was signed in");
    let status = match error {
        SignInError::ProviderAway | SignInError::Settings => StatusCode::BAD_GATEWAY,
        _ => StatusCode::BAD_REQUEST,
    };
    let message = match error {
        SignInError::Settings => w.say("sign-in-settings"),
        SignInError::ProviderAway => w.say("sign-in-provider-away"),
        SignInError::TurnedBack => w.say("sign-in-turned-back"),
        SignInError::NotBegunHere => w.say("sign-in-another-attempt"),
        SignInError::CodeNotTaken => w.say("sign-in-taken-once"),
        SignInError::OtherTime => w.say("sign-in-other-time"),
        SignInError::NotBelieved(what) => w.with("sign-in-not-believed", &[("what", by_name(what))]),
    };
    page_with(status, &Problem { w, message: &message })
}

fn by_name(what: NotBelieved) -> &'static str {
    match what {
        NotBelieved::Signature => "signature",
        NotBelieved::Issuer => "issuer",
        NotBelieved::Audience => "audience",
        NotBelieved::Nonce => "nonce",
        NotBelieved::Shape => "shape",
    }
}
