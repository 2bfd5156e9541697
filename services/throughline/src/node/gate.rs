//! The gate before the services: a node that has just begun answers nothing by a picture that is not whole yet. It listens already, so
//! that whoever asks is told at once, instead of waiting for a connection.

use std::{
    sync::Arc,
    task::{Context, Poll},
};

use futures_util::future::Either;
use http::{Request, Response};
use throughline_proto::Refusal;
use throughline_views::{ViewError, Views};
use tonic::Status;
use tower::{Layer, Service};

/// The services that the gate is before; health and reflection are free.
const OURS: &str = "/throughline.v1.";

/// Turns calls away until the view has caught up.
#[derive(Debug, Clone)]
pub struct GateLayer(Arc<Views>);

impl GateLayer {
    /// A gate that opens when this view has caught up.
    pub fn new(views: Arc<Views>) -> Self {
        Self(views)
    }
}

impl<S> Layer<S> for GateLayer {
    type Service = GateService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        GateService { inner, views: Arc::clone(&self.0) }
    }
}

/// A service behind the gate.
#[derive(Debug, Clone)]
pub struct GateService<S> {
    inner: S,
    views: Arc<Views>,
}

impl<S, B, R> Service<Request<B>> for GateService<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    R: Default,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = Either<std::future::Ready<Result<Self::Response, Self::Error>>, S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        if self.views.has_caught_up() || !request.uri().path().starts_with(OURS) {
            return Either::Right(self.inner.call(request));
        }
        let refusal = Refusal::from(ViewError::Beginning { reached: self.views.position() });
        Either::Left(std::future::ready(Ok(Status::from(refusal).into_http())))
    }
}
