//! `throughline-faults`: a known load, something breaks, and what was acknowledged is still there, once.
//!
//! Real nodes, real servers, real files; everything on the loopback and in temporary folders. What happens is drawn from a seed that is
//! printed. Nothing in here may know how the log or the views work: it looks from outside, as a partner would.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "the parts that it shares with the tests fail by panicking")]

mod chance;
mod driver;
mod faults;
mod finding;
mod ledger;
mod news;
mod node;
mod oracle;
mod planted;
mod program;
mod proxy;
mod round;
mod row;
mod setup;
mod suite;
mod summary;
mod system;
mod work;

use std::{future::pending, path::PathBuf, process::ExitCode};

use clap::Parser;
use throughline::output::{Format, Output};
use tokio::signal::unix::{SignalKind, signal};

const EXAMPLES: &str = "\
Examples:
  tests/run build faults
  throughline-faults --faults 20 --seed 7
  throughline-faults --faults 0 --seconds 3600 --format json
  throughline-faults --kinds power-cut,node-killed --seconds 60
  throughline-faults --planted

It starts the compiled `throughline` that lies beside this program. For a clock that can be moved and for planted bugs it starts
`throughline-planted`, which is the same with the feature `planted`: tests/run faults builds it.";

/// Breaks things under a known load, and looks whether what was acknowledged is still there, once.
#[derive(Debug, Clone, Parser)]
#[command(name = "throughline-faults", after_help = EXAMPLES, max_term_width = 100)]
struct Cli {
    /// How many faults; it fails if the time does not suffice for them. 0: as many as the time allows.
    #[arg(long, default_value_t = 300, value_name = "NUMBER")]
    faults: u64,
    /// How long it may take.
    #[arg(long, default_value_t = 480, value_name = "SECONDS")]
    seconds: u64,
    /// What chance is drawn from; a new one if it is left out.
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// How many systems at once.
    #[arg(long, default_value_t = 2, value_name = "NUMBER")]
    lanes: u64,
    /// Only these faults, by name.
    #[arg(long, value_delimiter = ',', value_name = "NAME,…")]
    kinds: Vec<String>,
    /// Only on this: embedded, or postgres.
    #[arg(long, value_name = "NAME")]
    setup: Option<String>,
    /// Runs the suite against each planted bug (or only those named), and looks whether it is caught.
    #[arg(long, value_delimiter = ',', num_args = 0.., value_name = "NAME,…")]
    planted: Option<Vec<String>>,
    /// The program to test.
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
    /// The same, built with the feature `planted`.
    #[arg(long, value_name = "FILE")]
    planted_program: Option<PathBuf>,
    /// For people (text) or for programs (json).
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    format: Format,
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let output = Output::new(cli.format, false);
    // Two thousand connections at once are more files than most shells allow.
    throughline_servers::allow_many_files();
    let run = async {
        match &cli.planted {
            None => suite::run(&cli, &output).await,
            Some(names) => planted::run(&cli, names, &output).await,
        }
    };
    // Whoever stops it finds no process and no mounted disk left behind: everything goes with what is dropped here.
    let done = tokio::select! {
        done = run => done,
        () = until_told_to_stop() => Err(anyhow::anyhow!("stopped")),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            output.error(format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

async fn until_told_to_stop() {
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return pending().await };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
