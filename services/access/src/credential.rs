//! What a call shows of who is calling: its connection's certificate, or a token. One of the two: a token over TLS is turned away, because
//! tokens are for callers on the server's own machine, and a certificate says already who calls.

use std::{sync::Arc, time::SystemTime};

use rustls::pki_types::UnixTime;
use throughline_proto::{Refusal, v1::Reason};
use tonic::{
    Extensions,
    codegen::http::{HeaderMap, HeaderValue, header::AUTHORIZATION},
};

use crate::{
    certificates::{Identity, Peer, Trust},
    tokens::Tokens,
};

/// What a call shows. Cheap to keep beside a stream, so that it can be asked again.
#[derive(Debug, Clone)]
pub struct Credential {
    certificate: Option<Arc<Identity>>,
    authorization: Authorization,
}

#[derive(Debug, Clone)]
enum Authorization {
    None,
    One(HeaderValue),
    /// It would be unclear who calls.
    Several,
}

impl Credential {
    /// What this call shows.
    pub fn of(headers: &HeaderMap, extensions: &Extensions) -> Self {
        let certificate = match extensions.get::<Peer>() {
            Some(Peer::Certificate(identity)) => Some(Arc::clone(identity)),
            Some(Peer::Loopback) | None => None,
        };
        let mut values = headers.get_all(AUTHORIZATION).iter();
        let authorization = match (values.next(), values.next()) {
            (None, _) => Authorization::None,
            (Some(value), None) => Authorization::One(value.clone()),
            (Some(_), Some(_)) => Authorization::Several,
        };
        Self { certificate, authorization }
    }

    /// Whether it is a connection's certificate.
    pub fn has_certificate(&self) -> bool {
        self.certificate.is_some()
    }

    /// The agency that it stands for now.
    pub(crate) fn agency(&self, tokens: &Tokens, trust: &dyn Fn() -> Arc<Trust>) -> Result<String, Refusal> {
        let Some(identity) = &self.certificate else {
            return self.bearer().and_then(|token| tokens.who(token)).ok_or_else(token_unknown);
        };
        if !matches!(self.authorization, Authorization::None) {
            return Err(token_over_tls());
        }
        if trust().knows(identity, now()) { Ok(identity.agency.clone()) } else { Err(certificate_unknown()) }
    }

    fn bearer(&self) -> Option<&str> {
        let Authorization::One(value) = &self.authorization else { return None };
        let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    }
}

/// This moment, as certificates count it.
pub fn now() -> UnixTime {
    // Before 1970 no certificate counts.
    UnixTime::since_unix_epoch(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default())
}

fn token_unknown() -> Refusal {
    Refusal::new(
        Reason::TokenUnknown,
        "no token, or one that is not known here; send \"authorization: Bearer …\" with the token that `throughline agency add` printed",
    )
}

fn token_over_tls() -> Refusal {
    Refusal::new(
        Reason::TokenUnknown,
        "tokens are for callers on the server's own machine; here the connection's certificate says who calls: leave \"authorization\" out",
    )
}

fn certificate_unknown() -> Refusal {
    Refusal::new(
        Reason::CertificateUnknown,
        "the certificate of this connection no longer counts: it has expired, or was taken back; connect again with a newer one",
    )
}
