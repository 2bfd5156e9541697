//! What asks others over HTTP, a provider or a witness: one question over one connection of its own, over TLS, except on this machine. It follows no
//! redirects, so that nobody can send it elsewhere, and reads and waits only so much.

use std::{net::IpAddr, pin::Pin, sync::Arc, time::Duration};

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{
    Uri,
    body::Bytes,
    client::conn::http1,
    header::{HOST, HeaderValue},
    rt::{Read, Write},
};
use hyper_util::rt::TokioIo;
use openidconnect::AsyncHttpClient;
pub use openidconnect::{HttpRequest, HttpResponse};
use rustls::{ClientConfig, RootCertStore, pki_types::ServerName};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

const PATIENCE: Duration = Duration::from_secs(10);
const LARGEST_ANSWER_BYTES: usize = 1 << 20;

/// Why there was no answer. What exactly is for the log alone.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each says what it is")]
pub enum FetchError {
    #[error("{0} is no address that may be asked: https, or http on this machine")]
    Address(String),
    #[error("no answer in {} seconds", PATIENCE.as_secs())]
    Late,
    #[error("the connection failed")]
    Connection(#[source] std::io::Error),
    #[error("the answer cannot be read")]
    Http(#[source] hyper::Error),
    #[error("the answer is too large, or was cut off")]
    Body,
}

/// Asks over connections of its own.
#[derive(Debug, Clone)]
pub struct Fetch {
    tls: Arc<ClientConfig>,
}

impl Fetch {
    /// Trusts the authorities that the machine trusts.
    pub fn new() -> Result<Self, rustls::Error> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
        Ok(Self { tls: Arc::new(builder.with_root_certificates(roots).with_no_client_auth()) })
    }

    /// Asks; an error, when there is no answer in ten seconds.
    pub async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, FetchError> {
        tokio::time::timeout(PATIENCE, self.clone().exchange(request)).await.map_err(|_| FetchError::Late)?
    }

    async fn exchange(self, request: HttpRequest) -> Result<HttpResponse, FetchError> {
        let uri = request.uri().clone();
        let wrong = || FetchError::Address(uri.authority().map_or_else(String::new, ToString::to_string));
        if !is_askable(&uri) {
            return Err(wrong());
        }
        let (over_tls, host) = (uri.scheme_str() == Some("https"), host(&uri).to_owned());
        let port = uri.port_u16().unwrap_or(if over_tls { 443 } else { 80 });
        let stream = TcpStream::connect((host.as_str(), port)).await.map_err(FetchError::Connection)?;
        if !over_tls {
            return exchange(TokioIo::new(stream), request).await;
        }
        let name = ServerName::try_from(host).map_err(|_| wrong())?;
        let stream = TlsConnector::from(self.tls).connect(name, stream).await.map_err(FetchError::Connection)?;
        exchange(TokioIo::new(stream), request).await
    }
}

/// As the library asks.
impl<'a> AsyncHttpClient<'a> for Fetch {
    type Error = FetchError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, FetchError>> + Send>>;

    fn call(&'a self, request: HttpRequest) -> Self::Future {
        let asking = self.clone();
        Box::pin(async move { asking.ask(request).await })
    }
}

/// Whether an address may be asked: https, or http on this machine. It is a host and perhaps a port, and nothing beside them: with a name before the
/// host, say, it would look like another's.
pub fn is_askable(uri: &Uri) -> bool {
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    let beside = authority.strip_prefix(uri.host().unwrap_or_default()).unwrap_or(authority);
    let is_plain = !host(uri).is_empty() && (beside.is_empty() || uri.port().is_some_and(|port| beside == format!(":{port}")));
    is_plain && (uri.scheme_str() == Some("https") || uri.scheme_str() == Some("http") && is_this_machine(uri))
}

/// Whether an address is on this machine itself.
pub fn is_this_machine(uri: &Uri) -> bool {
    host(uri).eq_ignore_ascii_case("localhost") || host(uri).parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// The host, as a name or as the number that it is.
fn host(uri: &Uri) -> &str {
    uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']')
}

async fn exchange(stream: impl Read + Write + Unpin + Send + 'static, request: HttpRequest) -> Result<HttpResponse, FetchError> {
    let (mut sender, connection) = http1::handshake(stream).await.map_err(FetchError::Http)?;
    let driven = tokio::spawn(connection);
    let answer = sender.send_request(to_origin(request)).await.map_err(FetchError::Http)?;
    let (head, body) = answer.into_parts();
    let body = Limited::new(body, LARGEST_ANSWER_BYTES).collect().await.map_err(|_| FetchError::Body)?;
    driven.abort();
    Ok(HttpResponse::from_parts(head, body.to_bytes().to_vec()))
}

/// As a server wants it: the path alone, and the host in its header.
fn to_origin(request: HttpRequest) -> hyper::Request<Full<Bytes>> {
    let (mut head, body) = request.into_parts();
    if let Some(host) = head.uri.authority().and_then(|authority| HeaderValue::from_str(authority.as_str()).ok()) {
        head.headers.insert(HOST, host);
    }
    if let Some(path) = head.uri.path_and_query().and_then(|path| path.as_str().parse().ok()) {
        head.uri = path;
    }
    hyper::Request::from_parts(head, Full::new(Bytes::from(body)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_asked(url: &str) -> bool {
        url.parse().is_ok_and(|uri| is_askable(&uri))
    }

    #[test]
    fn over_tls_anybody_is_asked_and_in_clear_this_machine_alone() {
        for url in [
            "https://witness.example.org",
            "https://203.0.113.7:8443/below",
            "http://localhost:7475",
            "http://LOCALHOST",
            "http://127.0.0.1:7475/",
            "http://127.9.9.9",
            "http://[::1]:7475",
        ] {
            assert!(is_asked(url), "{url}");
        }
        for url in [
            "http://witness.example.org",
            "http://127.0.0.1.evil.org",
            "http://localhost.evil.org",
            "http://localhost@evil.org",
            "http://127.0.0.1:80@evil.org",
            "http://evil.org@localhost",
            "https://witness.example.org@evil.org",
            "http://localhost\\@evil.org",
            "http://[::1].evil.org",
            "http://[::1]evil.org",
            "http://0.0.0.0",
            "http://10.0.0.1",
            "http://[::ffff:10.0.0.1]",
            "ftp://localhost",
            "//localhost",
            "localhost",
            "https://",
            "https:///path",
            "/path",
            "",
        ] {
            assert!(!is_asked(url), "{url}");
        }
    }
}
