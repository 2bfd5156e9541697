//! `throughline verify`.

use std::path::PathBuf;

use clap::Args;

use super::DataArgs;

const EXAMPLES: &str = "\
Examples:
  throughline verify --data place
  throughline verify --data place --views
  throughline verify --data place --structure --public-key \"$(cat place.vkey)\"
  throughline verify --data place --checkpoint kept-elsewhere.txt
  throughline verify --data place --log postgres://db/throughline_log --keys postgres://vault/throughline_keys --master-key master.key

Keep a checkpoint somewhere else from time to time: `throughline keys` shows the key, and `checkpoint.note` in the data folder is the note.";

/// Check that nobody rewrote the log.
///
/// Reads every record, computes the Merkle tree anew and compares it with the signed checkpoint. Says what it checked; names the position of
/// the first record that does not agree, and ends with 1. It only reads, and signs nothing; with --views it opens the log as a node does.
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
    /// Without any keys: for an auditor, or where the master key is lost. What was applied once cannot be looked at then.
    #[arg(long, conflicts_with = "views")]
    pub structure: bool,
    /// The verifier key that `throughline keys` printed, to check signatures with; without it, --structure looks at no checkpoint.
    #[arg(long, value_name = "KEY", requires = "structure")]
    pub public_key: Option<String>,
}
