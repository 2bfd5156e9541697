//! Collects what is wrong with an event. Fields are written out only when they are wrong, so that what is right costs little.

use std::fmt::Display;

use throughline_proto::{
    Refusal, Violation,
    v1::{Happened, Reason},
};

use super::spelling;
use crate::order::{HappenedError, Now, date_to_day, is_in_the_future};

/// How many bytes a text may have, unless said otherwise.
pub(super) const TEXT_LIMIT_BYTES: usize = 500;

/// How many violations are named: an answer has room for so many, and nobody reads more.
const VIOLATIONS_LIMIT: usize = 50;

/// Whether a moment may lie in the future.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ahead {
    /// Plans may.
    Allowed,
    /// What happened may not.
    Refused,
}

/// What is wrong with one event.
pub(super) struct Check {
    index: usize,
    now: Now,
    /// The fields at hand lie in `corrected.instead`.
    inside: bool,
    violations: Vec<Violation>,
    /// A moment that is well written and cannot be.
    moment: Option<Refusal>,
    too_large: Option<Refusal>,
}

impl Check {
    pub(super) fn new(index: usize, now: Now) -> Self {
        Self { index, now, inside: false, violations: Vec::new(), moment: None, too_large: None }
    }

    /// Too large first, then all that is malformed, then a moment that cannot be.
    pub(super) fn finish(self) -> Result<(), Refusal> {
        if let Some(refusal) = self.too_large {
            return Err(refusal);
        }
        let Some(first) = self.violations.first() else {
            return self.moment.map_or(Ok(()), Err);
        };
        let mut refusal = Refusal::new(Reason::FieldInvalid, format!("{}: {}", first.field, first.description));
        refusal.violations = self.violations;
        Err(refusal)
    }

    pub(super) fn index(&self) -> usize {
        self.index
    }

    /// Checks what lies in `corrected.instead`.
    pub(super) fn inside(&mut self, checks: impl FnOnce(&mut Self)) {
        self.inside = true;
        checks(self);
        self.inside = false;
    }

    /// Something is wrong with a field.
    pub(super) fn wrong(&mut self, field: impl Display, description: impl Into<String>) {
        if self.violations.len() < VIOLATIONS_LIMIT {
            let field = self.path(field);
            self.violations.push(Violation { field, description: description.into() });
        }
    }

    /// The same, if it is so.
    pub(super) fn wrong_if(&mut self, is_wrong: bool, field: impl Display, description: &str) {
        if is_wrong {
            self.wrong(field, description);
        }
    }

    /// Something is larger than it may be.
    pub(super) fn too_large(&mut self, field: impl Display, limit: usize, unit: &'static str, advice: &str) {
        let refusal = Refusal::field(Reason::TooLarge, self.path(field), format!("over {limit} {unit}; {advice}"));
        self.too_large.get_or_insert(refusal.with("limit", limit).with("unit", unit));
    }

    /// A field that only the server fills.
    pub(super) fn server_gives(&mut self, field: impl Display, value: &str) {
        self.wrong_if(!value.is_empty(), field, "given by the server; leave it empty");
    }

    /// A reference that must be there. How it is spelt is looked at for all references together.
    pub(super) fn named(&mut self, field: impl Display, name: &str) {
        self.wrong_if(name.is_empty(), field, "missing; say which");
    }

    /// A text that must be there.
    pub(super) fn required_text(&mut self, field: impl Display, text: &str) {
        if text.is_empty() {
            self.wrong(field, "missing; say it in a few words");
        } else {
            self.text(field, text);
        }
    }

    /// A text.
    pub(super) fn text(&mut self, field: impl Display, text: &str) {
        self.text_up_to(TEXT_LIMIT_BYTES, field, text);
    }

    /// A text of another length.
    pub(super) fn text_up_to(&mut self, limit_bytes: usize, field: impl Display, text: &str) {
        if text.len() > limit_bytes {
            self.wrong(field, format!("over {limit_bytes} bytes; say it in fewer words, or put it into the words"));
        } else {
            self.plain(field, text);
        }
    }

    /// No control characters in it.
    pub(super) fn plain(&mut self, field: impl Display, text: &str) {
        self.wrong_if(spelling::has_control(text), field, "has control characters; only newlines and tabs may stay");
    }

    /// A value of an enumeration, which must say something.
    pub(super) fn said<E: TryFrom<i32>>(&mut self, field: impl Display, value: i32) {
        self.wrong_if(value == 0 || E::try_from(value).is_err(), field, "missing or not known; choose one of the values");
    }

    /// A value of an enumeration, which may be left out.
    pub(super) fn known<E: TryFrom<i32>>(&mut self, field: impl Display, value: i32) {
        self.wrong_if(E::try_from(value).is_err(), field, "not known; choose one of the values, or leave it out");
    }

    /// A date that may be left out.
    pub(super) fn date(&mut self, field: impl Display, text: &str) {
        if !text.is_empty()
            && let Err(error) = date_to_day(text)
        {
            self.wrong(field, error.to_string());
        }
    }

    /// A moment that must be there.
    pub(super) fn moment(&mut self, field: &str, happened: Option<&Happened>, ahead: Ahead) {
        let read = happened.ok_or(HappenedError::Missing).and_then(|happened| is_in_the_future(happened, self.now));
        match read {
            Ok(true) if ahead == Ahead::Refused => {
                let advice = "it lies in the future; a plan is a MeetingPlanned, and what happened is recorded when it has happened";
                self.moment_cannot_be(Reason::InTheFuture, field, advice);
            }
            Ok(_) => {}
            Err(error @ HappenedError::MadeUpTime) => {
                self.moment_cannot_be(Reason::MadeUpTime, format!("{field}.time"), &error.to_string());
            }
            Err(HappenedError::Missing) => self.wrong(field, HappenedError::Missing.to_string()),
            Err(error) => self.wrong(field, error.to_string()),
        }
    }

    /// A day that must not lie in the future.
    pub(super) fn past_date(&mut self, field: impl Display, text: &str) {
        match date_to_day(text) {
            _ if text.is_empty() => {}
            Err(error) => self.wrong(field, error.to_string()),
            Ok(day) => self.wrong_if(day > self.now.latest_day(), field, "lies in the future"),
        }
    }

    fn moment_cannot_be(&mut self, reason: Reason, field: impl Display, description: &str) {
        let refusal = Refusal::field(reason, self.path(field), description);
        self.moment.get_or_insert(refusal);
    }

    fn path(&self, field: impl Display) -> String {
        let inside = if self.inside { "corrected.instead." } else { "" };
        format!("events[{}].{inside}{field}", self.index)
    }
}
