//! Certificates: which agency a connection is. The log says which authority speaks for which agency; a certificate counts only under one of
//! the agency's own, and only as long as they are trusted, which is asked of every call anew.
//!
//! No I/O in here: files are read and written by whoever keeps them. A key never enters a message or a log.

mod authority;
mod name;
mod parsed;
mod trust;
mod verifier;

use std::sync::Arc;

pub use self::{
    authority::{Authority, Issued, MakeError, Whom},
    name::spiffe_name,
    parsed::{Parsed, Unreadable, serial_of_text, serial_text},
    trust::{Fingerprint, Identity, Speaks, Trust},
    verifier::AgencyVerifier,
};

pub use self::name::is_word;

/// Who is trusted at this moment: asked for every handshake and every call.
pub type TrustNow = Arc<dyn Fn() -> Arc<Trust> + Send + Sync>;

/// What a connection is known by. Whoever accepts connections puts it beside each call; without it only a token counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Peer {
    /// It came over the server's own loopback, in clear: its calls bring a token.
    Loopback,
    /// It came over TLS, with this certificate.
    Certificate(Arc<Identity>),
}

#[cfg(test)]
mod tests;
