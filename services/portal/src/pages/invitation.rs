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
use crate::{
    Portal, cookie,
    session::SignedIn,
    words::{Phrase, Wording},
};

#[derive(Template)]
#[template(path = "invitation.html")]
struct Invitation {
    w: Wording,
}

/// The page with the button, the same for every link.
pub(crate) async fn show(w: Wording) -> Response {
    page(&Invitation { w })
}

/// The button was pressed.
pub(crate) async fn take_up(
    State(portal): State<Arc<Portal>>,
    InAddress(Path(token)): InAddress<Path<String>>,
    w: Wording,
    headers: HeaderMap,
) -> Response {
    let request = portal.way.by_itself(UseInvitationRequest { token });
    match portal.way.door().use_invitation(request).await {
        Ok(answer) => {
            let UseInvitationResponse { acting_for, signed_in_at } = answer.into_inner();
            let person = SignedIn { acting_for, signed_in_at, account: None };
            let_in(w, &portal.sessions, cookie::secret_in(&headers), person)
        }
        Err(status) if status.code() == Code::NotFound => problem(w, StatusCode::NOT_FOUND, Phrase("problem-invitation")),
        Err(status) => not_done(w, &status),
    }
}
