//! Days and times in London, without a time zone database: the same on every machine. No clock is read here.

use jiff::{
    ToSpan as _,
    civil::{Date, Weekday},
};
use throughline_proto::v1::{Happened, happened::Moment};

/// A day, as an event says it.
pub(crate) fn dated(day: Date) -> Happened {
    Happened { moment: Some(Moment::Date(day.to_string())) }
}

/// A time of a day in London, given in minutes after midnight, as an event says it.
pub(crate) fn timed(day: Date, minutes: u32) -> Happened {
    let offset = if is_summer_time(day) { "+01:00" } else { "+00:00" };
    Happened { moment: Some(Moment::Time(format!("{day}T{:02}:{:02}:00{offset}", minutes / 60, minutes % 60))) }
}

/// So many days later, or earlier.
pub(crate) fn days_from(day: Date, days: i32) -> Date {
    day.saturating_add(days.days())
}

/// How many days lie between.
pub(crate) fn days_between(earlier: Date, later: Date) -> i32 {
    (later.duration_since(earlier).as_hours() / 24) as i32
}

/// British Summer Time runs from the last Sunday of March to the last Sunday of October. On those days themselves it
/// changes before two in the morning, and nobody here meets anybody before eight.
fn is_summer_time(day: Date) -> bool {
    let last_sunday = |month| Date::new(day.year(), month, 1).and_then(|first| first.nth_weekday_of_month(-1, Weekday::Sunday));
    match (last_sunday(3), last_sunday(10)) {
        (Ok(starts), Ok(ends)) => (starts..ends).contains(&day),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_clocks_go_forward_on_the_last_sunday_of_march() {
        assert_eq!(timed(date(2026, 3, 28), 600).moment, Some(Moment::Time("2026-03-28T10:00:00+00:00".into())));
        assert_eq!(timed(date(2026, 3, 29), 600).moment, Some(Moment::Time("2026-03-29T10:00:00+01:00".into())));
    }

    #[test]
    fn the_clocks_go_back_on_the_last_sunday_of_october() {
        assert_eq!(timed(date(2026, 10, 24), 605).moment, Some(Moment::Time("2026-10-24T10:05:00+01:00".into())));
        assert_eq!(timed(date(2026, 10, 25), 605).moment, Some(Moment::Time("2026-10-25T10:05:00+00:00".into())));
    }

    #[test]
    fn days_between_two_dates_are_whole_across_the_change_of_clocks() {
        assert_eq!(days_between(date(2026, 3, 20), date(2026, 4, 20)), 31);
        assert_eq!(days_from(date(2026, 3, 20), 31), date(2026, 4, 20));
    }
}
