//! A link that somebody was given. To look at its page does not use it up: whatever shows previews of links looks, too.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use throughline_proto::v1::{UseInvitationRequest, UseInvitationResponse};
use tonic::Code;

use super::{InAddress, let_in, not_done, page, problem};
use crate::{Portal, cookie, session::SignedIn};

#[derive(Template)]
#[template(path = "invitation.html")]
struct Invitation;

/// The page with the button, the same for every link.
pub(crate) async fn show() -> Response {
    page(&Invitation)
}

/// The button was pressed.
pub(crate) async fn take_up(
    State(portal): State<Arc<Portal>>,
    InAddress(Path(token)): InAddress<Path<String>>,
    headers: HeaderMap,
) -> Response {
    let request = portal.way.by_itself(UseInvitationRequest { token });
    match portal.way.door().use_invitation(request).await {
        Ok(answer) => {
            let UseInvitationResponse { acting_for, signed_in_at } = answer.into_inner();
            let person = SignedIn { acting_for, signed_in_at, account: None };
            let_in(&portal.sessions, cookie::secret_in(&headers), person)
        }
        Err(status) if status.code() == Code::NotFound => problem(
            StatusCode::NOT_FOUND,
            "This link does not count: it was used, is older than 24 hours, or was never made. Ask whoever sent it to you for a new one.",
        ),
        Err(status) => not_done(&status),
    }
}
