//! Servers that cannot carry news, and what is said then: what stops a node at its start, and what is waited for.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::TcpListener,
    time::Duration,
};

use async_nats::jetstream::stream::Config;
use throughline_fanout::{Connection, Fanout, NewsError, Server, Settings};
use throughline_servers::{Nats, Port};
use throughline_tests::{
    Place, place,
    process::{Process, command, serve},
};

use crate::newsroom::{Newsroom, PLACE, STREAM, connection, jetstream, settings, until, within};

async fn begun(place: &Place, address: &str) -> Result<Fanout, NewsError> {
    Fanout::begin(connection(address).await, place.log(), place.views(), place.access(), settings()).await
}

async fn why_not(addresses: &str) -> String {
    let server = Server { addresses: addresses.to_owned(), credentials: None };
    Connection::open(&server, PLACE).await.expect_err("it is not let in").to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_jetstream_stops_the_start_and_says_what_to_do() {
    let (place, nats) = (Place::new().await, Nats::start_with("max_payload: 65536"));
    let told = begun(&place, &nats.url()).await.expect_err("it is not fit").to_string();
    assert!(told.contains("no JetStream") && told.contains("add a jetstream block"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_without_jetstream_stops_the_start_too() {
    let users = "accounts {\nA { users: [{ user: a, password: a }] }\nB { jetstream: enabled, users: [{ user: b, password: b }] }\n}";
    let (place, nats) = (Place::new().await, Nats::start_with(&format!("jetstream {{ store_dir: \"$STORE\" }}\n{users}")));
    let told = begun(&place, &format!("nats://a:a@127.0.0.1:{}", nats.port())).await.expect_err("it is not fit").to_string();
    assert!(told.contains("enable it for this account"), "{told}");
}

/// Greets as a server of another version would, and answers pings.
fn greets_as(version: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("nats://{}", listener.local_addr().expect("its address"));
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut answers = stream.try_clone().expect("a second handle");
            _ = write!(
                answers,
                "INFO {{\"version\":\"{version}\",\"jetstream\":true,\"headers\":true,\"max_payload\":1048576,\"proto\":1}}\r\n"
            );
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                if line == "PING" {
                    _ = answers.write_all(b"PONG\r\n");
                }
            }
        }
    });
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_too_old_stops_the_start_and_says_which_is_asked_for() {
    let place = Place::new().await;
    let told = begun(&place, &greets_as("2.9.10")).await.expect_err("it is too old").to_string();
    assert!(told.contains("2.9.10") && told.contains("2.10 or later"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_stops_the_start_and_is_never_said() {
    let nats = Nats::start_with("authorization { user: news, password: right }");
    let told = why_not(&format!("nats://news:geheim@127.0.0.1:{}", nats.port())).await;
    assert!(told.contains("does not let this node in") && !told.contains("geheim"), "{told}");
    let right = connection(&format!("nats://news:right@127.0.0.1:{}", nats.port())).await;
    assert!(right.is_up());
    let told = why_not("nats://news:geheim@no host").await;
    assert!(told.contains("is no address of NATS") && !told.contains("geheim"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn credentials_that_are_not_there_stop_the_start() {
    let server = Server { addresses: "nats://127.0.0.1:4222".into(), credentials: Some("/nowhere/news.creds".into()) };
    let told = Connection::open(&server, PLACE).await.expect_err("there are none").to_string();
    assert!(told.contains("/nowhere/news.creds") && told.contains("give a .creds file"), "{told}");
}

#[test]
fn serve_ends_and_says_what_to_do_about_a_server_that_cannot_carry_news() {
    let (without, closed) = (Nats::start_with("max_payload: 65536"), Nats::start_with("authorization { user: news, password: right }"));
    let cases = [
        (without.url(), 1, "add a jetstream block"),
        (greets_as("2.9.10"), 1, "2.10 or later"),
        (format!("nats://news:geheim@127.0.0.1:{}", closed.port()), 1, "does not let this node in"),
        ("nats://news:geheim@no host".to_owned(), 2, "--nats: \\\"nats://…@no host\\\" is no address of NATS"),
    ];
    for (address, code, says) in cases {
        let folder = tempfile::tempdir().expect("a folder");
        place::begin(folder.path());
        let output = command().args(serve(folder.path())).env("THROUGHLINE_NATS", &address).output().expect("the program starts");
        let told = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(code), "{told}");
        assert!(told.contains(says) && !told.contains("geheim") && !told.contains("panicked"), "“{says}” is not in: {told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_there_yet_is_waited_for() {
    let place = Place::new().await;
    let port = Port::claim();
    let address = format!("nats://127.0.0.1:{port}");
    let connection = connection(&address).await;
    assert!(!connection.is_up());
    let fanout = Fanout::begin(connection, place.log(), place.views(), place.access(), settings()).await.expect("it begins all the same");
    assert!(!fanout.status().borrow().publishing);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_jetstream_is_told_loudly_and_nothing_is_lost() {
    let place = Place::new().await;
    let room = Newsroom { place, nats: Nats::start_with("jetstream { store_dir: \"$STORE\", max_file_store: 64MB }") };
    let context = jetstream(&room.nats.url()).await;
    let other = Config { name: "OTHER".into(), subjects: vec!["other".into()], max_bytes: 60 << 20, ..Config::default() };
    context.create_stream(other).await.expect("there is room for it");
    let house = room.place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let mut publisher = room.publishes_with(Settings { max_bytes: 32 << 20, ..settings() }).await;
    let told = publisher.is(|status| status.last_error.is_some()).await.last_error.expect("it says why");
    assert!(told.contains("JetStream is full") && told.contains("max_file_store"), "{told}");
    let written = house.write(throughline_tests::events::met(&rosa, "")).await.position;
    context.delete_stream("OTHER").await.expect("there is room again");
    let status = publisher.reaches(written).await;
    assert_eq!(status.last_error, None);
    assert_eq!(room.told("harmony-house").await, [written]);
    publisher.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_publisher_that_waits_for_nats_stops_at_once_when_told_to() {
    let mut room = Newsroom::new().await;
    let publisher = room.publishes().await;
    room.nats.kill();
    within(async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        publisher.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_news_is_kept_for_as_long_and_as_widely_as_the_operator_says() {
    let (folder, nats) = (tempfile::tempdir().expect("a folder"), Nats::start());
    place::begin(folder.path());
    let kept = ["--nats", &nats.url(), "--nats-days", "2", "--nats-replicas", "1"];
    let _node = Process::start_with(folder.path(), &kept, &[]);
    let context = jetstream(&nats.url()).await;
    let stream = until(async || context.get_stream(STREAM).await.ok(), Option::is_some).await.expect("there it is");
    let config = &stream.cached_info().config;
    assert_eq!((config.max_age, config.num_replicas), (Duration::from_secs(2 * 24 * 3_600), 1));
}
