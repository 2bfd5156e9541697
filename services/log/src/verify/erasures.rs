//! Who was erased, by the log's own word: only their parts may be missing. Nothing in here may ask for keys.

use std::collections::HashSet;

use prost::Message as _;
use throughline_proto::v1::{Event, Lane, SealedPart, event::Kind};
use uuid::Uuid;

use crate::{
    error::LogError,
    format::{FACTS, part_digest},
    record::{assemble, decode_header},
    store::Store,
};

const HEADERS: usize = 1_000;

/// Everybody who was erased by a record up to a position.
pub(crate) async fn erased(store: &dyn Store, up_to: u64) -> Result<HashSet<Uuid>, LogError> {
    let mut erased = HashSet::new();
    let mut after = 0;
    while after < up_to {
        let records = store.read_headers(after, HEADERS).await?;
        let Some(last) = records.last() else { break };
        after = last.position.max(after + 1);
        for record in &records {
            let is_control = decode_header(&record.header).is_ok_and(|header| header.lane() == Lane::Control);
            if is_control && let Some(event) = facts(store, record.position).await? {
                erased.extend(profiles(event));
            }
        }
    }
    Ok(erased)
}

fn profiles(event: Event) -> Vec<Uuid> {
    match event.kind {
        Some(Kind::Erased(erasure)) => erasure.profiles.iter().filter_map(|profile| Uuid::parse_str(profile).ok()).collect(),
        _ => Vec::new(),
    }
}

/// A control record's facts, which are clear; nothing if they are damaged, which is found elsewhere.
async fn facts(store: &dyn Store, position: u64) -> Result<Option<Event>, LogError> {
    let page = store.read(position.saturating_sub(1), 1).await?;
    let Ok(records) = assemble(page, position.saturating_sub(1)) else { return Ok(None) };
    let decode = |bytes: &[u8], digest: &[u8]| {
        let is_whole = part_digest(bytes) == digest;
        is_whole.then(|| SealedPart::decode(bytes).ok().and_then(|part| Event::decode(part.clear.as_slice()).ok())).flatten()
    };
    Ok(records.first().and_then(|record| decode(record.parts.get(FACTS)?, &record.header.parts.get(FACTS)?.digest)))
}
