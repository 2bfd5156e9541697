//! AuditService over gRPC.

use std::{pin::Pin, sync::Arc};

use throughline_access::Access;
use throughline_log::{Keys, Log};
use throughline_proto::{
    Refusal,
    v1::{Reason, ReplayRequest, ReplayResponse, audit_service_server::AuditService},
};
use throughline_views::Views;
use tokio::sync::{mpsc, watch};
use tokio_stream::{Stream, wrappers::ReceiverStream};
use tonic::{Request, Response, Status};

use crate::replay;

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
}
