//! `throughline demo`.

use std::{net::SocketAddr, path::PathBuf};

use clap::Args;

use crate::config;

const EXAMPLES: &str = "\
Examples:
  throughline demo
  throughline demo --residents 20000 --data big-demo
  throughline demo --listen 127.0.0.1:0        any free port
  throughline demo --tamper                    what happens to whoever changes the log

Stop it with Ctrl-C. Run it again: the data is still there. Throw the folder away to begin anew.";

/// Everything embedded, full of a believable generated borough.
///
/// The first run writes residents, families, supporters, groups and over a year of events across a dozen agencies, always the same for the
/// same seed. It prints the address, the tokens' file, a link with which to sign in to the portal as a supporter and one as a resident, and a call that is ready to paste. Nobody in it is real.
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct DemoArgs {
    /// Where the borough is kept [default: throughline-demo].
    #[arg(long, value_name = "DIR", env = "THROUGHLINE_DEMO_DATA")]
    pub data: Option<PathBuf>,
    /// Serve nothing: show that whoever tampers with the log is found out. In a small borough of its own, which is thrown away unless --data names a
    /// new folder for it. Ends with 1 if anything was not found.
    #[arg(long)]
    pub tamper: bool,
    /// How many residents to make up, on the first run.
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=200_000))]
    pub residents: u32,
    /// Which borough: the same seed makes the same people.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Where gRPC listens; port 0 takes any free one.
    #[arg(long, value_name = "ADDRESS", default_value = config::LISTEN, value_parser = super::address_and_port)]
    pub listen: SocketAddr,
    /// Where the portal listens, if that is free; port 0 takes any free one.
    #[arg(long, value_name = "ADDRESS", default_value = config::PORTAL)]
    pub portal: SocketAddr,
    /// Where /metrics, /livez and /readyz are served over HTTP; nowhere when left out.
    #[arg(long, value_name = "ADDRESS")]
    pub metrics: Option<SocketAddr>,
}
