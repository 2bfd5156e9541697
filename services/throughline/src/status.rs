//! An error of a gRPC call, as its reader sees it: the reason, what to do, each field that is not right, and when to try again.

use std::{collections::BTreeMap, error::Error as _, fmt};

use serde::Serialize;
use tonic::Status;
use tonic_types::StatusExt as _;

use crate::{connect::about_clocks, output::Output};

/// What to do when the connection ended before the call was sent.
const ENDED_BEFORE: &str =
    " (nothing was sent: if the server does not let this certificate in, `throughline agency list` says so there; otherwise try again)";

/// One field that is not right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Field {
    /// Where: `events[0].happened.time`.
    pub field: String,
    /// What is wrong, and what to do.
    pub description: String,
}

impl fmt::Display for Field {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.field, self.description)
    }
}

/// Why a call was not carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// The gRPC code: `NOT_FOUND`.
    pub code: String,
    /// The reason from the catalogue: `PERSON_UNKNOWN`. Empty when the answer did not come from Throughline.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// In plain words, with what to do.
    pub message: String,
    /// The fields that are not right.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub field_violations: Vec<Field>,
    /// Limits, dates, positions.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<String, String>,
    /// When a retry may do better.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u128>,
}

/// What never came to an answer says why in its causes: that a certificate was not let in, for instance. A server looks at a certificate when the
/// connection is already made at this end; if it ends it before the call was sent, the call knows only that it was.
fn message(status: &Status) -> String {
    let Some(cause) = std::iter::successors(status.source(), |&error| error.source()).last() else { return status.message().to_owned() };
    let advice = if status.code() == tonic::Code::Cancelled { ENDED_BEFORE } else { about_clocks(cause) };
    format!("{}: {cause}{advice}", status.message())
}

impl From<&Status> for Failure {
    fn from(status: &Status) -> Self {
        let details = status.get_error_details();
        let info = details.error_info();
        let violations = details.bad_request().map(|bad| bad.field_violations.as_slice()).unwrap_or_default();
        Self {
            code: code_name(status.code()),
            reason: info.map(|info| info.reason.clone()).unwrap_or_default(),
            message: message(status),
            field_violations: violations
                .iter()
                .map(|violation| Field { field: violation.field.clone(), description: violation.description.clone() })
                .collect(),
            details: info.map(|info| info.metadata.clone().into_iter().collect()).unwrap_or_default(),
            retry_after_ms: details.retry_info().and_then(|retry| retry.retry_delay).map(|delay| delay.as_millis()),
        }
    }
}

impl Failure {
    /// The same for whoever did not write the request, but gave a command what it made it of: fields and headers by the names that those have there.
    #[must_use]
    pub fn as_given(mut self, names: &[(&str, &str)]) -> Self {
        for (of_request, given) in names {
            for violation in self.field_violations.iter_mut().filter(|violation| violation.field == *of_request) {
                let (before, description) = (violation.to_string(), violation.description.clone());
                *violation = Field { field: (*given).to_owned(), description };
                if self.message == before {
                    self.message = violation.to_string();
                }
            }
            self.message =
                self.message.replace(&format!("\"{of_request}\""), given).replace(&format!("\"{of_request}: "), &format!("\"{given} "));
        }
        self
    }

    /// On standard error: lines for people, or one line of JSON.
    pub fn tell(&self, output: &Output) {
        if output.is_json() {
            output.error(serde_json::json!({ "error": self }).to_string());
        } else {
            output.error(self.to_string());
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = if self.reason.is_empty() { &self.code } else { &self.reason };
        write!(formatter, "{name}: {}", self.message)?;
        // A message about one field alone says already what its violation would.
        for violation in self.field_violations.iter().filter(|violation| violation.to_string() != self.message) {
            write!(formatter, "\n  {violation}")?;
        }
        for (name, value) in &self.details {
            write!(formatter, "\n  ({name}: {value})")?;
        }
        if let Some(delay_ms) = self.retry_after_ms {
            write!(formatter, "\n  Try again in {delay_ms} ms.")?;
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}

/// An error that carries what the server said.
pub fn failed(status: &Status) -> anyhow::Error {
    anyhow::Error::new(Failure::from(status))
}

/// `NotFound` as the wire writes it: `NOT_FOUND`.
fn code_name(code: tonic::Code) -> String {
    let mut name = String::new();
    for character in format!("{code:?}").chars() {
        if character.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(character.to_ascii_uppercase());
    }
    name
}

#[cfg(test)]
mod tests {
    use throughline_proto::{Refusal, v1::Reason};

    use super::*;

    #[test]
    fn a_failure_tells_the_reason_the_message_and_each_field() {
        let mut refusal = Refusal::field(Reason::FieldInvalid, "events[0].happened", "missing").with("now", "2026-03-14");
        refusal.message = "2 fields are not right".to_owned();
        let text = Failure::from(&Status::from(refusal)).to_string();
        assert_eq!(text, "FIELD_INVALID: 2 fields are not right\n  events[0].happened: missing\n  (now: 2026-03-14)");
    }

    #[test]
    fn what_the_message_says_is_not_said_again() {
        let refusal = Refusal::field(Reason::FieldInvalid, "person", "missing");
        assert_eq!(Failure::from(&Status::from(refusal)).to_string(), "FIELD_INVALID: person: missing");
    }

    #[test]
    fn what_a_command_was_given_is_called_as_there() {
        let names = [("events[0].policy_adopted.text", "ours.cedar"), ("throughline-acting-for", "--as")];
        let told = |refusal| Failure::from(&Status::from(refusal)).as_given(&names).to_string();
        let refusal = Refusal::field(Reason::FieldInvalid, "events[0].policy_adopted.text", "not to be read");
        assert_eq!(told(refusal), "FIELD_INVALID: ours.cedar: not to be read");
        let refusal = Refusal::new(Reason::NotYoursToActFor, "\"throughline-acting-for\" is given once");
        assert_eq!(told(refusal), "NOT_YOURS_TO_ACT_FOR: --as is given once");
        let refusal = Refusal::new(Reason::NotAllowed, "say for whom, with \"throughline-acting-for: supporter/<id>\"");
        assert_eq!(told(refusal), "NOT_ALLOWED: say for whom, with \"--as supporter/<id>\"");
    }

    #[test]
    fn codes_are_written_as_on_the_wire() {
        assert_eq!(code_name(tonic::Code::FailedPrecondition), "FAILED_PRECONDITION");
        assert_eq!(code_name(tonic::Code::Ok), "OK");
    }
}
