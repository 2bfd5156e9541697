//! Too many at once: two thousand connections, two followers on one view, news that comes three times and in any order.

use std::{net::SocketAddr, time::Duration};

use async_nats::jetstream::{self, message::StreamMessage};
use tokio::{
    io::AsyncWriteExt as _,
    net::TcpStream,
    task::{JoinSet, block_in_place},
    time::Instant,
};
use tokio_stream::StreamExt as _;

use crate::{
    chance::Chance,
    news::{REPEATED, STREAM},
    node::PLACE,
    system::System,
};

const CONNECTIONS: usize = 2_000;
/// For so long the heads are listened to that are repeated.
const LISTENING: Duration = Duration::from_millis(200);
/// What somebody who speaks HTTP/2 says first, with empty settings.
const GREETING: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";

/// Two thousand connections at once, to a node or to a server that it stands on.
pub async fn connect_all_at_once(system: &System, chance: &mut Chance) {
    let seat = chance.pick(&system.seats);
    let possible: Vec<SocketAddr> =
        [Some(&seat.gate), seat.to_postgres.as_ref(), seat.to_nats.as_ref()].into_iter().flatten().filter_map(|proxy| proxy.to()).collect();
    if possible.is_empty() {
        return;
    }
    let to = *chance.pick(&possible);
    let length = chance.milliseconds(50..400);
    let mut connections = JoinSet::new();
    for _ in 0..CONNECTIONS {
        connections.spawn(async move {
            // Whoever is not let in has come all the same.
            if let Ok(Ok(mut stream)) = tokio::time::timeout(Duration::from_secs(2), TcpStream::connect(to)).await {
                _ = stream.write_all(GREETING).await;
                tokio::time::sleep(length).await;
            }
        });
    }
    connections.join_all().await;
}

/// A second process on the folder of one that runs: it must not begin. Says so if it does.
pub async fn share_view(system: &System, chance: &mut Chance) -> anyhow::Result<Option<String>> {
    let seat = chance.pick(&system.seats);
    // Held, so that no other fault ends the first meanwhile: then the second might rightly begin.
    let node = seat.node.lock().await;
    if !node.runs() {
        return Ok(None);
    }
    let arguments = node.serve_arguments();
    let says = system.folder().join("second.log");
    let path = node.program().path().display().to_string();
    let command: Vec<&str> = [path.as_str()].into_iter().chain(arguments.iter().map(String::as_str)).collect();
    let mut second = throughline_servers::Process::start_in(&command, &node.program().environment, &says, None);
    for _ in 0..1_000 {
        if let Some(status) = second.ended() {
            return Ok(status.success().then(|| "a second process on a node's folder ended as if it had served it".to_owned()));
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    block_in_place(|| second.kill());
    Ok(Some("a second process on a node's folder began".to_owned()))
}

/// What nodes tell each other and what agencies are told comes three times, in any order; and heads that there never were, below and above
/// the real ones.
pub async fn repeat_news(system: &System, chance: &mut Chance) -> anyhow::Result<()> {
    let Some(nats) = &system.nats else { return Ok(()) };
    let port = nats.lock().await.port();
    // Another fault may have NATS just now; then there is no news to repeat.
    _ = tokio::time::timeout(Duration::from_secs(5), repeat(port, chance)).await;
    Ok(())
}

async fn repeat(port: u16, chance: &mut Chance) -> anyhow::Result<()> {
    let client = async_nats::connect(format!("nats://127.0.0.1:{port}")).await?;
    let subject = format!("throughline.{PLACE}.head");
    let mut positions: Vec<u64> = listen(&client, &subject).await?;
    let newest = positions.iter().max().copied().unwrap_or(1);
    positions.extend((1..20).chain(newest..newest + 20));
    for position in three_times_in_any_order(positions, chance) {
        client.publish(subject.clone(), position.to_string().into()).await?;
    }
    let jetstream = jetstream::new(client.clone());
    let stream = jetstream.get_stream(STREAM).await?;
    let last = stream.cached_info().state.last_sequence;
    let mut told = Vec::new();
    for sequence in last.saturating_sub(20) + 1..=last {
        told.push(stream.get_raw_message(sequence).await?);
    }
    for StreamMessage { subject, mut headers, payload, .. } in three_times_in_any_order(told, chance) {
        // With its own id JetStream would know it, and keep the first alone.
        headers.insert(REPEATED, "yes");
        headers.insert("Nats-Msg-Id", chance.uuid().to_string());
        jetstream.publish_with_headers(subject, headers, payload).await?.await?;
    }
    client.flush().await?;
    Ok(())
}

/// The heads that nodes tell each other within a moment.
async fn listen(client: &async_nats::Client, subject: &str) -> anyhow::Result<Vec<u64>> {
    let mut heads = client.subscribe(subject.to_owned()).await?;
    let mut heard = Vec::new();
    let until = Instant::now() + LISTENING;
    while let Ok(Some(message)) = tokio::time::timeout_at(until, heads.next()).await {
        heard.extend(std::str::from_utf8(&message.payload).ok().and_then(|head| head.parse::<u64>().ok()));
    }
    Ok(heard)
}

fn three_times_in_any_order<T: Clone>(once: Vec<T>, chance: &mut Chance) -> Vec<T> {
    let mut all: Vec<T> = once.into_iter().flat_map(|one| [one.clone(), one.clone(), one]).collect();
    for at in (1..all.len()).rev() {
        all.swap(at, chance.index(at + 1));
    }
    all
}
