//! `throughline replay`.

use clap::Args;

use crate::cli::ServerArgs;

const EXAMPLES: &str = "\
Examples:
  throughline replay --data place | less
  throughline replay --data place --resident 6f1c…
  throughline replay --data place --resident 6f1c… --known-at 2026-03-14
  throughline replay --data place --after 1000 --at 2000 --format json
  throughline replay --data place --structure-only --format json

The log holds what was known when: --at and --known-at leave out whatever was written later, however early it happened.";

/// Read history back, as it was known on any day.
///
/// The whole log in its own order, or with --resident one story in the order in which it happened. JSON is one line for each record and a
/// last line that says how many there were.
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct ReplayArgs {
    /// Which place.
    #[command(flatten)]
    pub server: ServerArgs,
    /// Only one person's story, by any of their profiles.
    #[arg(long, value_name = "ID")]
    pub resident: Option<String>,
    /// Only what this agency wrote.
    #[arg(long, value_name = "WORD")]
    pub agency: Option<String>,
    /// Only what lies after this position.
    #[arg(long, value_name = "POSITION", default_value_t = 0)]
    pub after: u64,
    /// As the log was at this position.
    #[arg(long, value_name = "POSITION", conflicts_with = "known_at", value_parser = clap::value_parser!(u64).range(1..))]
    pub at: Option<u64>,
    /// As it was known at this moment, or by the end of this day (UTC): 2026-03-14T15:30:00+00:00 or 2026-03-14.
    #[arg(long, value_name = "TIME")]
    pub known_at: Option<String>,
    /// Only headers and digests: no facts, no words, no keys.
    #[arg(long)]
    pub structure_only: bool,
}
