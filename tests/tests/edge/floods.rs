//! HTTP/2 as nobody should speak it, over real sockets of the loopback: many frames that ask for work and give none. The connection may end; a
//! good caller is answered all the while.

use std::time::Duration;

use throughline_tests::{Caller, Place, events::noted};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const PATIENCE: Duration = Duration::from_secs(60);
const FLOOD: usize = 20_000;
const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RESET: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const CONTINUATION: u8 = 9;

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).expect("short").to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// Whoever is not kind, and whoever is.
struct Edge {
    place: Place,
    house: Caller,
    rosa: String,
}

impl Edge {
    async fn new() -> Self {
        let place = Place::new().await;
        let house = place.agency("harmony-house").await;
        let rosa = house.hears_of("Rosa").await;
        Self { place, house, rosa }
    }

    /// A connection on which HTTP/2 has begun.
    async fn begun(&self) -> TcpStream {
        let mut stream = TcpStream::connect(self.place.address).await.expect("it listens");
        stream.write_all(&[PREFACE, &frame(SETTINGS, 0, 0, &[])].concat()).await.expect("it reads");
        stream
    }

    /// Sends all of it unless the connection ends before; what comes back is read and thrown away.
    async fn flood(&self, frames: impl Iterator<Item = Vec<u8>>) {
        let (mut reads, mut writes) = self.begun().await.into_split();
        let reading = tokio::spawn(async move { while matches!(reads.read(&mut [0; 4_096]).await, Ok(1..)) {} });
        let sending = async {
            for frame in frames {
                if writes.write_all(&frame).await.is_err() {
                    break;
                }
            }
        };
        timeout(PATIENCE, sending).await.expect("it reads, or ends the connection");
        self.answers().await;
        reading.abort();
    }

    /// A good caller, on a connection of their own.
    async fn answers(&self) {
        let house = self.house.at(self.place.connection().await);
        timeout(PATIENCE, house.write(noted(&self.rosa, "Answered meanwhile."))).await.expect("it is answered");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_and_pings_without_end_keep_nobody_else_from_being_served() {
    let at = Edge::new().await;
    at.flood((0..FLOOD).map(|_| frame(SETTINGS, 0, 0, &[]))).await;
    at.flood((0..FLOOD).map(|_| frame(PING, 0, 0, &[0; 8]))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_that_never_end_are_given_up() {
    let at = Edge::new().await;
    let mut stream = at.begun().await;
    stream.write_all(&frame(HEADERS, 0, 1, &[0x82])).await.expect("it reads");
    // A header of a kilobyte, again and again, and no last frame.
    let header = [&[0x00, 0x01, b'x', 0x7f, 0x81, 0x07], [b'y'; 256].as_slice()].concat();
    let mut sent = 0;
    let ended = async {
        let (mut reads, mut writes) = stream.into_split();
        let reading = tokio::spawn(async move { while matches!(reads.read(&mut [0; 4_096]).await, Ok(1..)) {} });
        while sent < 1 << 20 && writes.write_all(&frame(CONTINUATION, 0, 1, &header)).await.is_ok() {
            sent += 1;
        }
        _ = reading.await;
    };
    timeout(PATIENCE, ended).await.expect("the connection is ended");
    at.answers().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_that_are_opened_and_reset_keep_nobody_else_from_being_served() {
    let at = Edge::new().await;
    // POST, http, and a path that the table has.
    let opened = |stream: u32| [frame(HEADERS, 4, stream, &[0x83, 0x86, 0x84]), frame(RESET, 0, stream, &[0, 0, 0, 8])].concat();
    at.flood((0..FLOOD as u32).map(|number| opened(number * 2 + 1))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn data_for_streams_that_are_not_there_ends_its_connection_alone() {
    let at = Edge::new().await;
    at.flood((0..FLOOD).map(|_| frame(DATA, 0, 1, &[0; 64]))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_who_say_their_preface_a_byte_at_a_time_keep_nobody_out() {
    let at = Edge::new().await;
    let mut slow = Vec::new();
    for _ in 0..200 {
        slow.push(TcpStream::connect(at.place.address).await.expect("it listens"));
    }
    for byte in PREFACE.iter().take(4) {
        for stream in &mut slow {
            _ = stream.write_all(&[*byte]).await;
        }
        at.answers().await;
    }
}
