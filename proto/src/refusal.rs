//! The one way in which a call is refused: a reason of the catalogue, a sentence that says what to do, and the fields concerned.

use std::{collections::HashMap, fmt, time::Duration};

use tonic::Status;
use tonic_types::{ErrorDetails, StatusExt as _};

use crate::{
    ERROR_DOMAIN,
    v1::{Detail, FieldViolation, NotTaken, Reason},
};

/// How often something was refused, by reason.
pub const REFUSALS: &str = "throughline_refusals_total";

/// One field that is not right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Where: `events[0].happened.time`.
    pub field: String,
    /// What is wrong, and what to do.
    pub description: String,
}

/// Why a call is not carried out. Becomes exactly one `ErrorInfo`, and a `BadRequest` where fields are named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The reason, from the catalogue.
    pub reason: Reason,
    /// In plain words, with what to do. Never anything personal.
    pub message: String,
    /// The fields that are not right.
    pub violations: Vec<Violation>,
    /// Limits, dates, positions: what a program may want to act on.
    pub metadata: Vec<(&'static str, String)>,
    /// When a retry may do better.
    pub retry_after: Option<Duration>,
}

impl Refusal {
    /// A refusal with a reason and a sentence.
    pub fn new(reason: Reason, message: impl Into<String>) -> Self {
        Self { reason, message: message.into(), violations: Vec::new(), metadata: Vec::new(), retry_after: None }
    }

    /// More waits to be written than can be taken in.
    pub fn too_busy() -> Self {
        Self::new(Reason::TooBusy, "more is waiting than can be taken in; try again in a moment").retry_after(Duration::from_millis(250))
    }

    /// The server is about to end.
    pub fn stopping() -> Self {
        Self::new(Reason::Stopping, "the server is stopping; try another, or again")
    }

    /// A refusal because of one field.
    pub fn field(reason: Reason, field: impl Into<String>, description: impl Into<String>) -> Self {
        let (field, description) = (field.into(), description.into());
        let mut refusal = Self::new(reason, format!("{field}: {description}"));
        refusal.violations.push(Violation { field, description });
        refusal
    }

    /// Adds something that a program may want to act on.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.metadata.push((name, value.to_string()));
        self
    }

    /// Counted where it is said to a caller, and nowhere else: many a refusal is made and then found to be none.
    fn count(&self) {
        metrics::counter!(REFUSALS, "reason" => self.reason.name()).increment(1);
        crate::counted::count(self.reason);
    }

    /// Says when a retry may do better.
    #[must_use]
    pub fn retry_after(mut self, delay: Duration) -> Self {
        self.retry_after = Some(delay);
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.reason.name(), self.message)
    }
}

impl std::error::Error for Refusal {}

impl From<Refusal> for Status {
    fn from(refusal: Refusal) -> Self {
        refusal.count();
        let metadata: HashMap<String, String> = refusal.metadata.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let mut details = ErrorDetails::with_error_info(refusal.reason.name(), ERROR_DOMAIN, metadata);
        for violation in refusal.violations {
            details.add_bad_request_violation(violation.field, violation.description);
        }
        if let Some(delay) = refusal.retry_after {
            details.set_retry_info(Some(delay));
        }
        Self::with_error_details(refusal.reason.code(), refusal.message, details)
    }
}

impl From<Refusal> for NotTaken {
    fn from(refusal: Refusal) -> Self {
        refusal.count();
        Self {
            code: refusal.reason.code().into(),
            reason: refusal.reason.into(),
            message: refusal.message,
            field_violations: refusal
                .violations
                .into_iter()
                .map(|violation| FieldViolation { field: violation.field, description: violation.description })
                .collect(),
            details: refusal.metadata.into_iter().map(|(name, value)| Detail { name: name.to_owned(), value }).collect(),
            retry_after_ms: refusal.retry_after.map_or(0, |delay| u64::try_from(delay.as_millis()).unwrap_or(u64::MAX)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_a_row_too_a_caller_hears_when_to_try_again() {
        let refusal = Refusal::new(Reason::TooBusy, "more is waiting than can be taken in").retry_after(Duration::from_millis(250));
        assert_eq!(NotTaken::from(refusal).retry_after_ms, 250);
        assert_eq!(NotTaken::from(Refusal::new(Reason::TooLarge, "too large")).retry_after_ms, 0);
    }
}
