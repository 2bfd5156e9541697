//! Writes to the log, through a running server, what a command says: one event of today that is about nobody by name.

use jiff::{Timestamp, tz::TimeZone};
use throughline_proto::v1::{Event, Happened, RecordRequest, event::Kind, happened::Moment, record_service_client::RecordServiceClient};
use tonic::Status;
use uuid::Uuid;

use crate::connect::Transport;

/// Records it; where it lies.
pub async fn record(transport: Transport, kind: Kind) -> Result<u64, Status> {
    let event = Event { happened: Some(today()), kind: Some(kind), ..Event::default() };
    let request = RecordRequest { request_id: Uuid::now_v7().to_string(), events: vec![event], ..RecordRequest::default() };
    let answer = RecordServiceClient::new(transport).record(request).await?.into_inner();
    Ok(answer.receipt.and_then(|receipt| receipt.entries.last().map(|entry| entry.position)).unwrap_or_default())
}

/// Today, in UTC.
pub fn today() -> Happened {
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    Happened { moment: Some(Moment::Date(today.to_string())) }
}
