//! How moments are read.

use proptest::prelude::*;

use super::*;

fn times(formats: &[&str], zone: Option<&str>) -> Times {
    Times::new(&formats.iter().map(|format| (*format).to_owned()).collect::<Vec<_>>(), zone).expect("valid")
}

fn read(formats: &[&str], zone: Option<&str>, text: &str) -> String {
    match times(formats, zone).read(text).expect(text).happened.moment {
        Some(Moment::Date(text) | Moment::Time(text)) => text,
        None => String::new(),
    }
}

#[test]
fn a_space_does_for_a_t_and_the_offset_is_kept() {
    assert_eq!(read(&["rfc3339"], None, "2011-10-11 13:45:40.276000+02:00"), "2011-10-11T13:45:40.276+02:00");
    assert_eq!(read(&["rfc3339"], None, "2011-10-11T13:45:40Z"), "2011-10-11T13:45:40+00:00");
}

#[test]
fn a_local_time_is_read_in_its_zone_summer_and_winter() {
    let formats = ["%d/%m/%Y %H:%M"];
    assert_eq!(read(&formats, Some("Europe/London"), "14/07/2026 15:30"), "2026-07-14T15:30:00+01:00");
    assert_eq!(read(&formats, Some("Europe/London"), "14/01/2026 15:30"), "2026-01-14T15:30:00+00:00");
}

#[test]
fn a_row_without_a_time_has_its_day_alone() {
    assert_eq!(read(&["%d/%m/%Y %H:%M", "%d/%m/%Y"], None, "14/03/2026 "), "2026-03-14");
    assert_eq!(read(&["date"], None, "2026-03-14"), "2026-03-14");
}

#[test]
fn midnight_is_taken_as_the_day_alone_and_said() {
    let when = times(&["rfc3339"], None).read("2026-03-14 00:00:00+00:00").expect("valid");
    assert_eq!((when.happened.moment, when.remark), (Some(Moment::Date("2026-03-14".into())), Some(TimeRemark::Midnight)));
}

#[test]
fn a_time_that_the_clocks_skipped_is_no_time() {
    let problem = times(&["%Y-%m-%d %H:%M"], Some("Europe/London")).read("2026-03-29 01:30").expect_err("skipped");
    assert!(matches!(problem, TimeProblem::NeverWas { .. }), "{problem}");
}

#[test]
fn a_time_that_the_clocks_showed_twice_is_the_first_and_said() {
    let when = times(&["%Y-%m-%d %H:%M"], Some("Europe/London")).read("2026-10-25 01:30").expect("valid");
    assert_eq!((when.happened.moment, when.remark), (Some(Moment::Time("2026-10-25T01:30:00+01:00".into())), Some(TimeRemark::Twice)));
}

#[test]
fn an_offset_that_is_not_the_zones_is_named() {
    let problem = times(&["rfc3339"], Some("Europe/London")).read("2026-07-14 15:30:00+02:00").expect_err("another zone");
    assert!(problem.to_string().contains("in Europe/London it was +01:00"), "{problem}");
}

#[test]
fn a_local_time_without_a_zone_asks_for_one() {
    let problem = times(&["rfc3339"], None).read("2026-03-14 15:30:00").expect_err("no offset");
    assert!(matches!(problem, TimeProblem::NoOffset { .. }), "{problem}");
}

#[test]
fn days_and_times_that_do_not_exist_are_named() {
    for text in ["2026-02-31 10:00:00+00:00", "2026-03-14 24:00:00+00:00", "2026-03-14 10:00:00+27:00", "", "yesterday"] {
        assert!(matches!(times(&["rfc3339"], None).read(text), Err(TimeProblem::NoFormatFits { .. })), "{text}");
    }
}

#[test]
fn what_is_finer_than_a_microsecond_is_cut_and_said() {
    let when = times(&["rfc3339"], None).read("2026-03-14T10:00:00.1234567+00:00").expect("valid");
    assert_eq!(
        (when.happened.moment, when.remark),
        (Some(Moment::Time("2026-03-14T10:00:00.123456+00:00".into())), Some(TimeRemark::Finer))
    );
}

#[test]
fn a_mistyped_zone_is_answered_with_the_nearest() {
    let error = Times::new(&["rfc3339".into()], Some("Europe/Londn")).expect_err("no zone");
    assert!(error.0.contains("Did you mean \"Europe/London\"?"), "{error}");
}

#[test]
fn a_pattern_without_a_day_is_found_before_any_row_is_read() {
    for pattern in ["%H:%M", "%Q-%d", "iso"] {
        assert!(Times::new(&[pattern.into()], None).is_err(), "{pattern}");
    }
}

proptest! {
    #[test]
    fn any_text_at_all_is_a_moment_or_a_problem(text in any::<String>()) {
        let _ = times(&["rfc3339", "date", "%d/%m/%Y %H:%M:%S%.f %z", "%d/%m/%y"], Some("Europe/London")).read(&text);
    }

    #[test]
    fn what_is_read_can_be_ordered(seconds in 0_i64..4_000_000_000, minutes in -840_i32..840) {
        let offset = Offset::from_seconds(minutes * 60).expect("an offset");
        let zoned = Timestamp::from_second(seconds).expect("a moment").to_zoned(offset.to_time_zone());
        let text = zoned.strftime("%Y-%m-%d %H:%M:%S%:z").to_string();
        let when = times(&["rfc3339"], None).read(&text).expect("valid");
        prop_assert!(crate::moment::order(&when.happened).is_some());
        prop_assert!(when.instant.is_none_or(|instant| instant.as_second() == seconds));
    }
}
