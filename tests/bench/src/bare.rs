//! GetStory and nothing else: no caller, no policies, no look, no limits and no traces. It reads the same views, opens the same words and says the
//! same sentences, and is served beside the node: the least that a story could cost, to tell what all the rest does.

use std::{convert::Infallible, sync::Arc};

use anyhow::Context as _;
use throughline_proto::{
    strict::Strict,
    v1::{Details, Entry, Event, GetStoryRequest, GetStoryResponse, Story, Telling},
};
use throughline_views::{Cursor, OpenedEntry, StoryNames, StoryRead, Views, details_over, moment_text};
use tokio::{net::TcpListener, task::AbortHandle};
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{Request, Response, Status, body::Body, server::Grpc, transport::Server};
use uuid::Uuid;

/// What serves it; it ends with its value.
pub struct Bare {
    /// Where.
    pub address: String,
    serving: AbortHandle,
}

impl Bare {
    /// Serves these views on a port of its own.
    pub async fn serve(views: Arc<Views>) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://{}", listener.local_addr()?);
        let service = tower::service_fn(move |request: http::Request<Body>| {
            let views = Arc::clone(&views);
            async move {
                let answer = tower::service_fn(move |request: Request<GetStoryRequest>| {
                    let answered = tell(&views, request.get_ref()).map(Response::new);
                    async move { answered.map_err(|error| Status::internal(error.to_string())) }
                });
                let codec = Strict::<GetStoryResponse, GetStoryRequest>::default();
                Ok::<_, Infallible>(Grpc::new(codec).unary(answer, request).await)
            }
        });
        let server = Server::builder().tcp_nodelay(true).serve_with_incoming(service, TcpListenerStream::new(listener));
        Ok(Self { address, serving: tokio::spawn(server).abort_handle() })
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn tell(views: &Views, request: &GetStoryRequest) -> anyhow::Result<GetStoryResponse> {
    let person = Uuid::parse_str(&request.person)?;
    let (mut told, position) = views.read_here(|snapshot| {
        let read = snapshot.story(person)?.context("nobody")?;
        let page = read.page(Cursor::NEWEST, request.page_size as usize, |_| true)?;
        let details = read.details()?.into_iter().map(|(.., details)| details).reduce(details_over);
        let names = names(views, &read, details.as_ref());
        let entries = page.entries.into_iter().map(|entry| entry_of(&read, &names, entry)).collect();
        let told = GetStoryResponse { story: Some(Story::clone(read.story())), details, entries, ..GetStoryResponse::default() };
        anyhow::Ok((told, snapshot.position()?))
    })?;
    told.as_of = Some(views.as_of(position));
    Ok(told)
}

fn names(views: &Views, read: &StoryRead<'_>, details: Option<&Details>) -> StoryNames {
    let name = details.map(|details| details.given_name.clone()).filter(|name| !name.is_empty());
    let residents = name.map(|name| read.profiles().iter().map(|profile| (profile.clone(), name.clone())).collect()).unwrap_or_default();
    StoryNames { directory: views.directory(), residents, story: Some(Arc::clone(read.story())) }
}

fn entry_of(read: &StoryRead<'_>, names: &StoryNames, entry: OpenedEntry) -> Entry {
    let people: Vec<Uuid> = entry.people_with_words().collect();
    let words = people.iter().filter_map(|person| entry.words(*person)).collect();
    let event = Event { words, ..entry.event };
    Entry {
        position: entry.position,
        recorded_at: moment_text(entry.recorded_at_us),
        sentence: throughline_story::sentence(&event, &Telling::default(), read.profiles(), names),
        agency_name: throughline_story::Names::agency(names, &event.agency),
        event: Some(event),
        ..Entry::default()
    }
}
