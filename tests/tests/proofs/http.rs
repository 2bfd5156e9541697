//! HTTP by hand: asking, byte for byte, and answering as no honest witness would.

use std::{net::SocketAddr, sync::Arc};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
    task::AbortHandle,
};

use super::scene::anywhere;

/// What somebody answers.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    headers: String,
    pub body: Vec<u8>,
}

impl Answer {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.headers.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Gets what lies at a path, which is sent as it stands.
pub async fn get(at: SocketAddr, path: &str) -> Answer {
    exchange(at, format!("GET {path} HTTP/1.1\r\nhost: {at}\r\nconnection: close\r\n\r\n").as_bytes()).await
}

/// Posts a body.
pub async fn post(at: SocketAddr, path: &str, body: &[u8]) -> Answer {
    let head = format!("POST {path} HTTP/1.1\r\nhost: {at}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
    exchange(at, &[head.as_bytes(), body].concat()).await
}

async fn exchange(at: SocketAddr, request: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(at).await.expect("it listens");
    // One that has heard enough answers before everything was sent.
    let _ = stream.write_all(request).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or_else(|| panic!("no answer: {answer:?}"));
    let headers = String::from_utf8(answer[..end].to_vec()).expect("text");
    let status = headers.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    Answer { status, headers, body: answer[end + 4..].to_vec() }
}

/// Somebody who answers every question with what a test says. Dropping it ends it.
pub struct Fake {
    pub at: SocketAddr,
    asked: UnboundedReceiver<String>,
    serving: AbortHandle,
}

impl Fake {
    /// Answers each body with these bytes, head and all; with none, it hears and never answers.
    pub async fn answering(answer: impl Fn(&str) -> Option<Vec<u8>> + Send + Sync + 'static) -> Self {
        Self::answering_at(anywhere(), answer).await
    }

    /// The same, at an address that somebody else had.
    pub async fn answering_at(at: SocketAddr, answer: impl Fn(&str) -> Option<Vec<u8>> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(at).await.expect("a port");
        let (at, answer) = (listener.local_addr().expect("bound"), Arc::new(answer));
        let (tell, asked) = unbounded_channel();
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (answer, tell) = (Arc::clone(&answer), tell.clone());
                tokio::spawn(async move {
                    let mut stream = BufReader::new(stream);
                    let Some(body) = hear(&mut stream).await else { return };
                    let answer = answer(&body);
                    _ = tell.send(body);
                    match answer {
                        Some(answer) => drop(stream.write_all(&answer).await),
                        // Until the other end has had enough.
                        None => drop(stream.read_to_end(&mut Vec::new()).await),
                    }
                });
            }
        });
        Self { at, asked, serving: serving.abort_handle() }
    }

    /// Gives the address back.
    pub async fn end(self) {
        self.serving.abort();
        while !self.serving.is_finished() {
            tokio::task::yield_now().await;
        }
    }

    /// The next question.
    pub async fn is_asked(&mut self) -> String {
        self.asked.recv().await.expect("it is asked")
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn hear(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.ok().filter(|read| *read > 0)?;
        if line == "\r\n" {
            break;
        }
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    String::from_utf8(body).ok()
}

/// An answer with a head that fits.
pub fn answer(status: &str, kind: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len()).into_bytes()
}
