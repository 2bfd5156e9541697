//! A collector of traces, as small as one can be: the public definition's server, which keeps what comes.

use std::net::Ipv4Addr;

use opentelemetry_proto::tonic::{
    collector::trace::v1::{
        ExportTraceServiceRequest, ExportTraceServiceResponse,
        trace_service_server::{TraceService, TraceServiceServer},
    },
    trace::v1::Span,
};
use tokio::{net::TcpListener, sync::watch};
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{Request, Response, Status, transport::Server};

/// A collector on a port of its own.
pub struct Collector {
    /// Where traces are sent.
    pub address: String,
    spans: watch::Receiver<Vec<Span>>,
}

struct Keeper(watch::Sender<Vec<Span>>);

#[tonic::async_trait]
impl TraceService for Keeper {
    async fn export(&self, request: Request<ExportTraceServiceRequest>) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let scopes = request.into_inner().resource_spans.into_iter().flat_map(|resource| resource.scope_spans);
        let spans: Vec<_> = scopes.flat_map(|scope| scope.spans).collect();
        self.0.send_modify(|kept| kept.extend(spans));
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

impl Collector {
    pub async fn new() -> Self {
        let (sender, spans) = watch::channel(Vec::new());
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let router = Server::builder().add_service(TraceServiceServer::new(Keeper(sender)));
        tokio::spawn(router.serve_with_incoming(TcpListenerStream::new(listener)));
        Self { address, spans }
    }

    /// Every span, once there is what is waited for.
    pub async fn spans(&mut self, is_there: impl Fn(&[Span]) -> bool) -> Vec<Span> {
        self.spans.wait_for(|spans| is_there(spans)).await.expect("the collector is there").clone()
    }
}
