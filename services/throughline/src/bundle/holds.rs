//! What a record in a bundle says beside its hashes: rules, and what was opened of it.

use prost::Message as _;
use throughline_log::{Finding, Record, Trouble, open_with};
use throughline_proto::v1::{BundledRecord, Event, Header, Lane, event::Kind};
use zeroize::Zeroizing;

/// A record as the log knows it; nothing where its header cannot be read, which is found elsewhere.
pub fn record(bundled: &BundledRecord) -> Option<Record> {
    let header = Header::decode(bundled.header.as_slice()).ok()?;
    let leaf = throughline_log::tree::leaf_of(&bundled.header);
    Some(Record { position: bundled.position, header_bytes: bundled.header.clone(), header, leaf, parts: bundled.parts.clone() })
}

/// The policies that a record adopted, if it is one that did.
pub fn policies(bundled: &BundledRecord) -> Option<String> {
    match of_the_place(bundled)? {
        Kind::PolicyAdopted(adopted) if !adopted.text.is_empty() => Some(adopted.text),
        _ => None,
    }
}

/// Whether a record says by what rules others were written.
pub fn says_rules(bundled: &BundledRecord) -> bool {
    of_the_place(bundled).is_some_and(|kind| throughline_story::says_rules(&kind))
}

/// What the place itself wrote down, in clear.
fn of_the_place(bundled: &BundledRecord) -> Option<Kind> {
    // Of a large log nearly all records are something else, and are not copied for this.
    if Header::decode(bundled.header.as_slice()).ok()?.lane() != Lane::Control {
        return None;
    }
    let facts = open_with(&record(bundled)?, 0, None).ok()?;
    Event::decode(facts.as_slice()).ok()?.kind
}

/// Opens what came with a key, and finds what does not open.
pub fn check_opened(bundled: &BundledRecord, record: &Record) -> (u64, Vec<Finding>) {
    let (mut opened, mut findings) = (0, Vec::new());
    for (index, key) in bundled.content_keys.iter().enumerate().filter(|(_, key)| !key.is_empty()) {
        let key = <[u8; 32]>::try_from(key.as_slice()).map(Zeroizing::new);
        match key.map(|key| open_with(record, index, Some(&key))) {
            Ok(Ok(_)) => opened += 1,
            Ok(Err(error)) => findings.push(unopened(record.position, index, &error.to_string())),
            Err(_) => findings.push(unopened(record.position, index, "a key of another length")),
        }
    }
    (opened, findings)
}

fn unopened(position: u64, index: usize, found: &str) -> Finding {
    Finding { position, trouble: Trouble::PartUnopened, expected: format!("a key that opens part {index}"), found: found.to_owned() }
}
