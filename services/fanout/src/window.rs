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
    let mut before = log.look().await?;
    let mut begin = before;
    let mut oldest_us = None;
    while before > 0 {
        let after = before.saturating_sub(LOOKED_AT);
        let limit = usize::try_from(before - after).unwrap_or(usize::MAX);
        let records = log.read(after, limit).await?;
        let moments = || records.iter().map(|record| record.header.recorded_at_us);
        let oldest_us = *oldest_us.get_or_insert_with(|| oldest_us_of(moments().max().unwrap_or(i64::MAX), now_us(), retention));
        let Some(young) = records.iter().find(|record| record.header.recorded_at_us >= oldest_us) else { break };
        begin = young.position - 1;
        before = after;
    }
    Ok(begin)
}

/// What is younger is still kept. Counted from the newest record where this clock is ahead of it, since one that is a year ahead would
/// find everything too old, and what was lost would never be told again.
fn oldest_us_of(newest_us: i64, now_us: i64, retention: Duration) -> i64 {
    newest_us.min(now_us).saturating_sub(i64::try_from(retention.as_micros()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_wrong_makes_nothing_too_old() {
        let (retention, newest_us) = (Duration::from_secs(60), 1_000_000_000_000);
        let year_us = 365 * 86_400 * 1_000_000;
        let oldest_us = newest_us - 60_000_000;
        assert_eq!(oldest_us_of(newest_us, newest_us + year_us, retention), oldest_us);
        assert!(oldest_us_of(newest_us, newest_us - 1_000_000, retention) < oldest_us);
        assert!(oldest_us_of(newest_us + year_us, newest_us, retention) == oldest_us, "one record was written by such a clock");
    }
}
