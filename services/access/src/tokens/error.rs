//! What can go wrong with tokens, and what to do then. Never a token, nor anything of one.

use std::{io, path::PathBuf};

/// Why tokens could not be read or changed.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// A file cannot be read or written.
    #[error("{} cannot be read or written; the folder must exist and belong to whoever runs this", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The token file was changed by hand into something else.
    #[error("{} is not a token file; mend it, or move it away and add the agencies again", path.display())]
    NotTokens {
        /// Which.
        path: PathBuf,
        /// Where it stops making sense.
        source: Box<toml::de::Error>,
    },
    /// The entries cannot be written as TOML.
    #[error("the tokens cannot be written down")]
    NotWritten {
        /// Why.
        source: Box<toml::ser::Error>,
    },
    /// The agency's word is not one.
    #[error("{agency:?} cannot be an agency's word: use a–z, 0–9 and hyphens, at most 63")]
    NotAnAgency {
        /// What was given.
        agency: String,
    },
    /// The keeper's token is made and kept by the place itself.
    #[error("\"keeper\" is the place's own; its token lies in keeper.token")]
    KeepersOwn,
    /// There is a token with that label.
    #[error("there is a token labelled {label:?}; choose another label, or remove that one first")]
    LabelTaken {
        /// The label.
        label: String,
    },
    /// There is no token with that label.
    #[error("there is no token labelled {label:?}; list them to see which there are")]
    LabelUnknown {
        /// The label.
        label: String,
    },
    /// The operating system gave no random bytes.
    #[error("the operating system gave no random bytes; try again")]
    NoRandomness,
}
