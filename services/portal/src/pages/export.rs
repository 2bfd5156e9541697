//! A resident takes their story with them: one zip, with a page to read and the same for programs.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use throughline_proto::v1::{ExportStoryRequest, export_story_response::Part};
use tonic::Status;

use super::{not_done, problem, who::Resident};
use crate::{
    Portal,
    session::SignedIn,
    words::{Phrase, Wording},
};

pub(crate) async fn take_with_me(State(portal): State<Arc<Portal>>, w: Wording, Resident(person): Resident) -> Response {
    match zip(&portal, &person, w).await {
        Ok(Some(zip)) => {
            let told = [(header::CONTENT_TYPE, "application/zip"), (header::CONTENT_DISPOSITION, "attachment; filename=\"my-story.zip\"")];
            (told, zip).into_response()
        }
        Ok(None) => problem(w, StatusCode::SERVICE_UNAVAILABLE, Phrase("problem-export")),
        Err(status) => not_done(w, &status),
    }
}

/// The whole zip; nothing where it was cut off.
async fn zip(portal: &Portal, person: &SignedIn, w: Wording) -> Result<Option<Vec<u8>>, Status> {
    let request = ExportStoryRequest { person: person.profile().to_owned(), language: w.tag().to_owned(), ..ExportStoryRequest::default() };
    let mut parts = portal.way.stories().export_story(portal.way.acting_for(person, request)).await?.into_inner();
    let (mut zip, mut bytes) = (Vec::new(), None);
    while let Some(answer) = parts.message().await? {
        match answer.part {
            Some(Part::Piece(piece)) => zip.extend(piece),
            Some(Part::Done(done)) => bytes = Some(done.bytes),
            None => {}
        }
    }
    Ok(bytes.filter(|bytes| *bytes == zip.len() as u64).map(|_| zip))
}
