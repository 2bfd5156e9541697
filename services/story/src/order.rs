//! When things happened: reading dates and times strictly, and the order in which a story is told.
//!
//! There is one order, (happened, position), and one number for its first half. Nothing here may read a clock.

use jiff::{
    ToSpan as _,
    civil::{Date, date},
};
use throughline_proto::v1::{Happened, happened::Moment};

/// A day in microseconds.
const DAY_US: i64 = 86_400_000_000;
/// How far the offset from UTC may be, in minutes. The world uses −12:00 to +14:00; up to this, a key's parts never overlap.
const OFFSET_LIMIT_MINUTES: i64 = 18 * 60;
/// Keeps the part of a key below the day positive for every allowed offset.
const SHIFT_US: i64 = 65_536_000_000;
/// How many bits of a key lie below the day.
const DAY_BITS: u32 = 39;
/// How far ahead of ours another machine's clock may be, in microseconds.
const CLOCK_LEEWAY_US: i64 = 5 * 60 * 1_000_000;
/// Where a day begins first: UTC+14.
const EARLIEST_DAY_US: i64 = 14 * 3_600_000_000;
const EPOCH: Date = date(1970, 1, 1);

/// A place in the order in which a story is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrderKey {
    /// When it happened: see [`happened_key`].
    pub happened: i64,
    /// Its place in the log, which decides between two of the same moment.
    pub position: u64,
}

/// The present moment, passed in because nothing here reads a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Now {
    /// Microseconds since 1970-01-01 UTC.
    pub unix_us: i64,
}

/// Why a moment cannot be read. Every message says what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HappenedError {
    /// Neither a date nor a time.
    #[error("say when it happened: a date, or a time if you know it")]
    Missing,
    /// Exactly midnight.
    #[error("the time is exactly midnight; if only the day is known, give the date instead")]
    MadeUpTime,
    /// Not a calendar day.
    #[error("not a calendar day; write it like 2026-03-14")]
    NotADate,
    /// Not a time.
    #[error("not a time; write it like 2026-03-14T15:30:00+00:00")]
    NotATime,
    /// No offset from UTC.
    #[error("the offset from UTC is missing; write it like 2026-03-14T15:30:00+00:00")]
    NoOffset,
    /// An offset that no place has.
    #[error("the offset from UTC is not one that any place has")]
    OffsetTooFar,
    /// Parts of a microsecond.
    #[error("times are kept to the microsecond; leave further digits out")]
    TooFine,
}

/// When something happened as one number: `(local day since 1970-01-01) << 39 | (0 for a date alone, else 1 + 65_536_000_000 +
/// (UTC microseconds − day * 86_400_000_000))`. A date alone comes before all times of its day.
pub fn happened_key(happened: &Happened) -> Result<i64, HappenedError> {
    Ok(read(happened)?.key())
}

/// The same for what was taken in long ago and must be told somehow: what cannot be read counts as 1970-01-01.
pub(crate) fn lenient_key(happened: Option<&Happened>) -> i64 {
    happened.and_then(|happened| happened_key(happened).ok()).unwrap_or(0)
}

/// The local day of a key, as days since 1970-01-01.
pub fn day_of_key(key: i64) -> i64 {
    key >> DAY_BITS
}

/// The key of a day alone.
pub(crate) fn day_key(day: i64) -> i64 {
    day << DAY_BITS
}

/// Whether a key is that of a date without a time.
pub(crate) fn is_whole_day(key: i64) -> bool {
    key & ((1 << DAY_BITS) - 1) == 0
}

/// Whether one lies before the other beyond doubt: where one is only a day, by the day.
pub(crate) fn is_clearly_before(key: i64, other: i64) -> bool {
    if is_whole_day(key) || is_whole_day(other) { day_of_key(key) < day_of_key(other) } else { key < other }
}

/// The local day on which something happened, as days since 1970-01-01.
pub fn happened_day(happened: &Happened) -> Result<i64, HappenedError> {
    Ok(read(happened)?.day())
}

/// A time, as microseconds since 1970-01-01 UTC; none for a day alone, or what cannot be read.
pub fn time_us(happened: &Happened) -> Option<i64> {
    match read(happened).ok()? {
        Read::Day(_) => None,
        Read::Time { utc_us, .. } => Some(utc_us),
    }
}

/// Whether it lies in the future: a time by more than five minutes, a date on which no place on earth has arrived.
pub fn is_in_the_future(happened: &Happened, now: Now) -> Result<bool, HappenedError> {
    Ok(match read(happened)? {
        Read::Day(day) => day > now.latest_day(),
        Read::Time { utc_us, .. } => utc_us > now.unix_us.saturating_add(CLOCK_LEEWAY_US),
    })
}

/// A date such as "2026-03-14", as days since 1970-01-01.
pub fn date_to_day(text: &str) -> Result<i64, HappenedError> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return Err(HappenedError::NotADate);
    }
    let part = |from: usize, to: usize| digits(&bytes[from..to]).ok_or(HappenedError::NotADate);
    let (year, month, day) = (part(0, 4)?, part(5, 7)?, part(8, 10)?);
    let (Ok(year), Ok(month), Ok(day)) = (i16::try_from(year), i8::try_from(month), i8::try_from(day)) else {
        return Err(HappenedError::NotADate);
    };
    let date = Date::new(year, month, day).map_err(|_| HappenedError::NotADate)?;
    Ok(i64::from((date - EPOCH).get_days()))
}

/// Days since 1970-01-01, as a date. Nothing beyond the year 9999.
pub fn day_to_date(day: i64) -> Option<String> {
    let span = 0.days().try_days(day).ok()?;
    EPOCH.checked_add(span).ok().map(|date| date.to_string())
}

/// The date so many days after the day on which something happened.
pub fn days_after(happened: &Happened, days: i64) -> Option<String> {
    day_to_date(happened_day(happened).ok()?.checked_add(days)?)
}

impl Now {
    /// The present day in UTC, as days since 1970-01-01.
    pub fn day(self) -> i64 {
        self.unix_us.div_euclid(DAY_US)
    }

    /// The day where it begins first, as days since 1970-01-01.
    pub(crate) fn latest_day(self) -> i64 {
        self.unix_us.saturating_add(EARLIEST_DAY_US).div_euclid(DAY_US)
    }
}

/// A moment that has been read.
enum Read {
    Day(i64),
    Time { day: i64, utc_us: i64 },
}

impl Read {
    fn day(&self) -> i64 {
        match self {
            Self::Day(day) | Self::Time { day, .. } => *day,
        }
    }

    fn key(&self) -> i64 {
        match self {
            Self::Day(day) => day_key(*day),
            Self::Time { day, utc_us } => day_key(*day) | (1 + SHIFT_US + (utc_us - day * DAY_US)),
        }
    }
}

fn read(happened: &Happened) -> Result<Read, HappenedError> {
    match &happened.moment {
        None => Err(HappenedError::Missing),
        Some(Moment::Date(text)) => date_to_day(text).map(Read::Day),
        Some(Moment::Time(text)) => read_time(text),
    }
}

/// Reads `YYYY-MM-DDTHH:MM:SS[.ffffff](Z|±HH:MM)`, one spelling and no other, because it is kept as it came.
fn read_time(text: &str) -> Result<Read, HappenedError> {
    let bytes = text.as_bytes();
    if !text.is_ascii() || bytes.len() < 19 || bytes[10] != b'T' || bytes[13] != b':' || bytes[16] != b':' {
        return Err(HappenedError::NotATime);
    }
    let day = date_to_day(&text[..10])?;
    let part = |from: usize| digits(&bytes[from..from + 2]).ok_or(HappenedError::NotATime);
    let (hour, minute, second) = (part(11)?, part(14)?, part(17)?);
    if hour > 23 || minute > 59 || second > 59 {
        return Err(HappenedError::NotATime);
    }
    let (fraction_us, offset) = read_fraction(&bytes[19..])?;
    let offset_us = read_offset(offset)? * 60_000_000;
    let local_us = ((hour * 60 + minute) * 60 + second) * 1_000_000 + fraction_us;
    if local_us == 0 {
        return Err(HappenedError::MadeUpTime);
    }
    Ok(Read::Time { day, utc_us: day * DAY_US + local_us - offset_us })
}

/// The microseconds after the second, and what follows them.
fn read_fraction(rest: &[u8]) -> Result<(i64, &[u8]), HappenedError> {
    let [b'.', rest @ ..] = rest else { return Ok((0, rest)) };
    let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    match length {
        0 => Err(HappenedError::NotATime),
        1..=6 => {
            let value = digits(&rest[..length]).ok_or(HappenedError::NotATime)?;
            let scale = (length..6).fold(1, |scale, _| scale * 10);
            Ok((value * scale, &rest[length..]))
        }
        _ => Err(HappenedError::TooFine),
    }
}

/// The offset from UTC in minutes.
fn read_offset(text: &[u8]) -> Result<i64, HappenedError> {
    let (sign, rest) = match text {
        [] => return Err(HappenedError::NoOffset),
        b"Z" => return Ok(0),
        [b'+', rest @ ..] => (1, rest),
        [b'-', rest @ ..] => (-1, rest),
        _ => return Err(HappenedError::NotATime),
    };
    if rest.len() != 5 || rest[2] != b':' {
        return Err(HappenedError::NotATime);
    }
    let (Some(hours), Some(minutes)) = (digits(&rest[..2]), digits(&rest[3..])) else { return Err(HappenedError::NotATime) };
    let offset = hours * 60 + minutes;
    if minutes > 59 || offset > OFFSET_LIMIT_MINUTES {
        return Err(HappenedError::OffsetTooFar);
    }
    Ok(sign * offset)
}

fn digits(bytes: &[u8]) -> Option<i64> {
    bytes.iter().try_fold(0, |value, byte| byte.is_ascii_digit().then(|| value * 10 + i64::from(byte - b'0')))
}
