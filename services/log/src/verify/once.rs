//! Does the index of what was applied once lead to every record that it should, and to no other?
//!
//! Both sides are summed up first, in whatever order they come; only if the sums differ is each row looked for.

use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use super::{
    finding::{Finding, Trouble},
    page::expected_once,
};
use crate::{
    error::LogError,
    format::to_uuid,
    keys::Keys,
    once::filed_at,
    record::decode_header,
    store::{Store, StoreError},
};

const ROWS: usize = 4_096;
const HEADERS: usize = 512;

/// The sum of a set of rows, the same in any order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct OnceSum {
    rows: u64,
    sum: u64,
}

impl OnceSum {
    pub fn add(&mut self, hash: i64, position: u64) {
        let mut hasher = DefaultHasher::new();
        (hash, position).hash(&mut hasher);
        self.rows += 1;
        self.sum = self.sum.wrapping_add(hasher.finish());
    }

    pub fn merge(&mut self, other: Self) {
        self.rows += other.rows;
        self.sum = self.sum.wrapping_add(other.sum);
    }
}

/// Compares the index with what the headers call for, up to a position.
pub(crate) async fn check(store: &dyn Store, keys: &Keys, expected: OnceSum, up_to: u64) -> Result<Vec<Finding>, LogError> {
    match compare(store, keys, expected, up_to).await {
        Err(LogError::Store(StoreError::Damaged(error))) => Ok(vec![Finding {
            position: 0,
            trouble: Trouble::OnceUnreadable,
            expected: "rows in order".to_owned(),
            found: error.to_string(),
        }]),
        found => found,
    }
}

async fn compare(store: &dyn Store, keys: &Keys, expected: OnceSum, up_to: u64) -> Result<Vec<Finding>, LogError> {
    let mut found = OnceSum::default();
    let mut after = None;
    while let Some((last, rows)) = rows_after(store, after, up_to).await? {
        after = Some(last);
        rows.for_each(|(hash, position)| found.add(hash, position));
    }
    if found == expected {
        return Ok(Vec::new());
    }
    let mut findings = missing(store, keys, up_to).await?;
    findings.extend(stray(store, keys, up_to).await?);
    Ok(findings)
}

/// A row: hash and position.
type Row = (i64, u64);

/// The next rows, without those of records that were appended since; and the last of them all, to go on from. Nothing at the end.
async fn rows_after(store: &dyn Store, after: Option<Row>, up_to: u64) -> Result<Option<(Row, impl Iterator<Item = Row>)>, StoreError> {
    let rows = store.read_once(after, ROWS).await?;
    let Some(last) = rows.last().copied() else { return Ok(None) };
    // A damaged index may lead in a circle.
    if !rows.is_sorted() || after >= rows.first().copied() {
        return Err(StoreError::Damaged("the rows are not in order".into()));
    }
    // A number that nothing has is no newer record, but a damaged one.
    let newest = store.newest().await?;
    Ok(Some((last, rows.into_iter().filter(move |(_, position)| *position <= up_to || *position > newest))))
}

async fn missing(store: &dyn Store, keys: &Keys, up_to: u64) -> Result<Vec<Finding>, LogError> {
    let mut findings = Vec::new();
    let mut after = 0;
    while after < up_to {
        let records = store.read_headers(after, HEADERS).await?;
        let Some(last) = records.last() else { break };
        after = last.position.max(after + 1);
        let headers = records.iter().filter_map(|record| Some((record.position, decode_header(&record.header).ok()?)));
        let mut expected = Vec::new();
        for (position, header) in headers {
            let Some(request_id) = to_uuid(&header.request_id) else { continue };
            expected.extend(expected_once(&header, request_id, keys).map(|hash| (hash, position)));
        }
        let hashes = expected.iter().map(|(hash, _)| *hash).collect();
        let known: HashSet<(i64, u64)> = store.find_once(hashes).await?.into_iter().collect();
        findings.extend(expected.into_iter().filter(|row| row.1 <= up_to && !known.contains(row)).map(|(hash, position)| Finding {
            position,
            trouble: Trouble::OnceMissing,
            expected: format!("the hash {hash:016x}"),
            found: "none that leads here".to_owned(),
        }));
    }
    Ok(findings)
}

async fn stray(store: &dyn Store, keys: &Keys, up_to: u64) -> Result<Vec<Finding>, LogError> {
    let mut findings = Vec::new();
    let mut after = None;
    while let Some((last, rows)) = rows_after(store, after, up_to).await? {
        after = Some(last);
        for (hash, position) in rows {
            let leads_right = match filed_at(store, position).await {
                Ok(filed) => to_uuid(&filed.header.request_id)
                    .is_some_and(|request_id| expected_once(&filed.header, request_id, keys).any(|expected| expected == hash)),
                Err(_) => false,
            };
            if !leads_right {
                let found = format!("the hash {hash:016x}");
                findings.push(Finding {
                    position,
                    trouble: Trouble::OnceStray,
                    expected: "no row that leads here by it".to_owned(),
                    found,
                });
            }
        }
    }
    Ok(findings)
}
