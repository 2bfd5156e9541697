//! What PeopleService writes: events like all others, through RecordService.

use throughline_proto::{
    Refusal,
    v1::{
        Details, Event, FirstHearOfRequest, FirstHeardOf, JoinProfilesRequest, ProfilesJoined, ProfilesSeparated, Reason, Receipt,
        RecordRequest, RecordResponse, SeparateProfilesRequest, Words, event::Kind, record_service_server::RecordService,
    },
};
use tonic::{Request, Status};

/// Records one event made from a request, as the caller who sent it.
pub(crate) async fn record<R: RecordService, T>(
    records: &R,
    request: Request<T>,
    event: impl FnOnce(T) -> (String, Event),
) -> Result<Receipt, Status> {
    let request = request.map(|message| {
        let (request_id, event) = event(message);
        RecordRequest { request_id, events: vec![event], ..RecordRequest::default() }
    });
    receipt(records.record(request).await?.into_inner())
}

/// The receipt of what was recorded.
pub(crate) fn receipt(answer: RecordResponse) -> Result<Receipt, Status> {
    let missing = || Refusal::new(Reason::Internal, "a fault of the server's own; it has been logged");
    Ok(answer.receipt.ok_or_else(missing)?)
}

pub(crate) fn first_heard_of(request: FirstHearOfRequest) -> (String, Event) {
    let words = request.details.filter(|details| *details != Details::default());
    let heard = FirstHeardOf { person: String::new(), how: request.how, they_know: request.they_know };
    let event = Event {
        happened: request.happened,
        recorded_by: request.recorded_by,
        source_key: request.source_key,
        words: words.map(|details| Words { details: Some(details), ..Words::default() }).into_iter().collect(),
        kind: Some(Kind::FirstHeardOf(heard)),
        ..Event::default()
    };
    (request.request_id, event)
}

pub(crate) fn joined(request: JoinProfilesRequest) -> (String, Event) {
    let joined = ProfilesJoined { profiles: request.profiles, evidence: request.evidence, yes: request.yes };
    (request.request_id, Event { happened: request.happened, kind: Some(Kind::ProfilesJoined(joined)), ..Event::default() })
}

pub(crate) fn separated(request: SeparateProfilesRequest) -> (String, Event) {
    let separated = ProfilesSeparated { profiles: request.profiles, why: request.why };
    (request.request_id, Event { happened: request.happened, kind: Some(Kind::ProfilesSeparated(separated)), ..Event::default() })
}
