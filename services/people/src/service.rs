//! PeopleService over gRPC.

use std::{sync::Arc, time::Duration};

use throughline_access::{Access, Method, Viewer};
use throughline_looks::Looks;
use throughline_proto::{
    Refusal,
    v1::{
        EraseProfilesRequest, EraseProfilesResponse, FindGroupsRequest, FindGroupsResponse, FindPeopleRequest, FindPeopleResponse,
        FirstHearOfRequest, FirstHearOfResponse, GetErasureRequest, GetErasureResponse, JoinProfilesRequest, JoinProfilesResponse,
        LookUpReferencesRequest, LookUpReferencesResponse, MatchPeopleRequest, MatchPeopleResponse, Reason, SeparateProfilesRequest,
        SeparateProfilesResponse, people_service_server::PeopleService, record_service_server::RecordService,
    },
};
use throughline_views::Views;
use tokio::time::Instant;
use tonic::{Request, Response, Status};

use crate::{erase, find, groups, write};

/// How long a read waits for a position.
const PATIENCE: Duration = Duration::from_secs(10);

/// The service, over a view and the write side's contract.
#[derive(Debug, Clone)]
pub struct Service<R> {
    views: Arc<Views>,
    access: Arc<Access>,
    looks: Arc<Looks>,
    records: R,
}

impl<R> Service<R> {
    /// PeopleService over a view, writing through a RecordService.
    pub fn new(views: Arc<Views>, access: Arc<Access>, looks: Arc<Looks>, records: R) -> Self {
        Self { views, access, looks, records }
    }

    async fn viewer<T: Sync>(&self, request: &Request<T>, method: Method, position: u64) -> Result<Viewer, Status> {
        let deadline = Instant::now() + PATIENCE;
        Ok(throughline_looks::viewer(&self.views, &self.access, request, method, position, deadline).await?)
    }

    /// Asks for this method by its own name; Record is asked for besides, where it is written. A supporter whom the view does not know yet may
    /// have joined a moment ago.
    async fn may_write<T: Sync>(&self, request: &Request<T>, method: Method) -> Result<(), Status> {
        let known = match self.access.caller(request, method) {
            Err(refusal) if refusal.reason == Reason::NotYoursToActFor => {
                self.views.catch_up(Instant::now() + PATIENCE).await.map_err(Refusal::from)?;
                self.access.caller(request, method)
            }
            known => known,
        };
        Ok(known.map(|_| ())?)
    }

    async fn reach(&self, position: u64) -> Result<(), Status> {
        Ok(self.views.reach(position, Instant::now() + PATIENCE).await.map_err(Refusal::from)?)
    }
}

#[tonic::async_trait]
impl<R: RecordService> PeopleService for Service<R> {
    async fn find_people(&self, request: Request<FindPeopleRequest>) -> Result<Response<FindPeopleResponse>, Status> {
        let viewer = self.viewer(&request, Method::FindPeople, request.get_ref().at_least_position).await?;
        let request = request.into_inner();
        let (mut response, looks, position, viewer) = self
            .views
            .read(move |snapshot| {
                let (response, looks) = find::find(snapshot, &viewer, &request)?;
                Ok::<_, Refusal>((response, looks, snapshot.position()?, viewer))
            })
            .await?;
        self.looks.note(&viewer, looks, self.views.log_is_away()).await?;
        response.as_of = Some(self.views.as_of(position));
        Ok(Response::new(response))
    }

    async fn find_groups(&self, request: Request<FindGroupsRequest>) -> Result<Response<FindGroupsResponse>, Status> {
        self.access.caller(&request, Method::FindGroups)?;
        let request = request.into_inner();
        self.reach(request.at_least_position).await?;
        let mut response = groups::find(&self.views.directory(), &request)?;
        response.as_of = Some(self.views.as_of(self.views.position()));
        Ok(Response::new(response))
    }

    async fn match_people(&self, request: Request<MatchPeopleRequest>) -> Result<Response<MatchPeopleResponse>, Status> {
        let viewer = self.viewer(&request, Method::MatchPeople, request.get_ref().at_least_position).await?;
        let request = request.into_inner();
        let (mut response, looks, position, viewer) = self
            .views
            .read(move |snapshot| {
                let (response, looks) = find::match_people(snapshot, &viewer, &request)?;
                Ok::<_, Refusal>((response, looks, snapshot.position()?, viewer))
            })
            .await?;
        self.looks.note(&viewer, looks, self.views.log_is_away()).await?;
        response.as_of = Some(self.views.as_of(position));
        Ok(Response::new(response))
    }

    async fn look_up_references(&self, request: Request<LookUpReferencesRequest>) -> Result<Response<LookUpReferencesResponse>, Status> {
        let caller = self.access.caller(&request, Method::LookUpReferences)?;
        let request = request.into_inner();
        self.reach(request.at_least_position).await?;
        let (mut response, position) =
            self.views.read(move |snapshot| Ok::<_, Refusal>((find::look_up(snapshot, &caller, &request)?, snapshot.position()?))).await?;
        response.as_of = Some(self.views.as_of(position));
        Ok(Response::new(response))
    }

    async fn first_hear_of(&self, request: Request<FirstHearOfRequest>) -> Result<Response<FirstHearOfResponse>, Status> {
        self.may_write(&request, Method::FirstHearOf).await?;
        let receipt = write::record(&self.records, request, write::first_heard_of).await?;
        let person = receipt.entries.first().map(|entry| entry.person.clone()).unwrap_or_default();
        Ok(Response::new(FirstHearOfResponse { person, receipt: Some(receipt) }))
    }

    async fn join_profiles(&self, request: Request<JoinProfilesRequest>) -> Result<Response<JoinProfilesResponse>, Status> {
        self.may_write(&request, Method::JoinProfiles).await?;
        let receipt = write::record(&self.records, request, write::joined).await?;
        Ok(Response::new(JoinProfilesResponse { receipt: Some(receipt) }))
    }

    async fn separate_profiles(&self, request: Request<SeparateProfilesRequest>) -> Result<Response<SeparateProfilesResponse>, Status> {
        self.may_write(&request, Method::SeparateProfiles).await?;
        let receipt = write::record(&self.records, request, write::separated).await?;
        Ok(Response::new(SeparateProfilesResponse { receipt: Some(receipt) }))
    }

    async fn erase_profiles(&self, request: Request<EraseProfilesRequest>) -> Result<Response<EraseProfilesResponse>, Status> {
        self.access.caller(&request, Method::EraseProfiles)?;
        // So that nobody who was just joined with them is left out. Whether all are named is decided where it is written.
        self.views.catch_up(Instant::now() + PATIENCE).await.map_err(Refusal::from)?;
        Ok(Response::new(erase::erase(&self.views, &self.records, request).await?))
    }

    async fn get_erasure(&self, request: Request<GetErasureRequest>) -> Result<Response<GetErasureResponse>, Status> {
        self.access.caller(&request, Method::GetErasure)?;
        let request = request.into_inner();
        self.reach(request.at_least_position).await?;
        Ok(Response::new(erase::status(&self.views, &request).await?))
    }
}
