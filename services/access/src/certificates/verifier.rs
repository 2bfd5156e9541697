//! What rustls asks at a handshake: whose certificate this is. A connection without one is not made.

use std::fmt;

use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, SignatureScheme,
    client::danger::HandshakeSignatureValid,
    crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, UnixTime},
    server::danger::{ClientCertVerified, ClientCertVerifier},
};

use super::{Parsed, TrustNow, serial_text, trust::provider};

/// Lets agencies in by their own authorities, as they are trusted at that moment.
pub struct AgencyVerifier {
    trust: TrustNow,
    algorithms: WebPkiSupportedAlgorithms,
}

impl AgencyVerifier {
    /// By what this says at each handshake.
    pub fn new(trust: TrustNow) -> Self {
        Self { trust, algorithms: provider().signature_verification_algorithms }
    }
}

impl ClientCertVerifier for AgencyVerifier {
    /// The list would tell anybody which agencies take part.
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        certificate: &CertificateDer<'_>,
        above: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        let identified = (self.trust)().identify(certificate, above, now).inspect_err(|error| tell_of_clocks(certificate, error));
        identified.map(|_| ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// Whoever calls hears of TLS that their certificate has expired, which of a new one makes no sense: whoever runs this node is told more. It is said
/// only of what an authority of the agency gave out, so that strangers fill no log.
fn tell_of_clocks(certificate: &CertificateDer<'_>, error: &Error) {
    use CertificateError::{NotValidYet, NotValidYetContext};
    if let Error::InvalidCertificate(NotValidYet | NotValidYetContext { .. }) = error {
        let serial = Parsed::read(certificate).map(|says| serial_text(&says.serial)).unwrap_or_default();
        tracing::warn!(serial, "a certificate does not count yet: this machine's clock may be behind, or that of whoever made it ahead");
    }
}

impl fmt::Debug for AgencyVerifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("AgencyVerifier").finish_non_exhaustive()
    }
}
