//! Every error has exactly one `ErrorInfo`. Those that tonic gives by itself (a message that is too large, an unknown method, bytes
//! that are no message) have none, and get theirs here. What may not be told takes its time here, in steps, so that its time tells little.

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use http::{Request, Response};
use throughline_access::untold::{HIDE, STEP, next_step};
use throughline_proto::{Refusal, v1::Reason};
use tokio::time::{Instant, sleep_until};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;
use tower::{Layer, Service};

use crate::config::{Role, Roles};

/// Looking for somebody takes the longer the more people are passed over whom the caller may not know of: every answer of these waits for a
/// step of its own.
const SEARCHES: [(&str, Duration); 2] =
    [("/throughline.v1.PeopleService/FindPeople", STEP), ("/throughline.v1.PeopleService/MatchPeople", Duration::from_millis(16))];

/// Puts an `ErrorInfo` where an error has none.
#[derive(Debug, Clone)]
pub struct ErrorInfoLayer(Arc<Roles>);

impl ErrorInfoLayer {
    /// For a node with these roles.
    pub fn new(roles: Roles) -> Self {
        Self(Arc::new(roles))
    }
}

impl<S> Layer<S> for ErrorInfoLayer {
    type Service = ErrorInfoService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        ErrorInfoService { inner, roles: Arc::clone(&self.0) }
    }
}

/// A service whose errors all have an `ErrorInfo`.
#[derive(Debug, Clone)]
pub struct ErrorInfoService<S> {
    inner: S,
    roles: Arc<Roles>,
}

impl<S, B, R> Service<Request<B>> for ErrorInfoService<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    S::Future: Send + 'static,
    R: Send + 'static,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        // Only for a service that is not here is its name wanted later.
        let elsewhere = self.elsewhere(request.uri().path());
        // gRPC's own services (health, reflection) have statuses of their own, by which programs go.
        let is_ours = !request.uri().path().starts_with("/grpc.");
        let search = SEARCHES.iter().find(|(path, _)| *path == request.uri().path()).map(|(_, step)| *step);
        let came = Instant::now();
        let answer = self.inner.call(request);
        Box::pin(async move {
            let mut response = answer.await?;
            // Errors before the first message come in the headers; later ones are our own, and have theirs.
            let status = Status::from_header_map(response.headers());
            if let Some(step) = search.or_else(|| status.as_ref().is_some_and(hides).then_some(STEP)) {
                sleep_until(came + next_step(step, came.elapsed())).await;
            }
            if let Some(status) = status.filter(|status| is_ours && status.code() != Code::Ok && status.details().is_empty()) {
                let told: Status = refusal(&status, elsewhere).into();
                // The reason's own code; but that a method is not there is said in gRPC's way, by which programs know an older server.
                let code = if status.code() == Code::Unimplemented { Code::Unimplemented } else { told.code() };
                let told = Status::with_details(code, told.message(), told.details().to_vec().into());
                // The headers are only replaced when the status fits into them, which a plain sentence does.
                _ = told.add_header(response.headers_mut());
            }
            Ok(response)
        })
    }
}

impl<S> ErrorInfoService<S> {
    /// The role that another node has, if it takes that to answer.
    fn elsewhere(&self, path: &str) -> Option<Role> {
        let service = path.trim_start_matches('/').split('/').next().unwrap_or_default();
        Role::of_service(service).filter(|role| !self.roles.has(*role))
    }
}

fn hides(status: &Status) -> bool {
    status.get_details_error_info().is_some_and(|info| HIDE.iter().any(|reason| reason.name() == info.reason))
}

/// What a status without a reason is said as.
fn refusal(status: &Status, elsewhere: Option<Role>) -> Refusal {
    let message = status.message();
    match status.code() {
        Code::OutOfRange | Code::ResourceExhausted if message.contains("too large") => {
            Refusal::new(Reason::TooLarge, "the message is larger than this server reads at all; send less in one request")
        }
        Code::Internal | Code::InvalidArgument => {
            Refusal::new(Reason::Malformed, "the message on the wire cannot be read as what this method takes")
        }
        Code::Unimplemented if let Some(role) = elsewhere => {
            let role = role.name();
            Refusal::new(Reason::NotAllowed, format!("this node has not the role {role}; call one that serves with --role {role}"))
        }
        Code::Unimplemented => {
            Refusal::new(Reason::NotAllowed, "there is no such method here; `throughline call --list` shows those there are")
        }
        Code::DeadlineExceeded | Code::Cancelled => Refusal::new(Reason::ViewBehind, "the call ran out of time"),
        _ => Refusal::new(Reason::Internal, message.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::sleep;
    use tower::service_fn;

    use super::*;

    /// How long an answer takes that was worked out in so many milliseconds.
    async fn told_after(worked_ms: u64, reason: Reason) -> u128 {
        after(worked_ms, Status::from(Refusal::new(reason, "no such person, or not for you")), "/").await
    }

    async fn after(worked_ms: u64, answer: Status, path: &str) -> u128 {
        let answers = service_fn(move |_: Request<()>| {
            let answer = answer.clone();
            Box::pin(async move {
                sleep(Duration::from_millis(worked_ms)).await;
                Ok::<_, Status>(answer.into_http::<()>())
            }) as Pin<Box<dyn Future<Output = Result<Response<()>, Status>> + Send>>
        });
        let began = Instant::now();
        let request = Request::builder().uri(path).body(()).expect("a request");
        ErrorInfoLayer::new(Roles::all_services()).layer(answers).call(request).await.expect("it is answered");
        began.elapsed().as_millis()
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_not_told_takes_as_long_whatever_it_took_to_find_out() {
        for worked_ms in [0, 1, 7, 24] {
            assert_eq!(told_after(worked_ms, Reason::PersonUnknown).await, 25, "{worked_ms}");
        }
        assert_eq!(told_after(26, Reason::EventUnknown).await, 50);
        assert_eq!(told_after(7, Reason::TooBusy).await, 7, "what hides nothing does not wait");
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_is_passed_over_in_a_search_is_not_to_be_told_by_its_time() {
        for (path, step_ms) in [("/throughline.v1.PeopleService/FindPeople", 25), ("/throughline.v1.PeopleService/MatchPeople", 16)] {
            assert_eq!(after(1, Status::ok(""), path).await, step_ms);
            assert_eq!(after(14, Status::ok(""), path).await, step_ms);
            let service = throughline_proto::v1::people_service_server::SERVICE_NAME;
            assert_eq!(path.split('/').nth(1), Some(service));
        }
        assert_eq!(after(7, Status::ok(""), "/throughline.v1.StoryService/GetStory").await, 7);
    }
}
