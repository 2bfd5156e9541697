//! The way from a call to its service: a connection, or a step within this process. In the same process a replay of millions crosses no socket.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use http::{Request, Response};
use throughline_access::certificates::Peer;
use tonic::{body::Body, transport::Channel};
use tower::{BoxError, Service, util::BoxCloneSyncService};

/// The services of a node in this process, as one.
pub type Here = BoxCloneSyncService<Request<Body>, Response<Body>, BoxError>;

/// Where calls go.
#[derive(Debug, Clone)]
pub enum Way {
    /// To a server, over a connection.
    Away(Channel),
    /// To the node of this process.
    Here(Here),
}

impl Service<Request<Body>> for Way {
    type Response = Response<Body>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        match self {
            Self::Away(channel) => channel.poll_ready(context).map_err(BoxError::from),
            Self::Here(services) => services.poll_ready(context),
        }
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        match self {
            Self::Away(channel) => {
                let answered = channel.call(request);
                Box::pin(async move { Ok(answered.await?) })
            }
            Self::Here(services) => {
                // Who calls from this process is on this machine, as on its loopback.
                request.extensions_mut().insert(Peer::Loopback);
                services.call(request)
            }
        }
    }
}
