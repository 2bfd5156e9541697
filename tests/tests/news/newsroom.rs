//! A place whose news is published to a private NATS server, and how agencies hear of it.

use std::{fmt::Debug, sync::Arc, time::Duration};

use async_nats::{
    Client,
    jetstream::{
        self, Context,
        consumer::PullConsumer,
        stream::{Info, RawMessageErrorKind},
    },
};
use throughline::node::TakingPart;
use throughline_access::{Access, Tokens};
use throughline_fanout::{Connection, Fanout, Server, Settings, Status};
use throughline_log::Log;
use throughline_servers::Nats;
use throughline_tests::Place;
use throughline_views::Views;
use tokio::{sync::watch, task::JoinHandle};
use tokio_stream::StreamExt as _;

pub const PLACE: &str = "barking-and-dagenham";
pub const STREAM: &str = "THROUGHLINE_BARKING_AND_DAGENHAM";
/// Far longer than anything here takes, so that a test that hangs says so.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// One message, as an agency has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    pub subject: String,
    pub headers: Vec<(String, String)>,
    pub payload: String,
}

impl Heard {
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(header, _)| header.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
    }

    /// The agency that it is for.
    pub fn agency(&self) -> &str {
        self.subject.split('.').nth(3).expect("a subject of ours")
    }

    pub fn position(&self) -> u64 {
        let told: serde_json::Value = serde_json::from_str(&self.payload).expect("JSON");
        told["position"].as_str().expect("a position").parse().expect("a number")
    }
}

pub fn subject(agency: &str) -> String {
    format!("throughline.{PLACE}.agency.{agency}.story-changed")
}

/// A publisher that runs.
pub struct Publisher {
    pub status: watch::Receiver<Status>,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Publisher {
    pub async fn start(address: &str, log: Log, views: Arc<Views>, settings: Settings) -> Self {
        let connection = connection(address).await;
        let folder = tempfile::tempdir().expect("a folder");
        let tokens = Tokens::open(folder.path()).expect("tokens");
        let access = Arc::new(Access::new(tokens, TakingPart(Arc::clone(&views))).expect("policies"));
        let fanout = Fanout::begin(connection, log, views, access, settings).await.expect("the server is fit");
        let (stop, stopping) = watch::channel(false);
        let status = fanout.status();
        Self { status, stop, task: tokio::spawn(fanout.run(stopping)) }
    }

    /// Waits until the status is as wanted.
    pub async fn is(&mut self, wanted: impl FnMut(&Status) -> bool) -> Status {
        within(self.status.wait_for(wanted)).await.expect("it goes on").clone()
    }

    /// Waits until everything up to a position has been told.
    pub async fn reaches(&mut self, position: u64) -> Status {
        self.is(|status| status.position >= position && status.publishing).await
    }

    pub async fn stop(self) {
        self.stop.send_replace(true);
        within(self.task).await.expect("it ends");
    }
}

/// A place with a NATS server.
pub struct Newsroom {
    pub place: Place,
    pub nats: Nats,
}

impl Newsroom {
    pub async fn new() -> Self {
        Self { place: Place::new().await, nats: Nats::start() }
    }

    pub async fn publishes(&self) -> Publisher {
        self.publishes_with(settings()).await
    }

    pub async fn publishes_with(&self, settings: Settings) -> Publisher {
        Publisher::start(&self.nats.url(), self.place.log(), self.place.views(), settings).await
    }

    /// Publishes all that there is, and stops.
    pub async fn publishes_once(&self, settings: Settings) {
        let mut publisher = self.publishes_with(settings).await;
        publisher.reaches(self.place.seen().await).await;
        publisher.stop().await;
    }

    /// Everything in the stream.
    pub async fn everything(&self) -> Vec<Heard> {
        everything(&jetstream(&self.nats.url()).await).await
    }

    /// Everything in the stream, for a server that does not let everybody in.
    pub async fn everything_as(&self, user: &str, password: &str) -> Vec<Heard> {
        let options = async_nats::ConnectOptions::with_user_and_password(user.to_owned(), password.to_owned());
        everything(&jetstream::new(options.connect(self.nats.url()).await.expect("it may come in"))).await
    }

    /// The positions of which an agency was told.
    pub async fn told(&self, agency: &str) -> Vec<u64> {
        self.everything().await.iter().filter(|heard| heard.agency() == agency).map(Heard::position).collect()
    }
}

/// A lease that is short enough to wait for.
pub fn settings() -> Settings {
    Settings { lease: Duration::from_secs(1), ..Settings::default() }
}

pub async fn connection(address: &str) -> Connection {
    let server = Server { addresses: address.to_owned(), credentials: None };
    Connection::open(&server, PLACE).await.expect("it may come in")
}

pub async fn within<T>(waiting: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, waiting).await.expect("in time")
}

/// Asks again and again until the answer is as wanted.
pub async fn until<T: Debug>(mut ask: impl AsyncFnMut() -> T, wanted: impl Fn(&T) -> bool) -> T {
    let asked = async {
        loop {
            let answer = ask().await;
            if wanted(&answer) {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    within(asked).await
}

pub async fn nats(address: &str) -> Client {
    async_nats::connect(address).await.expect("it may come in")
}

pub async fn jetstream(address: &str) -> Context {
    jetstream::new(nats(address).await)
}

pub async fn info(context: &Context) -> Info {
    context.get_stream(STREAM).await.expect("the stream is there").cached_info().clone()
}

/// Everything in the stream that has not made room for newer news.
async fn everything(context: &Context) -> Vec<Heard> {
    let stream = context.get_stream(STREAM).await.expect("the stream is there");
    let mut all = Vec::new();
    for sequence in 1..=stream.cached_info().state.last_sequence {
        match stream.get_raw_message(sequence).await {
            Ok(raw) => all.push(heard(&raw.subject, Some(&raw.headers), &raw.payload)),
            Err(error) => assert_eq!(error.kind(), RawMessageErrorKind::NoMessageFound, "{error}"),
        }
    }
    all
}

pub fn heard(subject: &str, headers: Option<&async_nats::HeaderMap>, payload: &[u8]) -> Heard {
    let headers = headers
        .into_iter()
        .flat_map(|headers| headers.iter())
        .flat_map(|(name, values)| values.iter().map(|value| (name.to_string(), value.to_string())));
    Heard { subject: subject.to_owned(), headers: headers.collect(), payload: String::from_utf8(payload.to_vec()).expect("text") }
}

/// An agency's program: takes what waits in its own consumer, and acknowledges it.
pub async fn takes(context: &Context, agency: &str, most: usize) -> Vec<Heard> {
    let consumer: PullConsumer = context.get_consumer_from_stream(agency, STREAM).await.expect("it was made for the agency");
    let mut batch = consumer.fetch().max_messages(most).messages().await.expect("it may ask");
    let mut taken = Vec::new();
    while let Some(message) = batch.next().await {
        let message = message.expect("a message");
        message.ack().await.expect("acknowledged");
        taken.push(heard(&message.subject, message.headers.as_ref(), &message.payload));
    }
    taken
}
