//! Opening a story in an emergency: written down durably before it opens anything, and nowhere but in the log, since every node must know of it.
//! Whether somebody may, and what they then see, is not decided here.

use std::time::Duration;

use prost::Message as _;
use throughline_access::Viewer;
use throughline_log::{AppendError, KeyError, Lane, Request, seal, with_causes};
use throughline_proto::{
    Refusal,
    v1::{EmergencyOpened, Event, Happened, OpenInEmergencyRequest, Reason, event::Kind},
};
use uuid::Uuid;

use crate::{
    Looks,
    event::{about, draft, moment},
};

/// For how long a story is open.
pub const OPEN_FOR: Duration = Duration::from_secs(60 * 60);

/// A story that was opened.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// The event.
    pub event: Uuid,
    /// Where it lies.
    pub position: u64,
    /// Until when it is open.
    pub until: Happened,
}

impl Looks {
    /// Writes down that a supporter opens the story of these profiles, from now on; the same request again is answered with the same opening.
    pub async fn open_in_emergency(
        &self,
        viewer: &Viewer,
        supporter: &str,
        profiles: &[Uuid],
        request_id: Uuid,
        asked: &OpenInEmergencyRequest,
    ) -> Result<Opened, Refusal> {
        let now_us = viewer.now_us;
        let event = Event {
            id: Uuid::now_v7().to_string(),
            happened: Some(moment(now_us)),
            people: about(profiles),
            agency: viewer.caller.agency.clone(),
            recorded_by: supporter.to_owned(),
            kind: Some(Kind::EmergencyOpened(EmergencyOpened {
                supporter: supporter.to_owned(),
                reason: asked.reason.clone(),
                until: Some(until(now_us)),
            })),
            ..Event::default()
        };
        let draft = draft(&event, Lane::Story);
        let request = Request {
            agency: event.agency,
            request_id,
            // Whoever asks again in another's name asks for something else.
            content: [supporter.as_bytes(), &asked.encode_to_vec()].concat(),
            recorded_at_us: now_us,
            drafts: vec![draft],
            condition: None,
        };
        let sealed = seal(&self.keys, request).map_err(cannot_seal)?;
        let appended = self.log.append(sealed).await.map_err(|error| refusal_of(&error))?;
        let record = appended.records.first().ok_or_else(|| Refusal::new(Reason::Internal, "a fault of the server's own"))?;
        Ok(Opened { event: record.id, position: record.position, until: until(appended.recorded_at_us) })
    }
}

fn until(now_us: i64) -> Happened {
    moment(now_us.saturating_add(i64::try_from(OPEN_FOR.as_micros()).unwrap_or(i64::MAX)))
}

/// Somebody may have been erased a moment ago: then there is nobody.
fn cannot_seal(error: KeyError) -> Refusal {
    match error {
        KeyError::Erased { .. } => throughline_access::nobody(),
        other => not_written(&other),
    }
}

fn refusal_of(error: &AppendError) -> Refusal {
    match error {
        AppendError::RequestIdReused => {
            Refusal::new(Reason::RequestIdReused, "this request_id was used for something else; give every opening a new UUID")
        }
        AppendError::TooBusy => Refusal::too_busy(),
        AppendError::Stopping => Refusal::stopping(),
        other => not_written(other),
    }
}

fn not_written(error: &dyn std::error::Error) -> Refusal {
    tracing::error!(error = with_causes(error), "an opening in an emergency could not be written down, so nothing is opened");
    let told =
        "it cannot be written down just now, so nothing is opened; send the same request, with the same request_id, again in a moment";
    Refusal::new(Reason::LogCannotWrite, told).retry_after(Duration::from_secs(2))
}
