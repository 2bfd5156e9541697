//! What an agency may do in NATS, with the accounts of `deploy/nats`: hear its own news, and nothing of anybody else's.

use std::{fs, path::Path, time::Duration};

use async_nats::{
    Client, ConnectOptions,
    jetstream::{
        self, Context,
        consumer::{AckPolicy, pull, push},
        stream::Config,
    },
};
use throughline_servers::Nats;
use throughline_tests::{
    Place,
    events::{alongside, met},
};
use tokio_stream::StreamExt as _;

use crate::newsroom::{Heard, Newsroom, Publisher, STREAM, settings, subject, takes};

const OURS: &str = "harmony-house";
const OTHERS: &str = "participatory-city";
/// Long enough for what is not answered to have been answered.
const SILENCE: Duration = Duration::from_millis(300);

/// The accounts as they are deployed, with passwords for the tests.
fn accounts() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/nats");
    let read = |name: &str| fs::read_to_string(folder.join(name)).expect("it is deployed");
    let text = read("accounts.conf");
    let text = text.lines().map(|line| match line.strip_prefix("include ") {
        Some(name) => read(name.trim_matches('"')),
        None => line.to_owned(),
    });
    let text = text.collect::<Vec<_>>().join("\n");
    ["THROUGHLINE", "HARMONY_HOUSE", "PARTICIPATORY_CITY"]
        .into_iter()
        .fold(text, |text, who| text.replace(&format!("${who}_NATS_PASSWORD"), &format!("\"password-of-{who}\"")))
}

struct Deployed {
    room: Newsroom,
    publisher: Publisher,
    /// What both have been told.
    told: [u64; 2],
}

impl Deployed {
    async fn new() -> Self {
        let nats = Nats::start_with(&format!("jetstream {{ store_dir: \"$STORE\" }}\n{}", accounts()));
        let room = Newsroom { place: Place::new().await, nats };
        let mut told = [0; 2];
        for (word, told) in [OURS, OTHERS].into_iter().zip(&mut told) {
            let agency = room.place.agency(word).await;
            let (amira, rosa) = (agency.is_joined_by("Amira").await, agency.hears_of("Rosa").await);
            agency.write(alongside(&rosa, &amira)).await;
            *told = agency.write(met(&rosa, &amira)).await.position;
        }
        let address = format!("nats://throughline:password-of-THROUGHLINE@127.0.0.1:{}", room.nats.port());
        let mut publisher = Publisher::start(&address, room.place.log(), room.place.views(), settings()).await;
        publisher.reaches(room.place.seen().await).await;
        Self { room, publisher, told }
    }

    /// The first agency's program.
    async fn agency(&self) -> Client {
        let options = ConnectOptions::with_user_and_password(OURS.into(), "password-of-HARMONY_HOUSE".into());
        let options = options.custom_inbox_prefix(format!("_INBOX_{OURS}")).request_timeout(Some(SILENCE));
        options.connect(self.room.nats.url()).await.expect("it may come in")
    }

    async fn jetstream(&self) -> Context {
        jetstream::ContextBuilder::new().timeout(SILENCE).build(self.agency().await)
    }

    /// Somebody writes for both once more, and it is told.
    async fn happens(&mut self) {
        for word in [OURS, OTHERS] {
            self.room.place.agency(&format!("{word}-two")).await;
        }
        let tokens = throughline_access::Tokens::open(self.room.place.folder.path()).expect("tokens");
        for word in [OURS, OTHERS] {
            let agency = self.room.place.with_token(&tokens.add(word, &format!("{word} again")).expect("a token"));
            agency.hears_of("Sam").await;
        }
        self.publisher.reaches(self.room.place.seen().await).await;
    }

    async fn hears_nothing(&mut self, on: &str) {
        let agency = self.agency().await;
        let mut heard = agency.subscribe(on.to_owned()).await.expect("it may ask");
        _ = agency.flush().await;
        self.happens().await;
        while let Ok(Some(message)) = tokio::time::timeout(SILENCE, heard.next()).await {
            panic!("{on}: {:?}", message.subject);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_hears_its_own_news_through_its_own_consumer() {
    let deployed = Deployed::new().await;
    let taken = takes(&deployed.jetstream().await, OURS, 100).await;
    assert_eq!(taken.iter().map(Heard::position).collect::<Vec<_>>(), [deployed.told[0]]);
    assert!(taken.iter().all(|heard| heard.agency() == OURS));
    deployed.publisher.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_hears_nothing_on_subjects_that_are_not_its_own() {
    let mut deployed = Deployed::new().await;
    let others = subject(OTHERS);
    let wide = subject("*");
    for on in [
        others.as_str(),
        wide.as_str(),
        ">",
        "throughline.>",
        "*.*.*.*.*",
        "_INBOX.>",
        "$JS.>",
        "_INBOX_participatory-city.>",
        "throughline.barking-and-dagenham.head",
    ] {
        deployed.hears_nothing(on).await;
    }
    deployed.publisher.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_hears_its_own_subject_as_it_comes() {
    let mut deployed = Deployed::new().await;
    let agency = deployed.agency().await;
    let mut heard = agency.subscribe(subject(OURS)).await.expect("it may ask");
    agency.flush().await.expect("subscribed");
    deployed.happens().await;
    let message = tokio::time::timeout(crate::newsroom::PATIENCE, heard.next()).await.expect("in time").expect("a message");
    assert_eq!(message.subject.as_str(), subject(OURS));
    deployed.publisher.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_gets_nothing_from_anothers_consumer_nor_of_the_stream() {
    let deployed = Deployed::new().await;
    let context = deployed.jetstream().await;
    let other = context.get_consumer_from_stream::<pull::Config, _, _>(OTHERS, STREAM).await;
    assert!(other.is_err(), "nothing of another's consumer is told");
    let agency = deployed.agency().await;
    for asked in [
        format!("$JS.API.CONSUMER.MSG.NEXT.{STREAM}.{OTHERS}"),
        format!("$JS.API.CONSUMER.INFO.{STREAM}.{OTHERS}"),
        format!("$JS.API.CONSUMER.NAMES.{STREAM}"),
        format!("$JS.API.CONSUMER.LIST.{STREAM}"),
        format!("$JS.API.STREAM.INFO.{STREAM}"),
        format!("$JS.API.STREAM.MSG.GET.{STREAM}"),
        format!("$JS.API.DIRECT.GET.{STREAM}"),
        format!("$JS.API.STREAM.PURGE.{STREAM}"),
        format!("$JS.API.STREAM.DELETE.{STREAM}"),
        "$JS.API.STREAM.NAMES".to_owned(),
        "$JS.API.INFO".to_owned(),
    ] {
        let answer = agency.request(asked.clone(), "{\"seq\":1,\"batch\":1}".into()).await;
        assert!(answer.is_err(), "{asked}: {answer:?}");
    }
    deployed.publisher.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_makes_no_consumer_and_no_stream() {
    let deployed = Deployed::new().await;
    let context = deployed.jetstream().await;
    for (name, filter) in
        [("mine", subject(OTHERS)), (OURS, subject(OTHERS)), (OURS, subject("*")), ("mine", String::new()), (OURS, subject(OURS))]
    {
        let durable_name = Some(name.to_owned());
        let config =
            pull::Config { durable_name, filter_subject: filter.clone(), ack_policy: AckPolicy::Explicit, ..pull::Config::default() };
        assert!(context.create_consumer_on_stream(config, STREAM).await.is_err(), "{name}: {filter}");
    }
    // Nor one that would deliver to somebody else in the server's name.
    let config = push::Config {
        durable_name: Some(OURS.to_owned()),
        deliver_subject: subject(OTHERS),
        filter_subject: subject(OURS),
        ..push::Config::default()
    };
    assert!(context.create_consumer_on_stream(config, STREAM).await.is_err());
    let copy = Config { name: "COPY".into(), subjects: vec![subject(OTHERS)], ..Config::default() };
    assert!(context.create_stream(copy).await.is_err());
    deployed.publisher.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_publishes_nothing() {
    let mut deployed = Deployed::new().await;
    let agency = deployed.agency().await;
    let mine = takes(&deployed.jetstream().await, OURS, 100).await.len();
    for on in [subject(OURS), subject(OTHERS), "throughline.barking-and-dagenham.head".to_owned()] {
        agency.publish(on, "{\"position\":\"1\"}".into()).await.expect("sent");
    }
    agency.flush().await.expect("sent");
    deployed.happens().await;
    let taken = takes(&deployed.jetstream().await, OURS, 100).await;
    assert!(mine == 1 && !taken.is_empty());
    assert!(taken.iter().all(|heard| heard.header("ce-type").starts_with("org.throughline")), "{taken:?}");
    deployed.publisher.stop().await;
}
