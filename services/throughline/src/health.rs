//! `throughline health`: asks a node's metrics server whether it is ready. For probes that can only run a program. Opens nothing.

use std::time::Duration;

use anyhow::{Context as _, bail};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::{
    cli::HealthArgs,
    exit::{Exit, WrongUse},
    output::{Output, Tone, count},
};

/// How long an answer may take; a probe that hangs tells nobody anything.
const PATIENCE: Duration = Duration::from_secs(5);
/// The answer is a few hundred bytes; whatever sends more is no node.
const LARGEST_ANSWER_BYTES: u64 = 64 << 10;

/// Asks, and ends with 0 if it is well.
pub async fn run(args: &HealthArgs, output: &Output) -> anyhow::Result<Exit> {
    let address = address(&args.metrics)?;
    let path = if args.live { "/livez" } else { "/readyz" };
    let asked = tokio::time::timeout(PATIENCE, ask(&address, path)).await;
    let (status, body) = asked
        .with_context(|| format!("nothing was answered at {address} in time"))?
        .with_context(|| format!("no node answers at {address}"))?;
    let told: Value = serde_json::from_str(&body).with_context(|| format!("what answers at {address} is no node of Throughline"))?;
    if output.is_json() {
        output.json(&told)?;
    } else if args.live {
        output.line(output.paint(Tone::Good, "The node runs."))?;
    } else {
        say(&told, status == 200, output)?;
    }
    Ok(if status == 200 { Exit::Done } else { Exit::Failed })
}

/// Where to ask. Whoever listens everywhere is asked on the loopback.
fn address(text: &str) -> Result<String, WrongUse> {
    let host_and_port = text.trim_start_matches("http://").trim_end_matches('/');
    let Some((host, port)) = host_and_port.rsplit_once(':').filter(|(_, port)| port.parse::<u16>().is_ok()) else {
        return Err(WrongUse::new(format!("\"{text}\" is no address of a node's metrics; one looks like 127.0.0.1:7490")));
    };
    Ok(match host {
        "0.0.0.0" => format!("127.0.0.1:{port}"),
        "[::]" => format!("[::1]:{port}"),
        _ => host_and_port.to_owned(),
    })
}

async fn ask(address: &str, path: &str) -> anyhow::Result<(u16, String)> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").as_bytes()).await?;
    let mut answer = String::new();
    stream.take(LARGEST_ANSWER_BYTES).read_to_string(&mut answer).await?;
    let Some((head, body)) = answer.split_once("\r\n\r\n") else { bail!("what answers there does not speak HTTP") };
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).context("what answers there does not speak HTTP")?;
    Ok((status, body.to_owned()))
}

fn say(told: &Value, is_ready: bool, output: &Output) -> anyhow::Result<()> {
    for (role, standing) in told["roles"].as_object().into_iter().flatten() {
        let behind = standing["events_behind"].as_u64().unwrap_or_default();
        let ready = if standing["ready"] == true { "ready" } else { "not ready" };
        output.line(format!("{role}: {ready}, {} events behind", count(behind)))?;
    }
    if told["log_away"] == true {
        let ago = told["confirmed_seconds_ago"].as_u64();
        let ago = ago.map_or_else(|| "since it began".to_owned(), |seconds| format!("for {} s", count(seconds)));
        output.line(output.paint(Tone::Warning, format!("The log has not been heard from {ago}.")))?;
    }
    let (tone, verdict) = if is_ready { (Tone::Good, "The node is ready.") } else { (Tone::Bad, "The node is not ready.") };
    output.line(output.paint(tone, verdict))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_listens_everywhere_is_asked_on_the_loopback() {
        assert_eq!(address("0.0.0.0:7490"), Ok("127.0.0.1:7490".to_owned()));
        assert_eq!(address("http://[::]:7490/"), Ok("[::1]:7490".to_owned()));
        assert_eq!(address("node-2:7490"), Ok("node-2:7490".to_owned()));
        assert!(address("off").is_err() && address("7490").is_err());
    }
}
