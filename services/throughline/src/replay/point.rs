//! Points of the log as people write them: a position, a day, or a moment with its offset.

use jiff::{Timestamp, ToSpan as _, civil::Date};

use crate::exit::WrongUse;

const DAY: &str = "2026-03-14";

/// A position, or a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Point {
    /// A position.
    Position(u64),
    /// A moment, RFC 3339.
    Moment(String),
}

impl Point {
    /// From what was written for an option.
    pub fn read(option: &str, text: &str) -> Result<Self, WrongUse> {
        if let Ok(position) = text.parse() {
            return if position > 0 { Ok(Self::Position(position)) } else { Err(WrongUse::new(format!("{option}: positions begin at 1"))) };
        }
        Ok(Self::Moment(by_end_of(option, text)?))
    }

    /// As two fields of a request: the position, and the moment.
    pub fn fields(self) -> (u64, String) {
        match self {
            Self::Position(position) => (position, String::new()),
            Self::Moment(moment) => (0, moment),
        }
    }
}

/// A moment, or the end of a day.
pub fn by_end_of(option: &str, text: &str) -> Result<String, WrongUse> {
    moment(option, text, |day| Some(format!("{day}T23:59:59.999999Z")))
}

/// A moment, or just before the beginning of a day.
pub fn before(option: &str, text: &str) -> Result<String, WrongUse> {
    moment(option, text, |day| Some(format!("{}T23:59:59.999999Z", day.checked_sub(1.day()).ok()?)))
}

fn moment(option: &str, text: &str, of_day: impl FnOnce(Date) -> Option<String>) -> Result<String, WrongUse> {
    if text.parse::<Timestamp>().is_ok() {
        return Ok(text.to_owned());
    }
    // A time without its offset would be read as a day, and the time passed over.
    let day = if text.len() == DAY.len() { text.parse::<Date>().ok() } else { None };
    day.and_then(of_day).ok_or_else(|| {
        WrongUse::new(format!("{option} \"{text}\" is neither a day ({DAY}) nor a moment with its offset ({DAY}T15:30:00+00:00)"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_means_all_that_was_known_by_its_end_or_all_since_its_beginning() {
        assert_eq!(by_end_of("--known-at", "2026-03-14").expect("a day"), "2026-03-14T23:59:59.999999Z");
        assert_eq!(before("--from", "2026-03-01").expect("a day"), "2026-02-28T23:59:59.999999Z");
        assert_eq!(by_end_of("--known-at", "2026-03-14T10:00:00+01:00").expect("a moment"), "2026-03-14T10:00:00+01:00");
        assert!(by_end_of("--known-at", "2026-03-14T10:00").is_err());
    }

    #[test]
    fn a_point_is_a_position_a_day_or_a_moment() {
        assert_eq!(Point::read("--diff", "12"), Ok(Point::Position(12)));
        assert_eq!(Point::read("--diff", "2026-03-14").map(Point::fields), Ok((0, "2026-03-14T23:59:59.999999Z".to_owned())));
        assert!(Point::read("--diff", "0").is_err() && Point::read("--diff", "yesterday").is_err());
    }
}
