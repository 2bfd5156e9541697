//! The node's clock, for services: now, and the day. What is pure is given the time and never asks for it.

use std::time::{SystemTime, UNIX_EPOCH};

use throughline_proto::v1::AsOf;

use crate::Views;

/// Microseconds since 1970-01-01 UTC.
pub fn now_us() -> i64 {
    since_epoch_us(now())
}

/// The one place that asks the machine for the time.
#[cfg(not(feature = "test-clock"))]
pub fn now() -> SystemTime {
    SystemTime::now()
}

/// The machine's time, and as many days more (or less) as a file says that a test writes while the node runs.
#[cfg(feature = "test-clock")]
pub fn now() -> SystemTime {
    const DAY: std::time::Duration = std::time::Duration::from_secs(86_400);
    static FILE: std::sync::OnceLock<Option<std::ffi::OsString>> = std::sync::OnceLock::new();
    let file = FILE.get_or_init(|| std::env::var_os("THROUGHLINE_TEST_CLOCK"));
    let days = file.as_ref().and_then(|file| std::fs::read_to_string(file).ok()?.trim().parse::<i32>().ok()).unwrap_or(0);
    let moved = DAY.saturating_mul(days.unsigned_abs());
    if days < 0 { SystemTime::now() - moved } else { SystemTime::now() + moved }
}

/// The day, ISO 8601. In UTC, as long as a place has no clock of its own.
pub fn today() -> String {
    let mut text = moment_text(now_us());
    text.truncate("2026-03-14".len());
    text
}

/// A moment as RFC 3339, in UTC.
pub fn moment_text(unix_us: i64) -> String {
    jiff::Timestamp::from_microsecond(unix_us).map(|moment| moment.to_string()).unwrap_or_default()
}

impl Views {
    /// As of when an answer at this position is given.
    pub fn as_of(&self, position: u64) -> AsOf {
        AsOf { position, confirmed_at: moment_text(since_epoch_us(self.confirmed_at())), log_away: self.log_is_away() }
    }
}

fn since_epoch_us(moment: SystemTime) -> i64 {
    let since = moment.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_and_its_day_read_as_iso_8601() {
        assert_eq!(moment_text(1_773_502_200_000_000), "2026-03-14T15:30:00Z");
        assert_eq!(today().len(), 10);
    }
}
