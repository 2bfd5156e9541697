//! One span for each call, as part of its caller's trace where the call brings one (W3C trace context). Without a collector of traces a
//! span costs a comparison. No id and no word of a request ever enters one.

use std::{
    collections::HashSet,
    sync::OnceLock,
    task::{Context, Poll},
};

use http::{Request, Response};
use prost_reflect::DescriptorPool;
use throughline_proto::DESCRIPTORS;
use tower::{Layer, Service};
use tracing::{Instrument as _, Span, info_span, instrument::Instrumented};

use crate::telemetry;

/// Puts every call into a span.
#[derive(Debug, Clone, Copy)]
pub struct SpansLayer;

impl<S> Layer<S> for SpansLayer {
    type Service = SpansService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        SpansService(inner)
    }
}

/// A service whose calls have spans.
#[derive(Debug, Clone)]
pub struct SpansService<S>(S);

impl<S, B, R> Service<Request<B>> for SpansService<S>
where
    S: Service<Request<B>, Response = Response<R>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Instrumented<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let span = span_of(&request);
        self.0.call(request).instrument(span)
    }
}

fn span_of<B>(request: &Request<B>) -> Span {
    let path = request.uri().path().trim_start_matches('/');
    let (service, method) = path.split_once('/').unwrap_or((path, ""));
    // Whoever calls a method that is not there may have written anything.
    if !methods().contains(request.uri().path()) {
        return Span::none();
    }
    let span = info_span!(
        parent: None,
        "call",
        otel.name = path,
        otel.kind = "server",
        rpc.system = "grpc",
        rpc.service = service,
        rpc.method = method
    );
    telemetry::continue_trace(&span, request.headers());
    span
}

/// The paths of all methods of the wire.
fn methods() -> &'static HashSet<String> {
    static METHODS: OnceLock<HashSet<String>> = OnceLock::new();
    METHODS.get_or_init(|| {
        let pool = DescriptorPool::decode(DESCRIPTORS).unwrap_or_default();
        let methods = pool.services().flat_map(|service| service.methods().collect::<Vec<_>>());
        methods.map(|method| format!("/{}/{}", method.parent_service().full_name(), method.name())).collect()
    })
}
