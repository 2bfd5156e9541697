//! Connections to an address: in clear to this machine, over TLS to any other. A token never leaves this machine, and a key never leaves its file
//! but into the TLS library.

use std::{error::Error, fs, io, path::Path, time::Duration};

use anyhow::{Context as _, anyhow};
use http::Uri;
use rustls::{AlertDescription, CertificateError};
use throughline_access::fetch::is_this_machine;
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint, Identity};

use super::Credentials;
use crate::{cli::CertificateArgs, exit::WrongUse};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Opens one.
pub(super) async fn open(address: &str, credentials: &Credentials, certificate: &CertificateArgs) -> anyhow::Result<Channel> {
    let address = if address.contains("://") { address.to_owned() } else { format!("http://{address}") };
    let no_address = || WrongUse::new(format!("\"{address}\" is no address; one looks like https://record.example.org:7400"));
    let uri: Uri = address.parse().map_err(|_| no_address())?;
    let over_tls = uri.scheme_str() == Some("https");
    check(&uri, over_tls, credentials, certificate)?;
    let mut endpoint = Endpoint::from(uri).connect_timeout(CONNECT_TIMEOUT).tcp_nodelay(true);
    if over_tls {
        endpoint = endpoint.tls_config(config(certificate)?).context("the certificate or its key cannot be used")?;
    }
    endpoint.connect().await.map_err(|error| {
        let why = anyhow::Error::from(error);
        let why = why.root_cause();
        if over_tls {
            let clocks = about_clocks(why);
            anyhow!("no connection to {address} ({why}{clocks}); is `throughline serve` running there, with a certificate that --ca knows?")
        } else {
            anyhow!("nothing answers at {address} ({why}); is `throughline serve` running there?")
        }
    })
}

/// What to add to why a connection over TLS was not made, if the dates of a certificate are why: TLS says "expired" also of one that does not
/// count yet.
pub fn about_clocks(why: &(dyn Error + 'static)) -> &'static str {
    use CertificateError::{Expired, ExpiredContext, NotValidYet, NotValidYetContext};
    let of_tls = why.downcast_ref::<io::Error>().and_then(io::Error::get_ref).and_then(|inner| inner.downcast_ref());
    match of_tls.or_else(|| why.downcast_ref()) {
        Some(rustls::Error::InvalidCertificate(Expired | ExpiredContext { .. } | NotValidYet | NotValidYetContext { .. })) => {
            "; the server's certificate has expired or does not count yet, or one of the two machines' clocks is wrong"
        }
        Some(rustls::Error::AlertReceived(AlertDescription::CertificateExpired)) => {
            "; this certificate, or its authority's, has expired or does not count yet, or one of the two machines' clocks is wrong"
        }
        _ => "",
    }
}

fn check(uri: &Uri, over_tls: bool, credentials: &Credentials, certificate: &CertificateArgs) -> Result<(), WrongUse> {
    if over_tls && credentials.has_token() {
        let advice = "tokens are for this machine only: over https give a --certificate and its --key, and no token";
        return Err(WrongUse::new(advice));
    }
    if over_tls && certificate.certificate.is_none() {
        return Err(WrongUse::new("over https a --certificate and its --key say who calls; `throughline agency certificate` makes one"));
    }
    if !over_tls && certificate.certificate.is_some() && !credentials.has_token() {
        return Err(WrongUse::new("a --certificate wants an address that begins with https://"));
    }
    if !over_tls && credentials.has_token() && !is_this_machine(uri) {
        return Err(WrongUse::new("a token would travel in clear to another machine: give an address that begins with https://"));
    }
    Ok(())
}

fn config(certificate: &CertificateArgs) -> anyhow::Result<ClientTlsConfig> {
    let config = match &certificate.ca {
        Some(file) => ClientTlsConfig::new().ca_certificate(Certificate::from_pem(read(file)?)),
        None => ClientTlsConfig::new().with_native_roots(),
    };
    let Some(own) = &certificate.certificate else { return Ok(config) };
    let key =
        certificate.certificate_key.as_ref().ok_or_else(|| WrongUse::new("a --certificate wants its private key: give that with --key"))?;
    Ok(config.identity(Identity::from_pem(read(own)?, read(key)?)))
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(address: &str, token: Option<&str>, certificate: Option<&str>) -> Result<(), String> {
        let credentials = Credentials::new(token, None).expect("it can travel");
        let certificate = CertificateArgs { certificate: certificate.map(Into::into), ..CertificateArgs::default() };
        let uri: Uri = address.parse().expect("an address");
        check(&uri, address.starts_with("https"), &credentials, &certificate).map_err(|wrong| wrong.to_string())
    }

    #[test]
    fn a_token_never_leaves_this_machine() {
        for here in ["http://127.0.0.1:7400", "http://localhost:7400", "http://[::1]:7400"] {
            assert_eq!(checked(here, Some("tl_1"), None), Ok(()), "{here}");
        }
        for away in ["http://10.0.0.7:7400", "http://localhost.example:7400", "https://127.0.0.1:7400"] {
            assert!(checked(away, Some("tl_1"), Some("c.pem")).is_err_and(|told| told.contains("token")), "{away}");
        }
    }

    #[test]
    fn a_certificate_that_is_out_of_its_dates_makes_somebody_look_at_the_clocks() {
        let alert = |alert| io::Error::other(rustls::Error::AlertReceived(alert));
        assert!(about_clocks(&alert(AlertDescription::CertificateExpired)).contains("clocks"));
        assert!(about_clocks(&rustls::Error::InvalidCertificate(CertificateError::NotValidYet)).contains("clocks"));
        assert_eq!(about_clocks(&alert(AlertDescription::UnknownCA)), "");
    }

    #[test]
    fn over_tls_a_certificate_says_who_calls() {
        assert!(checked("https://a:7400", None, None).is_err_and(|told| told.contains("--certificate")));
        assert_eq!(checked("https://a:7400", None, Some("c.pem")), Ok(()));
        assert!(checked("http://a:7400", None, Some("c.pem")).is_err());
    }
}
