//! What a certificate says of itself: names, dates, serial number, purpose. Whether any of it is true is for `trust`.

use x509_cert::{
    Certificate,
    der::{Decode as _, Encode as _, asn1::ObjectIdentifier},
    ext::pkix::{BasicConstraints, ExtendedKeyUsage, SubjectAltName, name::GeneralName},
};

/// RFC 5280, 4.2.1.12.
const CLIENT_AUTH: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.2");

/// A certificate that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no certificate that can be read")]
pub struct Unreadable;

/// What a certificate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// Its serial number, without leading zeros.
    pub serial: Vec<u8>,
    /// From when on it counts, in seconds since 1970.
    pub not_before: u64,
    /// Until when.
    pub not_after: u64,
    /// The names that are URIs.
    pub uris: Vec<String>,
    /// It says that its holder may call with it.
    pub may_call: bool,
    /// It may give out others.
    pub is_authority: bool,
    /// Its public key, with its kind.
    pub public_key: Vec<u8>,
}

impl Parsed {
    /// Reads a certificate, as DER.
    pub fn read(der: &[u8]) -> Result<Self, Unreadable> {
        Self::try_read(der).map_err(|_| Unreadable)
    }

    fn try_read(der: &[u8]) -> x509_cert::der::Result<Self> {
        let read = Certificate::from_der(der)?.tbs_certificate;
        let names = read.get::<SubjectAltName>()?.map(|(_, names)| names.0).unwrap_or_default();
        let uris = names.into_iter().filter_map(|name| match name {
            GeneralName::UniformResourceIdentifier(uri) => Some(uri.as_str().to_owned()),
            _ => None,
        });
        Ok(Self {
            serial: without_zeros(read.serial_number.as_bytes()).to_vec(),
            not_before: read.validity.not_before.to_unix_duration().as_secs(),
            not_after: read.validity.not_after.to_unix_duration().as_secs(),
            uris: uris.collect(),
            may_call: read.get::<ExtendedKeyUsage>()?.is_some_and(|(_, purposes)| purposes.0.contains(&CLIENT_AUTH)),
            is_authority: read.get::<BasicConstraints>()?.is_some_and(|(_, constraints)| constraints.ca),
            public_key: read.subject_public_key_info.to_der()?,
        })
    }
}

/// Reads a serial number as tools print it: hexadecimal, perhaps with colons between the bytes.
pub fn serial_of_text(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim().trim_start_matches("0x").replace(':', "").to_lowercase();
    let digits = if digits.len().is_multiple_of(2) { digits } else { format!("0{digits}") };
    let serial = without_zeros(&crate::hex::unhex(&digits)?).to_vec();
    (1..=20).contains(&serial.len()).then_some(serial)
}

/// A serial number as people are shown it.
pub fn serial_text(serial: &[u8]) -> String {
    crate::hex::hex(without_zeros(serial))
}

/// A number is the same with and without them; tools differ.
pub(super) fn without_zeros(serial: &[u8]) -> &[u8] {
    let zeros = serial.iter().take_while(|byte| **byte == 0).count();
    &serial[zeros..]
}
