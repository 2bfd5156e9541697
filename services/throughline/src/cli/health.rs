//! `throughline health`.

use clap::Args;

use crate::config;

const EXAMPLES: &str = "\
Examples:
  throughline health
  throughline health --live
  throughline health --metrics 127.0.0.1:7491 --format json

Ends with 0 if the node is ready (or, with --live, if it answers at all), and with 1 if not: what a container's probe wants.";

/// Ask a node of this machine whether it is ready.
///
/// Asks what `serve --metrics` serves: each role, how far the node has come, and how far it is behind the log.
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct HealthArgs {
    /// Where the node serves its metrics.
    #[arg(long, value_name = "ADDRESS", env = "THROUGHLINE_METRICS", default_value = config::METRICS)]
    pub metrics: String,
    /// Only whether it runs, ready or not.
    #[arg(long)]
    pub live: bool,
}
