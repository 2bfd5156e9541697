//! The server's own certificate: two files, read again when they change, so that a new one needs no restart. The key never leaves this module
//! but into rustls.

use std::{
    fmt, fs, io,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant, SystemTime},
};

use anyhow::Context as _;
use rustls::{
    crypto::CryptoProvider,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};
use throughline_access::certificates::Parsed;

use super::CERTIFICATE_EXPIRES;
use crate::config::TlsFiles;

/// How long the files are taken to be as they were.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// The certificate that the server shows.
pub struct OwnCertificate {
    files: TlsFiles,
    provider: Arc<CryptoProvider>,
    known: RwLock<Known>,
}

struct Known {
    stamps: [Stamp; 2],
    key: Arc<CertifiedKey>,
    looked: Instant,
}

/// What tells one edition of a file from the next.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stamp {
    modified: Option<SystemTime>,
    length: u64,
    inode: u64,
}

impl OwnCertificate {
    /// Reads the files, which must be right at the start.
    pub fn open(files: &TlsFiles, provider: Arc<CryptoProvider>) -> anyhow::Result<Self> {
        // Taken before reading: what is written in between is read again the next time.
        let stamps = stamps(files).context("the server's certificate cannot be read")?;
        let key = Arc::new(read(files, &provider)?);
        let known = RwLock::new(Known { stamps, key, looked: Instant::now() });
        Ok(Self { files: files.clone(), provider, known })
    }

    fn now(&self) -> Arc<CertifiedKey> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        if known.looked.elapsed() < LOOK_AGAIN {
            return Arc::clone(&known.key);
        }
        drop(known);
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.looked.elapsed() >= LOOK_AGAIN {
            known.looked = Instant::now();
            self.look_again(&mut known);
        }
        Arc::clone(&known.key)
    }

    /// While one file is newer than the other they do not fit; then the one before goes on until they do.
    fn look_again(&self, known: &mut Known) {
        let found = stamps(&self.files).map_err(anyhow::Error::from);
        let read =
            found.and_then(|found| if found == known.stamps { Ok(None) } else { Ok(Some((read(&self.files, &self.provider)?, found))) });
        match read {
            Ok(None) => {}
            Ok(Some((key, stamps))) => {
                tracing::info!("the server shows its new certificate from now on");
                (known.key, known.stamps) = (Arc::new(key), stamps);
            }
            Err(error) => {
                tracing::warn!(error = format!("{error:#}"), "the server's new certificate cannot be used; the one before goes on");
            }
        }
    }
}

impl ResolvesServerCert for OwnCertificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.now())
    }
}

impl fmt::Debug for OwnCertificate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("OwnCertificate").finish_non_exhaustive()
    }
}

fn read(files: &TlsFiles, provider: &CryptoProvider) -> anyhow::Result<CertifiedKey> {
    let told = |file: &Path, what| format!("{} holds no {what} in PEM that can be read", file.display());
    let chain: Result<Vec<_>, _> = CertificateDer::pem_file_iter(&files.certificate).and_then(Iterator::collect);
    let chain = chain.with_context(|| told(&files.certificate, "certificate"))?;
    let key = PrivateKeyDer::from_pem_file(&files.key).with_context(|| told(&files.key, "private key"))?;
    let fits = || format!("{} and {} do not belong together", files.certificate.display(), files.key.display());
    let expires = chain.first().and_then(|own| Parsed::read(own).ok()).map_or(0, |says| says.not_after);
    let key = CertifiedKey::from_der(chain, key, provider).with_context(fits)?;
    #[allow(clippy::cast_precision_loss, reason = "seconds are whole numbers for millions of years")]
    metrics::gauge!(CERTIFICATE_EXPIRES).set(expires as f64);
    Ok(key)
}

fn stamps(files: &TlsFiles) -> io::Result<[Stamp; 2]> {
    let stamp = |file: &PathBuf| {
        let found = fs::metadata(file)?;
        io::Result::Ok(Stamp { modified: found.modified().ok(), length: found.len(), inode: found.ino() })
    };
    Ok([stamp(&files.certificate)?, stamp(&files.key)?])
}
