//! Why an auditor reads facts and words. Without a reason only the structure is told.

use throughline_looks::Look;
use throughline_proto::{Refusal, v1::Reason};

/// As long as a reason may be, in characters.
const LONGEST: usize = 500;

/// Why somebody reads, if they said so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Why(String);

/// The reason that a request gives.
pub(crate) fn why(reason: &str) -> Result<Why, Refusal> {
    let reason = reason.trim();
    if reason.chars().count() > LONGEST || reason.chars().any(char::is_control) {
        return Err(Refusal::field(
            Reason::FieldInvalid,
            "reason",
            format!("give a reason of one line, at most {LONGEST} characters long"),
        ));
    }
    Ok(Why(reason.to_owned()))
}

impl Why {
    /// Only the structure is told.
    pub(crate) fn is_missing(&self) -> bool {
        self.0.is_empty()
    }

    /// Nothing but the structure is asked for, whatever the reason.
    pub(crate) fn none() -> Self {
        Self(String::new())
    }

    /// The look at somebody's story that this is.
    pub(crate) fn look(&self, profiles: &[String]) -> Look {
        let look = if self.is_missing() { Look::at_structure(profiles) } else { Look::at_story(profiles) };
        Look { reason: self.0.clone(), ..look }
    }

    /// The look at everybody's.
    pub(crate) fn look_at_everything(&self) -> Look {
        let look = if self.is_missing() { Look::at_structure(&[]) } else { Look::at_everything() };
        Look { reason: self.0.clone(), ..look }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_one_line_and_not_too_long_and_blanks_are_none() {
        assert!(why("  ").unwrap().is_missing());
        assert!(!why("She asked who wrote it.").unwrap().is_missing());
        assert!(why(&"é".repeat(LONGEST)).is_ok());
        assert!(why(&"é".repeat(LONGEST + 1)).is_err() && why("one\ntwo").is_err());
    }
}
