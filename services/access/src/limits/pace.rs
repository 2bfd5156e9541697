//! So many in a second and no more, with some room for what comes at once: the generic cell rate algorithm, in one number. It is given the time
//! and never asks for it.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

const SECOND_NS: u64 = 1_000_000_000;

/// How fast somebody may go. Zero a second is as fast as they like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// So many in a second, on the whole.
    pub per_second: u32,
    /// So many at once, after a pause.
    pub at_once: u32,
}

/// How fast somebody goes: when their next would be due if all came evenly.
#[derive(Debug, Default)]
pub(super) struct Paced(AtomicU64);

impl Paced {
    /// Lets one more through, or says after how long there is room for it.
    pub(super) fn take(&self, pace: Pace, now: Duration) -> Result<(), Duration> {
        let Some(every) = SECOND_NS.checked_div(u64::from(pace.per_second)) else { return Ok(()) };
        let now = u64::try_from(now.as_nanos()).unwrap_or(u64::MAX);
        let ahead = every.saturating_mul(u64::from(pace.at_once.max(1) - 1));
        let due = |due: u64| (due.saturating_sub(now) <= ahead).then(|| due.max(now).saturating_add(every));
        match self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, due) {
            Ok(_) => Ok(()),
            Err(due) => Err(Duration::from_nanos(due.saturating_sub(now).saturating_sub(ahead))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEN: Pace = Pace { per_second: 10, at_once: 3 };

    #[test]
    fn so_many_go_at_once_and_the_next_is_told_how_long_to_wait() {
        let (paced, now) = (Paced::default(), Duration::from_secs(5));
        assert_eq!((0..3).map(|_| paced.take(TEN, now)).collect::<Vec<_>>(), [Ok(()); 3]);
        assert_eq!(paced.take(TEN, now), Err(Duration::from_millis(100)));
        assert_eq!(paced.take(TEN, now + Duration::from_millis(40)), Err(Duration::from_millis(60)));
        assert_eq!(paced.take(TEN, now + Duration::from_millis(100)), Ok(()), "whoever waits as long as they were told is let through");
    }

    #[test]
    fn over_a_long_time_it_is_the_pace_whatever_is_asked() {
        let paced = Paced::default();
        let taken = (0..10_000).filter(|tick| paced.take(TEN, Duration::from_millis(*tick)).is_ok()).count();
        assert_eq!(taken, 3 + 99);
    }

    #[test]
    fn no_pace_is_no_limit() {
        let paced = Paced::default();
        assert!((0..1_000).all(|_| paced.take(Pace { per_second: 0, at_once: 0 }, Duration::ZERO).is_ok()));
    }
}
