//! How many calls there were, how they ended and how long they took to be answered: one layer around all services. A stream has ended
//! when its last message went out, and only then is it counted.

use std::{
    collections::HashMap,
    future::Future,
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll, ready},
    time::Instant,
};

use http::{HeaderMap, Request, Response};
use http_body::{Body, Frame, SizeHint};
use metrics::{Counter, Histogram};
use prost_reflect::DescriptorPool;
use throughline_proto::DESCRIPTORS;
use tonic::Code;
use tower::{Layer, Service};

/// How many calls there were, by method and how they ended.
pub const CALLS: &str = "throughline_calls_total";
/// How long they took until they began to be answered, by method.
pub const SECONDS: &str = "throughline_call_seconds";

/// gRPC has codes 0 to 16.
const CODES: usize = 17;

/// Counts calls.
#[derive(Clone)]
pub struct CallsLayer(Arc<Methods>);

/// Every method there is; what else is called is counted as one, so that nobody fills the memory with names of their own.
struct Methods {
    known: HashMap<String, Arc<Method>>,
    other: Arc<Method>,
}

struct Method {
    name: Arc<str>,
    seconds: Histogram,
    calls: [OnceLock<Counter>; CODES],
}

impl CallsLayer {
    /// Counts the calls of the wire's methods.
    pub fn new() -> Self {
        let pool = DescriptorPool::decode(DESCRIPTORS).unwrap_or_default();
        let methods = pool.services().flat_map(|service| service.methods().collect::<Vec<_>>());
        let known = methods.map(|method| {
            let (service, name) = (method.parent_service(), method.name());
            let told = format!("{}/{name}", service.name());
            (format!("/{}/{name}", service.full_name()), Arc::new(Method::new(&told)))
        });
        Self(Arc::new(Methods { known: known.collect(), other: Arc::new(Method::new("other")) }))
    }
}

impl Method {
    fn new(name: &str) -> Self {
        let name: Arc<str> = name.into();
        let seconds = metrics::histogram!(SECONDS, "method" => Arc::clone(&name));
        Self { name, seconds, calls: [const { OnceLock::new() }; CODES] }
    }

    fn count(&self, code: Code) {
        let counter = self
            .calls
            .get(code as usize)
            .map(|counter| counter.get_or_init(|| metrics::counter!(CALLS, "method" => Arc::clone(&self.name), "code" => name_of(code))));
        if let Some(counter) = counter {
            counter.increment(1);
        }
    }
}

impl<S> Layer<S> for CallsLayer {
    type Service = CallsService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        CallsService { inner, methods: Arc::clone(&self.0) }
    }
}

/// A service whose calls are counted.
#[derive(Clone)]
pub struct CallsService<S> {
    inner: S,
    methods: Arc<Methods>,
}

impl<S, B, R> Service<Request<B>> for CallsService<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    S::Future: Send + 'static,
{
    type Response = Response<Counted<R>>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let method = Arc::clone(self.methods.known.get(request.uri().path()).unwrap_or(&self.methods.other));
        let mut unanswered = Unanswered { method: Some(Arc::clone(&method)), begun: Instant::now() };
        let answer = self.inner.call(request);
        Box::pin(async move {
            let response = answer.await?;
            unanswered.answered();
            // A call without an answer has its code in the headers; others have it after the last message.
            let ended = code_in(response.headers());
            if let Some(code) = ended {
                method.count(code);
            }
            Ok(response.map(|body| Counted { body, awaited: ended.is_none().then_some(method) }))
        })
    }
}

/// A call that has no answer yet. One that never gets any, since its deadline passed or its caller has gone, is counted all the same.
struct Unanswered {
    method: Option<Arc<Method>>,
    begun: Instant,
}

impl Unanswered {
    fn answered(&mut self) -> Option<Arc<Method>> {
        let method = self.method.take();
        method.iter().for_each(|method| method.seconds.record(self.begun.elapsed().as_secs_f64()));
        method
    }
}

impl Drop for Unanswered {
    fn drop(&mut self) {
        self.answered().iter().for_each(|method| method.count(Code::Cancelled));
    }
}

/// An answer that is counted when it is over.
pub struct Counted<R> {
    body: R,
    awaited: Option<Arc<Method>>,
}

impl<R> Counted<R> {
    fn count(&mut self, code: Code) {
        if let Some(method) = self.awaited.take() {
            method.count(code);
        }
    }
}

impl<R> Drop for Counted<R> {
    fn drop(&mut self) {
        // Whoever called has gone before the end.
        self.count(Code::Cancelled);
    }
}

impl<R: Body + Unpin> Body for Counted<R> {
    type Data = R::Data;
    type Error = R::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        match &frame {
            Some(Ok(frame)) => {
                if let Some(code) = frame.trailers_ref().and_then(code_in) {
                    self.count(code);
                }
            }
            Some(Err(_)) => self.count(Code::Unknown),
            None => self.count(Code::Ok),
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

fn code_in(headers: &HeaderMap) -> Option<Code> {
    headers.get("grpc-status").map(|code| Code::from_bytes(code.as_bytes()))
}

fn name_of(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}
