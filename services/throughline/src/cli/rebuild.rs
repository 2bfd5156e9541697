//! `throughline rebuild`.

use std::path::PathBuf;

use clap::Args;

use crate::config;

const EXAMPLES: &str = "\
Examples:
  throughline rebuild --data place

The log is never touched. Stop the server first.";

/// Throw the views away and make them again from the log.
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct RebuildArgs {
    /// The place's data folder.
    #[arg(long, value_name = "DIR", env = "THROUGHLINE_DATA", default_value = config::DATA)]
    pub data: PathBuf,
}
