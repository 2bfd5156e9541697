//! Why policies are not adopted.

use cedar_policy::ffi::DetailedError;
use thiserror::Error;

/// Why a text cannot become the policies in force. Those that hold go on holding.
#[derive(Debug, Error)]
pub enum PolicyError {
    /// It is not written in Cedar.
    #[error("these are no policies; mend the text: {}", .problems.join("; "))]
    NotPolicies {
        /// What is wrong, with its line.
        problems: Vec<String>,
    },
    /// A policy has no name.
    #[error("a policy has no name; write @id(\"…\") before each, so that a decision can be explained")]
    Unnamed,
    /// Two have the same name.
    #[error("two policies are named {name:?}; give each a name of its own")]
    NamedTwice {
        /// The name.
        name: String,
    },
    /// It speaks of something that is not there.
    #[error("the policies do not fit deploy/policies/throughline.cedarschema: {}", .problems.join("; "))]
    Unfit {
        /// What does not fit, with its line.
        problems: Vec<String>,
    },
    /// It would lock somebody out who must not be.
    #[error("under these policies {who} could not {what}; that must stay possible, so they are not adopted")]
    LocksOut {
        /// Who.
        who: String,
        /// What they must be able to do.
        what: &'static str,
    },
    /// It would let somebody do what nobody may.
    #[error("under these policies {who} could {what}; that must never be, so they are not adopted")]
    LetsIn {
        /// Who.
        who: &'static str,
        /// What they must not be able to do.
        what: &'static str,
    },
    /// It would leave a method to nobody.
    #[error("under these policies nobody at all could call {method}; somebody must be able to, so they are not adopted")]
    LeftToNobody {
        /// The method.
        method: &'static str,
    },
    /// A fault of the program's own.
    #[error("the program's own schema cannot be read; report this")]
    SchemaUnread,
}

/// How many problems of a text are told at once.
const PROBLEMS_TOLD: usize = 5;

/// What is wrong with a text, each with the line on which it begins.
pub(super) fn by_line(text: &str, errors: impl IntoIterator<Item = DetailedError>) -> Vec<String> {
    errors.into_iter().take(PROBLEMS_TOLD).map(|error| with_its_line(text, &error)).collect()
}

fn with_its_line(text: &str, error: &DetailedError) -> String {
    let begins = error.source_locations.first().and_then(|label| text.get(..label.loc.start));
    match begins {
        Some(before) => format!("line {}: {}", before.matches('\n').count() + 1, error.message),
        None => error.message.clone(),
    }
}
