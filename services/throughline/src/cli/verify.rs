//! `throughline verify`.

use std::path::PathBuf;

use clap::Args;

use super::DataArgs;

const EXAMPLES: &str = "\
Examples:
  throughline verify --data place
  throughline verify --data place --views
  throughline verify --data place --checkpoint kept-elsewhere.txt

Keep a checkpoint somewhere else from time to time: `throughline keys` shows the key, and the folder's `checkpoint` file is the note.";

/// Check that nobody rewrote the log.
///
/// Reads every record, computes the Merkle tree anew and compares it with the signed checkpoint. Says what it checked; names the position of
/// the first record that does not agree, and ends with 1.
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct VerifyArgs {
    /// The place.
    #[command(flatten)]
    pub place: DataArgs,
    /// Also compare the views with a fresh replay, row for row.
    #[arg(long)]
    pub views: bool,
    /// Also check that the log goes on from this signed checkpoint, kept elsewhere.
    #[arg(long, value_name = "FILE")]
    pub checkpoint: Option<PathBuf>,
}
