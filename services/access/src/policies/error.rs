//! Why policies are not adopted.

use cedar_policy::ParseErrors;
use thiserror::Error;

/// Why a text cannot become the policies in force. Those that hold go on holding.
#[derive(Debug, Error)]
pub enum PolicyError {
    /// It is not written in Cedar.
    #[error("these are no policies; mend the text where it says: {0}")]
    NotPolicies(#[source] Box<ParseErrors>),
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
        /// What does not fit.
        problems: Vec<String>,
    },
    /// It would lock somebody out who must not be.
    #[error("under these policies {who} could not {what}; that must stay possible, so they are not adopted")]
    LocksOut {
        /// Who.
        who: &'static str,
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
