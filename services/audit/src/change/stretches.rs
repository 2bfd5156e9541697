//! How much was written over time: by days, weeks, months or years, whichever are few enough to look at.

use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use throughline_proto::v1::StretchWrote;

use super::rounded::rounded;

const MOST_DAYS: i32 = 31;
const MOST_DAYS_BY_WEEKS: i32 = 182;
const MOST_DAYS_BY_MONTHS: i32 = 3_653;

/// Counts for each stretch.
#[derive(Debug)]
pub(crate) struct Stretches {
    /// The first day of each, and last the day after the end.
    edges: Vec<Date>,
    counts: Vec<[u64; 2]>,
}

/// The day of a moment, UTC.
pub(crate) fn day(moment_us: i64) -> Date {
    Timestamp::from_microsecond(moment_us).unwrap_or(Timestamp::MAX).to_zoned(TimeZone::UTC).date()
}

impl Stretches {
    /// From a moment until before another.
    pub(crate) fn new(from_us: i64, to_us: i64) -> Self {
        let (first, after) = (day(from_us), day(to_us - 1).saturating_add(1.day()));
        let days = first.until(after).map_or(i32::MAX, |span| span.get_days());
        let next = |at: Date| {
            if days <= MOST_DAYS {
                at.saturating_add(1.day())
            } else if days <= MOST_DAYS_BY_WEEKS {
                at.saturating_add(7.days())
            } else if days <= MOST_DAYS_BY_MONTHS {
                at.first_of_month().saturating_add(1.month())
            } else {
                at.first_of_year().saturating_add(1.year())
            }
        };
        let mut edges = vec![first];
        while let Some(at) = edges.last().copied().filter(|at| *at < after) {
            edges.push(next(at).min(after));
        }
        Self { counts: vec![[0; 2]; edges.len().saturating_sub(1)], edges }
    }

    /// A record was taken in.
    pub(crate) fn take(&mut self, moment_us: i64, is_look: bool) {
        let day = day(moment_us);
        let at = self.edges.partition_point(|edge| *edge <= day).saturating_sub(1);
        if let Some(counts) = self.counts.get_mut(at) {
            counts[usize::from(is_look)] += 1;
        }
    }

    pub(crate) fn told(self) -> Vec<StretchWrote> {
        let stretch = |(edges, [entries, looks]): (&[Date], [u64; 2])| StretchWrote {
            from: edges[0].to_string(),
            to: edges[1].to_string(),
            entries: Some(rounded(entries)),
            looks: Some(rounded(looks)),
        };
        self.edges.windows(2).zip(self.counts).map(stretch).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(from: &str, to: &str) -> Vec<String> {
        let us = |text: &str| text.parse::<Timestamp>().expect("a moment").as_microsecond();
        Stretches::new(us(from), us(to)).told().into_iter().map(|stretch| stretch.from).collect()
    }

    #[test]
    fn a_month_is_told_by_days_half_a_year_by_weeks_and_more_by_months_and_years() {
        assert_eq!(told("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z").len(), 31);
        let weeks = told("2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z");
        assert_eq!((weeks.len(), weeks[1].as_str()), (9, "2026-01-08"));
        assert_eq!(told("2026-01-15T00:00:00Z", "2026-10-02T00:00:00Z")[..2], ["2026-01-15", "2026-02-01"]);
        assert_eq!(told("0001-01-01T00:00:00Z", "2026-10-02T00:00:00Z").len(), 2_026);
    }

    #[test]
    fn a_record_counts_on_its_day_and_a_look_apart() {
        let us = |text: &str| text.parse::<Timestamp>().expect("a moment").as_microsecond();
        let mut stretches = Stretches::new(us("2026-01-01T12:00:00Z"), us("2026-01-03T00:00:00Z"));
        (0..6).for_each(|_| stretches.take(us("2026-01-02T23:59:59.999999Z"), false));
        (0..9).for_each(|_| stretches.take(us("2026-01-01T12:00:00Z"), true));
        let told: Vec<_> = stretches
            .told()
            .into_iter()
            .map(|told| (told.entries.unwrap_or_default().count, told.looks.unwrap_or_default().count))
            .collect();
        assert_eq!(told, [(0, 10), (5, 0)]);
    }
}
