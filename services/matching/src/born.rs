//! Dates of birth, with the slips that people make in writing them down: day and month the other way round, one digit wrong, two exchanged.

use crate::{alike::is_one_slip, level::Level, text::words};

/// Dates that mean "we do not know", as forms and systems write them.
const MADE_UP: [&str; 4] = ["19000101", "19010101", "18000101", "00010101"];

/// A date of birth: eight digits, which need not be a day of the calendar. "1951-06-31" still says much.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Born {
    digits: String,
}

impl Born {
    /// The date in a text: year, month and day, with or without marks between.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let digits = words(text).concat();
        let plain = digits.len() == 8 && digits.bytes().all(|digit| digit.is_ascii_digit());
        (plain && !digits.starts_with("0000") && !MADE_UP.contains(&digits.as_str())).then_some(Self { digits })
    }

    /// The year.
    pub(crate) fn year(&self) -> &str {
        self.digits.get(..4).unwrap_or_default()
    }

    /// Month and day, the smaller first, so that it does not matter in which order they were written.
    pub(crate) fn month_and_day(&self) -> (&str, &str) {
        let (month, day) = (self.month(), self.day());
        if month <= day { (month, day) } else { (day, month) }
    }

    /// The first of January is written for many people whose day of birth nobody wrote down: it says little more than the year.
    pub(crate) fn is_new_year(&self) -> bool {
        self.month() == "01" && self.day() == "01"
    }

    /// How far two dates agree. The same whichever comes first.
    pub(crate) fn compare(&self, other: &Self) -> Level {
        if self.digits == other.digits {
            return Level::Same;
        }
        let years = self.year() == other.year();
        if years && self.month() == other.day() && self.day() == other.month() {
            return Level::Variant;
        }
        if is_one_slip(&self.digits, &other.digits) {
            return Level::Slip;
        }
        let same = [years, self.month() == other.month(), self.day() == other.day()];
        match same.iter().filter(|same| **same).count() {
            2.. => Level::Part,
            _ if years => Level::Weak,
            _ => Level::Other,
        }
    }

    fn month(&self) -> &str {
        self.digits.get(4..6).unwrap_or_default()
    }

    fn day(&self) -> &str {
        self.digits.get(6..).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(one: &str, other: &str) -> Level {
        let (one, other) = (Born::of(one).expect("a date"), Born::of(other).expect("a date"));
        assert_eq!(one.compare(&other), other.compare(&one), "whichever comes first");
        one.compare(&other)
    }

    #[test]
    fn each_slip_in_a_date_has_its_level() {
        assert_eq!(level("1951-06-02", "19510602"), Level::Same);
        assert_eq!(level("1951-06-02", "1951-02-06"), Level::Variant);
        assert_eq!(level("1951-06-02", "1951-06-03"), Level::Slip);
        assert_eq!(level("1951-06-02", "1915-06-02"), Level::Slip);
        assert_eq!(level("1951-06-02", "1951-06-28"), Level::Part);
        assert_eq!(level("1951-06-02", "1951-11-20"), Level::Weak);
        assert_eq!(level("1951-06-02", "1984-11-20"), Level::Other);
    }

    #[test]
    fn a_day_that_the_calendar_lacks_still_counts() {
        assert_eq!(level("1951-06-31", "1951-06-30"), Level::Slip);
    }

    #[test]
    fn what_is_no_date_and_what_was_made_up_is_nothing() {
        for text in ["", "1951", "about 1951", "1900-01-01", "00000000", "1951-06-02T00:00", "１９５１", "2nd of June"] {
            assert!(Born::of(text).is_none(), "{text}");
        }
    }
}
