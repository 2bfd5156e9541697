//! `throughline-peers`: another store, with the same work as Throughline's. The benchmark starts it and gives it tasks, a line each; it
//! answers each with a line. Nothing of the product is in here.
//!
//! It is a workspace of its own, with a lock file of its own: postgres-es stands on sqlx 0.8, whose SQLite driver (never built) claims
//! the same C library as the product's rusqlite, and Cargo refuses both in one lock file, behind a feature too. So `cargo build
//! --workspace` never meets a peer, and what is locked for the product is what the product ships.

mod carry_out;
mod peer;
mod peers;

use std::io::{self, Write as _};

use anyhow::Context as _;
use clap::{Parser, ValueEnum};
use serde::Serialize;
use throughline_load::{Ready, Task};
use tokio::io::{AsyncBufReadExt as _, BufReader};

use peer::Peer;
use peers::{Plain, PostgresEs, UmaDb};

/// As many as Throughline has in the same benchmark.
const WORKERS: usize = 2;

/// A peer of Throughline's, for `throughline-bench`: tasks on standard input, answers on standard output, one JSON object a line.
#[derive(Debug, Parser)]
#[command(name = "throughline-peers")]
struct Cli {
    /// Which peer.
    #[arg(value_enum)]
    peer: Which,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
enum Which {
    /// UmaDB: its gRPC server and its client.
    Umadb,
    /// cqrs-es with postgres-es, persisting only.
    PostgresEs,
    /// Multi-row INSERTs into Postgres, as the limit.
    Plain,
}

fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(WORKERS).enable_all().build()?;
    runtime.block_on(async {
        match cli.peer {
            Which::Umadb => serve(UmaDb::open().await?).await,
            Which::PostgresEs => serve(PostgresEs::open().await?).await,
            Which::Plain => serve(Plain::open().await?).await,
        }
    })
}

/// Carries out one task after the other, until standard input ends.
async fn serve<P: Peer>(peer: P) -> anyhow::Result<()> {
    let peer = std::sync::Arc::new(peer);
    answer(&Ready { name: P::NAME.to_owned() })?;
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        let task: Task = serde_json::from_str(&line).with_context(|| format!("this is no task: {line}"))?;
        answer(&carry_out::carry_out(&peer, task).await?)?;
    }
    Ok(())
}

fn answer(answer: &impl Serialize) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, answer)?;
    out.write_all(b"\n")?;
    Ok(out.flush()?)
}
