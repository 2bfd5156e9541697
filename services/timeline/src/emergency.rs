//! OpenInEmergency: somebody opens a story that nothing else opens to them, for an hour. Whether they may, policies say; whoever may not is answered
//! as if nobody were there.

use throughline_access::{ActingFor, Reader, Viewer, nobody};
use throughline_proto::{
    Refusal,
    v1::{OpenInEmergencyRequest, OpenInEmergencyResponse, Reason},
};
use uuid::Uuid;

use crate::{Service, stories::person};

/// How many bytes a reason may have: as any text of an event.
const REASON_LIMIT_BYTES: usize = 500;

pub(crate) async fn open(service: &Service, viewer: Viewer, request: &OpenInEmergencyRequest) -> Result<OpenInEmergencyResponse, Refusal> {
    let ActingFor::Supporter(supporter) = viewer.caller.acting_for.clone() else {
        return Err(Refusal::new(Reason::PersonMissing, "say for which supporter, with \"throughline-acting-for: supporter/<id>\""));
    };
    let (request_id, person) = (check(request)?, person(&request.person)?);
    let profiles: Vec<Uuid> = service.views.read_here(|snapshot| {
        let read = snapshot.story(person)?.ok_or_else(nobody)?;
        if !Reader::new(&viewer, read.story()).in_an_emergency().may_open() {
            return Err(nobody());
        }
        Ok::<_, Refusal>(read.profiles().iter().filter_map(|profile| Uuid::parse_str(profile).ok()).collect())
    })?;
    let opened = service.looks.open_in_emergency(&viewer, &supporter, &profiles, request_id, request).await?;
    Ok(OpenInEmergencyResponse { event: opened.event.to_string(), position: opened.position, until: Some(opened.until) })
}

/// The request's id, if it is well formed and gives a reason.
fn check(request: &OpenInEmergencyRequest) -> Result<Uuid, Refusal> {
    let wrong = |field: &str, told: &str| Refusal::field(Reason::FieldInvalid, field, told);
    let reason = request.reason.trim();
    if reason.is_empty() {
        return Err(wrong("reason", "missing; say in a few words why it cannot wait"));
    }
    if request.reason.len() > REASON_LIMIT_BYTES || request.reason.chars().any(|letter| letter.is_control() && letter != '\n') {
        return Err(wrong("reason", "over 500 bytes, or with control characters; say it in fewer words"));
    }
    Uuid::parse_str(&request.request_id).map_err(|_| wrong("request_id", "give every new opening a new UUID, and a retry the same one"))
}
