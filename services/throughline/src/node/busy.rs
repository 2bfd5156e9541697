//! Bounded concurrency, shared fairly: what is more than can be worked on at once is answered at once, with a delay after which to try
//! again, instead of waiting in a queue that nobody sees. An agency may have as much of the room as it leaves free for others, so that
//! one agency's flood is turned away while another's single call finds room. Whoever is not known shares one share with all others who
//! are not.

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use http::{Extensions, HeaderMap, Request, Response};
use http_body::{Body, Frame, SizeHint};
use throughline_proto::{Refusal, v1::Reason};
use tonic::Status;
use tower::{Layer, Service};

use super::room::{Place, Room};

/// When a caller who was turned away may try again.
const TRY_AGAIN: Duration = Duration::from_millis(250);

/// Which agency is calling; none where that is not known.
type Agency = dyn Fn(&HeaderMap, &Extensions) -> Option<String> + Send + Sync;

/// Lets so many calls be under way at once.
#[derive(Clone)]
pub struct BusyLayer {
    calls: Arc<Room>,
    streams: Arc<Room>,
    is_stream: Arc<dyn Fn(&str) -> bool + Send + Sync>,
    agency: Arc<Agency>,
}

impl BusyLayer {
    /// Bounds for all connections together: of calls, and of streams, which last.
    pub fn new(
        most_calls: usize,
        most_streams: usize,
        is_stream: impl Fn(&str) -> bool + Send + Sync + 'static,
        agency: impl Fn(&HeaderMap, &Extensions) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        let (calls, streams) = (Arc::new(Room::new(most_calls)), Arc::new(Room::new(most_streams)));
        Self { calls, streams, is_stream: Arc::new(is_stream), agency: Arc::new(agency) }
    }
}

impl<S> Layer<S> for BusyLayer {
    type Service = BusyService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        BusyService { inner, layer: self.clone() }
    }
}

/// A service that turns away what is too much.
#[derive(Clone)]
pub struct BusyService<S> {
    inner: S,
    layer: BusyLayer,
}

impl<S, B, R> Service<Request<B>> for BusyService<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    S::Future: Send + 'static,
    R: Default,
{
    type Response = Response<Held<R>>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let room = if (self.layer.is_stream)(request.uri().path()) { &self.layer.streams } else { &self.layer.calls };
        let agency = (self.layer.agency)(request.headers(), request.extensions());
        let Some(place) = Room::enter(room, agency.as_deref()) else {
            throughline_log::gauges::turned_away(agency.as_deref().unwrap_or("unknown"));
            return Box::pin(async { Ok(Status::from(too_busy()).into_http()) });
        };
        let answer = self.inner.call(request);
        // Held until the answer has been read, or the stream has ended.
        Box::pin(async move { Ok(answer.await?.map(|body| Held { body, _place: Some(place) })) })
    }
}

fn too_busy() -> Refusal {
    Refusal::new(Reason::TooBusy, "more of your calls are under way than this server works on at once; try again in a moment")
        .retry_after(TRY_AGAIN)
}

/// An answer that keeps its place until it is over.
#[derive(Default)]
pub struct Held<R> {
    body: R,
    _place: Option<Place>,
}

impl<R: Body + Unpin> Body for Held<R> {
    type Data = R::Data;
    type Error = R::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use http::header::AUTHORIZATION;
    use tonic::Code;
    use tonic_types::StatusExt as _;
    use tower::{ServiceExt as _, service_fn};

    use super::*;

    type Never = std::convert::Infallible;

    fn of(caller: &str) -> Request<()> {
        Request::builder().header(AUTHORIZATION, caller).body(()).unwrap()
    }

    fn layer(most: usize) -> BusyLayer {
        // An agency may have several credentials.
        let agency = |headers: &HeaderMap, _: &Extensions| Some(headers.get(AUTHORIZATION)?.to_str().ok()?.split(' ').next()?.to_owned());
        BusyLayer::new(most, most, |path| path == "/stream", agency)
    }

    #[tokio::test]
    async fn a_call_too_many_is_turned_away_with_a_reason_and_another_callers_single_call_is_not() {
        let never = service_fn(|_: Request<()>| std::future::pending::<Result<Response<String>, Never>>());
        let service = layer(8).layer(never);
        let flood = |token: u32| service.clone().oneshot(of(&format!("flood {token}")));
        let mut under_way: Vec<_> = (0..4).map(|token| Box::pin(flood(token))).collect();
        for call in &mut under_way {
            assert!(futures_util::poll!(call.as_mut()).is_pending());
        }
        let answer = flood(4).await.unwrap();
        let status = Status::from_header_map(answer.headers()).unwrap();
        assert_eq!(status.code(), Code::ResourceExhausted);
        assert!(status.get_details_error_info().is_some_and(|info| info.reason == "TOO_BUSY"));
        assert_eq!(status.get_details_retry_info().and_then(|retry| retry.retry_delay), Some(TRY_AGAIN));
        let mut single = Box::pin(service.oneshot(of("single")));
        assert!(futures_util::poll!(single.as_mut()).is_pending(), "it is worked on");
    }

    #[tokio::test]
    async fn places_are_given_back_when_the_answer_was_read_and_nobody_is_remembered() {
        let at_once = service_fn(|_: Request<()>| async { Ok::<_, Never>(Response::new(String::new())) });
        let busy = layer(2);
        let service = busy.layer(at_once);
        let held = service.clone().oneshot(of("reader")).await.unwrap();
        assert!(Status::from_header_map(service.clone().oneshot(of("reader")).await.unwrap().headers()).is_some(), "there is no room");
        drop(held);
        assert!(Status::from_header_map(service.oneshot(of("reader")).await.unwrap().headers()).is_none());
        assert!(busy.calls.is_empty());
    }

    #[tokio::test]
    async fn streams_that_last_leave_the_calls_their_room() {
        let at_once = service_fn(|_: Request<()>| async { Ok::<_, Never>(Response::new(String::new())) });
        let service = layer(2).layer(at_once);
        let stream = || Request::builder().uri("/stream").body(()).unwrap();
        let _held = service.clone().oneshot(stream()).await.unwrap();
        assert!(Status::from_header_map(service.clone().oneshot(stream()).await.unwrap().headers()).is_some());
        assert!(Status::from_header_map(service.oneshot(Request::new(())).await.unwrap().headers()).is_none());
    }
}
