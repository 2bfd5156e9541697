//! When a row says that it happened: text, formats and a zone become a date, or a local time with its offset. Never a made-up midnight.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    fmt::{strtime, temporal::Pieces},
    tz::{self, AmbiguousOffset, Offset, TimeZone},
};
use thiserror::Error;
use throughline_proto::v1::{Happened, happened::Moment};

use crate::{exit::WrongUse, nearest::did_you_mean};

/// Why a text is no moment.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TimeProblem {
    /// No format fits.
    #[error("\"{text}\" is not written as {formats}")]
    NoFormatFits {
        /// What the row says.
        text: String,
        /// What the mapping says.
        formats: String,
    },
    /// Neither an offset nor a zone.
    #[error("\"{text}\" has no offset from UTC; say `zone` under [time]")]
    NoOffset {
        /// What the row says.
        text: String,
    },
    /// The clocks went forward over it.
    #[error("\"{text}\" never was in {zone}: the clocks went forward over it")]
    NeverWas {
        /// What the row says.
        text: String,
        /// The zone.
        zone: String,
    },
    /// The offset is not the zone's.
    #[error("\"{text}\" is {offset} from UTC, but in {zone} it was {usual} then; the zone or the export is wrong")]
    OtherZone {
        /// What the row says.
        text: String,
        /// Its offset.
        offset: String,
        /// The zone.
        zone: String,
        /// The zone's offset then.
        usual: String,
    },
    /// Cannot be written as RFC 3339.
    #[error("\"{text}\" lies outside the years 1 to 9999, or its offset is no whole minute")]
    BeyondWriting {
        /// What the row says.
        text: String,
    },
}

/// What a reader may want to know of how a text was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeRemark {
    /// Exactly midnight: taken as the day alone.
    Midnight,
    /// The clock showed it twice that night: taken as the first.
    Twice,
    /// Finer than a microsecond: the rest is cut.
    Finer,
}

/// A moment, and how it was come by.
#[derive(Debug, Clone, PartialEq)]
pub struct When {
    /// The moment.
    pub happened: Happened,
    /// The local day.
    pub day: Date,
    /// The instant, if the time is known.
    pub instant: Option<Timestamp>,
    /// What there is to say.
    pub remark: Option<TimeRemark>,
}

#[derive(Debug, Clone)]
enum Format {
    Rfc3339,
    Date,
    Pattern(String),
}

/// Reads moments as one mapping writes them.
#[derive(Debug, Clone)]
pub struct Times {
    formats: Vec<Format>,
    zone: Option<TimeZone>,
}

/// What a format made of a text.
struct Read {
    date: Date,
    time: Option<Time>,
    offset: Option<Offset>,
}

impl Times {
    /// "rfc3339", "date" or a strptime pattern each; the zone by its IANA name.
    pub fn new(formats: &[String], zone: Option<&str>) -> Result<Self, WrongUse> {
        let formats = formats.iter().map(|format| match format.as_str() {
            "rfc3339" => Ok(Format::Rfc3339),
            "date" => Ok(Format::Date),
            pattern if pattern.contains('%') => check_pattern(pattern).map(|()| Format::Pattern(pattern.to_owned())),
            other => {
                Err(WrongUse::new(format!("\"{other}\" is no format: use \"rfc3339\", \"date\" or a pattern such as \"%d/%m/%Y %H:%M\"")))
            }
        });
        Ok(Self { formats: formats.collect::<Result<_, _>>()?, zone: zone.map(zone_named).transpose()? })
    }

    /// The moment that a text means.
    pub fn read(&self, text: &str) -> Result<When, TimeProblem> {
        let text = text.trim();
        let read = self.formats.iter().find_map(|format| format.read(text));
        let read = read.ok_or_else(|| TimeProblem::NoFormatFits { text: text.to_owned(), formats: self.formats_named() })?;
        match read.time {
            Some(time) if time != Time::midnight() => self.at_time(text, read.date.to_datetime(time), read.offset),
            time => {
                let remark = time.map(|_| TimeRemark::Midnight);
                Ok(When { happened: happened(Moment::Date(in_writing(text, read.date)?)), day: read.date, instant: None, remark })
            }
        }
    }

    fn at_time(&self, text: &str, local: DateTime, offset: Option<Offset>) -> Result<When, TimeProblem> {
        let beyond = || TimeProblem::BeyondWriting { text: text.to_owned() };
        let whole = local.with().nanosecond(0).build().map_err(|_| beyond())?;
        let (offset, twice) = self.offset_of(text, local, offset)?;
        let written = format!("{}T{}{}", in_writing(text, whole.date())?, whole.time(), offset_in_writing(offset).ok_or_else(beyond)?);
        let finer = (whole != local).then_some(TimeRemark::Finer);
        Ok(When {
            happened: happened(Moment::Time(written)),
            day: local.date(),
            instant: Some(offset.to_timestamp(whole).map_err(|_| beyond())?),
            remark: twice.then_some(TimeRemark::Twice).or(finer),
        })
    }

    /// The offset, and whether the clock showed this time twice.
    fn offset_of(&self, text: &str, local: DateTime, offset: Option<Offset>) -> Result<(Offset, bool), TimeProblem> {
        match (offset, &self.zone) {
            (Some(offset), None) => Ok((offset, false)),
            (None, None) => Err(TimeProblem::NoOffset { text: text.to_owned() }),
            (Some(offset), Some(zone)) => {
                let instant = offset.to_timestamp(local).map_err(|_| TimeProblem::BeyondWriting { text: text.to_owned() })?;
                let usual = zone.to_offset(instant);
                if usual == offset {
                    return Ok((offset, false));
                }
                let [offset, usual] = [offset, usual].map(|offset| offset_in_writing(offset).unwrap_or_else(|| offset.to_string()));
                Err(TimeProblem::OtherZone { text: text.to_owned(), offset, zone: name(zone), usual })
            }
            (None, Some(zone)) => match zone.to_ambiguous_timestamp(local).offset() {
                AmbiguousOffset::Unambiguous { offset } => Ok((offset, false)),
                AmbiguousOffset::Fold { before, .. } => Ok((before, true)),
                AmbiguousOffset::Gap { .. } => Err(TimeProblem::NeverWas { text: text.to_owned(), zone: name(zone) }),
            },
        }
    }

    fn formats_named(&self) -> String {
        let names = self.formats.iter().map(|format| match format {
            Format::Rfc3339 => "2026-03-14 15:30:00+00:00".to_owned(),
            Format::Date => "2026-03-14".to_owned(),
            Format::Pattern(pattern) => pattern.clone(),
        });
        names.collect::<Vec<_>>().join(" or ")
    }
}

impl Format {
    fn read(&self, text: &str) -> Option<Read> {
        match self {
            Self::Date => (text.len() == "2026-03-14".len()).then(|| text.parse().ok().map(Read::day))?,
            Self::Rfc3339 => {
                let pieces = Pieces::parse(text).ok().filter(|pieces| pieces.time_zone_annotation().is_none())?;
                Some(Read { date: pieces.date(), time: Some(pieces.time()?), offset: pieces.to_numeric_offset() })
            }
            Self::Pattern(pattern) => {
                let parsed = strtime::parse(pattern, text).ok()?;
                let time = if parsed.hour().is_some() { Some(parsed.to_time().ok()?) } else { None };
                Some(Read { date: parsed.to_date().ok()?, time, offset: parsed.offset() })
            }
        }
    }
}

impl Read {
    fn day(date: Date) -> Self {
        Self { date, time: None, offset: None }
    }
}

/// A calendar day as one of these formats writes it, in ISO 8601.
pub fn day(times: &Times, text: &str) -> Result<String, TimeProblem> {
    times.read(text).map(|when| when.day.to_string())
}

fn happened(moment: Moment) -> Happened {
    Happened { moment: Some(moment) }
}

/// A pattern is tried on a moment before any row is, so that a slip in it is not found 8,577 times.
fn check_pattern(pattern: &str) -> Result<(), WrongUse> {
    let wrong = |why: String| WrongUse::new(format!("the pattern \"{pattern}\" under [time] is not right: {why}"));
    let moment = Date::constant(2026, 3, 14).at(15, 30, 0, 0).to_zoned(TimeZone::UTC).map_err(|error| wrong(error.to_string()))?;
    let written = strtime::format(pattern, &moment).map_err(|error| wrong(error.to_string()))?;
    let read = strtime::parse(pattern, &written).map_err(|error| wrong(error.to_string()))?;
    read.to_date().map(drop).map_err(|_| wrong("it does not give year, month and day".to_owned()))
}

fn zone_named(name: &str) -> Result<TimeZone, WrongUse> {
    TimeZone::get(name).map_err(|_| {
        let known: Vec<String> = tz::db().available().map(|known| known.to_string()).collect();
        let hint = did_you_mean(name, known.iter().map(String::as_str));
        WrongUse::new(format!("[time] zone = \"{name}\" is no time zone.{hint} They are named like \"Europe/London\""))
    })
}

fn name(zone: &TimeZone) -> String {
    zone.iana_name().unwrap_or("the zone").to_owned()
}

fn in_writing(text: &str, date: Date) -> Result<String, TimeProblem> {
    if (1..=9999).contains(&date.year()) { Ok(date.to_string()) } else { Err(TimeProblem::BeyondWriting { text: text.to_owned() }) }
}

/// RFC 3339 knows whole minutes alone.
fn offset_in_writing(offset: Offset) -> Option<String> {
    let seconds = offset.seconds();
    let minutes = seconds.unsigned_abs() / 60;
    (seconds % 60 == 0).then(|| format!("{}{:02}:{:02}", if seconds < 0 { '-' } else { '+' }, minutes / 60, minutes % 60))
}

#[cfg(test)]
#[path = "times_tests.rs"]
mod tests;
