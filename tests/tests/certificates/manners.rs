//! Bad manners at the door: handshakes that do not go on, and calls that are opened only to be taken back. Others are served meanwhile.

use std::time::Duration;

use throughline_tests::events::noted;
use tokio::{io::AsyncWriteExt as _, net::TcpStream, time::timeout};

use crate::{papers::Wanted, served::Served};

const HOUSE: &str = "harmony-house";
const PATIENCE: Duration = Duration::from_secs(30);
/// More than may be under way at once.
const HALF_OPEN: usize = 300;
/// How often a call is opened and taken back.
const RESETS: usize = 5_000;

#[tokio::test(flavor = "multi_thread")]
async fn handshakes_that_do_not_go_on_keep_nobody_out() {
    let at = Served::new().await;
    let authority = at.agency(HOUSE).await;
    let mut half_open = Vec::new();
    for number in 0..HALF_OPEN {
        let mut stream = TcpStream::connect(at.place.address).await.expect("it listens");
        // Some say nothing at all, the others begin as TLS begins and stop.
        if number % 2 == 0 {
            stream.write_all(&[0x16, 0x03, 0x01, 0x02]).await.expect("it is open");
        }
        half_open.push(stream);
    }
    let house = timeout(PATIENCE, at.caller_of(HOUSE, &authority)).await.expect("there is room");
    timeout(PATIENCE, house.hears_of("Rosa")).await.expect("it is answered");
    // The oldest are given up for those who come after them.
    let mut oldest = half_open.remove(0);
    let ended = timeout(PATIENCE, tokio::io::AsyncReadExt::read(&mut oldest, &mut [0; 64])).await.expect("it is ended");
    assert!(!matches!(ended, Ok(1..)), "nothing is said to whoever says nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handshake_that_takes_too_long_is_ended() {
    let at = Served::new().await;
    let mut slow = TcpStream::connect(at.place.address).await.expect("it listens");
    let ended = timeout(PATIENCE, tokio::io::AsyncReadExt::read(&mut slow, &mut [0; 64])).await;
    assert!(!matches!(ended.expect("it is ended"), Ok(1..)));
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_that_are_opened_only_to_be_taken_back_keep_nobody_else_from_being_served() {
    let at = Served::new().await;
    let authority = at.agency(HOUSE).await;
    let stream = at.handshake(Some(&authority.signs(&Wanted::of(HOUSE)))).await;
    let (mut send, connection) = h2::client::Builder::new().handshake::<_, bytes::Bytes>(stream).await.expect("HTTP/2");
    let carried = tokio::spawn(connection);
    let mut opened = 0;
    for _ in 0..RESETS {
        let request = http::Request::post("https://localhost/throughline.v1.StoryService/GetStory")
            .header("content-type", "application/grpc")
            .body(())
            .expect("a request");
        let Ok(ready) = send.clone().ready().await else { break };
        send = ready;
        let Ok((_, mut body)) = send.send_request(request, false) else { break };
        body.send_reset(h2::Reason::CANCEL);
        opened += 1;
    }
    let house = timeout(PATIENCE, at.caller_of(HOUSE, &authority)).await.expect("there is room");
    let rosa = timeout(PATIENCE, house.hears_of("Rosa")).await.expect("it is answered");
    house.write(noted(&rosa, "Served meanwhile.")).await;
    assert!(opened > 0);
    carried.abort();
}
