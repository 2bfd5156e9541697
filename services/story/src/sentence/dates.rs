//! Dates in words: "14 March 2026", "14 March 2026 at 15:30". How they are put together is the language's to say.

use jiff::civil::{Date, Time};
use throughline_proto::v1::{Happened, happened::Moment};

use super::{
    teller::Teller,
    value::Value::{Count, Text},
};

impl Teller<'_> {
    /// An ISO 8601 date in words; empty when there is none.
    pub(super) fn date(&self, date: &str) -> String {
        date.parse().map(|date| self.date_in_words(date)).unwrap_or_default()
    }

    /// A day, or a day and a time where it happened, in words; empty when there is none.
    pub(super) fn moment(&self, happened: Option<&Happened>) -> String {
        match happened.and_then(|happened| happened.moment.as_ref()) {
            None => String::new(),
            Some(Moment::Date(date)) => self.date(date),
            Some(Moment::Time(time)) => self.local_time(time).unwrap_or_default(),
        }
    }

    /// The day alone, in words; empty when there is none.
    pub(super) fn day(&self, happened: Option<&Happened>) -> String {
        match happened.and_then(|happened| happened.moment.as_ref()) {
            None => String::new(),
            Some(Moment::Date(day) | Moment::Time(day)) => self.date(day.get(..10).unwrap_or_default()),
        }
    }

    /// The local date and the local clock, as RFC 3339 writes them before the offset: what the people there would say.
    fn local_time(&self, time: &str) -> Option<String> {
        let date = time.get(..10)?.parse().ok()?;
        let clock = time.get(11..16)?;
        clock.parse::<Time>().ok()?;
        let date = self.date_in_words(date);
        Some(self.phrase("date-and-time", &[("date", Text(&date)), ("clock", Text(clock))]))
    }

    fn date_in_words(&self, date: Date) -> String {
        let [day, month] = [date.day(), date.month()].map(|number| u64::from(number.unsigned_abs()));
        self.phrase("date", &[("day", Count(day)), ("month", Count(month)), ("year", Count(u64::from(date.year().unsigned_abs())))])
    }
}
