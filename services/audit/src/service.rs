//! AuditService over gRPC.

use std::{pin::Pin, sync::Arc, time::Duration};

use throughline_access::{Access, Method, Viewer};
use throughline_log::{Keys, Log};
use throughline_looks::{Look, Looks};
use throughline_proto::{
    Refusal,
    v1::{
        CompareStoryRequest, CompareStoryResponse, DescribeChangeRequest, DescribeChangeResponse, DescribeProcessingRequest,
        DescribeProcessingResponse, ExplainRequest, ExplainResponse, GetCheckpointRequest, GetCheckpointResponse,
        GetConsistencyProofRequest, GetConsistencyProofResponse, GetInclusionProofRequest, GetInclusionProofResponse,
        GetStoryAsKnownRequest, GetStoryAsKnownResponse, ListAgenciesRequest, ListAgenciesResponse, ListDueRequest, ListDueResponse,
        ListEmergencyOpeningsRequest, ListEmergencyOpeningsResponse, ListLooksRequest, ListLooksResponse, ListRetentionRequest,
        ListRetentionResponse, ListRolesRequest, ListRolesResponse, ListWordsHeldRequest, ListWordsHeldResponse, ReplayRequest,
        ReplayResponse, audit_service_server::AuditService,
    },
};
use throughline_views::{StoryNames, Views, today};
use tokio::{sync::watch, time::Instant};
use tokio_stream::Stream;
use tonic::{Request, Response, Status};

use crate::{
    agencies, asked::Asked, change, counted::Refusals, explain, held, looks, openings, outgoing::outgoing, past, processing, proofs,
    publishing::Published, replay, retention, roles,
};

/// How long a read waits for a position.
const PATIENCE: Duration = Duration::from_secs(10);

/// The service.
#[derive(Debug, Clone)]
pub struct Service {
    pub(crate) log: Log,
    pub(crate) keys: Arc<Keys>,
    pub(crate) views: Arc<Views>,
    pub(crate) access: Arc<Access>,
    looks: Arc<Looks>,
    pub(crate) published: Published,
    pub(crate) refusals: Option<Arc<Refusals>>,
    /// Turns true when the server is stopping: replays end, with a position to resume from.
    pub(crate) stopping: watch::Receiver<bool>,
}

impl Service {
    /// AuditService over a log and what was published of it; the view tells which profiles are one person, and names.
    pub fn new(
        log: Log,
        keys: Arc<Keys>,
        views: Arc<Views>,
        access: Arc<Access>,
        looks: Arc<Looks>,
        published: Published,
        stopping: watch::Receiver<bool>,
    ) -> Self {
        Self { log, keys, views, access, looks, published, refusals: None, stopping }
    }

    /// With what this node refuses, as it keeps it.
    #[must_use]
    pub fn counting(self, refusals: Arc<Refusals>) -> Self {
        Self { refusals: Some(refusals), ..self }
    }

    async fn viewer<T: Sync>(&self, request: &Request<T>, method: Method, position: u64) -> Result<Viewer, Status> {
        let deadline = Instant::now() + PATIENCE;
        Ok(throughline_looks::viewer(&self.views, &self.access, request, method, position, deadline).await?)
    }
}

#[tonic::async_trait]
impl AuditService for Service {
    async fn list_looks(&self, request: Request<ListLooksRequest>) -> Result<Response<ListLooksResponse>, Status> {
        let viewer = self.viewer(&request, Method::ListLooks, request.get_ref().at_least_position).await?;
        let request = request.into_inner();
        let directory = self.views.directory();
        let (mut response, position) = self
            .views
            .read(move |snapshot| Ok::<_, Refusal>((looks::list(snapshot, &viewer, directory, &request)?, snapshot.position()?)))
            .await?;
        response.as_of = Some(self.views.as_of(position));
        Ok(Response::new(response))
    }

    async fn explain(&self, request: Request<ExplainRequest>) -> Result<Response<ExplainResponse>, Status> {
        let viewer = self.viewer(&request, Method::Explain, request.get_ref().at_least_position).await?;
        let request = request.into_inner();
        let access = Arc::clone(&self.access);
        let ((mut response, looks), position) = self
            .views
            .read(move |snapshot| Ok::<_, Refusal>((explain::explain(snapshot, &access, &request)?, snapshot.position()?)))
            .await?;
        self.looks.note(&viewer, looks, self.views.log_is_away()).await?;
        response.as_of = Some(self.views.as_of(position));
        Ok(Response::new(response))
    }

    type ReplayStream = Pin<Box<dyn Stream<Item = Result<ReplayResponse, Status>> + Send>>;

    async fn replay(&self, request: Request<ReplayRequest>) -> Result<Response<Self::ReplayStream>, Status> {
        let viewer = self.viewer(&request, Method::Replay, 0).await?;
        // As far as the log is before this look, which is not part of what it looks at.
        let asked = Asked::new(self, &viewer, request.into_inner()).await?;
        self.looks.note(&viewer, vec![asked.look(&self.keys)?], self.views.log_is_away()).await?;
        let (outgoing, answers) = outgoing(self.stopping.clone(), asked.after);
        let service = self.clone();
        tokio::spawn(async move { replay::carry(&service, asked, outgoing).await });
        Ok(Response::new(Box::pin(answers)))
    }

    async fn get_story_as_known(&self, request: Request<GetStoryAsKnownRequest>) -> Result<Response<GetStoryAsKnownResponse>, Status> {
        let viewer = self.viewer(&request, Method::GetStoryAsKnown, 0).await?;
        let (response, look) = past::get(self, &viewer, request.get_ref()).await?;
        self.looks.note(&viewer, vec![look], self.views.log_is_away()).await?;
        Ok(Response::new(response))
    }

    async fn compare_story(&self, request: Request<CompareStoryRequest>) -> Result<Response<CompareStoryResponse>, Status> {
        let viewer = self.viewer(&request, Method::CompareStory, 0).await?;
        let (response, look) = past::compare(self, &viewer, request.get_ref()).await?;
        self.looks.note(&viewer, vec![look], self.views.log_is_away()).await?;
        Ok(Response::new(response))
    }

    async fn list_words_held(&self, request: Request<ListWordsHeldRequest>) -> Result<Response<ListWordsHeldResponse>, Status> {
        let viewer = self.viewer(&request, Method::ListWordsHeld, request.get_ref().at_least_position).await?;
        let request = request.into_inner();
        let names = StoryNames { directory: self.views.directory(), ..StoryNames::default() };
        let ((mut response, looked_at), position, viewer) = self
            .views
            .read(move |snapshot| Ok::<_, Refusal>((held::list(snapshot, &viewer, &names, &request)?, snapshot.position()?, viewer)))
            .await?;
        if !looked_at.is_empty() {
            self.looks.note(&viewer, vec![Look::at_row(&looked_at)], self.views.log_is_away()).await?;
        }
        response.as_of = Some(self.views.as_of(position));
        Ok(Response::new(response))
    }

    async fn list_retention(&self, request: Request<ListRetentionRequest>) -> Result<Response<ListRetentionResponse>, Status> {
        self.viewer(&request, Method::ListRetention, request.get_ref().at_least_position).await?;
        let settings = retention::settings(&self.views.directory());
        Ok(Response::new(ListRetentionResponse { settings, as_of: Some(self.views.as_of(self.views.position())) }))
    }

    async fn list_due(&self, request: Request<ListDueRequest>) -> Result<Response<ListDueResponse>, Status> {
        let viewer = self.viewer(&request, Method::ListDue, request.get_ref().at_least_position).await?;
        let (caller, request) = (viewer.caller.clone(), request.into_inner());
        let directory = self.views.directory();
        let (mut response, position) = self
            .views
            .read(move |snapshot| {
                Ok::<_, Refusal>((retention::due(snapshot, &caller, &directory, &today(), &request)?, snapshot.position()?))
            })
            .await?;
        let looks = response.stories.iter().map(|story| Look::at_row(&story.profiles)).collect();
        self.looks.note(&viewer, looks, self.views.log_is_away()).await?;
        response.as_of = Some(self.views.as_of(position));
        Ok(Response::new(response))
    }

    async fn describe_change(&self, request: Request<DescribeChangeRequest>) -> Result<Response<DescribeChangeResponse>, Status> {
        self.viewer(&request, Method::DescribeChange, 0).await?;
        Ok(Response::new(change::describe(self, request.get_ref()).await?))
    }

    async fn describe_processing(
        &self,
        request: Request<DescribeProcessingRequest>,
    ) -> Result<Response<DescribeProcessingResponse>, Status> {
        self.viewer(&request, Method::DescribeProcessing, request.get_ref().at_least_position).await?;
        let (surveyed, position) = self.views.read(|snapshot| Ok::<_, Refusal>((snapshot.survey()?, snapshot.position()?))).await?;
        let mut response = processing::describe(self.log.origin(), &surveyed, &self.views.directory(), &self.access);
        response.as_of = Some(self.views.as_of(position));
        Ok(Response::new(response))
    }

    async fn get_checkpoint(&self, request: Request<GetCheckpointRequest>) -> Result<Response<GetCheckpointResponse>, Status> {
        self.access.caller(&request, Method::GetCheckpoint)?;
        Ok(Response::new(proofs::checkpoint(&self.published).await?))
    }

    async fn get_inclusion_proof(&self, request: Request<GetInclusionProofRequest>) -> Result<Response<GetInclusionProofResponse>, Status> {
        self.access.caller(&request, Method::GetInclusionProof)?;
        Ok(Response::new(proofs::of_inclusion(&self.published, &self.log, request.get_ref()).await?))
    }

    async fn get_consistency_proof(
        &self,
        request: Request<GetConsistencyProofRequest>,
    ) -> Result<Response<GetConsistencyProofResponse>, Status> {
        self.access.caller(&request, Method::GetConsistencyProof)?;
        Ok(Response::new(proofs::of_consistency(&self.published, request.get_ref()).await?))
    }

    async fn list_agencies(&self, request: Request<ListAgenciesRequest>) -> Result<Response<ListAgenciesResponse>, Status> {
        self.access.caller(&request, Method::ListAgencies)?;
        let until = Instant::now() + PATIENCE;
        self.views.reach(request.get_ref().at_least_position, until).await.map_err(Refusal::from)?;
        // What another node has just written counts too, if it can be heard of.
        _ = self.views.catch_up(until).await;
        let agencies = agencies::listed(&self.views.directory());
        Ok(Response::new(ListAgenciesResponse { agencies, as_of: Some(self.views.as_of(self.views.position())) }))
    }

    async fn list_roles(&self, request: Request<ListRolesRequest>) -> Result<Response<ListRolesResponse>, Status> {
        let viewer = self.viewer(&request, Method::ListRoles, request.get_ref().at_least_position).await?;
        let roles = roles::listed(&self.views.directory(), &viewer);
        Ok(Response::new(ListRolesResponse { roles, as_of: Some(self.views.as_of(self.views.position())) }))
    }

    async fn list_emergency_openings(
        &self,
        request: Request<ListEmergencyOpeningsRequest>,
    ) -> Result<Response<ListEmergencyOpeningsResponse>, Status> {
        let viewer = self.viewer(&request, Method::ListEmergencyOpenings, request.get_ref().at_least_position).await?;
        let request = request.into_inner();
        let ((mut response, looks), position, viewer) = self
            .views
            .read(move |snapshot| Ok::<_, Refusal>((openings::list(snapshot, &viewer, &request)?, snapshot.position()?, viewer)))
            .await?;
        self.looks.note(&viewer, looks, self.views.log_is_away()).await?;
        response.as_of = Some(self.views.as_of(position));
        Ok(Response::new(response))
    }
}
