//! What a node tells over HTTP: the numbers that the dashboard and the alerts stand on, and whether it lives and is ready.

use std::{collections::BTreeSet, path::Path, time::Duration};

use throughline::node::NAMES;
use throughline_servers::Nats;
use throughline_tests::{
    Process,
    events::noted,
    place,
    process::{add_agency, run},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// Told only with a log in Postgres, with news over NATS, after somebody was turned away, or where a witness is asked.
const ELSEWHERE: [&str; 6] = [
    "throughline_store_",
    "throughline_news_",
    "throughline_busy_",
    "throughline_handshakes_",
    "throughline_server_certificate_",
    "throughline_witnesses_",
];

/// Far longer than anything here takes, so that a test that hangs says so.
const PATIENCE: Duration = Duration::from_secs(60);

async fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.expect("it listens");
    let request = format!("GET {path} HTTP/1.1\r\nhost: node\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("text");
    answer
}

fn number(metrics: &str, series: &str) -> f64 {
    let line = metrics.lines().find(|line| line.starts_with(series) && line[series.len()..].starts_with(' '));
    let line = line.unwrap_or_else(|| panic!("{series} is not told in:\n{metrics}"));
    line.rsplit(' ').next().and_then(|number| number.parse().ok()).expect("a number")
}

/// Asks again and again until it is so.
async fn until(mut is_so: impl AsyncFnMut() -> bool) {
    let asked = async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, asked).await.expect("in time");
}

async fn node(folder: &Path) -> (Process, String, String) {
    node_with(folder, &[]).await
}

async fn node_with(folder: &Path, arguments: &[&str]) -> (Process, String, String) {
    place::begin(folder);
    let token = add_agency(folder, "Harmony House");
    let node = Process::start_with(folder, arguments, &[]);
    let address = node.metrics.clone().expect("it tells");
    (node, address, token)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_node_tells_every_number_of_the_list_and_no_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let (node, address, token) = node(folder.path()).await;
    let house = node.caller(&token).await;
    let rosa = house.hears_of("Rosa").await;
    let resident = house.for_resident(&rosa);
    // A look, which stands for the next one too.
    resident.story(&rosa, house.write(noted(&rosa, "A walk.")).await.position).await;
    let position = house.write(noted(&rosa, "Something that nobody else is to read.")).await.position;
    resident.story(&rosa, position).await;
    resident.try_story(&uuid::Uuid::new_v4().to_string(), 0).await.expect_err("nobody");

    // Each second what is new is published.
    let head = number(&get(&address, "/metrics").await, "throughline_log_head_position");
    until(async || get(&address, "/metrics").await.contains(&format!("throughline_published_records {head}"))).await;
    let metrics = get(&address, "/metrics").await;
    let told: BTreeSet<&str> = metrics.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next()).collect();
    let listed: BTreeSet<&str> = NAMES.into_iter().map(|(name, _)| name).collect();
    let expected = listed.iter().copied().filter(|name| !ELSEWHERE.iter().any(|prefix| name.starts_with(prefix))).collect();
    assert_eq!(told, expected);

    let position = position as f64;
    assert_eq!(number(&metrics, "throughline_log_head_position"), position);
    assert_eq!(number(&metrics, "throughline_follower_position{follower=\"views\"}"), position);
    assert_eq!(number(&metrics, "throughline_follower_lag_events{follower=\"views\"}"), 0.0);
    assert_eq!(number(&metrics, "throughline_log_appended_events_total"), 4.0);
    assert_eq!(number(&metrics, "throughline_log_commit_seconds_count"), 4.0);
    assert_eq!(number(&metrics, "throughline_log_queue_requests"), 0.0);
    assert_eq!(number(&metrics, "throughline_refusals_total{reason=\"PERSON_UNKNOWN\"}"), 1.0);
    assert_eq!(number(&metrics, "throughline_calls_total{method=\"RecordService/Record\",code=\"OK\"}"), 2.0);
    assert_eq!(number(&metrics, "throughline_calls_total{method=\"StoryService/GetStory\",code=\"NOT_FOUND\"}"), 1.0);
    assert_eq!(number(&metrics, "throughline_call_seconds_count{method=\"StoryService/GetStory\"}"), 3.0);
    for personal in ["Rosa", "Something that nobody", rosa.as_str()] {
        assert!(!metrics.contains(personal), "{personal} is in the numbers");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn news_that_cannot_be_published_shows_as_a_lag_that_grows() {
    let (folder, mut nats) = (tempfile::tempdir().expect("a folder"), Nats::start());
    let (node, address, token) = node_with(folder.path(), &["--nats", &nats.url()]).await;
    let house = node.caller(&token).await;
    let rosa = house.hears_of("Rosa").await;
    let position = house.write(noted(&rosa, "a note")).await.position as f64;
    let lag =
        async |series: &str| number(&get(&address, "/metrics").await, &format!("throughline_follower_{series}{{follower=\"fanout\"}}"));
    until(async || lag("position").await >= position && lag("lag_seconds").await == 0.0).await;
    nats.kill();
    let position = house.write(noted(&rosa, "another note")).await.position as f64;
    until(async || lag("lag_events").await > 0.0 && lag("lag_seconds").await > 0.0).await;
    let before = lag("lag_seconds").await;
    until(async || lag("lag_seconds").await > before).await;
    let is_ready = |answer: &str, role: &str| ready(answer)["roles"][role]["ready"] == true;
    let answer = get(&address, "/readyz").await;
    assert!(answer.starts_with("HTTP/1.1 200") && ready(&answer)["ready"] == true, "callers are not sent away for it: {answer}");
    assert_eq!((is_ready(&answer, "fanout"), is_ready(&answer, "record")), (false, true));
    nats.begin();
    until(async || lag("position").await >= position && lag("lag_seconds").await == 0.0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_whose_caller_does_not_wait_is_counted_all_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let (node, address, token) = node(folder.path()).await;
    let house = node.caller(&token).await;
    let rosa = house.hears_of("Rosa").await;
    // The log is not there yet, so that the answer waits.
    tokio::time::timeout(Duration::from_millis(300), house.for_resident(&rosa).try_story(&rosa, 1_000_000)).await.expect_err("too soon");
    until(async || {
        let metrics = get(&address, "/metrics").await;
        let counted = ["CANCELLED", "DEADLINE_EXCEEDED"]
            .map(|code| format!("throughline_calls_total{{method=\"StoryService/GetStory\",code=\"{code}\"}}"));
        counted.iter().any(|series| metrics.contains(series))
            && number(&metrics, "throughline_call_seconds_count{method=\"StoryService/GetStory\"}") == 1.0
    })
    .await;
}

/// What /readyz says.
fn ready(answer: &str) -> serde_json::Value {
    serde_json::from_str(answer.split("\r\n\r\n").nth(1).expect("a body")).expect("JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_says_that_it_lives_and_is_ready_and_the_command_asks_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let (node, address, _token) = node(folder.path()).await;
    assert!(get(&address, "/livez").await.starts_with("HTTP/1.1 200"));
    let answer = get(&address, "/readyz").await;
    let told = ready(&answer);
    assert!(answer.starts_with("HTTP/1.1 200") && told["ready"] == true, "{answer}");
    for role in ["record", "timeline", "audit"] {
        assert_eq!((&told["roles"][role]["ready"], &told["roles"][role]["events_behind"]), (&true.into(), &0.into()), "{role}");
    }
    assert!(told["roles"].get("fanout").is_none());

    let asked = run(&["health", "--metrics", &address]);
    assert_eq!(asked.status.code(), Some(0), "{}", String::from_utf8_lossy(&asked.stderr));
    assert!(String::from_utf8_lossy(&asked.stdout).contains("The node is ready."));
    assert_eq!(run(&["health", "--live", "--metrics", &address]).status.code(), Some(0));
    node.kill();
    assert_eq!(run(&["health", "--live", "--metrics", &address]).status.code(), Some(1));
    assert_eq!(run(&["health", "--metrics", "nowhere"]).status.code(), Some(2));
}

#[test]
fn the_address_for_numbers_is_only_insisted_on_when_it_was_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    place::begin(folder.path());
    let data = folder.path().to_str().expect("a path");
    let output = run(&["serve", "--data", data, "--listen", "127.0.0.1:0", "--metrics", &address]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(1) && told.contains("--metrics"), "{told}");
}

#[test]
fn the_dashboards_list_of_numbers_is_what_a_node_serves() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/metrics.txt");
    let text = std::fs::read_to_string(path).expect("the list");
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let mut listed: Vec<&str> = lines.filter_map(|line| line.split_whitespace().next()).collect();
    let mut served: Vec<&str> = NAMES.iter().map(|(name, _)| *name).collect();
    listed.sort_unstable();
    served.sort_unstable();
    assert_eq!(listed, served);
}
