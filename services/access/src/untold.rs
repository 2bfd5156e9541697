//! When what may not be told is answered: "does not exist" and "not for you" are one answer, and come in steps of time, so that their time
//! tells little of which it was. Nothing in here waits.

use std::time::Duration;

use throughline_proto::v1::Reason;

/// An answer that hides something comes at a multiple of this after its question: most are worked out well within the first.
pub const STEP: Duration = Duration::from_millis(25);

/// "Does not exist" and "not for you" are one answer: these.
pub const HIDE: [Reason; 8] = [
    Reason::PersonUnknown,
    Reason::EventUnknown,
    Reason::OfferUnknown,
    Reason::GroupUnknown,
    Reason::SupporterUnknown,
    Reason::NotYoursToActFor,
    Reason::InvitationUnknown,
    Reason::AccountUnknown,
];

/// How long after its question an answer is given that took so long to work out.
pub fn next_step(step: Duration, taken: Duration) -> Duration {
    let steps = u32::try_from(taken.as_millis() / step.as_millis()).unwrap_or(u32::MAX - 1);
    step.saturating_mul(steps + 1)
}
