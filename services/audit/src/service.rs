//! AuditService over gRPC.

use std::{pin::Pin, sync::Arc, time::Duration};

use throughline_access::Access;
use throughline_log::{Keys, Log};
use throughline_proto::{
    Refusal,
    v1::{ListAgenciesRequest, ListAgenciesResponse, Reason, ReplayRequest, ReplayResponse, audit_service_server::AuditService},
};
use throughline_views::Views;
use tokio::{
    sync::{mpsc, watch},
    time::Instant,
};
use tokio_stream::{Stream, wrappers::ReceiverStream};
use tonic::{Request, Response, Status};

use crate::{agencies, replay};

/// How long a list waits for the view.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many records wait for a slow reader before the replay waits for it.
const WAITING: usize = 256;

/// The service.
#[derive(Debug, Clone)]
pub struct Service {
    pub(crate) log: Log,
    pub(crate) keys: Arc<Keys>,
    pub(crate) views: Arc<Views>,
    access: Arc<Access>,
    /// Turns true when the server is stopping: replays end, with a position to resume from.
    pub(crate) stopping: watch::Receiver<bool>,
}

impl Service {
    /// AuditService over a log; the view tells which profiles are one person, and names.
    pub fn new(log: Log, keys: Arc<Keys>, views: Arc<Views>, access: Arc<Access>, stopping: watch::Receiver<bool>) -> Self {
        Self { log, keys, views, access, stopping }
    }
}

#[tonic::async_trait]
impl AuditService for Service {
    type ReplayStream = Pin<Box<dyn Stream<Item = Result<ReplayResponse, Status>> + Send>>;

    async fn replay(&self, request: Request<ReplayRequest>) -> Result<Response<Self::ReplayStream>, Status> {
        let caller = self.access.caller(&request)?;
        if !caller.keeper {
            return Err(Refusal::new(Reason::NotAllowed, "only the keeper of the place replays the log").into());
        }
        let asked = replay::Asked::new(self, request.into_inner()).await?;
        let (sender, receiver) = mpsc::channel(WAITING);
        let service = self.clone();
        tokio::spawn(async move {
            if let Err(refusal) = replay::carry(&service, asked, &sender).await {
                _ = sender.send(Err(refusal.into())).await;
            }
        });
        Ok(Response::new(Box::pin(ReceiverStream::new(receiver))))
    }

    async fn list_agencies(&self, request: Request<ListAgenciesRequest>) -> Result<Response<ListAgenciesResponse>, Status> {
        if !self.access.caller(&request)?.keeper {
            return Err(Refusal::new(Reason::NotAllowed, "only the keeper of the place lists its agencies").into());
        }
        let until = Instant::now() + PATIENCE;
        self.views.reach(request.get_ref().at_least_position, until).await.map_err(Refusal::from)?;
        // What another node has just written counts too, if it can be heard of.
        _ = self.views.catch_up(until).await;
        let agencies = agencies::listed(&self.views.directory());
        Ok(Response::new(ListAgenciesResponse { agencies, as_of: Some(self.views.as_of(self.views.position())) }))
    }
}
