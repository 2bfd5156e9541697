//! Where the news begins when a stream was lost, or never was: before the first record that is younger than the stream keeps news.

use std::time::Duration;

use throughline_log::{Log, LogError};
use throughline_views::now_us;

/// How many records are looked at in one go.
const LOOKED_AT: u64 = 1_000;

/// The position after which everything is told.
///
/// Read backwards, and up to a whole page of records that are too old, because a clock that was set wrong for a while may have put a
/// few old moments among the young ones.
pub(crate) async fn begin(log: &Log, retention: Duration) -> Result<u64, LogError> {
    let oldest_us = now_us().saturating_sub(i64::try_from(retention.as_micros()).unwrap_or(i64::MAX));
    let mut before = log.look().await?;
    let mut begin = before;
    while before > 0 {
        let after = before.saturating_sub(LOOKED_AT);
        let limit = usize::try_from(before - after).unwrap_or(usize::MAX);
        let records = log.read(after, limit).await?;
        let Some(young) = records.iter().find(|record| record.header.recorded_at_us >= oldest_us) else { break };
        begin = young.position - 1;
        before = after;
    }
    Ok(begin)
}
