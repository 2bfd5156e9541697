//! Too many at once: two thousand connections, two followers on one view, news that comes three times and in any order.

use std::{net::SocketAddr, time::Duration};

use anyhow::Context as _;
use tokio::{
    io::AsyncWriteExt as _,
    net::TcpStream,
    task::{JoinSet, block_in_place},
};

use crate::{chance::Chance, node::PLACE, system::System};

const CONNECTIONS: usize = 2_000;
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

/// The positions that nodes tell each other come three times, in any order, and old ones among them.
pub async fn repeat_news(system: &System, chance: &mut Chance) -> anyhow::Result<()> {
    let Some(nats) = &system.nats else { return Ok(()) };
    let port = nats.lock().await.port();
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)).await else { return Ok(()) };
    let mut positions: Vec<u64> = (1..60).flat_map(|position| [position; 3]).collect();
    for at in (1..positions.len()).rev() {
        positions.swap(at, chance.index(at + 1));
    }
    let mut text = String::from("CONNECT {\"verbose\":false}\r\n");
    for position in positions {
        let payload = position.to_string();
        text += &format!("PUB throughline.{PLACE}.head {}\r\n{payload}\r\n", payload.len());
    }
    stream.write_all(text.as_bytes()).await.context("news cannot be sent")?;
    stream.flush().await.context("news cannot be sent")
}
