//! HTTP/1 as nobody should speak it, to the portal and to the port of numbers and probes: whoever says half of what they want and no more is hung
//! up on, and a good caller is answered meanwhile, or soon.

use std::time::Duration;

use throughline_servers::Port;
use throughline_tests::{Browser, Process, place};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::{Instant, timeout},
};

const PATIENCE: Duration = Duration::from_secs(60);
const HALF: &[u8] = b"GET / HTTP/1.1\r\nhost: node\r\nx-half: and then";
/// More than are open at once at a port.
const MANY: usize = 600;

/// A node with both ports; the portal's is held.
struct Node {
    process: Process,
    portal: String,
    _port: Port,
    _folder: tempfile::TempDir,
}

impl Node {
    fn start() -> Self {
        let (folder, port) = (tempfile::tempdir().expect("a folder"), Port::claim());
        place::begin(folder.path());
        let portal = format!("127.0.0.1:{}", port.number());
        let process = Process::start_with(folder.path(), &["--portal", &portal], &[]);
        Self { process, portal, _port: port, _folder: folder }
    }

    /// Each port, and a page there that anybody may ask for.
    fn pages(&self) -> [(&str, &str); 2] {
        [(&self.portal, "/"), (self.process.metrics.as_deref().expect("metrics"), "/livez")]
    }
}

/// Says half of a request.
async fn half(address: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.expect("it listens");
    stream.write_all(HALF).await.expect("it reads");
    stream
}

/// Until the other side hangs up.
async fn end(mut stream: TcpStream) {
    let ended = timeout(PATIENCE, stream.read_to_end(&mut Vec::new())).await;
    // However it hangs up.
    _ = ended.expect("it hangs up");
}

/// Asks as one should.
async fn answers(address: &str, path: &str) {
    let url = format!("http://{address}{path}");
    timeout(PATIENCE, Browser::default().get(&url)).await.expect("it is answered").is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_stops_within_a_header_is_hung_up_on_and_others_are_answered_meanwhile() {
    let node = Node::start();
    let [portal, numbers] = node.pages().map(async |(address, path)| {
        let silent = half(address).await;
        let begun = Instant::now();
        for _ in 0..5 {
            answers(address, path).await;
        }
        assert!(begun.elapsed() < Duration::from_secs(9), "nobody waits for whoever is silent");
        end(silent).await;
    });
    tokio::join!(portal, numbers);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_and_then_falls_silent_is_hung_up_on_too() {
    let node = Node::start();
    let [portal, numbers] = node.pages().map(async |(address, path)| {
        let mut stream = TcpStream::connect(address).await.expect("it listens");
        stream.write_all(format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n\r\n").as_bytes()).await.expect("it reads");
        end(stream).await;
    });
    tokio::join!(portal, numbers);
}

#[tokio::test(flavor = "multi_thread")]
async fn however_many_are_silent_the_next_caller_is_answered_soon() {
    let node = Node::start();
    for (address, path) in node.pages() {
        let mut silent = Vec::new();
        for _ in 0..MANY {
            silent.push(half(address).await);
        }
        answers(address, path).await;
    }
}
