//! Authorities that a place makes itself: for an agency without a PKI of its own, and for its own servers. Keys are made here and handed
//! over as text; where they are kept is for whoever asked.

use std::time::Duration;

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    SanType, date_time_ymd,
};
use zeroize::Zeroizing;

use super::{Fingerprint, Parsed, name::spiffe_name};

const DAY_SECONDS: u64 = 24 * 60 * 60;
/// For how long an authority that is made here counts.
const AUTHORITY_SECONDS: u64 = 5 * 365 * DAY_SECONDS;
/// For how long what it gives out counts.
const CERTIFICATE_SECONDS: u64 = 90 * DAY_SECONDS;
/// Clocks differ: a node whose own is ten minutes behind lets in what was made a moment ago.
const EARLIER_SECONDS: u64 = 15 * 60;

/// Why nothing could be made.
#[derive(Debug, thiserror::Error)]
pub enum MakeError {
    /// The cryptography said no.
    #[error("no certificate could be made; a name is perhaps not one")]
    NotMade(#[from] rcgen::Error),
    /// The file of the key holds another's.
    #[error("the key is not this authority's; put the right one beside its certificate")]
    OtherKey,
    /// The file of the certificate holds something else.
    #[error("what stands for the authority's certificate cannot be read")]
    Unreadable(#[from] super::Unreadable),
}

/// Whom certificates name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whom {
    /// An agency of a place, which calls with them.
    Agency {
        /// The place's word.
        place: String,
        /// The agency's.
        agency: String,
    },
    /// The servers of a place.
    Servers {
        /// The place's word.
        place: String,
    },
}

/// An authority with its key.
pub struct Authority {
    whom: Whom,
    key: Zeroizing<KeyPair>,
    certificate: Vec<u8>,
    not_after: u64,
}

/// A new certificate and its key. The key is shown to nobody but whoever it is for.
pub struct Issued {
    /// The certificate, as PEM.
    pub certificate: String,
    /// Its key, as PEM.
    pub key: Zeroizing<String>,
    /// Its serial number.
    pub serial: Vec<u8>,
    /// Until when it counts, in seconds since 1970.
    pub not_after: u64,
}

impl Authority {
    /// A new one, as of a moment in seconds since 1970. Returned with its certificate as PEM.
    pub fn make(whom: Whom, now: u64) -> Result<(Self, String), MakeError> {
        let key = Zeroizing::new(KeyPair::generate()?);
        let mut wanted = params(authority_of(&whom), now, now + AUTHORITY_SECONDS);
        wanted.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        wanted.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let made = wanted.self_signed(&*key)?;
        let certificate = made.der().to_vec();
        Ok((Self { whom, key, certificate, not_after: now + AUTHORITY_SECONDS }, made.pem()))
    }

    /// One that was made before: its certificate as DER, its key as PEM.
    pub fn read(whom: Whom, certificate: &[u8], key: &str) -> Result<Self, MakeError> {
        let (key, says) = (Zeroizing::new(KeyPair::from_pem(key)?), Parsed::read(certificate)?);
        if !says.public_key.ends_with(key.public_key_raw()) {
            return Err(MakeError::OtherKey);
        }
        Ok(Self { whom, key, certificate: certificate.to_vec(), not_after: says.not_after })
    }

    /// Until when it counts, in seconds since 1970.
    pub fn not_after(&self) -> u64 {
        self.not_after
    }

    /// Its own certificate, as DER.
    pub fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    /// What tells it from others.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&self.certificate)
    }

    /// Its key, as PEM.
    pub fn key(&self) -> Zeroizing<String> {
        Zeroizing::new(self.key.serialize_pem())
    }

    /// A certificate for the agency, or for a server by these names. It never outlasts the authority.
    pub fn give_out(&self, names: &[String], now: u64) -> Result<Issued, MakeError> {
        let not_after = self.not_after.min(now + CERTIFICATE_SECONDS);
        let key = Zeroizing::new(KeyPair::generate()?);
        let mut wanted = params(subject(&self.whom, self.whom.name()), now, not_after);
        wanted.use_authority_key_identifier_extension = true;
        wanted.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        match &self.whom {
            Whom::Agency { place, agency } => {
                wanted.subject_alt_names = vec![SanType::URI(spiffe_name(place, agency).try_into()?)];
                wanted.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
            }
            Whom::Servers { .. } => {
                wanted.subject_alt_names = CertificateParams::new(names)?.subject_alt_names;
                wanted.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
            }
        }
        let above = params(authority_of(&self.whom), 0, 0);
        let made = wanted.signed_by(&*key, &Issuer::from_params(&above, &*self.key))?;
        let serial = Parsed::read(made.der())?.serial;
        Ok(Issued { certificate: made.pem(), key: Zeroizing::new(key.serialize_pem()), serial, not_after })
    }
}

impl Whom {
    fn name(&self) -> &str {
        match self {
            Self::Agency { agency, .. } => agency,
            Self::Servers { .. } => "servers",
        }
    }
}

/// The subject of an authority is the same each time, so that it can be said again when it gives something out.
fn authority_of(whom: &Whom) -> DistinguishedName {
    subject(whom, &format!("{} (authority)", whom.name()))
}

fn subject(whom: &Whom, name: &str) -> DistinguishedName {
    let (Whom::Agency { place, .. } | Whom::Servers { place }) = whom;
    let mut subject = DistinguishedName::new();
    subject.push(DnType::OrganizationName, format!("throughline/{place}"));
    subject.push(DnType::CommonName, name);
    subject
}

fn params(subject: DistinguishedName, not_before: u64, not_after: u64) -> CertificateParams {
    let moment = |seconds| date_time_ymd(1970, 1, 1) + Duration::from_secs(seconds);
    let mut wanted = CertificateParams::default();
    wanted.distinguished_name = subject;
    wanted.not_before = moment(not_before.saturating_sub(EARLIER_SECONDS));
    wanted.not_after = moment(not_after);
    wanted
}
