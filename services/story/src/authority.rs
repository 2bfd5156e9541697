//! What can be said of an agency's authority by its certificate alone: that it is one, and that it may give out others. Whom it speaks for
//! is what the log says; whether a certificate is one of its own is for `access`, never for here.

use throughline_proto::v1::event::Kind;
use x509_cert::{Certificate, der::Decode as _, ext::pkix::BasicConstraints};

/// The purpose of a `KeyChanged` that says with which key checkpoints are signed, too, or no more.
pub const SIGNS_CHECKPOINTS: &str = "checkpoints";
/// The purpose of a `KeyChanged` that says which authority speaks for an agency.
pub const SPEAKS_FOR_AGENCY: &str = "agency";
/// The same for a certificate that the place made for an agency.
pub const CERTIFICATE_OF_AGENCY: &str = "certificate";
/// The same for a token of an agency's, made or removed.
pub const TOKEN_OF_AGENCY: &str = "token";

/// Whether it says by what rules others are written: policies, or a key that signs checkpoints.
pub fn says_rules(kind: &Kind) -> bool {
    match kind {
        Kind::PolicyAdopted(_) => true,
        Kind::KeyChanged(changed) => changed.purpose == SIGNS_CHECKPOINTS,
        _ => false,
    }
}

const LIMIT_BYTES: usize = 8 << 10;

/// Why a certificate is no authority's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoAuthority {
    /// There is none, or too much.
    #[error("missing, or over 8 KiB; give the authority's own certificate, alone and as DER")]
    Size,
    /// It is something else.
    #[error("not a certificate; give the authority's own, as DER")]
    NotACertificate,
    /// It is somebody's own certificate.
    #[error("not an authority's certificate: it may give out no others (basic constraints); give that of whoever signed it")]
    GivesOutNone,
}

/// Whether this is an authority's certificate.
pub fn check(certificate: &[u8]) -> Result<(), NoAuthority> {
    if !(1..=LIMIT_BYTES).contains(&certificate.len()) {
        return Err(NoAuthority::Size);
    }
    let read = Certificate::from_der(certificate).map_err(|_| NoAuthority::NotACertificate)?;
    match read.tbs_certificate.get::<BasicConstraints>() {
        Ok(Some((_, constraints))) if constraints.ca => Ok(()),
        Ok(_) => Err(NoAuthority::GivesOutNone),
        Err(_) => Err(NoAuthority::NotACertificate),
    }
}
