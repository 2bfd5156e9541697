//! Bounded concurrency: what is more than can be worked on at once is answered at once, with a delay after which to try again, instead
//! of waiting in a queue that nobody sees.

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use http::{Request, Response};
use throughline_proto::{Refusal, v1::Reason};
use tokio::sync::Semaphore;
use tonic::Status;
use tower::{Layer, Service};

/// When a caller who was turned away may try again.
const TRY_AGAIN: Duration = Duration::from_millis(250);

/// Lets so many calls begin at once. A stream counts until it has begun to answer.
#[derive(Debug, Clone)]
pub struct BusyLayer(Arc<Semaphore>);

impl BusyLayer {
    /// A bound for all connections together.
    pub fn new(most_calls: usize) -> Self {
        Self(Arc::new(Semaphore::new(most_calls)))
    }
}

impl<S> Layer<S> for BusyLayer {
    type Service = BusyService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        BusyService { inner, room: Arc::clone(&self.0) }
    }
}

/// A service that turns away what is too much.
#[derive(Debug, Clone)]
pub struct BusyService<S> {
    inner: S,
    room: Arc<Semaphore>,
}

impl<S, B, R> Service<Request<B>> for BusyService<S>
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

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let Ok(permit) = Arc::clone(&self.room).try_acquire_owned() else {
            return Box::pin(async { Ok(Status::from(too_busy()).into_http()) });
        };
        let answer = self.inner.call(request);
        Box::pin(async move {
            let response = answer.await;
            drop(permit);
            response
        })
    }
}

fn too_busy() -> Refusal {
    Refusal::new(Reason::TooBusy, "more calls are under way than this server works on at once; try again in a moment")
        .retry_after(TRY_AGAIN)
}

#[cfg(test)]
mod tests {
    use tonic::Code;
    use tower::{ServiceExt as _, service_fn};

    use super::*;

    #[tokio::test]
    async fn a_call_too_many_is_turned_away_with_a_reason() {
        let never = service_fn(|_: Request<()>| std::future::pending::<Result<Response<String>, std::convert::Infallible>>());
        let service = BusyLayer::new(1).layer(never);
        let first = tokio::spawn(service.clone().oneshot(Request::new(())));
        tokio::task::yield_now().await;
        let answer = service.oneshot(Request::new(())).await.unwrap();
        let status = Status::from_header_map(answer.headers()).unwrap();
        assert_eq!(status.code(), Code::ResourceExhausted);
        assert!(!status.details().is_empty(), "it has its ErrorInfo");
        first.abort();
    }
}
