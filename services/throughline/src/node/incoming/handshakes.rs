//! Handshakes: each has a deadline, and there are only so many at once. Who begins one and does not go on (a slow loris) is given up for whoever
//! comes next, the oldest first: a caller who means it is done within two round trips.

use std::{collections::VecDeque, io, sync::Arc, time::Duration};

use rustls::{ServerConfig, server::NoServerSessionStorage};
use throughline_access::{
    certificates::{AgencyVerifier, TrustNow},
    now,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::{mpsc, watch},
    task::AbortHandle,
    time::{sleep, timeout},
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use super::{Connection, HANDSHAKES, OwnCertificate, Sealed, Way};
use crate::{config::TlsFiles, node::room::Room};

/// How long a handshake may take.
const DEADLINE: Duration = Duration::from_secs(10);
/// How long whoever is turned away may take to hear why.
const LINGER: Duration = Duration::from_secs(1);
/// How many may be under way.
const MOST_HANDSHAKES: usize = 256;
/// How many connections may be open over TLS; one agency alone may have half of them.
const MOST_CONNECTIONS: usize = 1_024;
/// How many wait to be served.
const WAITING: usize = 64;
/// After a connection could not be accepted, as when there are no file descriptors left.
const REST: Duration = Duration::from_millis(100);

/// What makes connections over TLS of those that come in.
#[derive(Clone)]
pub struct Handshakes {
    acceptor: TlsAcceptor,
    trust: TrustNow,
    room: Arc<Room>,
}

impl Handshakes {
    /// With the server's own certificate, and who is trusted.
    pub fn new(files: &TlsFiles, trust: TrustNow) -> anyhow::Result<Self> {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let own = OwnCertificate::open(files, Arc::clone(&provider))?;
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13])?
            .with_client_cert_verifier(Arc::new(AgencyVerifier::new(Arc::clone(&trust))))
            .with_cert_resolver(Arc::new(own));
        config.alpn_protocols = vec![b"h2".to_vec()];
        // A session that is taken up again would pass over who is trusted.
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), trust, room: Arc::new(Room::new(MOST_CONNECTIONS)) })
    }

    /// Accepts until it is told to stop. What comes out has a certificate that is trusted.
    pub fn begin(self, listener: TcpListener, stopping: watch::Receiver<bool>) -> mpsc::Receiver<Connection> {
        let (made, taken) = mpsc::channel(WAITING);
        tokio::spawn(self.accept(listener, made, stopping));
        taken
    }

    async fn accept(self, listener: TcpListener, made: mpsc::Sender<Connection>, mut stopping: watch::Receiver<bool>) {
        let mut under_way = UnderWay::default();
        loop {
            let accepted = tokio::select! {
                _ = stopping.wait_for(|stopping| *stopping) => return,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, _)) => under_way.add(tokio::spawn(self.clone().within_deadline(stream, made.clone())).abort_handle()),
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    sleep(REST).await;
                }
            }
        }
    }

    async fn within_deadline(self, stream: TcpStream, made: mpsc::Sender<Connection>) {
        match timeout(DEADLINE, self.shake_hands(stream)).await {
            Ok(Some(connection)) => {
                count("made");
                _ = made.send(connection).await;
            }
            Ok(None) => {}
            Err(_) => {
                count("too slow");
                tracing::info!("a connection was not made: its handshake took too long");
            }
        }
    }

    /// A connection; none if it is turned away.
    async fn shake_hands(&self, stream: TcpStream) -> Option<Connection> {
        // Small answers are not to wait for the acknowledgement of those before.
        _ = stream.set_nodelay(true);
        match self.acceptor.accept(stream).into_fallible().await {
            Ok(stream) => self.admit(stream).inspect_err(turned_away).ok(),
            Err((error, stream)) => {
                turned_away(&error);
                end_in_peace(stream).await;
                None
            }
        }
    }

    /// Asked once more whose certificate it is, for what is kept beside the connection.
    fn admit(&self, stream: TlsStream<TcpStream>) -> io::Result<Connection> {
        let chain = stream.get_ref().1.peer_certificates().unwrap_or_default();
        let (own, above) = chain.split_first().ok_or_else(|| io::Error::other("there is no certificate"))?;
        let identity = (self.trust)().identify(own, above, now()).map_err(io::Error::other)?;
        let place = Room::enter(&self.room, Some(&identity.agency));
        let place = place.ok_or_else(|| io::Error::other(format!("{} has too many connections", identity.agency)))?;
        Ok(Connection::over(Way::Sealed(Box::new(Sealed { stream, identity: Arc::new(identity), _place: place }))))
    }
}

/// Anybody may come with anything; what is said to them is TLS's own alert.
fn turned_away(error: &io::Error) {
    count("turned away");
    tracing::info!(%error, "a connection was not made");
}

/// Closed at once, what the other end has sent meanwhile would make the kernel take back the alert that says why.
async fn end_in_peace(mut stream: TcpStream) {
    let mut rest = [0; 1024];
    let until_it_closes = async {
        stream.shutdown().await?;
        while stream.read(&mut rest).await? > 0 {}
        io::Result::Ok(())
    };
    _ = timeout(LINGER, until_it_closes).await;
}

fn count(outcome: &'static str) {
    metrics::counter!(HANDSHAKES, "outcome" => outcome).increment(1);
}

/// The handshakes that are under way, the oldest first; perhaps with some that have ended.
#[derive(Default)]
struct UnderWay(VecDeque<AbortHandle>);

impl UnderWay {
    fn add(&mut self, handshake: AbortHandle) {
        if self.0.len() >= MOST_HANDSHAKES {
            self.0.retain(|handshake| !handshake.is_finished());
        }
        if self.0.len() >= MOST_HANDSHAKES
            && let Some(oldest) = self.0.pop_front()
        {
            count("given up");
            oldest.abort();
        }
        self.0.push_back(handshake);
    }
}
