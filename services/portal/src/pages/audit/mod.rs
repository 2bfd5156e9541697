//! What an auditor reads: how far the log was signed and by whom, what was opened in emergencies, one story as it was known on a day, what changed in it
//! between two, and who looked. Nothing can be written here.

pub(crate) mod as_known;
pub(crate) mod differences;
pub(crate) mod looks;

use std::sync::Arc;

use askama::Template;
use axum::{extract::State, response::Response};
use throughline_proto::v1::{EmergencyOpening, GetCheckpointRequest, GetCheckpointResponse, ListEmergencyOpeningsRequest};
use tonic::Status;

use super::{
    page,
    shown::{day_of, moment},
};
use crate::{Portal, session::SignedIn, words::Wording};

/// How many openings are shown.
const OPENINGS: u32 = 100;

#[derive(Template)]
#[template(path = "audit.html")]
struct Start {
    w: Wording,
    /// How many records the newest checkpoint covers.
    tree_size: u64,
    root: String,
    keys: Vec<String>,
    /// Witnesses, and when they cosigned.
    cosigned: Vec<(String, String)>,
    witnesses_wanted: u32,
    openings: Vec<Opened>,
    has_more: bool,
}

/// A story that was opened in an emergency.
struct Opened {
    person: String,
    agency: String,
    when: String,
    reason: String,
    /// How it was looked at afterwards; none where nobody has.
    reviews: Vec<(String, String)>,
    resident_told: bool,
}

/// An auditor's first page.
pub(crate) async fn start(w: Wording, portal: &Arc<Portal>, auditor: &SignedIn) -> Result<Response, Status> {
    let way = &portal.way;
    let openings = ListEmergencyOpeningsRequest { page_size: OPENINGS, ..ListEmergencyOpeningsRequest::default() };
    let [mut signed, mut opened] = [(); 2].map(|()| way.audit());
    let (checkpoint, openings) = tokio::try_join!(
        signed.get_checkpoint(way.acting_for(auditor, GetCheckpointRequest {})),
        opened.list_emergency_openings(way.acting_for(auditor, openings)),
    )?;
    let GetCheckpointResponse { tree_size, root, cosignatures, witnesses_wanted, verifier_keys, .. } = checkpoint.into_inner();
    let openings = openings.into_inner();
    Ok(page(&Start {
        w,
        tree_size,
        root: root.iter().map(|byte| format!("{byte:02x}")).collect(),
        keys: verifier_keys,
        cosigned: cosignatures.into_iter().map(|one| (one.witness, recorded(w, &one.cosigned_at))).collect(),
        witnesses_wanted,
        has_more: !openings.next_page_token.is_empty(),
        openings: openings.openings.into_iter().map(|one| opening(w, one)).collect(),
    }))
}

/// Shows it to an auditor who is signed in.
pub(crate) async fn show(State(portal): State<Arc<Portal>>, w: Wording, super::who::Auditor(auditor): super::who::Auditor) -> Response {
    match start(w, &portal, &auditor).await {
        Ok(shown) => shown,
        Err(status) => super::not_done(w, &status),
    }
}

fn opening(w: Wording, told: EmergencyOpening) -> Opened {
    let opening = told.opening.unwrap_or_default();
    let reviews = opening.reviews.into_iter().map(|review| (moment(w, review.when.as_ref()), review.found));
    Opened {
        person: told.person,
        agency: opening.agency,
        when: moment(w, opening.when.as_ref()),
        reason: opening.reason,
        reviews: reviews.collect(),
        resident_told: told.resident_told,
    }
}

/// A moment as the log has it, in UTC: the day in words, then the time.
fn recorded(w: Wording, moment: &str) -> String {
    let (date, time) = moment.split_once('T').unwrap_or((moment, ""));
    format!("{} {}", day_of(w, date), time.get(..8).unwrap_or_default()).trim_end().to_owned()
}

/// The end of a day, as the services take a moment.
fn end_of(date: &str) -> String {
    if date.is_empty() { String::new() } else { format!("{date}T23:59:59.999999Z") }
}
