//! Where the news begins when a stream was lost, or never was: before the first record that is younger than the stream keeps news.

use std::time::Duration;

use throughline_log::{Log, LogError};
use throughline_views::now_us;

/// How many records are looked at in one go.
const LOOKED_AT: u64 = 10_000;

/// The position after which everything is told. `kept_at_us` is what time it is where the news is kept, in microseconds since 1970,
/// if that is known.
///
/// Read backwards, and up to a whole page of records that are too old, because a clock that was set wrong for a while may have put
/// old moments among the young ones.
pub(crate) async fn begin(log: &Log, retention: Duration, kept_at_us: Option<i64>) -> Result<u64, LogError> {
    let mut before = log.look().await?;
    let mut begin = before;
    let mut oldest_us = None;
    while before > 0 {
        let after = before.saturating_sub(LOOKED_AT);
        let limit = usize::try_from(before - after).unwrap_or(usize::MAX);
        let records = log.read(after, limit).await?;
        let moments = || records.iter().map(|record| record.header.recorded_at_us);
        let oldest_us = *oldest_us.get_or_insert_with(|| {
            oldest_us_of([moments().max().unwrap_or(i64::MAX), now_us(), kept_at_us.unwrap_or(i64::MAX)], retention)
        });
        let Some(young) = records.iter().find(|record| record.header.recorded_at_us >= oldest_us) else { break };
        begin = young.position - 1;
        before = after;
    }
    Ok(begin)
}

/// What is younger is still kept. Counted from the earliest of what the newest records, this node and NATS take the time to be: by a clock that
/// is a year ahead everything would be too old, and what was lost would never be told again. The nodes' clocks may all be ahead, and the
/// newest record with them; told twice is the worst that comes of one that is behind.
fn oldest_us_of(nows_us: [i64; 3], retention: Duration) -> i64 {
    let now_us = nows_us.into_iter().min().unwrap_or(i64::MAX);
    now_us.saturating_sub(i64::try_from(retention.as_micros()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_wrong_makes_nothing_too_old() {
        let (retention, now_us) = (Duration::from_secs(60), 1_000_000_000_000);
        let (ahead_us, behind_us) = (now_us + 365 * 86_400 * 1_000_000, now_us - 1_000_000);
        let oldest_us = now_us - 60_000_000;
        assert_eq!(oldest_us_of([now_us, now_us, now_us], retention), oldest_us);
        assert_eq!(oldest_us_of([now_us, ahead_us, now_us], retention), oldest_us, "this node's clock");
        assert_eq!(oldest_us_of([ahead_us, now_us, now_us], retention), oldest_us, "that of whoever wrote last");
        assert_eq!(oldest_us_of([ahead_us, ahead_us, now_us], retention), oldest_us, "those of all nodes");
        assert_eq!(oldest_us_of([now_us, now_us, ahead_us], retention), oldest_us, "that of NATS");
        assert!(oldest_us_of([now_us, behind_us, now_us], retention) < oldest_us, "what is told twice harms nobody");
    }
}
