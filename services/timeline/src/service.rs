//! StoryService over gRPC: who is calling, as of which position, then the job.

use std::{pin::Pin, sync::Arc, time::Duration};

use throughline_access::{Access, Method, Viewer};
use throughline_looks::{Look, Looks};
use throughline_proto::{
    Refusal, ToldStory,
    v1::{
        ExportStoryRequest, ExportStoryResponse, GetStoryRequest, ListChangesRequest, ListChangesResponse, ListEntriesRequest,
        ListEntriesResponse, ListMyPeopleRequest, ListMyPeopleResponse, ListOpenPromisesRequest, ListOpenPromisesResponse,
        ListQuietStoriesRequest, ListQuietStoriesResponse, Mark, OpenInEmergencyRequest, OpenInEmergencyResponse, Telling,
        WatchChangesRequest, WatchChangesResponse, WatchStoryRequest, WatchStoryResponse, story_service_server::StoryService,
    },
};
use throughline_views::Views;
use tokio::{sync::watch, time::Instant};
use tokio_stream::Stream;
use tonic::{Request, Response, Status, metadata::MetadataMap};

use crate::{asked, emergency, export, my_people, stories, tell::Asking, told::Told, watch as watching};

/// How long a read waits for a position when the call has no deadline of its own.
const PATIENCE: Duration = Duration::from_secs(10);

/// The service.
#[derive(Debug, Clone)]
pub struct Service {
    pub(crate) views: Arc<Views>,
    pub(crate) access: Arc<Access>,
    pub(crate) looks: Arc<Looks>,
    /// Turns true when the server is stopping: streams end, with a position to resume from.
    pub(crate) stopping: watch::Receiver<bool>,
    /// How often a stream without news says that it is still there.
    pub(crate) heartbeat: Duration,
    /// Pages that were told before.
    pub(crate) told: Arc<Told>,
}

impl Service {
    /// StoryService over a view.
    pub fn new(views: Arc<Views>, access: Arc<Access>, looks: Arc<Looks>, stopping: watch::Receiver<bool>, heartbeat: Duration) -> Self {
        let told: Arc<Told> = Arc::default();
        let pages = Arc::clone(&told);
        views.when_erased(move |_| pages.forget_all());
        Self { views, access, looks, stopping, heartbeat, told }
    }

    /// Writes down who looks; what was read may be told only after this.
    pub(crate) async fn note(&self, viewer: &Viewer, looks: Vec<Look>) -> Result<(), Refusal> {
        self.looks.note(viewer, looks, self.views.log_is_away()).await
    }

    /// What a telling to this caller rests on.
    pub(crate) fn asking(&self, viewer: Viewer, telling: Option<Telling>) -> Asking {
        Asking { viewer, telling: telling.unwrap_or_default(), directory: self.views.directory() }
    }

    /// The same on a stream that goes on: who may look is asked anew, as of the log's head.
    pub(crate) async fn ask_again(&self, asking: Asking, method: Method) -> Result<Asking, Refusal> {
        self.views.be_current(Instant::now() + PATIENCE).await?;
        Ok(self.asking(self.access.again(&asking.viewer, method)?, Some(asking.telling)))
    }

    /// A point of the log, as of now.
    pub(crate) fn mark(&self, position: u64) -> Mark {
        Mark { position, as_of: Some(self.views.as_of(self.views.position())) }
    }

    /// Who is calling, once the view has come as far as the call asks for and as the log is now, within the call's deadline.
    async fn viewer<T: Sync>(&self, method: Method, position: u64, request: &Request<T>) -> Result<Viewer, Status> {
        let deadline = Instant::now() + deadline(request.metadata()).unwrap_or(PATIENCE);
        Ok(throughline_looks::viewer(&self.views, &self.access, request, method, position, deadline).await?)
    }
}

/// The call's deadline as its caller sent it ("5000m" is five seconds), a little earlier, so that the answer still arrives.
fn deadline(metadata: &MetadataMap) -> Option<Duration> {
    let text = metadata.get("grpc-timeout")?.to_str().ok()?;
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let number: u64 = number.parse().ok()?;
    let asked = match unit {
        "H" => Duration::from_secs(number.checked_mul(3600)?),
        "M" => Duration::from_secs(number.checked_mul(60)?),
        "S" => Duration::from_secs(number),
        "m" => Duration::from_millis(number),
        "u" => Duration::from_micros(number),
        "n" => Duration::from_nanos(number),
        _ => return None,
    };
    Some(asked.mul_f64(0.9).min(Duration::from_secs(3600)))
}

type Streamed<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

#[tonic::async_trait]
impl StoryService for Service {
    async fn get_story(&self, request: Request<GetStoryRequest>) -> Result<Response<ToldStory>, Status> {
        let viewer = self.viewer(Method::GetStory, request.get_ref().at_least_position, &request).await?;
        Ok(Response::new(stories::get_story(self, viewer, request.get_ref()).await?))
    }

    async fn list_entries(&self, request: Request<ListEntriesRequest>) -> Result<Response<ListEntriesResponse>, Status> {
        let viewer = self.viewer(Method::ListEntries, request.get_ref().at_least_position, &request).await?;
        Ok(Response::new(stories::list_entries(self, viewer, request.get_ref()).await?))
    }

    type WatchStoryStream = Streamed<WatchStoryResponse>;

    async fn watch_story(&self, request: Request<WatchStoryRequest>) -> Result<Response<Self::WatchStoryStream>, Status> {
        let viewer = self.viewer(Method::WatchStory, 0, &request).await?;
        Ok(Response::new(Box::pin(watching::watch_story(self.clone(), viewer, request.into_inner()).await?)))
    }

    async fn list_changes(&self, request: Request<ListChangesRequest>) -> Result<Response<ListChangesResponse>, Status> {
        let viewer = self.viewer(Method::ListChanges, request.get_ref().at_least_position, &request).await?;
        Ok(Response::new(watching::list_changes(self, viewer, request.into_inner()).await?))
    }

    type WatchChangesStream = Streamed<WatchChangesResponse>;

    async fn watch_changes(&self, request: Request<WatchChangesRequest>) -> Result<Response<Self::WatchChangesStream>, Status> {
        let viewer = self.viewer(Method::WatchChanges, 0, &request).await?;
        Ok(Response::new(Box::pin(watching::watch_changes(self.clone(), viewer, request.into_inner()))))
    }

    type ExportStoryStream = Streamed<ExportStoryResponse>;

    async fn export_story(&self, request: Request<ExportStoryRequest>) -> Result<Response<Self::ExportStoryStream>, Status> {
        let viewer = self.viewer(Method::ExportStory, request.get_ref().at_least_position, &request).await?;
        Ok(Response::new(Box::pin(export::export_story(self.clone(), viewer, request.into_inner()).await?)))
    }

    async fn list_my_people(&self, request: Request<ListMyPeopleRequest>) -> Result<Response<ListMyPeopleResponse>, Status> {
        let viewer = self.viewer(Method::ListMyPeople, request.get_ref().at_least_position, &request).await?;
        Ok(Response::new(my_people::list_my_people(self, viewer, request.into_inner()).await?))
    }

    async fn list_open_promises(&self, request: Request<ListOpenPromisesRequest>) -> Result<Response<ListOpenPromisesResponse>, Status> {
        let viewer = self.viewer(Method::ListOpenPromises, request.get_ref().at_least_position, &request).await?;
        Ok(Response::new(asked::list_open_promises(self, viewer, request.into_inner()).await?))
    }

    async fn list_quiet_stories(&self, request: Request<ListQuietStoriesRequest>) -> Result<Response<ListQuietStoriesResponse>, Status> {
        let viewer = self.viewer(Method::ListQuietStories, request.get_ref().at_least_position, &request).await?;
        Ok(Response::new(asked::list_quiet_stories(self, viewer, request.into_inner()).await?))
    }

    async fn open_in_emergency(&self, request: Request<OpenInEmergencyRequest>) -> Result<Response<OpenInEmergencyResponse>, Status> {
        let viewer = self.viewer(Method::OpenInEmergency, 0, &request).await?;
        Ok(Response::new(emergency::open(self, viewer, request.get_ref()).await?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_is_read_in_every_unit() {
        let read = |text: &str| {
            let mut metadata = MetadataMap::new();
            metadata.insert("grpc-timeout", text.parse().unwrap());
            deadline(&metadata)
        };
        assert_eq!(read("10S"), Some(Duration::from_secs(9)));
        assert_eq!(read("1000m"), Some(Duration::from_millis(900)));
        assert_eq!(read("x"), None);
        assert_eq!(read("10Q"), None);
    }
}
