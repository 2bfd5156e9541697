//! `throughline export`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::ServerArgs;

const EXAMPLES: &str = "\
Examples:
  throughline export --data place > place.ndjson
  throughline export --data place --output place.ndjson
  throughline export --data place --after 120000 --output newer.ndjson
  throughline export --data place | jq 'select(.event.met)'

It holds what people said, in clear. Keep it as you would keep the letters themselves.";

/// Write everything readable as lines of JSON.
///
/// One line for each record: position, when it was recorded, the agency, and the event with its words. What was erased or cannot be read is
/// left out, and counted at the end.
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct ExportArgs {
    /// Which place.
    #[command(flatten)]
    pub server: ServerArgs,
    /// Write to this file, readable by its owner alone, instead of standard output.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Only what lies after this position.
    #[arg(long, value_name = "POSITION", default_value_t = 0)]
    pub after: u64,
    /// Only what this agency wrote.
    #[arg(long, value_name = "WORD")]
    pub agency: Option<String>,
}
