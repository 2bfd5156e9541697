//! What an agency may do in NATS, with the accounts of `deploy/nats`: hear its own news, and nothing of anybody else's. Each agency has an
//! account of its own there, so that even what the server answers it cannot reach another's subjects.

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
    Caller, Place,
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
    /// Both agencies, and whom each knows.
    agencies: [(Caller, String); 2],
    /// What both have been told.
    told: [u64; 2],
}

impl Deployed {
    async fn new() -> Self {
        let nats = Nats::start_with(&format!("jetstream {{ store_dir: \"$STORE\" }}\n{}", accounts()));
        let room = Newsroom { place: Place::new().await, nats };
        let (ours, our_told) = writes(&room.place, OURS).await;
        let (others, others_told) = writes(&room.place, OTHERS).await;
        let address = format!("nats://throughline:password-of-THROUGHLINE@127.0.0.1:{}", room.nats.port());
        let mut publisher = Publisher::start(&address, room.place.log(), room.place.views(), settings()).await;
        publisher.reaches(room.place.seen().await).await;
        Self { room, publisher, agencies: [ours, others], told: [our_told, others_told] }
    }

    /// The first agency's program.
    async fn agency(&self) -> Client {
        let options = ConnectOptions::with_user_and_password(OURS.into(), "password-of-HARMONY_HOUSE".into());
        options.request_timeout(Some(SILENCE)).connect(self.room.nats.url()).await.expect("it may come in")
    }

    async fn jetstream(&self) -> Context {
        jetstream::ContextBuilder::new().api_prefix("NEWS.API").timeout(SILENCE).build(self.agency().await)
    }

    /// Something new for both, and it is told.
    async fn happens(&mut self) {
        for (agency, rosa) in &self.agencies {
            agency.write(met(rosa, "")).await;
        }
        self.publisher.reaches(self.room.place.seen().await).await;
    }
}

/// An agency with somebody whom only it knows; and the position of what it wrote last.
async fn writes(place: &Place, word: &str) -> ((Caller, String), u64) {
    let agency = place.agency(word).await;
    let (amira, rosa) = (agency.is_joined_by("Amira").await, agency.hears_of("Rosa").await);
    agency.write(alongside(&rosa, &amira)).await;
    let position = agency.write(met(&rosa, &amira)).await.position;
    ((agency, rosa), position)
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
    let agency = deployed.agency().await;
    let mut heard = Vec::new();
    for on in [
        &subject(OTHERS),
        &subject("*"),
        ">",
        "throughline.>",
        "*.*.*.*.*",
        "_INBOX.>",
        "_R_.>",
        "$JS.>",
        "throughline.barking-and-dagenham.head",
    ] {
        heard.push(agency.subscribe(on.to_owned()).await.expect("it may ask"));
    }
    agency.flush().await.expect("asked");
    deployed.happens().await;
    for subscriber in &mut heard {
        let message = tokio::time::timeout(SILENCE, subscriber.next()).await;
        assert!(!matches!(message, Ok(Some(_))), "{message:?}");
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
    let wanted = [
        format!("CONSUMER.MSG.NEXT.{STREAM}.{OTHERS}"),
        format!("CONSUMER.INFO.{STREAM}.{OTHERS}"),
        format!("CONSUMER.NAMES.{STREAM}"),
        format!("CONSUMER.LIST.{STREAM}"),
        format!("STREAM.INFO.{STREAM}"),
        format!("STREAM.MSG.GET.{STREAM}"),
        format!("DIRECT.GET.{STREAM}"),
        format!("STREAM.PURGE.{STREAM}"),
        format!("STREAM.DELETE.{STREAM}"),
        "STREAM.NAMES".to_owned(),
        "INFO".to_owned(),
    ];
    for asked in wanted.iter().flat_map(|asked| ["NEWS", "$JS"].map(|prefix| format!("{prefix}.API.{asked}"))) {
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
    // Nor by having the server answer a question of its own there.
    for question in ["INFO", "MSG.NEXT"] {
        let question = format!("NEWS.API.CONSUMER.{question}.{STREAM}.{OURS}");
        agency.publish_with_reply(question, subject(OTHERS), "".into()).await.expect("sent");
    }
    agency.flush().await.expect("sent");
    deployed.happens().await;
    let everything = deployed.room.everything_as("throughline", "password-of-THROUGHLINE").await;
    let positions = |word: &str| everything.iter().filter(|heard| heard.agency() == word).map(Heard::position).collect::<Vec<_>>();
    let head = deployed.room.place.head();
    assert_eq!((positions(OURS), positions(OTHERS)), (vec![deployed.told[0], head - 1], vec![deployed.told[1], head]));
    let taken = takes(&deployed.jetstream().await, OURS, 100).await;
    assert!(mine == 1 && !taken.is_empty());
    assert!(taken.iter().all(|heard| heard.header("ce-type").starts_with("org.throughline")), "{taken:?}");
    deployed.publisher.stop().await;
}
