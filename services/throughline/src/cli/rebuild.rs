//! `throughline rebuild`.

use clap::Args;

use super::DataArgs;

const EXAMPLES: &str = "\
Examples:
  throughline rebuild --data place

The log is never touched. Stop the server first.";

/// Throw the views away and make them again from the log.
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct RebuildArgs {
    /// The place.
    #[command(flatten)]
    pub place: DataArgs,
}
