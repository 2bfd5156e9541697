//! Dates, times, and the order that they give.

use throughline_story::{
    HappenedError, Now, Told, date_to_day, day_of_key, day_to_date, days_after, happened_day, happened_key, is_in_the_future,
};

use crate::given::{NOW, on};

#[track_caller]
fn key(text: &str) -> i64 {
    happened_key(&on(text)).expect("it can be read")
}

#[track_caller]
fn error(text: &str) -> HappenedError {
    happened_key(&on(text)).expect_err("it cannot be read")
}

#[test]
fn the_key_is_exactly_as_it_was_agreed() {
    assert_eq!(key("1970-01-01"), 0);
    assert_eq!(key("1970-01-02"), 1 << 39);
    assert_eq!(key("1970-01-01T00:00:01Z"), 1 + 65_536_000_000 + 1_000_000);
    assert_eq!(key("1970-01-02T01:00:00.000001+02:00"), (1 << 39) | (1 + 65_536_000_000 - 3_600_000_000 + 1));
    assert_eq!(key("1969-12-31"), -1 << 39);
}

#[test]
fn a_date_comes_before_all_times_of_its_day_and_after_all_of_the_day_before() {
    let times = ["2026-03-14T00:00:00.000001+18:00", "2026-03-14T12:00:00Z", "2026-03-14T23:59:59.999999-18:00"];
    for time in times {
        assert!(key("2026-03-14") < key(time), "{time}");
        assert!(key(time) < key("2026-03-15"), "{time}");
    }
}

#[test]
fn times_of_one_day_come_in_the_order_in_which_they_were() {
    assert!(key("2026-10-25T01:30:00+01:00") < key("2026-10-25T01:10:00+00:00"));
    assert!(key("2026-03-14T09:00:00.000001Z") < key("2026-03-14T09:00:00.000002Z"));
    assert_eq!(key("2026-03-14T10:00:00+01:00"), key("2026-03-14T09:00:00Z"));
}

#[test]
fn exactly_midnight_is_a_made_up_time_and_a_microsecond_after_is_not() {
    assert_eq!(error("2026-03-14T00:00:00Z"), HappenedError::MadeUpTime);
    assert_eq!(error("2026-03-14T00:00:00.000+05:30"), HappenedError::MadeUpTime);
    assert!(happened_key(&on("2026-03-14T00:00:00.000001Z")).is_ok());
    assert!(happened_key(&on("2026-03-14T05:30:00+05:30")).is_ok(), "midnight elsewhere is no midnight");
}

#[test]
fn days_that_no_calendar_has_are_refused() {
    for text in ["2026-02-31", "2026-13-01", "2026-00-10", "2026-3-14", "14/03/2026", "2025-02-29", " 2026-03-14", "2026-03-14Z", ""] {
        assert_eq!(error(text), HappenedError::NotADate, "{text}");
    }
    assert!(happened_key(&on("2024-02-29")).is_ok());
}

#[test]
fn times_are_written_in_one_way() {
    for text in [
        "2026-03-14T24:00:00Z",
        "2026-03-14T12:60:00Z",
        "2026-03-14T23:59:60Z",
        "2026-03-14T12:00Z",
        "2026-03-14T12:00:00.Z",
        "2026-03-14T12:00:00z",
        "2026-03-14T12:00:00+0100",
        "2026-03-14T12:00:00+01",
        "2026-03-14T12:00:00Z ",
        "2026-03-14T12:00:0é",
    ] {
        assert_eq!(error(text), HappenedError::NotATime, "{text}");
    }
    assert_eq!(error("2026-03-14T12:00:00"), HappenedError::NoOffset);
    assert_eq!(error("2026-03-14T12:00:00.5"), HappenedError::NoOffset);
    assert_eq!(error("2026-03-14T12:00:00+18:01"), HappenedError::OffsetTooFar);
    assert_eq!(error("2026-03-14T12:00:00.1234567Z"), HappenedError::TooFine);
    assert_eq!(happened_key(&Default::default()), Err(HappenedError::Missing));
}

#[test]
fn a_time_may_be_five_minutes_ahead_and_no_more() {
    assert_eq!(is_in_the_future(&on("2026-06-01T12:05:00Z"), NOW), Ok(false));
    assert_eq!(is_in_the_future(&on("2026-06-01T12:05:00.000001Z"), NOW), Ok(true));
    assert_eq!(is_in_the_future(&on("2026-06-01T13:00:00+01:00"), NOW), Ok(false));
}

#[test]
fn a_date_is_not_in_the_future_where_that_day_has_begun() {
    // 12:00 UTC is 02:00 of the next day at UTC+14.
    assert_eq!(is_in_the_future(&on("2026-06-02"), NOW), Ok(false));
    assert_eq!(is_in_the_future(&on("2026-06-03"), NOW), Ok(true));
    let morning = Now { unix_us: NOW.unix_us - 2 * 3_600_000_000 - 1 };
    assert_eq!(is_in_the_future(&on("2026-06-02"), morning), Ok(true));
}

#[test]
fn days_and_dates_are_turned_into_each_other() {
    for text in ["1970-01-01", "1951-06-02", "2026-12-31", "0001-01-01", "9999-12-31"] {
        assert_eq!(day_to_date(date_to_day(text).expect("a date")).as_deref(), Some(text));
    }
    assert_eq!(day_to_date(i64::MAX), None);
    assert_eq!(day_to_date(date_to_day("9999-12-31").expect("a date") + 1), None);
}

#[test]
fn days_are_counted_from_the_local_day() {
    assert_eq!(days_after(&on("2026-01-01"), 90).as_deref(), Some("2026-04-01"));
    assert_eq!(days_after(&on("2026-01-01T23:30:00-05:00"), 28).as_deref(), Some("2026-01-29"));
    assert_eq!(happened_day(&on("2026-01-01T23:30:00-05:00")), Ok(date_to_day("2026-01-01").expect("a date")));
    assert_eq!(day_of_key(key("2026-01-01T23:30:00-05:00")), date_to_day("2026-01-01").expect("a date"));
    assert_eq!(NOW.day(), date_to_day("2026-06-01").expect("a date"));
}

#[test]
fn what_says_no_readable_moment_is_told_as_of_1970() {
    let told = Told { position: 7, event: throughline_proto::v1::Event { happened: Some(on("never")), ..Default::default() } };
    assert_eq!((told.order_key().happened, told.order_key().position), (0, 7));
}
