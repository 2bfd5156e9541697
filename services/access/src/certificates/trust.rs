//! Who is trusted: for each agency its own authorities, and which of their certificates were taken back. Made anew whenever the log says
//! something else; asked at every handshake and at every call, because a connection may outlive what it was let in by.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    fmt,
    sync::Arc,
    time::Duration,
};

use aws_lc_rs::digest;
use rustls::{
    CertificateError, Error, RootCertStore,
    crypto::{self, CryptoProvider},
    pki_types::{CertificateDer, UnixTime},
    server::{WebPkiClientVerifier, danger::ClientCertVerifier},
};

use super::{
    name,
    parsed::{Parsed, without_zeros},
};
use crate::{hex::hex, tokens::PORTAL};

/// What tells one authority from another: the SHA-256 of its certificate.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// Of a certificate, as DER.
    pub fn of(certificate: &[u8]) -> Self {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(digest::digest(&digest::SHA256, certificate).as_ref());
        Self(bytes)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// An authority that speaks for an agency, or did.
#[derive(Debug, Clone, Copy)]
pub struct Speaks<'a> {
    /// The agency's word.
    pub agency: &'a str,
    /// The authority's own certificate, as DER.
    pub certificate: &'a [u8],
    /// It no longer speaks: it lets nobody in, and what was taken back of it stays so.
    pub ended: bool,
    /// The serial numbers of what it gave out and was taken back.
    pub taken_back: &'a BTreeSet<Vec<u8>>,
}

/// Whose certificate a connection came with, and by what it is trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The agency's word.
    pub agency: String,
    authority: Fingerprint,
    /// Its own, and those of whatever stands between it and the authority.
    serials: Vec<Vec<u8>>,
    not_after: u64,
}

/// Who is trusted in a place.
#[derive(Default)]
pub struct Trust {
    place: String,
    agencies: HashMap<String, Vec<Trusted>>,
}

struct Trusted {
    fingerprint: Fingerprint,
    says: Parsed,
    taken_back: HashSet<Vec<u8>>,
    /// Verifies chains that end at this authority and at no other.
    verifier: Arc<dyn ClientCertVerifier>,
}

impl Trust {
    /// These authorities in this place, in the order in which they began to speak; also those that have ended.
    pub fn new<'a>(place: &str, authorities: impl IntoIterator<Item = Speaks<'a>>) -> Self {
        let mut trust = Self { place: place.to_owned(), agencies: HashMap::new() };
        let authorities: Vec<Speaks<'_>> = authorities.into_iter().collect();
        let taken_back = TakenBack::of(&authorities);
        // Whoever holds a key speaks for one agency: the first keeps it.
        let mut keys: HashMap<Vec<u8>, String> = HashMap::new();
        for speaks in authorities.iter().filter(|speaks| !speaks.ended) {
            let Some(trusted) = Trusted::new(speaks, &taken_back) else {
                tracing::error!(agency = speaks.agency, "an authority in the log cannot be used; nobody is let in by it");
                continue;
            };
            let first = keys.entry(trusted.says.public_key.clone()).or_insert_with(|| speaks.agency.to_owned());
            if first != speaks.agency {
                tracing::error!(
                    agency = speaks.agency,
                    first = first.as_str(),
                    "one authority for two agencies speaks for the first alone"
                );
                continue;
            }
            trust.agencies.entry(speaks.agency.to_owned()).or_default().push(trusted);
        }
        trust
    }

    /// Whose certificate this is.
    pub fn identify(&self, certificate: &CertificateDer<'_>, above: &[CertificateDer<'_>], now: UnixTime) -> Result<Identity, Error> {
        let says = read(certificate)?;
        let agency = self.agency_named(&says)?;
        if !says.may_call {
            return Err(CertificateError::InvalidPurpose.into());
        }
        let trusted = self.authority_of(agency, certificate, above, now)?;
        let chain: Vec<Parsed> = above.iter().map(read).collect::<Result<_, _>>()?;
        if chain.iter().chain([&says]).any(|says| trusted.taken_back.contains(&says.serial)) {
            return Err(CertificateError::Revoked.into());
        }
        let dates = chain.iter().map(|says| says.not_after).chain([says.not_after, trusted.says.not_after]);
        Ok(Identity {
            agency: agency.to_owned(),
            authority: trusted.fingerprint,
            not_after: dates.min().unwrap_or_default(),
            serials: chain.into_iter().map(|says| says.serial).chain([says.serial]).collect(),
        })
    }

    /// Whether a certificate that was let in would be let in now.
    pub fn knows(&self, identity: &Identity, now: UnixTime) -> bool {
        let trusted = self.agencies.get(&identity.agency).into_iter().flatten().find(|trusted| trusted.fingerprint == identity.authority);
        now.as_secs() <= identity.not_after
            && trusted.is_some_and(|trusted| !identity.serials.iter().any(|serial| trusted.taken_back.contains(serial)))
    }

    /// The one agency that a certificate names, if it is one of this place. The portal is none: it calls on its own machine, with a token.
    fn agency_named<'a>(&self, says: &'a Parsed) -> Result<&'a str, Error> {
        match says.uris.as_slice() {
            [uri] => name::of_agency(uri).filter(|(place, agency)| *place == self.place && *agency != PORTAL).map(|(_, agency)| agency),
            _ => None,
        }
        .ok_or_else(|| CertificateError::ApplicationVerificationFailure.into())
    }

    /// The authority of an agency that gave a certificate out, and counts itself: one that was renewed with the same key gave out what the one
    /// before did. The same is said of one that nobody knows, of another agency's and of an agency that has none: which there are is nobody
    /// else's to learn.
    fn authority_of(
        &self,
        agency: &str,
        leaf: &CertificateDer<'_>,
        above: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<&Trusted, Error> {
        let mut why = CertificateError::UnknownIssuer;
        for trusted in self.agencies.get(agency).into_iter().flatten() {
            match trusted.verifier.verify_client_cert(leaf, above, now) {
                // An authority's own dates are for us to look at: TLS takes whatever it is told to trust.
                Ok(_) => match outside_dates(&trusted.says, now) {
                    None => return Ok(trusted),
                    Some(error) => why = error,
                },
                Err(Error::InvalidCertificate(error)) if is_about_its_dates(&error) && trusted.gave_out(leaf, above) => why = error,
                Err(_) => {}
            }
        }
        Err(why.into())
    }
}

/// What was taken back, by agency and by the authority's key: a certificate is verified by the key, so that an authority that is renewed with the
/// same one would bring back whatever was taken back of its certificate before.
struct TakenBack<'a>(HashMap<(&'a str, Vec<u8>), HashSet<Vec<u8>>>);

impl<'a> TakenBack<'a> {
    fn of(authorities: &[Speaks<'a>]) -> Self {
        let mut by_key: HashMap<_, HashSet<_>> = HashMap::new();
        for speaks in authorities {
            let Ok(says) = Parsed::read(speaks.certificate) else { continue };
            let serials = speaks.taken_back.iter().map(|serial| without_zeros(serial).to_vec());
            by_key.entry((speaks.agency, says.public_key)).or_default().extend(serials);
        }
        Self(by_key)
    }

    fn with_key(&self, agency: &'a str, public_key: &[u8]) -> HashSet<Vec<u8>> {
        self.0.get(&(agency, public_key.to_vec())).cloned().unwrap_or_default()
    }
}

impl Trusted {
    fn new<'a>(speaks: &Speaks<'a>, taken_back: &TakenBack<'a>) -> Option<Self> {
        let says = Parsed::read(speaks.certificate).ok()?;
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from(speaks.certificate.to_vec())).ok()?;
        let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider()).build().ok()?;
        let taken_back = taken_back.with_key(speaks.agency, &says.public_key);
        Some(Self { fingerprint: Fingerprint::of(speaks.certificate), says, taken_back, verifier })
    }

    /// Whether it did, at some time in the certificate's own. Dates are looked at before signatures: without this, a forged certificate that is
    /// out of date would be told from a forged one of an agency that has no authority.
    fn gave_out(&self, leaf: &CertificateDer<'_>, above: &[CertificateDer<'_>]) -> bool {
        let Ok(says) = Parsed::read(leaf) else { return false };
        let at = |seconds| UnixTime::since_unix_epoch(Duration::from_secs(seconds));
        [says.not_before, says.not_after].into_iter().any(|moment| self.verifier.verify_client_cert(leaf, above, at(moment)).is_ok())
    }
}

impl fmt::Debug for Trust {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Trust").field("place", &self.place).field("agencies", &self.agencies.len()).finish_non_exhaustive()
    }
}

/// The cryptography that everything here uses.
pub(super) fn provider() -> Arc<CryptoProvider> {
    Arc::new(crypto::aws_lc_rs::default_provider())
}

/// What is wrong at a moment, if the dates of a certificate do not let it count.
fn outside_dates(says: &Parsed, now: UnixTime) -> Option<CertificateError> {
    let at = |seconds| UnixTime::since_unix_epoch(Duration::from_secs(seconds));
    if now.as_secs() < says.not_before {
        return Some(CertificateError::NotValidYetContext { time: now, not_before: at(says.not_before) });
    }
    (now.as_secs() > says.not_after).then(|| CertificateError::ExpiredContext { time: now, not_after: at(says.not_after) })
}

/// Whoever holds the certificate can read there what is wrong.
fn is_about_its_dates(error: &CertificateError) -> bool {
    matches!(
        error,
        CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. }
    )
}

fn read(certificate: &CertificateDer<'_>) -> Result<Parsed, Error> {
    Parsed::read(certificate).map_err(|_| CertificateError::BadEncoding.into())
}
