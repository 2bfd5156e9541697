//! Commands as somebody types them, and witnesses as processes of their own. No test lives in here.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Stdio},
    time::Duration,
};

use throughline_proto::v1::{GetCheckpointRequest, GetCheckpointResponse};
use throughline_tests::{
    Caller,
    process::{command, ends, text},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::Instant,
};

/// Far longer than anything here takes, so that a test that hangs says so.
const PATIENCE: Duration = Duration::from_secs(60);
const A_MOMENT: Duration = Duration::from_millis(50);

/// Runs a command beside a place that is served in this process: what it ends with, what it says, and the JSON that it says.
pub async fn runs(arguments: &[&str]) -> (Option<i32>, String, serde_json::Value) {
    let arguments: Vec<String> = arguments.iter().map(|&argument| argument.to_owned()).collect();
    let running = tokio::task::spawn_blocking(move || ends(&arguments.iter().map(String::as_str).collect::<Vec<_>>()));
    running.await.expect("it ends")
}

/// Waits for something.
pub async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let give_up = Instant::now() + PATIENCE;
    while !is_so().await {
        assert!(Instant::now() < give_up, "it never came about: {what}");
        tokio::time::sleep(A_MOMENT).await;
    }
}

/// What was published, once it covers this position.
pub async fn published(keeper: &Caller, position: u64) -> GetCheckpointResponse {
    let newest = async || keeper.audit().get_checkpoint(GetCheckpointRequest {}).await.expect("everybody may").into_inner();
    until("everything is published", async || newest().await.tree_size >= position).await;
    newest().await
}

/// What a server answers to a question over HTTP: its head, and its body.
pub async fn fetched(at: &str, path: &str) -> (String, Vec<u8>) {
    let mut stream = TcpStream::connect(at).await.expect("it listens");
    let question = format!("GET {path} HTTP/1.1\r\nhost: {at}\r\nconnection: close\r\n\r\n");
    stream.write_all(question.as_bytes()).await.expect("it is open");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("it answers");
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("an answer") + 4;
    let body = answer.split_off(end);
    (String::from_utf8(answer).expect("text"), body)
}

/// A witness as a process of its own. Dropping it ends it.
pub struct Witness {
    child: Child,
    /// What it cosigns with, and where it is asked.
    pub key: String,
    pub url: String,
}

impl Witness {
    /// Watches logs, by their keys.
    pub fn start(folder: &Path, logs: &[&str]) -> Self {
        let mut command = command();
        command.args([
            "witness",
            "--data",
            text(folder),
            "--name",
            "a.neighbour.example/witness",
            "--listen",
            "127.0.0.1:0",
            "--format",
            "json",
        ]);
        logs.iter().for_each(|log| _ = command.args(["--log", log]));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().expect("it starts");
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().expect("its output")).read_line(&mut line).expect("it says where it listens");
        let told: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        let field = |name: &str| told[name].as_str().expect("a text").to_owned();
        Self { child, key: field("key"), url: field("address") }
    }

    /// As `serve --witness` takes it.
    pub fn asked_at(&self) -> String {
        format!("{} {}", self.key, self.url)
    }
}

impl Drop for Witness {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
