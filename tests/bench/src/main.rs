//! `throughline-bench`: what is reached on this machine, each figure beside the floor that it must not fall below.
//!
//! Real events over real gRPC on the loopback: durable, sealed, in the tree, with the view following. Everything lies in temporary
//! folders. No rule of the domain lives here, and no test waits for a figure.

mod events;
mod figure;
mod load;
mod measures;
mod place;
mod process;
mod raw;
mod report;
mod scale;

use std::process::ExitCode;

use anyhow::Context as _;
use clap::Parser;
use throughline::output::{Format, Output};

use measures::Measure;
use scale::Scale;

/// As many as `serve` has on the machine that the floors are for.
const WORKERS: usize = 2;

const EXAMPLES: &str = "\
Examples:
  cargo build --release -p throughline -p throughline-bench
  cargo run --release -p throughline-bench -- --quick
  cargo run --release -p throughline-bench -- record get_story --format json

rebuild and demo start the compiled `throughline` that lies beside this program.";

/// What Throughline reaches on this machine, beside what it must reach.
#[derive(Debug, Parser)]
#[command(name = "throughline-bench", after_help = EXAMPLES, max_term_width = 100)]
struct Cli {
    /// One round of each, over fewer events.
    #[arg(long)]
    quick: bool,
    /// A table for people, or one JSON object a measure.
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    format: Format,
    /// What to measure; everything when nothing is named.
    #[arg(value_enum, value_name = "MEASURE")]
    measures: Vec<Measure>,
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
    let scale = if cli.quick { Scale::QUICK } else { Scale::WHOLE };
    let mut figures = Vec::new();
    for measure in Measure::chosen(&cli.measures) {
        output.remark(format!("measuring {} …", measure.name()));
        let measured =
            runtime.block_on(measure.run(&scale, output)).with_context(|| format!("{} could not be measured", measure.name()))?;
        report::tell_at_once(&measured, output)?;
        figures.extend(measured);
    }
    report::tell_together(&figures, output)
}
