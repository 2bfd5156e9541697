//! Every error has exactly one `ErrorInfo`. Those that tonic gives by itself (a message that is too large, an unknown method, bytes
//! that are no message) have none, and get theirs here.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use http::{Request, Response};
use throughline_proto::{Refusal, v1::Reason};
use tonic::{Code, Status};
use tower::{Layer, Service};

/// Puts an `ErrorInfo` where an error has none.
#[derive(Debug, Clone, Copy)]
pub struct ErrorInfoLayer;

impl<S> Layer<S> for ErrorInfoLayer {
    type Service = ErrorInfoService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        ErrorInfoService(inner)
    }
}

/// A service whose errors all have an `ErrorInfo`.
#[derive(Debug, Clone)]
pub struct ErrorInfoService<S>(S);

impl<S, B, R> Service<Request<B>> for ErrorInfoService<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    S::Future: Send + 'static,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let answer = self.0.call(request);
        Box::pin(async move {
            let mut response = answer.await?;
            // Errors before the first message come in the headers; later ones are our own, and have theirs.
            if let Some(status) =
                Status::from_header_map(response.headers()).filter(|status| status.code() != Code::Ok && status.details().is_empty())
            {
                let told: Status = refusal(&status).into();
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

/// What a status without a reason is said as.
fn refusal(status: &Status) -> Refusal {
    let message = status.message();
    match status.code() {
        Code::OutOfRange | Code::ResourceExhausted if message.contains("too large") => {
            Refusal::new(Reason::TooLarge, "the message is larger than this server reads at all; send less in one request")
        }
        Code::Internal | Code::InvalidArgument => {
            Refusal::new(Reason::Malformed, "the message on the wire cannot be read as what this method takes")
        }
        Code::Unimplemented => {
            Refusal::new(Reason::NotAllowed, "there is no such method here; `throughline call --list` shows those there are")
        }
        Code::DeadlineExceeded | Code::Cancelled => Refusal::new(Reason::ViewBehind, "the call ran out of time"),
        _ => Refusal::new(Reason::Internal, message.to_owned()),
    }
}
