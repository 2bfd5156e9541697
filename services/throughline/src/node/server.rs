//! The gRPC server: the four services, health and reflection, on the loopback.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::Context as _;
use throughline_proto::{
    DESCRIPTORS,
    v1::{
        audit_service_server::AuditServiceServer, people_service_server::PeopleServiceServer, record_service_server::RecordServiceServer,
        story_service_server::StoryServiceServer,
    },
};
use throughline_record::Recorder;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};
use tonic::transport::{Server, server::TcpIncoming};

use super::{Opened, busy::BusyLayer, errors::ErrorInfoLayer};

/// The largest message that is read at all; what an event, words or a request may have is checked after that, with a better answer.
const LARGEST_MESSAGE_BYTES: usize = 16 << 20;
/// How many calls may be under way, on all connections together.
const MOST_CALLS: usize = 2_048;
/// How often a stream without news says that it is still there.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// How long streams and calls may take to end when the server stops.
const DRAIN: Duration = Duration::from_secs(10);

/// The services of an open place.
#[derive(Debug, Clone)]
pub struct Services {
    record: throughline_record::Service,
    story: throughline_timeline::Service,
    people: throughline_people::Service<throughline_record::Service>,
    audit: throughline_audit::Service,
}

impl Services {
    /// All services over an open place. They end their streams when `stopping` turns true.
    pub fn new(opened: &Opened, stopping: watch::Receiver<bool>) -> Self {
        let recorder = Recorder::new(opened.log.clone(), Arc::clone(&opened.keys), Arc::clone(&opened.views));
        let (views, access) = (Arc::clone(&opened.views), Arc::clone(&opened.access));
        let record = throughline_record::Service::new(recorder, Arc::clone(&access));
        Self {
            story: throughline_timeline::Service::new(Arc::clone(&views), Arc::clone(&access), stopping, HEARTBEAT),
            people: throughline_people::Service::new(Arc::clone(&views), Arc::clone(&access), record.clone()),
            audit: throughline_audit::Service::new(opened.log.clone(), Arc::clone(&opened.keys), views, access),
            record,
        }
    }
}

/// A server that is running.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    stop: watch::Sender<bool>,
    served: JoinHandle<Result<(), tonic::transport::Error>>,
}

impl Running {
    /// Starts serving an open place.
    pub async fn start(opened: &mut Opened, listen: SocketAddr) -> anyhow::Result<Self> {
        let listener =
            TcpListener::bind(listen).await.with_context(|| format!("nothing can listen on {listen}; is another server running there?"))?;
        let address = listener.local_addr()?;
        opened.lock.announce(&format!("http://{address}")).context("the folder's lock file cannot be written")?;
        let (stop, stopping) = watch::channel(false);
        let services = Services::new(opened, stopping.clone());
        let served = tokio::spawn(serve(services, listener, stopping));
        Ok(Self { address, stop, served })
    }

    /// Stops: takes no new calls, ends streams with a position to resume from, and lets what is under way finish.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.stop.send_replace(true);
        let mut served = self.served;
        match tokio::time::timeout(DRAIN, &mut served).await {
            Ok(ended) => ended.context("the server ended early")??,
            // Whoever holds a connection open for longer than this does not keep the others from their next server.
            Err(_) => served.abort(),
        }
        Ok(())
    }
}

async fn serve(services: Services, listener: TcpListener, mut stopping: watch::Receiver<bool>) -> Result<(), tonic::transport::Error> {
    let (health, health_service) = tonic_health::server::health_reporter();
    health.set_serving::<RecordServiceServer<throughline_record::Service>>().await;
    health.set_serving::<StoryServiceServer<throughline_timeline::Service>>().await;
    health.set_serving::<PeopleServiceServer<throughline_people::Service<throughline_record::Service>>>().await;
    health.set_serving::<AuditServiceServer<throughline_audit::Service>>().await;
    let stopped = async move {
        _ = stopping.wait_for(|stopping| *stopping).await;
    };
    let mut router = Server::builder()
        .http2_keepalive_interval(Some(Duration::from_secs(30)))
        .layer(ErrorInfoLayer)
        .layer(BusyLayer::new(MOST_CALLS))
        .add_service(health_service)
        .add_service(RecordServiceServer::new(services.record).max_decoding_message_size(LARGEST_MESSAGE_BYTES))
        .add_service(StoryServiceServer::new(services.story).max_encoding_message_size(usize::MAX))
        .add_service(PeopleServiceServer::new(services.people))
        .add_service(AuditServiceServer::new(services.audit).max_encoding_message_size(usize::MAX));
    // Reflection of our own descriptors cannot fail to be built; if it did, the services are worth more than it.
    if let Ok(reflection) = reflection().build_v1() {
        router = router.add_service(reflection);
    }
    if let Ok(reflection) = reflection().build_v1alpha() {
        router = router.add_service(reflection);
    }
    // tonic leaves sockets that it did not accept itself as they are, and delayed acknowledgements would hold answers back for 40 ms.
    router.serve_with_incoming_shutdown(TcpIncoming::from(listener).with_nodelay(Some(true)), stopped).await
}

fn reflection() -> tonic_reflection::server::Builder<'static> {
    tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(DESCRIPTORS)
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
}
