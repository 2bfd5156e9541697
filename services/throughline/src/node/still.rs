//! Streams end when whoever called is no longer known: their token was taken away, their certificate has expired or was taken back, or its
//! authority has ended. Each call is asked at its beginning by `access`; this asks again, every second, for those that last. What the caller may
//! see is decided by the services, for every batch; never in here.

use std::{
    future::Future as _,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use http::{HeaderMap, Request, Response};
use http_body::{Body, Frame, SizeHint};
use throughline_access::{Access, Credential};
use throughline_proto::Refusal;
use tokio::time::{Sleep, sleep};
use tonic::Status;
use tower::{Layer, Service};

const ASK_AGAIN: Duration = Duration::from_secs(1);

/// Ends streams whose callers are no longer known.
#[derive(Clone)]
pub struct StillLayer {
    access: Arc<Access>,
    is_stream: Arc<dyn Fn(&str) -> bool + Send + Sync>,
}

impl StillLayer {
    /// By this door.
    pub fn new(access: Arc<Access>, is_stream: impl Fn(&str) -> bool + Send + Sync + 'static) -> Self {
        Self { access, is_stream: Arc::new(is_stream) }
    }
}

impl<S> Layer<S> for StillLayer {
    type Service = StillService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        StillService { inner, layer: self.clone() }
    }
}

/// A service whose streams end so.
#[derive(Clone)]
pub struct StillService<S> {
    inner: S,
    layer: StillLayer,
}

impl<S, B, R> Service<Request<B>> for StillService<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    S::Future: Send + 'static,
{
    type Response = Response<Still<R>>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let asked = (self.layer.is_stream)(request.uri().path())
            .then(|| (Arc::clone(&self.layer.access), Credential::of(request.headers(), request.extensions())))
            // Reflection and health answer everybody whom the connection lets in.
            .filter(|(access, credential)| credential.has_certificate() || access.agency(credential).is_ok());
        let answer = self.inner.call(request);
        Box::pin(async move { Ok(answer.await?.map(|body| Still { body, asking: asked.map(Asking::new) })) })
    }
}

/// An answer that ends early if it must.
pub struct Still<R> {
    body: R,
    asking: Option<Asking>,
}

struct Asking {
    access: Arc<Access>,
    credential: Credential,
    next: Pin<Box<Sleep>>,
    has_ended: bool,
}

impl Asking {
    fn new((access, credential): (Arc<Access>, Credential)) -> Self {
        Self { access, credential, next: Box::pin(sleep(ASK_AGAIN)), has_ended: false }
    }

    /// Why the stream must end, if it must.
    fn poll(&mut self, context: &mut Context<'_>) -> Option<Refusal> {
        while self.next.as_mut().poll(context).is_ready() {
            if let Err(refusal) = self.access.agency(&self.credential) {
                self.has_ended = true;
                return Some(refusal);
            }
            self.next.set(sleep(ASK_AGAIN));
        }
        None
    }
}

impl<R: Default> Default for Still<R> {
    fn default() -> Self {
        Self { body: R::default(), asking: None }
    }
}

impl<R: Body + Unpin> Body for Still<R> {
    type Data = R::Data;
    type Error = R::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        if let Some(asking) = &mut self.asking {
            if asking.has_ended {
                return Poll::Ready(None);
            }
            if let Some(refusal) = asking.poll(context) {
                return Poll::Ready(Some(Ok(Frame::trailers(trailers(refusal)))));
            }
        }
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.asking.as_ref().is_some_and(|asking| asking.has_ended) || self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        // It may end before the body does.
        if self.asking.is_some() { SizeHint::default() } else { self.body.size_hint() }
    }
}

fn trailers(refusal: Refusal) -> HeaderMap {
    let mut trailers = HeaderMap::new();
    // What cannot be written as trailers ends the stream all the same.
    _ = Status::from(refusal).add_header(&mut trailers);
    trailers
}
