//! How much an agency may ask, held at the door: after it is known who calls, before anything else is done. Health and reflection are free.
//! And how long a call may take: whoever sends it byte by byte holds nothing for longer.

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use http::{Extensions, HeaderMap, Request, Response};
use throughline_access::limits::{Counter, Written};
use throughline_proto::{Refusal, v1::Reason};
use throughline_views::Views;
use tokio::time::timeout;
use tonic::Status;
use tower::{Layer, Service};

/// The services that are limited.
const OURS: &str = "/throughline.";
/// How long a call that is no stream may take, from its headers to its answer. Longer than anything here waits for.
const LONGEST_CALL: Duration = Duration::from_secs(60);

/// Which agency is calling; none where that is not known.
type Agency = dyn Fn(&HeaderMap, &Extensions) -> Option<String> + Send + Sync;

/// The log as a node's views tell it.
pub struct OfViews(pub Arc<Views>);

impl Written for OfViews {
    fn written(&self, agency: &str, now_us: i64) -> u64 {
        self.0.written(agency, now_us)
    }

    fn now_us(&self) -> i64 {
        throughline_views::now_us()
    }
}

/// Turns away what is more than an agency may ask.
#[derive(Clone)]
pub struct LimitsLayer {
    counter: Arc<Counter>,
    is_stream: Arc<dyn Fn(&str) -> bool + Send + Sync>,
    agency: Arc<Agency>,
}

impl LimitsLayer {
    /// By this count.
    pub fn new(
        counter: Arc<Counter>,
        is_stream: impl Fn(&str) -> bool + Send + Sync + 'static,
        agency: impl Fn(&HeaderMap, &Extensions) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        Self { counter, is_stream: Arc::new(is_stream), agency: Arc::new(agency) }
    }

    /// Lets a call through, with what its agency may still ask beside it.
    fn admit<B>(&self, request: &mut Request<B>) -> Result<(), Refusal> {
        if !request.uri().path().starts_with(OURS) {
            return Ok(());
        }
        let Some(agency) = (self.agency)(request.headers(), request.extensions()) else {
            return self.counter.take_stranger();
        };
        let allowance = self.counter.allowance(&agency);
        allowance.take_request()?;
        request.extensions_mut().insert(allowance);
        Ok(())
    }
}

impl<S> Layer<S> for LimitsLayer {
    type Service = LimitsService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        LimitsService { inner, layer: self.clone() }
    }
}

/// A service of which nobody asks too much.
#[derive(Clone)]
pub struct LimitsService<S> {
    inner: S,
    layer: LimitsLayer,
}

impl<S, B, R> Service<Request<B>> for LimitsService<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    S::Future: Send + 'static,
    R: Default,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        if let Err(refusal) = self.layer.admit(&mut request) {
            return Box::pin(async { Ok(Status::from(refusal).into_http()) });
        }
        let is_stream = (self.layer.is_stream)(request.uri().path());
        let answer = self.inner.call(request);
        if is_stream {
            return Box::pin(answer);
        }
        Box::pin(async move { timeout(LONGEST_CALL, answer).await.unwrap_or_else(|_| Ok(Status::from(too_long()).into_http())) })
    }
}

fn too_long() -> Refusal {
    Refusal::new(
        Reason::ViewBehind,
        "the call took too long, or did not come in whole; send it again, with the same request_id if it writes",
    )
}
