//! Certificates of every kind, right and wrong: an authority that gives out whatever it is asked for. No test lives in here.

use std::time::{Duration, SystemTime};

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, SanType, SerialNumber,
    date_time_ymd,
};
use throughline_access::certificates::spiffe_name;

/// The place of all tests.
pub const PLACE: &str = "barking-and-dagenham";
const DAY_SECONDS: i64 = 24 * 60 * 60;
/// The serial number of an authority below another.
pub const BELOW_SERIAL: u64 = 99;

/// An authority.
pub struct Signer {
    params: CertificateParams,
    key: KeyPair,
    certificate: Certificate,
}

/// A certificate and its key, both in PEM.
#[derive(Clone)]
pub struct Paper {
    pub certificate: String,
    pub key: String,
}

/// What a certificate is to say.
pub struct Wanted {
    uris: Vec<String>,
    /// From when until when it counts, in seconds from now.
    counts: (i64, i64),
    serial: u64,
    may_call: bool,
}

impl Wanted {
    /// What an agency of this place comes with.
    pub fn of(agency: &str) -> Self {
        Self::named(&[&spiffe_name(PLACE, agency)])
    }

    /// The same, with these names instead.
    pub fn named(uris: &[&str]) -> Self {
        Self { uris: uris.iter().map(|&uri| uri.to_owned()).collect(), counts: (-DAY_SECONDS, 30 * DAY_SECONDS), serial: 1, may_call: true }
    }

    /// The same, counting from the one day to the other, from today.
    pub fn counting(self, from: i64, until: i64) -> Self {
        Self { counts: (from * DAY_SECONDS, until * DAY_SECONDS), ..self }
    }

    /// The same, and soon no longer.
    pub fn expiring_in_seconds(self, seconds: i64) -> Self {
        Self { counts: (-DAY_SECONDS, seconds), ..self }
    }

    /// The same, with this serial number.
    pub fn number(self, serial: u64) -> Self {
        Self { serial, ..self }
    }

    /// The same, for another use.
    pub fn for_servers_only(self) -> Self {
        Self { may_call: false, ..self }
    }

    fn params(&self) -> CertificateParams {
        let mut params = counting(self.counts);
        params.subject_alt_names = self.uris.iter().map(|uri| SanType::URI(uri.as_str().try_into().unwrap())).collect();
        params.serial_number = Some(SerialNumber::from_slice(&self.serial.to_be_bytes()));
        let purpose = if self.may_call { ExtendedKeyUsagePurpose::ClientAuth } else { ExtendedKeyUsagePurpose::ServerAuth };
        params.extended_key_usages = vec![purpose];
        params
    }

    /// Signed by its own key.
    pub fn self_signed(self) -> Paper {
        let key = KeyPair::generate().unwrap();
        Paper { certificate: self.params().self_signed(&key).unwrap().pem(), key: key.serialize_pem() }
    }
}

impl Signer {
    /// A new one.
    pub fn new(name: &str) -> Self {
        Self::counting(name, -1, 365)
    }

    /// A new one that counts from the one day to the other.
    pub fn counting(name: &str, from: i64, until: i64) -> Self {
        let mut params = counting((from * DAY_SECONDS, until * DAY_SECONDS));
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        Self { params, key, certificate }
    }

    /// The same authority with another certificate: its key and its name stay.
    pub fn renewed(&self, from: i64, until: i64) -> Self {
        let mut params = counting((from * DAY_SECONDS, until * DAY_SECONDS));
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name = self.params.distinguished_name.clone();
        let key = KeyPair::from_pem(&self.key.serialize_pem()).unwrap();
        let certificate = params.self_signed(&key).unwrap();
        Self { params, key, certificate }
    }

    /// Its own certificate, as DER.
    pub fn der(&self) -> Vec<u8> {
        self.certificate.der().to_vec()
    }

    /// Its own certificate, as PEM.
    pub fn pem(&self) -> String {
        self.certificate.pem()
    }

    /// Gives out what is wanted.
    pub fn signs(&self, wanted: &Wanted) -> Paper {
        self.sign(&wanted.params())
    }

    /// Gives out a certificate for a server on this machine.
    pub fn signs_for_server(&self) -> Paper {
        self.signs_for_server_counting(-1, 30)
    }

    /// The same, counting from the one day to the other.
    pub fn signs_for_server_counting(&self, from: i64, until: i64) -> Paper {
        let mut params = counting((from * DAY_SECONDS, until * DAY_SECONDS));
        let names = CertificateParams::new(vec!["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
        params.subject_alt_names = names.subject_alt_names;
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        self.sign(&params)
    }

    /// Makes another authority under itself.
    pub fn signs_authority(&self, name: &str) -> (Self, Paper) {
        let mut params = counting((-DAY_SECONDS, 365 * DAY_SECONDS));
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.distinguished_name.push(DnType::CommonName, name);
        params.serial_number = Some(SerialNumber::from_slice(&BELOW_SERIAL.to_be_bytes()));
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &Issuer::from_params(&self.params, &self.key)).unwrap();
        let paper = Paper { certificate: certificate.pem(), key: key.serialize_pem() };
        (Self { params, key, certificate }, paper)
    }

    fn sign(&self, params: &CertificateParams) -> Paper {
        let key = KeyPair::generate().unwrap();
        let made = params.signed_by(&key, &Issuer::from_params(&self.params, &self.key)).unwrap();
        Paper { certificate: made.pem(), key: key.serialize_pem() }
    }
}

fn counting((from, until): (i64, i64)) -> CertificateParams {
    let now = i64::try_from(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs()).unwrap();
    let moment = |seconds: i64| date_time_ymd(1970, 1, 1) + Duration::from_secs(u64::try_from(now + seconds).unwrap());
    let mut params = CertificateParams::default();
    (params.not_before, params.not_after) = (moment(from), moment(until));
    params
}
