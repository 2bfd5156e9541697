//! Moments of events: how people read them, and which comes first. Checking them is for `story` alone; this only reads what a log holds.

use jiff::{Timestamp, civil::Date};
use throughline_proto::v1::{Happened, happened::Moment};

/// A day of the calendar, of a moment in seconds since 1970: 2026-03-14.
pub fn plain_day(seconds: u64) -> String {
    let moment = i64::try_from(seconds).ok().and_then(|seconds| Timestamp::from_second(seconds).ok()).unwrap_or(Timestamp::MAX);
    moment.to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}

/// Where a moment stands in a story: by its local day, and within a day the day alone before its times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Order {
    day: Date,
    instant: Option<Timestamp>,
}

impl Order {
    /// Of a local day, and the instant where the time is known.
    pub fn new(day: Date, instant: Option<Timestamp>) -> Self {
        Self { day, instant }
    }
}

/// Where a moment stands, if it can be read.
pub fn order(happened: &Happened) -> Option<Order> {
    match happened.moment.as_ref()? {
        Moment::Date(date) => Some(Order { day: date.parse().ok()?, instant: None }),
        Moment::Time(time) => Some(Order { day: time.get(..10)?.parse().ok()?, instant: Some(time.parse().ok()?) }),
    }
}

/// "14 March 2026", or "14 March 2026 15:30" as the clock there showed it.
pub fn plain(happened: &Happened) -> String {
    match &happened.moment {
        None => "at some time".to_owned(),
        Some(Moment::Date(date)) => day(date).unwrap_or_else(|| date.clone()),
        Some(Moment::Time(time)) => {
            let clock = time.get(..10).and_then(day).zip(time.get(11..16)).map(|(day, clock)| format!("{day} {clock}"));
            clock.unwrap_or_else(|| time.clone())
        }
    }
}

/// A moment of the log's own clock: "14 March 2026 15:30 UTC".
pub fn plain_utc(moment: &str) -> String {
    let plain = moment.parse().map(|timestamp: Timestamp| timestamp.strftime("%-d %B %Y %H:%M UTC").to_string());
    plain.unwrap_or_else(|_| moment.to_owned())
}

fn day(text: &str) -> Option<String> {
    text.parse().ok().map(|date: Date| date.strftime("%-d %B %Y").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Happened {
        Happened { moment: Some(Moment::Time(text.to_owned())) }
    }

    fn date(text: &str) -> Happened {
        Happened { moment: Some(Moment::Date(text.to_owned())) }
    }

    #[test]
    fn people_read_the_clock_where_it_happened() {
        assert_eq!(plain(&time("2026-03-14T15:30:00+01:00")), "14 March 2026 15:30");
        assert_eq!(plain(&date("2026-03-04")), "4 March 2026");
        assert_eq!(plain_utc("2026-03-14T15:30:01.5Z"), "14 March 2026 15:30 UTC");
    }

    #[test]
    fn a_day_alone_comes_before_the_times_of_that_day() {
        assert!(order(&date("2026-03-14")) < order(&time("2026-03-14T00:00:01+14:00")));
        assert!(order(&time("2026-03-14T23:59:00+00:00")) < order(&date("2026-03-15")));
    }

    #[test]
    fn within_a_day_the_instant_counts() {
        assert!(order(&time("2026-03-14T10:00:00+02:00")) < order(&time("2026-03-14T09:00:00+00:00")));
    }

    #[test]
    fn what_cannot_be_read_is_shown_as_it_is() {
        assert_eq!(plain(&time("teatime")), "teatime");
        assert_eq!(order(&time("teatime")), None);
    }
}
