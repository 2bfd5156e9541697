//! The gRPC server: the node's services on the loopback or over TLS; and the portal, the tiles and the metrics beside it.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    sync::Arc,
    time::Duration,
};

use anyhow::Context as _;
use throughline_access::limits::Limits;
use throughline_audit::{Refusals, publishing::Published};
use throughline_fanout::Status;
use throughline_record::Recorder;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};
use tonic::transport::Server;
use tonic_health::server::HealthReporter;

use super::{
    Opened, erasures, health, http,
    incoming::{Handshakes, incoming},
    metrics, portal,
    publishing::{Publishing, published},
    readiness::Readiness,
    whole::whole,
};
use crate::{
    config::{Listen, PortalSettings, PublishingSettings, Role, Roles, TlsFiles},
    connect::Here,
};

/// How many calls and streams one connection may have under way.
const MOST_STREAMS_OF_A_CONNECTION: u32 = 2_048;
/// A connection that opens calls only to take them back (rapid reset) is ended after so many that nobody has looked at yet, or after so many
/// that it was told are wrong.
const MOST_RESETS_WAITING: usize = 64;
const MOST_RESETS: usize = 1_024;
const LARGEST_HEADERS_BYTES: u32 = 16 << 10;
/// A connection whose other end has gone holds nothing for longer than this.
const KEEPALIVE: Duration = Duration::from_secs(30);
const KEEPALIVE_ANSWER: Duration = Duration::from_secs(20);
/// How often a stream without news says that it is still there.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// How long streams and calls may take to end when the server stops, before those who watch its health are let go too.
const DRAIN: Duration = Duration::from_secs(10);
const DRAIN_BEFORE_HEALTH_ENDS: Duration = Duration::from_millis(500);

/// How a place is served.
#[derive(Debug, Clone)]
pub struct Serving {
    /// Where gRPC listens.
    pub listen: SocketAddr,
    /// What the node does.
    pub roles: Roles,
    /// Where numbers and probes are served.
    pub metrics: Listen,
    /// The server's own certificate, if it serves over TLS.
    pub tls: Option<TlsFiles>,
    /// How much each agency may ask.
    pub limits: Limits,
    /// The portal.
    pub portal: PortalSettings,
    /// What is published of the log.
    pub publishing: PublishingSettings,
}

impl From<SocketAddr> for Serving {
    /// Every service, and nothing besides; no limits.
    fn from(listen: SocketAddr) -> Self {
        Self {
            listen,
            roles: Roles::all_services(),
            metrics: Listen::Off,
            tls: None,
            limits: Limits::none(),
            portal: PortalSettings::OFF,
            publishing: PublishingSettings::QUIET,
        }
    }
}

/// The services of an open place.
#[derive(Debug, Clone)]
pub struct Services {
    pub(super) record: throughline_record::Service,
    pub(super) story: throughline_timeline::Service,
    pub(super) people: throughline_people::Service<throughline_record::Service>,
    pub(super) sign_in: throughline_signin::Service<throughline_record::Service>,
    pub(super) audit: throughline_audit::Service,
}

impl Services {
    /// All services over an open place. They end their streams when `stopping` turns true.
    pub fn new(opened: &Opened, published: Published, stopping: watch::Receiver<bool>) -> Self {
        let recorder = Recorder::new(opened.log.clone(), Arc::clone(&opened.keys), Arc::clone(&opened.views), Arc::clone(&opened.access));
        let (views, access, looks) = (Arc::clone(&opened.views), Arc::clone(&opened.access), Arc::clone(&opened.looks));
        let record = throughline_record::Service::new(recorder, Arc::clone(&access), stopping.clone());
        Self {
            story: throughline_timeline::Service::new(
                Arc::clone(&views),
                Arc::clone(&access),
                Arc::clone(&looks),
                stopping.clone(),
                HEARTBEAT,
            ),
            people: throughline_people::Service::new(Arc::clone(&views), Arc::clone(&access), Arc::clone(&looks), record.clone()),
            sign_in: throughline_signin::Service::new(Arc::clone(&views), Arc::clone(&access), record.clone()),
            audit: throughline_audit::Service::new(opened.log.clone(), Arc::clone(&opened.keys), views, access, looks, published, stopping),
            record,
        }
    }

    /// Keeping what this node refuses.
    fn counting(self, refusals: Arc<Refusals>) -> Self {
        Self { audit: self.audit.counting(refusals), ..self }
    }
}

/// A server that is running.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// Where this machine's own commands reach it, in clear.
    pub loopback: SocketAddr,
    /// What is served, for whoever runs it in this process.
    pub whole: Here,
    /// Whether it is ready.
    pub readiness: Readiness,
    /// Tells readiness and health first that the node stops, and then the services.
    draining: watch::Sender<bool>,
    stop: watch::Sender<bool>,
    health: HealthReporter,
    telling: JoinHandle<()>,
    http: Option<http::Http>,
    portal: Option<portal::Beside>,
    publishing: Option<Publishing>,
    counting: JoinHandle<()>,
    served: JoinHandle<Result<(), tonic::transport::Error>>,
}

impl Running {
    /// Starts serving an open place, whether or not its view has caught up: until then callers are told so.
    pub async fn start(opened: &mut Opened, serving: impl Into<Serving>) -> anyhow::Result<Self> {
        Self::start_with(opened, serving.into(), None).await
    }

    /// The same, with a follower that brings news to agencies.
    pub async fn start_with(opened: &mut Opened, serving: Serving, fanout: Option<watch::Receiver<Status>>) -> anyhow::Result<Self> {
        let Serving { listen, roles, metrics, tls, limits, portal: wanted, publishing } = serving;
        let listening = Listening::on(listen, tls.as_ref(), opened).await?;
        let (address, loopback) = (listening.address, listening.loopback.local_addr()?);
        let beside = metrics.bind("metrics", "metrics").await?;
        let pages = wanted.at.bind("portal", "portal").await?;
        opened.lock.announce(&format!("http://{loopback}")).context("the folder's lock file cannot be written")?;
        let (draining, is_draining) = watch::channel(false);
        let (stop, stopping) = watch::channel(false);
        let readiness = Readiness::new(opened, roles, fanout, is_draining);
        let (health, health_service) = tonic_health::server::health_reporter();
        health::tell(&health, &readiness).await;
        let telling = tokio::spawn(health::follow(health.clone(), readiness.clone()));
        let http = beside.map(|listener| http::serve(listener, readiness.clone(), metrics::record()?)).transpose()?;
        let (published, publishing) = if readiness.roles().has(Role::Audit) {
            let publishing = Publishing::begin(opened, &publishing, stopping.clone()).await?;
            (publishing.published.clone(), Some(publishing))
        } else {
            (published(opened, &publishing)?.0, None)
        };
        let refusals = Arc::new(Refusals::new(opened.log.clone(), erasures::node(opened.views.path().parent().unwrap_or(Path::new(".")))?));
        let services = Services::new(opened, published, stopping.clone()).counting(Arc::clone(&refusals));
        let counting = tokio::spawn(refusals.run(stopping.clone()));
        let folder = opened.views.path().parent().unwrap_or(Path::new(".")).to_owned();
        let portal = pages.map(|listener| portal::begin(&folder, listener, wanted, loopback, stopping.clone())).transpose()?;
        let whole = whole(opened, services, health_service, readiness.roles(), limits);
        let served = tokio::spawn(serve(whole.clone(), listening, stopping));
        Ok(Self { address, loopback, whole, readiness, draining, stop, health, telling, http, portal, publishing, counting, served })
    }

    /// Where it listens, as callers write it.
    pub fn url(&self) -> String {
        let scheme = if self.address == self.loopback { "http" } else { "https" };
        format!("{scheme}://{}", self.address)
    }

    /// Where metrics are served, if they are.
    pub fn metrics(&self) -> Option<SocketAddr> {
        self.http.as_ref().map(|http| http.address)
    }

    /// The portal's address as browsers know it, if there is one.
    pub fn portal(&self) -> Option<&str> {
        self.portal.as_ref().map(|portal| portal.public.as_str())
    }

    /// Where tiles are served, if they are.
    pub fn tiles(&self) -> Option<SocketAddr> {
        self.publishing.as_ref().and_then(|publishing| publishing.address)
    }

    /// Stops: says that it does, takes no new calls, ends streams with a position to resume from, and lets what is under way finish.
    pub async fn stop(self) -> anyhow::Result<()> {
        let Self { draining, stop, mut health, telling, mut served, readiness, portal, publishing, counting, .. } = self;
        draining.send_replace(true);
        health::tell(&health, &readiness).await;
        telling.abort();
        stop.send_replace(true);
        if let Some(Err(error)) = match portal {
            Some(portal) => Some(portal.ended().await),
            None => None,
        } {
            tracing::error!(%error, "the portal ended badly");
        }
        if let Some(publishing) = publishing
            && let Err(error) = publishing.ended().await
        {
            tracing::error!(%error, "publishing ended badly");
        }
        // A store that is away keeps nobody from ending.
        _ = tokio::time::timeout(DRAIN_BEFORE_HEALTH_ENDS, counting).await;
        if let Ok(ended) = tokio::time::timeout(DRAIN_BEFORE_HEALTH_ENDS, &mut served).await {
            return Ok(ended.context("the server ended early")??);
        }
        health::end(&mut health, &readiness).await;
        match tokio::time::timeout(DRAIN, &mut served).await {
            Ok(ended) => ended.context("the server ended early")??,
            // Whoever holds a connection open for longer than this does not keep the others from their next server.
            Err(_) => served.abort(),
        }
        Ok(())
    }
}

/// Where connections come in.
struct Listening {
    address: SocketAddr,
    loopback: TcpListener,
    over_tls: Option<(TcpListener, Handshakes)>,
}

impl Listening {
    /// With a certificate, calls come over TLS; this machine's own commands have none, and a port of the loopback for themselves.
    async fn on(listen: SocketAddr, tls: Option<&TlsFiles>, opened: &Opened) -> anyhow::Result<Self> {
        let Some(files) = tls else {
            let loopback = bind(listen).await?;
            return Ok(Self { address: loopback.local_addr()?, loopback, over_tls: None });
        };
        let handshakes = Handshakes::new(files, opened.access.trust())?;
        let listener = bind(listen).await?;
        let loopback = bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
        Ok(Self { address: listener.local_addr()?, loopback, over_tls: Some((listener, handshakes)) })
    }
}

async fn bind(listen: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(listen).await.with_context(|| format!("nothing can listen on {listen}; is another server running there?"))
}

async fn serve(whole: Here, listening: Listening, mut stopping: watch::Receiver<bool>) -> Result<(), tonic::transport::Error> {
    let sealed = listening.over_tls.map(|(listener, handshakes)| handshakes.begin(listener, stopping.clone()));
    let stopped = async move {
        _ = stopping.wait_for(|stopping| *stopping).await;
    };
    let server = Server::builder()
        .http2_keepalive_interval(Some(KEEPALIVE))
        .http2_keepalive_timeout(Some(KEEPALIVE_ANSWER))
        .max_concurrent_streams(MOST_STREAMS_OF_A_CONNECTION)
        .http2_max_pending_accept_reset_streams(Some(MOST_RESETS_WAITING))
        .http2_max_local_error_reset_streams(Some(MOST_RESETS))
        .http2_max_header_list_size(LARGEST_HEADERS_BYTES);
    server.serve_with_incoming_shutdown(whole, incoming(listening.loopback, sealed), stopped).await
}
