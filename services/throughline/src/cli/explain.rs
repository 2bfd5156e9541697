//! `throughline explain`.

use clap::Args;

use crate::cli::ServerArgs;

const EXAMPLES: &str = "\
Examples:
  throughline explain --caller care-city/supporter/9d2e… --entry 0190… --data place
  throughline explain --caller harmony-house/resident/6f1c… --entry 0190… --for visit
  throughline explain --caller care-city --entry 0190… --format json

Nothing of what the entry says is told, and it is no look.";

/// Say how much of an entry somebody would see, and which policies decide it.
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct ExplainArgs {
    /// Which place.
    #[command(flatten)]
    pub server: ServerArgs,
    /// Who would ask: an agency's word, and for whom it would: care-city/supporter/ID or care-city/resident/ID.
    #[arg(long, value_name = "WHO")]
    pub caller: String,
    /// The entry, by its event's id.
    #[arg(long, value_name = "EVENT")]
    pub entry: String,
    /// What they would say that they read for: visit, call, planning, safety, records, rights or audit.
    #[arg(long = "for", value_name = "PURPOSE")]
    pub purpose: Option<String>,
}
