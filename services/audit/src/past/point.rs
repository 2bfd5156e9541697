//! A point of the log: a position, or what was known at a moment. A moment is found by the running maximum of when records were taken in, so that
//! a clock that jumped back hides nothing.

use std::time::Duration;

use throughline_proto::{
    Refusal,
    v1::{LogPoint, Reason},
};
use throughline_views::{Snapshot, moment_text, now_us};
use tokio::time::Instant;

use crate::Service;

/// How long a read waits for the view.
const PATIENCE: Duration = Duration::from_secs(10);

/// A point as it was asked for: a position or a moment, under the names of their fields.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) position: (&'static str, u64),
    pub(crate) moment: (&'static str, &'a str),
}

/// A point of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Point {
    /// The last position that counts.
    pub(crate) position: u64,
    /// The moment up to which it counts, in microseconds since 1970-01-01 UTC.
    pub(crate) moment_us: i64,
}

impl Point {
    pub(crate) fn told(self) -> LogPoint {
        LogPoint { position: self.position, moment: moment_text(self.moment_us) }
    }

    /// The day where the place is, ISO 8601.
    pub(crate) fn day(self) -> String {
        let mut text = moment_text(self.moment_us);
        text.truncate("2026-03-14".len());
        text
    }
}

impl Asked<'_> {
    pub(crate) fn is_missing(&self) -> bool {
        self.position.1 == 0 && self.moment.1.is_empty()
    }

    /// The point, in a view that has come far enough for it: where the view is, if nothing else was asked for.
    pub(crate) fn find(&self, snapshot: &Snapshot<'_>) -> Result<Point, Refusal> {
        let ((_, position), (field, moment)) = (self.position, self.moment);
        if position > 0 {
            return of_position(snapshot, position);
        }
        if moment.is_empty() {
            return of_position(snapshot, snapshot.position()?);
        }
        // What is still to come counts as now.
        let moment_us = moment_us(field, moment)?.min(now_us());
        Ok(Point { position: snapshot.known_at(moment_us)?, moment_us })
    }

    fn check(&self, head: u64) -> Result<(), Refusal> {
        let ((position_field, position), (moment_field, moment)) = (self.position, self.moment);
        if position > 0 && !moment.is_empty() {
            let message = format!("give {position_field} or {moment_field}, and not both");
            return Err(Refusal::field(Reason::FieldInvalid, moment_field, message));
        }
        if position > head {
            return Err(Refusal::field(Reason::FieldInvalid, position_field, format!("the log ends with record {head}")));
        }
        if moment.is_empty() { Ok(()) } else { moment_us(moment_field, moment).map(|_| ()) }
    }
}

fn of_position(snapshot: &Snapshot<'_>, position: u64) -> Result<Point, Refusal> {
    Ok(Point { position, moment_us: snapshot.moment_of(position)?.unwrap_or_default() })
}

/// A moment that a request gives.
pub(crate) fn moment_us(field: &str, text: &str) -> Result<i64, Refusal> {
    let parsed = text.parse::<jiff::Timestamp>();
    parsed
        .map(jiff::Timestamp::as_microsecond)
        .map_err(|_| Refusal::field(Reason::FieldInvalid, field, "give a moment as RFC 3339: 2026-03-14T15:30:00Z"))
}

/// Waits until the view has all that these points count; refuses what is not in the log. A moment before the newest record's is known already: nothing
/// that comes later was known by then.
pub(crate) async fn known_by_now(service: &Service, asked: &[Asked<'_>]) -> Result<(), Refusal> {
    let head = if service.views.log_is_away() { *service.log.head().borrow() } else { look(service).await };
    asked.iter().try_for_each(|asked| asked.check(head))?;
    let latest = service.views.read_here(|snapshot| Ok::<_, Refusal>(snapshot.moment_of(snapshot.position()?)?.unwrap_or(i64::MIN)))?;
    let is_newer = |asked: &Asked<'_>| !asked.moment.1.is_empty() && moment_us(asked.moment.0, asked.moment.1).is_ok_and(|at| at >= latest);
    let wanted = if asked.iter().any(is_newer) { head } else { asked.iter().map(|asked| asked.position.1).max().unwrap_or(0) };
    Ok(service.views.reach(wanted, Instant::now() + PATIENCE).await?)
}

/// The log's head, as far as it can be heard of.
async fn look(service: &Service) -> u64 {
    let known = *service.log.head().borrow();
    service.log.look().await.unwrap_or(known)
}
