//! `throughline-bench`: what is reached on this machine, each figure beside the floor that it must not fall below and beside what others
//! reach with the same work in the same run.
//!
//! Real events over real gRPC on the loopback: durable, sealed, in the tree, with the view following. Everything lies in temporary
//! folders. Request ids are of version 7, as the proto advises. No rule of the domain lives here, and no test waits for a figure.
//!
//! `tests/bench/run` is the one command: it builds all that is needed and measures. The peers are a program of their own,
//! `tests/bench/peers`, a workspace with its own lock file, that carries out tasks line by line. A feature of this crate could not hold
//! them: postgres-es needs sqlx 0.8, whose SQLite driver, even where it is never built, claims the same C library as our rusqlite, and
//! Cargo refuses both in one lock file. So no peer is downloaded, locked or built by `cargo build --workspace`. What both programs share
//! (the work and how it is timed) is `tests/bench/load`. Without the peers' program, ours alone is measured.
//!
//! What peers can do: UmaDB gets tags and conditions as we do. postgres-es knows neither, so it gets each event for the first of its
//! people. Plain INSERTs get tags and no conditions, and no gRPC: they are the limit. Each has the settings that it comes with.
//! `bare` is no peer: it is the least that reading a story could be.

mod bare;
mod chart;
mod events;
mod figure;
mod floors;
mod measures;
mod paper;
mod peers;
mod place;
mod process;
mod raw;
mod report;
mod scale;
mod store;
mod stream;
mod whole;

use std::{path::PathBuf, process::ExitCode};

use clap::Parser;
use throughline::output::{Format, Output};
use tikv_jemallocator::Jemalloc;

use measures::{Measure, Run};
use peers::Peers;
use scale::Scale;
use store::Store;

/// As in the program itself.
#[global_allocator]
static MEMORY: Jemalloc = Jemalloc;

/// As many as `serve` has on the machine that the floors are for.
const WORKERS: usize = 2;

const EXAMPLES: &str = "\
Examples:
  tests/bench/run --quick
  tests/bench/run --only record --only get_story --format json
  tests/bench/run --write docs

visible, rebuild, audit and demo, among others, start the compiled `throughline` that lies beside this program. A whole run takes about an hour,
most of it for the 10,000,000 events of growth_log, which want 30 GB in the folder for temporary files.";

/// What Throughline reaches on this machine, beside what it must reach and what others reach.
#[derive(Debug, Parser)]
#[command(name = "throughline-bench", after_help = EXAMPLES, max_term_width = 100)]
struct Cli {
    /// One round of each, over fewer events.
    #[arg(long)]
    quick: bool,
    /// A table for people, or one JSON object a measure.
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    format: Format,
    /// What to measure, once for each; everything when nothing is named.
    #[arg(long, value_enum, value_name = "NAME")]
    only: Vec<Measure>,
    /// Over which stores; those that the floors are about when none is named.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "STORE,…")]
    store: Vec<Store>,
    /// Also write bench.md and bench.svg into a folder.
    #[arg(long, value_name = "DIR")]
    write: Option<PathBuf>,
    /// The peers' program [default: the one that tests/bench/run builds].
    #[arg(long, value_name = "FILE")]
    peers: Option<PathBuf>,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let output = Output::new(cli.format, false);
    match run(&cli, &output) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output.error(format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run(cli: &Cli, output: &Output) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(WORKERS).enable_all().build()?;
    let scale = if cli.quick { &Scale::QUICK } else { &Scale::WHOLE };
    let peers = &Peers::find(cli.peers.as_deref())?;
    if !peers.are_there() {
        output.remark("the peers' program has not been built, so ours is measured alone; tests/bench/run builds it");
    }
    let stores = if cli.store.is_empty() { Store::MEASURED.to_vec() } else { cli.store.clone() };
    let (mut figures, mut failed) = (Vec::new(), Ok(()));
    for measure in Measure::chosen(&cli.only) {
        for store in stores.iter().copied().filter(|store| measure.is_about(*store)) {
            output.remark(format!("measuring {} ({}) …", measure.name(), store.name()));
            let run = Run { scale, store, peers, output };
            match runtime.block_on(measure.run(&run)) {
                Ok(measured) => {
                    report::tell_at_once(&measured, output)?;
                    figures.extend(measured);
                }
                // What the others reach is worth an hour all the same.
                Err(error) => {
                    let error = error.context(format!("{} ({}) could not be measured", measure.name(), store.name()));
                    output.remark(format!("  {error:#}"));
                    failed = Err(error);
                }
            }
        }
    }
    report::tell_together(&figures, output)?;
    cli.write.as_deref().map_or(Ok(()), |folder| paper::write(folder, &figures))?;
    failed
}
