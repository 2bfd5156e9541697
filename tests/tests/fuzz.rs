//! Bytes from anywhere: whatever arrives, a decoder answers, and what it takes in it has understood whole. `tests/run` gives it some
//! seconds; a long run is `PROPTEST_CASES=10000000 cargo test --release -p throughline-tests --test fuzz`.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{fs, path::Path, sync::LazyLock};

use proptest::{collection::vec, prelude::*, sample::Index};
use prost::{
    Message as _,
    encoding::{WireType, encode_key, encode_varint},
};
use throughline::{
    import::{
        encoding,
        mapping::Mapping,
        prepare,
        rows::{Item, Reader},
    },
    output::{Format, Output},
};
use throughline_proto::{
    strict,
    v1::{Reason, RecordRequest},
};

/// Requests that hold one golden event each: good ground to start from.
static REQUESTS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/events-v1");
    let mut paths: Vec<_> =
        fs::read_dir(folder).expect("the golden events are there").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let events = paths.into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "bin"));
    events.map(|path| request(&fs::read(path).expect("it can be read"))).collect()
});

/// The header of a real export, its first rows, and how it is read.
static EXPORT: LazyLock<(String, String, Mapping)> = LazyLock::new(|| {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(tests.join("data/municipal-excerpt.csv")).expect("the excerpt is there");
    let mapping = Mapping::read(&tests.join("../services/throughline/mappings/municipal-receipt-log.toml")).expect("the mapping is there");
    let mut lines = text.split_inclusive('\n').map(str::to_owned);
    (lines.next().expect("a header"), lines.take(3).collect(), mapping)
});

/// A RecordRequest around the bytes of an event.
fn request(event: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    encode_key(2, WireType::LengthDelimited, &mut bytes);
    encode_varint(event.len().try_into().expect("events are small"), &mut bytes);
    bytes.extend_from_slice(event);
    bytes
}

/// What is taken in reads the same when it is written again: nothing was dropped, nothing made up.
fn is_understood_whole_or_not_at_all(bytes: &[u8]) -> Result<(), TestCaseError> {
    if let Ok(taken) = strict::decode::<RecordRequest>(bytes) {
        let written = taken.encode_to_vec();
        prop_assert_eq!(strict::decode::<RecordRequest>(&written), Ok(taken));
    }
    Ok(())
}

/// Damages bytes here and there: a byte is another, or there is one more, or the rest is gone.
fn damaged(mut bytes: Vec<u8>, damage: Vec<(Index, u8, u8)>) -> Vec<u8> {
    for (place, value, kind) in damage {
        let at = place.index(bytes.len());
        match kind {
            0 => bytes[at] = value,
            1 => bytes.insert(at, value),
            _ => bytes.truncate(at.max(1)),
        }
    }
    bytes
}

/// Every letter of a CSV comes out exactly once, in its order: as part of a row, as bad, or as blank.
fn comes_out_exactly_once(bytes: &[u8]) -> Result<(), TestCaseError> {
    // A spreadsheet is said to be none.
    let Ok(decoded) = encoding::decode(bytes, None) else { return Ok(()) };
    for delimiter in [b',', b';', b'\t'] {
        let items = Reader::new(&decoded.text, delimiter);
        let raw = items.map(|item| match item {
            Item::Row(row) => row.raw,
            Item::Bad { raw, .. } | Item::Blank(raw) => raw,
        });
        prop_assert_eq!(raw.collect::<String>(), decoded.text.as_str());
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_bytes_at_all_are_answered(bytes in vec(any::<u8>(), 0..512)) {
        is_understood_whole_or_not_at_all(&bytes)?;
    }

    #[test]
    fn a_damaged_request_is_answered(which in any::<Index>(), damage in vec((any::<Index>(), any::<u8>(), 0..3_u8), 1..8)) {
        let bytes = damaged(which.get(REQUESTS.as_slice()).clone(), damage);
        is_understood_whole_or_not_at_all(&bytes)?;
    }

    #[test]
    fn half_a_request_is_answered(which in any::<Index>(), end in any::<Index>()) {
        let bytes = which.get(REQUESTS.as_slice());
        is_understood_whole_or_not_at_all(&bytes[..end.index(bytes.len())])?;
    }

    #[test]
    fn a_field_that_is_not_known_is_never_dropped(which in any::<Index>(), number in 1_000_u32..100_000, value in any::<u64>()) {
        let mut bytes = which.get(REQUESTS.as_slice()).clone();
        encode_key(number, WireType::Varint, &mut bytes);
        encode_varint(value, &mut bytes);
        let reason = strict::decode::<RecordRequest>(&bytes).map_err(|refusal| refusal.reason);
        prop_assert_eq!(reason, Err(Reason::UnknownField));
    }

    #[test]
    fn any_bytes_at_all_are_read_as_csv_to_their_last_letter(bytes in vec(any::<u8>(), 0..512)) {
        comes_out_exactly_once(&bytes)?;
    }

    #[test]
    fn every_row_of_a_damaged_export_is_taken_or_named_or_repeated(damage in vec((any::<Index>(), any::<u8>(), 0..3_u8), 1..8)) {
        let (header, rows, mapping) = &*EXPORT;
        let bytes = [header.as_bytes(), &damaged(rows.clone().into_bytes(), damage)].concat();
        comes_out_exactly_once(&bytes)?;
        let now = "2026-01-01T00:00:00Z".parse().expect("a moment");
        let prepared = prepare::prepare(&bytes, mapping, now, &Output::new(Format::Json, true));
        // Its header is whole, so it is read, whatever became of its rows.
        let prepared = prepared.map_err(|wrong| TestCaseError::fail(wrong.to_string()))?;
        prop_assert_eq!(prepared.rows, prepared.ready.len() as u64 + prepared.bad.len() as u64 + prepared.repeated);
    }
}
