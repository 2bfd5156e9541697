//! `throughline copy`.

use clap::Args;

use super::DataArgs;

const EXAMPLES: &str = "\
Examples:
  throughline copy --from sqlite:place/log.sqlite --to postgres://owner@db/throughline --data place
  throughline serve --data place --log postgres://throughline@db/throughline
  throughline copy --to sqlite:the-new-place/log.sqlite --hand-over --data place

Stop the server first. The records stay as they are, byte for byte, so that the tree's root proves that it is the same log. Once more copies
what has been added since.";

/// Copy a log from one store to another: from a place that has grown to Postgres, or back.
///
/// Checks everything that it copies, compares the roots, and says them. The keys stay in the data folder; a server that is then given --keys
/// brings them into that database by itself.
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct CopyArgs {
    /// Where the log lies: sqlite:PATH or postgres://USER@HOST/DATABASE [default: in the data folder].
    #[arg(long, value_name = "ADDRESS")]
    pub from: Option<String>,
    /// Where it is to go: a store that is empty, or that has the beginning of this log.
    #[arg(long, value_name = "ADDRESS")]
    pub to: String,
    /// Let the place go on there alone: from then on, nothing is served or written from this folder. It can still be checked. See
    /// docs/how-a-log-ends.md.
    #[arg(long)]
    pub hand_over: bool,
    /// The place.
    #[command(flatten)]
    pub place: DataArgs,
}
