//! What an auditor reads: how far the log was signed and by whom, what was opened in emergencies, one story as it was known on a day, what changed in it
//! between two, and who looked. Nothing can be written here.

pub(crate) mod as_known;
pub(crate) mod differences;
pub(crate) mod looks;

use std::sync::Arc;

use askama::Template;
use axum::{extract::State, http::HeaderMap, response::Response};
use jiff::{Timestamp, ToSpan as _, civil::Date};
use throughline_proto::v1::{EmergencyOpening, GetCheckpointRequest, GetCheckpointResponse, ListEmergencyOpeningsRequest};
use tonic::Status;

use super::{
    clocks, page,
    shown::{in_words, moment},
    who::Auditor,
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
pub(crate) async fn show(State(portal): State<Arc<Portal>>, w: Wording, Auditor(auditor): Auditor) -> Response {
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

/// A moment of the log's, by the place's own clocks: the day in words, then the time.
fn recorded(w: Wording, moment: &str) -> String {
    let Ok(moment) = moment.parse::<Timestamp>() else { return moment.to_owned() };
    let here = moment.to_zoned(clocks());
    format!("{} {}", in_words(w, here.date()), here.strftime("%H:%M:%S"))
}

/// The end of a day by the place's own clocks, as the services take a moment; empty for no day.
fn end_of(date: &str) -> String {
    let last = date.parse::<Date>().ok().and_then(|date| date.tomorrow().ok()?.to_zoned(clocks()).ok());
    last.and_then(|next| next.timestamp().checked_sub(1.microsecond()).ok()).map(|end| end.to_string()).unwrap_or_default()
}

/// Why somebody reads, as a page of the portal's own asked it. A link from elsewhere gives no reason: whoever is read about is told it.
fn reason<'a>(headers: &HeaderMap, given: &'a str) -> &'a str {
    let from = headers.get("sec-fetch-site").and_then(|site| site.to_str().ok());
    if matches!(from, Some("same-origin" | "none") | None) { given.trim() } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::tests::wording;

    #[test]
    fn days_end_and_moments_are_told_by_the_places_own_clocks() {
        assert_eq!(
            [end_of("2026-06-01"), end_of("2026-12-01"), end_of("")],
            ["2026-06-01T22:59:59.999999Z", "2026-12-01T23:59:59.999999Z", ""]
        );
        assert_eq!(recorded(wording("en"), "2026-06-01T22:30:00Z"), "1 June 2026 23:30:00");
    }

    #[test]
    fn a_link_from_elsewhere_gives_no_reason() {
        let from = |site: &'static str| HeaderMap::from_iter([("sec-fetch-site".parse().expect("a name"), site.parse().expect("a value"))]);
        assert_eq!(reason(&from("same-origin"), " a review "), "a review");
        assert_eq!((reason(&from("cross-site"), "abuse"), reason(&from("same-site"), "abuse")), ("", ""));
    }
}
