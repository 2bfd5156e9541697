//! Numbers, days and kinds as people read them.

use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use throughline_proto::v1::{AgencyWrote, DescribeChangeResponse, RoundedCount};

use crate::output::count;

/// Where a number is too small to be told.
pub(super) const FEW: &str = "fewer than 5";

/// A rounded number.
pub(super) fn said(counted: &Option<RoundedCount>) -> String {
    let counted = counted.unwrap_or_default();
    if counted.few { FEW.to_owned() } else { count(counted.count) }
}

/// Rounded numbers together. Small ones are left out, since they are not known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sum {
    pub shown: u64,
    pub left_out: u64,
}

impl FromIterator<RoundedCount> for Sum {
    fn from_iter<T: IntoIterator<Item = RoundedCount>>(counts: T) -> Self {
        counts.into_iter().fold(Self::default(), |sum, counted| Self {
            shown: sum.shown + counted.count,
            left_out: sum.left_out + u64::from(counted.few),
        })
    }
}

impl Sum {
    pub(super) fn said(self) -> String {
        match (self.shown, self.left_out) {
            (shown, 0) => count(shown),
            (0, 1) => FEW.to_owned(),
            (0, _) => "a few".to_owned(),
            (shown, _) => format!("at least {}", count(shown)),
        }
    }
}

/// How many of a kind an agency wrote.
pub(super) fn kind_of(agency: &AgencyWrote, kind: &str) -> RoundedCount {
    agency.kinds.iter().find(|counted| counted.kind == kind).and_then(|counted| counted.entries).unwrap_or_default()
}

/// How many of a kind everybody wrote.
pub(super) fn of_kind(told: &DescribeChangeResponse, kind: &str) -> Sum {
    told.agencies.iter().map(|agency| kind_of(agency, kind)).collect()
}

/// "Asked for help", of "asked_for_help" or "ASKED_FOR_HELP".
pub(super) fn in_words(name: &str) -> String {
    let words = name.to_lowercase().replace('_', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// An agency as people know it.
pub(super) fn agency_name<'a>(name: &'a str, word: &'a str) -> &'a str {
    match (name, word) {
        ("", "keeper") => "The keeper of the place",
        ("", word) => word,
        (name, _) => name,
    }
}

/// What somebody looked for.
pub(super) fn purpose(word: &str) -> &str {
    match word {
        "visit" => "To get ready for a visit",
        "call" => "To get ready for a call",
        "planning" => "To plan together",
        "safety" => "For somebody’s safety",
        "records" => "To keep records right",
        "rights" => "For somebody’s rights",
        "audit" => "To look things over",
        "enforcement" => "Enforcement",
        _ => "No purpose told",
    }
}

/// "Barking and Dagenham", of "throughline/barking-and-dagenham".
pub(super) fn place_name(origin: &str) -> String {
    let word = origin.rsplit('/').next().unwrap_or(origin);
    let words = word.split('-').map(|word| if matches!(word, "and" | "of" | "the" | "upon") { word.to_owned() } else { in_words(word) });
    words.collect::<Vec<_>>().join(" ")
}

/// "1 January 2026 to 31 January 2026"; moments, where it is not about whole days.
pub(super) fn period(told: &DescribeChangeResponse) -> String {
    match (midnight(&told.from), midnight(&told.to)) {
        (Some(from), Some(to)) => {
            let last = to.checked_sub(1.day()).unwrap_or(to);
            if from == last { long(from) } else { format!("{} to {}", long(from), long(last)) }
        }
        _ => format!("{} to {}", at(&told.from), at(&told.to)),
    }
}

fn midnight(moment: &str) -> Option<Date> {
    let at = moment.parse::<Timestamp>().ok()?.to_zoned(TimeZone::UTC);
    (at.time() == jiff::civil::Time::midnight()).then(|| at.date())
}

/// "1 January 2026".
fn long(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// "1 January 2026 at 10:30 (UTC)"; of a day alone, that.
pub(super) fn at(moment: &str) -> String {
    let day = || moment.parse::<Date>().map(long).ok().filter(|_| moment.len() == "2026-03-14".len());
    let at = || moment.parse::<Timestamp>().ok().map(|at| at.strftime("%-d %B %Y at %H:%M (UTC)").to_string());
    day().or_else(at).unwrap_or_else(|| moment.to_owned())
}

/// "1 Jan".
pub(super) fn short(day: &str) -> String {
    day.parse::<Date>().map_or_else(|_| day.to_owned(), |day| day.strftime("%-d %b").to_string())
}

/// "1 January 2026 to 7 January 2026": a stretch, whose end does not belong to it.
pub(super) fn stretch(from: &str, to: &str) -> String {
    match (from.parse::<Date>(), to.parse::<Date>()) {
        (Ok(from), Ok(to)) if from.tomorrow().is_ok_and(|next| next == to) => long(from),
        (Ok(from), Ok(to)) => format!("{} to {}", long(from), long(to.yesterday().unwrap_or(to))),
        _ => format!("{from} to {to}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rounded(count: u64) -> RoundedCount {
        RoundedCount { count, few: count == 0 }
    }

    #[test]
    fn a_sum_says_that_small_numbers_are_left_out_of_it() {
        let sum = |counts: &[u64]| counts.iter().map(|count| rounded(*count)).collect::<Sum>().said();
        assert_eq!([sum(&[]), sum(&[0]), sum(&[0, 0]), sum(&[5, 10]), sum(&[5, 0])], ["0", "fewer than 5", "a few", "15", "at least 5"]);
    }

    #[test]
    fn names_and_times_are_said_plainly() {
        assert_eq!(place_name("throughline/barking-and-dagenham"), "Barking and Dagenham");
        assert_eq!((in_words("asked_for_help"), in_words("TOO_BUSY")), ("Asked for help".to_owned(), "Too busy".to_owned()));
        let told = |from: &str, to: &str| DescribeChangeResponse { from: from.into(), to: to.into(), ..DescribeChangeResponse::default() };
        assert_eq!(period(&told("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")), "1 January 2026 to 31 January 2026");
        assert_eq!(period(&told("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z")), "1 January 2026");
        assert_eq!(stretch("2026-01-01", "2026-01-08"), "1 January 2026 to 7 January 2026");
        assert_eq!(at("2026-01-01T10:30:00Z"), "1 January 2026 at 10:30 (UTC)");
    }
}
