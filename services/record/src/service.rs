//! RecordService over gRPC: who is calling, then the recorder.

use std::{pin::Pin, sync::Arc};

use throughline_access::{
    Access, Erases, Method, SignsIn, Viewer,
    limits::{Allowance, Taken},
};
use throughline_proto::{
    Refusal,
    v1::{Reason, RecordManyRequest, RecordManyResponse, RecordRequest, RecordResponse, Telling, record_service_server::RecordService},
};
use throughline_views::StoryNames;
use tokio::sync::{mpsc, watch};
use tokio_stream::{Stream, wrappers::ReceiverStream};
use tonic::{Request, Response, Status, Streaming};

use crate::{Recorder, recorder::By, stream};

/// How many answers wait for a slow reader before the stream waits for it.
const ANSWERS: usize = 256;

/// The service.
#[derive(Debug, Clone)]
pub struct Service {
    recorder: Recorder,
    access: Arc<Access>,
    /// Turns true when the server is stopping: streams end, and what they had taken in is answered.
    stopping: watch::Receiver<bool>,
}

impl Service {
    /// RecordService over a recorder.
    pub fn new(recorder: Recorder, access: Arc<Access>, stopping: watch::Receiver<bool>) -> Self {
        Self { recorder, access, stopping }
    }

    /// Who is calling. A supporter whom the view does not know yet may have joined a moment ago: it catches up before they are refused.
    async fn viewer<T: Sync>(&self, request: &Request<T>, method: Method) -> Result<Viewer, Refusal> {
        match self.access.viewer(request, method) {
            Err(refusal) if refusal.reason == Reason::NotYoursToActFor => {
                self.recorder.catch_up().await?;
                self.access.viewer(request, method)
            }
            known => known,
        }
    }

    /// How the events will read, told as their stories' other readers will see them.
    fn sentences(&self, events: &[throughline_proto::v1::Event], language: &str) -> Vec<String> {
        let telling = Telling { language: language.to_owned(), ..Telling::default() };
        let names = StoryNames { directory: self.recorder.views.directory(), ..StoryNames::default() };
        events.iter().map(|event| throughline_story::sentence(event, &telling, &[], &names)).collect()
    }
}

#[tonic::async_trait]
impl RecordService for Service {
    async fn record(&self, request: Request<RecordRequest>) -> Result<Response<RecordResponse>, Status> {
        let caller = self.viewer(&request, Method::Record).await?.caller;
        let allowance = request.extensions().get::<Allowance>().cloned();
        let extensions = request.extensions();
        let by = By { erases: extensions.get::<Erases>().is_some(), signs_in: extensions.get::<SignsIn>().is_some() };
        let request = request.into_inner();
        let language = request.language.clone();
        if request.validate_only {
            let events = self.recorder.validate(&caller, request, by).await?;
            return Ok(Response::new(RecordResponse { receipt: None, sentences: self.sentences(&events, &language) }));
        }
        let taken = allowance.map(|allowance| allowance.take_events(request.events.len())).transpose()?;
        let recorded = self.recorder.record_by(by, &caller, request).await?;
        taken.into_iter().for_each(Taken::keep);
        let sentences = if language.is_empty() { Vec::new() } else { self.sentences(&recorded.events, &language) };
        Ok(Response::new(RecordResponse { receipt: Some(recorded.receipt), sentences }))
    }

    type RecordManyStream = Pin<Box<dyn Stream<Item = Result<RecordManyResponse, Status>> + Send>>;

    async fn record_many(&self, request: Request<Streaming<RecordManyRequest>>) -> Result<Response<Self::RecordManyStream>, Status> {
        let viewer = self.viewer(&request, Method::RecordMany).await?;
        let allowance = request.extensions().get::<Allowance>().cloned();
        let (outgoing, answers) = mpsc::channel(ANSWERS);
        let from = stream::From { viewer, access: Arc::clone(&self.access), allowance };
        tokio::spawn(stream::carry(self.recorder.clone(), from, request.into_inner(), outgoing, self.stopping.clone()));
        Ok(Response::new(Box::pin(ReceiverStream::new(answers))))
    }
}
