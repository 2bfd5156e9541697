//! How often this process has refused something, by reason. Only counted here; keeping it is for whoever knows where.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::v1::Reason;

/// Reasons are numbered below this.
const REASONS: usize = 256;

static REFUSED: [AtomicU64; REASONS] = [const { AtomicU64::new(0) }; REASONS];

/// One more.
pub(crate) fn count(reason: Reason) {
    if let Some(counted) = usize::try_from(reason as i32).ok().and_then(|number| REFUSED.get(number)) {
        counted.fetch_add(1, Relaxed);
    }
}

/// What this process has refused since it began, by reason; those of which there was none are left out.
pub fn refusals() -> Vec<(Reason, u64)> {
    let counted = (0..).zip(&REFUSED).map(|(number, counted)| (number, counted.load(Relaxed)));
    counted.filter(|(_, count)| *count > 0).filter_map(|(number, count)| Some((Reason::try_from(number).ok()?, count))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_a_place() {
        let last = (0..4096).filter(|number| Reason::try_from(*number).is_ok()).max().unwrap_or_default();
        assert!(usize::try_from(last).is_ok_and(|last| last < REASONS), "{last}");
    }
}
