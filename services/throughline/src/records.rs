//! Reading the log over AuditService.Replay: the one loop that `replay` and `export` share, and a record's fields for programs.

use std::sync::LazyLock;

use anyhow::{Context as _, anyhow};
use prost::Message as _;
use prost_reflect::DynamicMessage;
use serde::{Serialize, Serializer};
use serde_json::Value;
use throughline_proto::{
    strict::descriptors,
    v1::{
        Event, Header, Lane, PartDigest, ReplayEnd, ReplayRequest, ReplayedRecord, audit_service_client::AuditServiceClient,
        replay_response::Item,
    },
};
use uuid::Uuid;

use crate::{
    call::{Transcoder, to_json},
    connect::{Connection, LARGEST_ANSWER_BYTES},
    exit::is_broken_pipe,
    output::Output,
    progress::{Progress, Unit},
    status::failed,
};

const EVENT: &str = "throughline.v1.Event";

/// What a replay said of itself, at its start and at its end.
#[derive(Debug, Default)]
pub struct Replayed {
    /// Of one person's story: their profiles.
    pub profiles: Vec<String>,
    /// How it ended.
    pub end: ReplayEnd,
}

/// Hands every record to `each`, in the order of the log, and gives what the log says of them. Where it is cut off, it is told where to go on.
pub async fn read(
    connection: &Connection,
    request: ReplayRequest,
    output: &Output,
    each: impl FnMut(ReplayedRecord) -> anyhow::Result<()>,
) -> anyhow::Result<Replayed> {
    let mut last = None;
    let read = tokio::select! {
        read = read_on(connection, request, output, each, &mut last) => read,
        _ = tokio::signal::ctrl_c() => Err(anyhow!("it was interrupted")),
    };
    match last {
        Some(last) if read.as_ref().is_err_and(|error| !is_broken_pipe(error)) => {
            read.with_context(|| format!("everything up to record {last} was read, and no more; a replay goes on with --after {last}"))
        }
        _ => read,
    }
}

async fn read_on(
    connection: &Connection,
    request: ReplayRequest,
    output: &Output,
    mut each: impl FnMut(ReplayedRecord) -> anyhow::Result<()>,
    last: &mut Option<u64>,
) -> anyhow::Result<Replayed> {
    let is_everybodys = request.person.is_empty() && request.agency.is_empty() && request.reader.is_empty();
    let mut progress = Progress::start(output, "Reading the log", Unit::Things("records"), None);
    let mut audit = AuditServiceClient::new(connection.transport.clone()).max_decoding_message_size(LARGEST_ANSWER_BYTES);
    let mut answers = audit.replay(request).await.map_err(|status| failed(&status))?.into_inner();
    let (mut end, mut profiles) = (None, Vec::new());
    while let Some(answer) = answers.message().await.map_err(|status| failed(&status))? {
        match answer.item {
            Some(Item::Start(start)) if is_everybodys => progress.set_total(start.until_position.saturating_sub(start.after_position)),
            Some(Item::Start(start)) => profiles = start.profiles,
            Some(Item::Record(record)) => {
                let position = record.position;
                each(*record)?;
                *last = Some(position);
                progress.advance(1);
            }
            Some(Item::End(said)) => end = Some(said),
            None => {}
        }
    }
    progress.finish();
    let end = end.context("the replay was cut off before its end: what was read so far is not everything")?;
    Ok(Replayed { profiles, end })
}

/// A record's header, decoded.
pub fn header(record: &ReplayedRecord) -> anyhow::Result<Header> {
    Header::decode(record.header.as_slice()).with_context(|| format!("the header of position {} cannot be read", record.position))
}

/// What a header says, for programs.
#[derive(Debug, Serialize)]
pub struct HeaderSaid<'a> {
    position: u64,
    recorded_at: String,
    id: Id<'a>,
    agency: &'a str,
    lane: String,
    people: Vec<Id<'a>>,
    request_id: Id<'a>,
    index: u32,
    count: u32,
    leaf_hash: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    parts: Option<Vec<PartSaid>>,
}

#[derive(Debug, Serialize)]
struct PartSaid {
    digest: String,
    person: Option<u32>,
}

/// What a header says; with the digests where those are what was asked for.
pub fn header_said<'a>(record: &ReplayedRecord, header: &'a Header, with_digests: bool) -> HeaderSaid<'a> {
    let part = |part: &PartDigest| PartSaid { digest: hex(&part.digest), person: part.person };
    HeaderSaid {
        position: record.position,
        recorded_at: recorded_at(header),
        id: Id(&header.id),
        agency: &header.agency,
        lane: lane(header),
        people: header.people.iter().map(|id| Id(id)).collect(),
        request_id: Id(&header.request_id),
        index: header.index,
        count: header.count,
        leaf_hash: hex(&record.leaf_hash),
        parts: with_digests.then(|| header.parts.iter().map(part).collect()),
    }
}

/// An event with the field names of the .proto files.
pub fn event_json(event: &Event) -> anyhow::Result<Value> {
    message_json(EVENT, event)
}

/// The same as text, behind what is there already: for those that write millions.
pub fn write_event_json(event: &Event, json: &mut Vec<u8>) -> anyhow::Result<()> {
    static EVENTS: LazyLock<Option<Transcoder>> =
        LazyLock::new(|| descriptors().get_message_by_name(EVENT).and_then(|event| Transcoder::new(&event)));
    let before = json.len();
    if EVENTS.as_ref().and_then(|events| events.write(&event.encode_to_vec(), json)).is_none() {
        json.truncate(before);
        serde_json::to_writer(json, &event_json(event)?)?;
    }
    Ok(())
}

/// The same of any message, by its full name.
pub fn message_json(name: &str, message: &impl prost::Message) -> anyhow::Result<Value> {
    let descriptor = descriptors().get_message_by_name(name).context("this program does not know its own messages")?;
    let message = DynamicMessage::decode(descriptor, message.encode_to_vec().as_slice())?;
    Ok(to_json(&message)?)
}

/// When the log took the record in, RFC 3339, UTC.
pub fn recorded_at(header: &Header) -> String {
    jiff::Timestamp::from_microsecond(header.recorded_at_us).map(|moment| moment.to_string()).unwrap_or_default()
}

/// "story", "control", "look" or "public".
pub fn lane(header: &Header) -> String {
    Lane::try_from(header.lane).map(|lane| lane.as_str_name().trim_start_matches("LANE_").to_lowercase()).unwrap_or_default()
}

/// Bytes as people compare them.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |half: u8| char::from(DIGITS[usize::from(half & 0xf)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

/// An id as people compare them.
#[derive(Debug)]
struct Id<'a>(&'a [u8]);

impl Serialize for Id<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match Uuid::from_slice(self.0) {
            Ok(id) => serializer.serialize_str(id.hyphenated().encode_lower(&mut Uuid::encode_buffer())),
            Err(_) => serializer.serialize_str(&hex(self.0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use throughline_proto::v1::{Met, event::Kind};

    use super::*;

    #[test]
    fn an_event_is_written_with_the_names_of_the_proto_files() {
        let event = Event { source_key: "k".into(), kind: Some(Kind::Met(Met { one_way: true, ..Met::default() })), ..Event::default() };
        assert_eq!(event_json(&event).expect("JSON"), json!({"source_key": "k", "met": {"one_way": true}}));
    }

    #[test]
    fn a_header_says_when_who_and_about_whom() {
        let header = Header {
            recorded_at_us: 1_500_000,
            agency: "a".into(),
            lane: Lane::Story.into(),
            people: vec![vec![0; 16]],
            ..Header::default()
        };
        let value = json!(header_said(&ReplayedRecord { position: 7, ..ReplayedRecord::default() }, &header, false));
        assert_eq!((value["recorded_at"].as_str(), value["lane"].as_str()), (Some("1970-01-01T00:00:01.5Z"), Some("story")));
        assert_eq!(value["people"], json!(["00000000-0000-0000-0000-000000000000"]));
    }
}
