//! "Applied once, for ever" (I3): by what a request and a source key are found again, and how a find is confirmed.
//!
//! The store keeps 64-bit hashes, which may collide; a record's header decides. Nothing in here may write.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use uuid::Uuid;

use crate::{
    error::LogError,
    keys::{Keys, Purpose},
    receipt::{Appended, AppendedRecord},
    record::Filed,
    store::Store,
};

/// A request's hash. Random to whoever has not the secret, so that nobody can make two agree.
///
/// A UUID of version 7 tells when it was made, to the second in the upper half of the hash: requests of one time lie side by side in the
/// index, and a commit touches a few of its pages instead of one for each request. The lower half still tells them apart.
pub(crate) fn of_request(keys: &Keys, agency: &str, request_id: Uuid) -> i64 {
    let hash = of_mac(&keys.mac(Purpose::Request, &[agency.as_bytes(), request_id.as_bytes()]));
    match (request_id.get_version_num(), request_id.get_timestamp()) {
        (7, Some(made)) => made.to_unix().0.cast_signed() << 32 | hash & i64::from(u32::MAX),
        _ => hash,
    }
}

/// A source key's hash: the first bytes of its MAC.
pub(crate) fn of_mac(mac: &[u8; 32]) -> i64 {
    let [a, b, c, d, e, f, g, h, ..] = *mac;
    i64::from_be_bytes([a, b, c, d, e, f, g, h])
}

/// The MAC of a request's content. The id is part of it, so that equal contents of two requests do not show.
pub(crate) fn request_mac(keys: &Keys, agency: &str, request_id: Uuid, content: &[u8]) -> [u8; 32] {
    keys.mac(Purpose::Request, &[agency.as_bytes(), request_id.as_bytes(), content])
}

/// Whether two MACs are equal, in a time that does not depend on where they differ.
pub(crate) fn is_same(left: &[u8], right: &[u8]) -> bool {
    verify_slices_are_equal(left, right).is_ok()
}

/// The record at a position.
pub(crate) async fn filed_at(store: &dyn Store, position: u64) -> Result<Filed, LogError> {
    let found = store.read_headers(position.saturating_sub(1), 1).await?;
    match found.into_iter().next() {
        Some(record) if record.position == position => Filed::new(record),
        _ => Err(LogError::Missing { position }),
    }
}

/// The receipt of a request, if one of these positions is where it begins.
pub(crate) async fn find_request(
    store: &dyn Store,
    positions: impl IntoIterator<Item = u64>,
    agency: &str,
    request_id: Uuid,
) -> Result<Option<Appended>, LogError> {
    for position in positions {
        let first = filed_at(store, position).await?;
        let header = &first.header;
        if header.index == 0 && header.agency == agency && header.request_id == request_id.as_bytes() {
            return receipt_of(store, first).await.map(Some);
        }
    }
    Ok(None)
}

async fn receipt_of(store: &dyn Store, first: Filed) -> Result<Appended, LogError> {
    let (begins_at, count) = (first.position, u64::from(first.header.count));
    let request_mac = first.header.request_mac.clone();
    let recorded_at_us = first.header.recorded_at_us;
    let mut records = vec![first.receipt()?];
    if count > 1 {
        let limit = usize::try_from(count - 1).unwrap_or(usize::MAX);
        for stored in store.read_headers(begins_at, limit).await? {
            records.push(Filed::new(stored)?.receipt()?);
        }
    }
    match (begins_at..begins_at + count).find(|position| !records.iter().any(|record| record.position == *position)) {
        Some(position) => Err(LogError::Missing { position }),
        None => Ok(Appended { records, recorded_at_us, repeated: true, request_mac }),
    }
}

/// The record that a source key led to, if it is at one of these positions.
pub(crate) async fn find_source_key(
    store: &dyn Store,
    positions: impl IntoIterator<Item = u64>,
    mac: &[u8; 32],
) -> Result<Option<(AppendedRecord, i64)>, LogError> {
    for position in positions {
        let filed = filed_at(store, position).await?;
        if is_same(&filed.header.source_key_mac, mac) {
            return Ok(Some((filed.receipt()?, filed.header.recorded_at_us)));
        }
    }
    Ok(None)
}
