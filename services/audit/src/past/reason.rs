//! Why an auditor reads facts and words. Without a reason only the structure is told.

use throughline_log::{Keys, with_causes};
use throughline_looks::Look;
use throughline_proto::{Refusal, v1::Reason};
use uuid::Uuid;

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

    /// The look at somebody's story that this is. Of one who was erased nothing can be written any more, and what is left of the story is others': then it
    /// is a look at everybody's.
    pub(crate) fn look(&self, profiles: &[String], keys: &Keys) -> Result<Look, Refusal> {
        let is_erased = |profile: &String| Uuid::parse_str(profile).map_or(Ok(false), |person| keys.is_erased(person));
        let erased = profiles.iter().map(is_erased).collect::<Result<Vec<_>, _>>().map_err(|error| {
            tracing::error!(error = with_causes(&error), "the keys cannot be read");
            Refusal::new(Reason::LogCannotRead, "the keys cannot be read just now; try again later")
        })?;
        if erased.into_iter().all(|is_erased| is_erased) {
            return Ok(self.look_at_everything());
        }
        let look = if self.is_missing() { Look::at_structure(profiles) } else { Look::at_story(profiles) };
        Ok(Look { reason: self.0.clone(), ..look })
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
