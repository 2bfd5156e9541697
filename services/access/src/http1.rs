//! Plain HTTP/1, for the portal's pages and a node's numbers: how it is served so that whoever only holds connections open keeps nobody out. What
//! is answered is not known here.

use std::{convert::Infallible, error::Error, future::Future, io, pin::pin, time::Duration};

use hyper::{
    Request, Response,
    body::{Body, Incoming},
    server::conn::http1,
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
    time::{sleep, timeout},
};
use tonic::codegen::Service;

/// Whoever has begun to ask has said so by then; also for how long a connection lies idle between questions.
const HEADER: Duration = Duration::from_secs(10);
/// So many connections are open at once. Others wait until one ends, which is soon.
const MOST_CONNECTIONS: usize = 512;
/// A connection takes no more questions after so long, and its last answer is given up after as long again: nobody keeps one by reading slowly.
const LONGEST: Duration = Duration::from_secs(60);
/// Where nothing can be accepted, as without file descriptors, it is not tried all the time.
const BEFORE_TRYING_AGAIN: Duration = Duration::from_millis(100);

/// Serves until it is told to stop and what is under way has ended. Whoever drops it ends every connection.
pub async fn serve<S, B>(listener: TcpListener, service: S, stopped: impl Future<Output = ()>)
where
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
    B: Body<Data: Send, Error: Into<Box<dyn Error + Send + Sync>>> + Send + 'static,
{
    let mut stopped = pin!(stopped);
    let (stop, stopping) = watch::channel(false);
    let mut open = JoinSet::new();
    loop {
        tokio::select! {
            () = &mut stopped => break,
            Some(_) = open.join_next() => {}
            accepted = listener.accept(), if open.len() < MOST_CONNECTIONS => match accepted {
                Ok((stream, _)) => _ = open.spawn(talk(stream, service.clone(), stopping.clone())),
                Err(error) if is_of_one_connection(&error) => {}
                Err(error) => {
                    tracing::warn!(%error, "no connection can be accepted just now");
                    sleep(BEFORE_TRYING_AGAIN).await;
                }
            },
        }
    }
    drop(listener);
    stop.send_replace(true);
    while open.join_next().await.is_some() {}
}

/// One connection, from its first question to its last answer.
async fn talk<S, B>(stream: TcpStream, service: S, mut stopping: watch::Receiver<bool>)
where
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
    B: Body<Data: Send, Error: Into<Box<dyn Error + Send + Sync>>> + Send + 'static,
{
    let talking = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
    let mut talking = pin!(talking);
    tokio::select! {
        // Whoever went away, or never said what they want, is nobody's fault here.
        _ = &mut talking => return,
        () = sleep(LONGEST) => {}
        _ = stopping.wait_for(|stopping| *stopping) => {}
    }
    talking.as_mut().graceful_shutdown();
    _ = timeout(LONGEST, talking).await;
}

/// It was gone before it was taken.
fn is_of_one_connection(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset)
}
