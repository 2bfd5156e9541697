//! Where the server's own certificate lies. Files are named here and read elsewhere.

use std::path::PathBuf;

use crate::exit::WrongUse;

/// A certificate with its chain, and its key, each in a file in PEM. Both are read again when they change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate, the server's own first.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

impl TlsFiles {
    /// Both, or neither.
    pub fn of(certificate: Option<PathBuf>, key: Option<PathBuf>) -> Result<Option<Self>, WrongUse> {
        match (certificate, key) {
            (None, None) => Ok(None),
            (Some(certificate), Some(key)) => Ok(Some(Self { certificate, key })),
            (Some(_), None) => Err(WrongUse::new("--tls-certificate wants its private key: give that with --tls-key")),
            (None, Some(_)) => Err(WrongUse::new("--tls-key wants its certificate: give that with --tls-certificate")),
        }
    }
}
