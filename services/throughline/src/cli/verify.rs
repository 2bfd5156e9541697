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
  throughline verify --bundle for-the-auditor --public-key \"$(cat place.vkey)\" --witness \"$(cat witness.vkey)\"
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
    /// A bundle to check instead of a place: that takes no server, no database and no network, only --public-key.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["views", "structure"], requires = "public_key")]
    pub bundle: Option<PathBuf>,
    /// A proof that one record is in the log, as `throughline proof` made it, to check instead of a place; with --receipt and --public-key.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["views", "structure", "bundle"], requires = "public_key")]
    pub proof: Option<PathBuf>,
    /// With --proof: the receipt that it is of.
    #[arg(long, value_name = "FILE", requires = "proof")]
    pub receipt: Option<PathBuf>,
    /// With --bundle or --proof: a witness that you trust, by its key. May be given again.
    #[arg(long, value_name = "KEY")]
    pub witness: Vec<String>,
    /// How many of these witnesses must have cosigned [default: all of them].
    #[arg(long, value_name = "COUNT", requires = "witness")]
    pub witnesses_needed: Option<usize>,
    /// Only headers and the tree: nearly twice as fast, and blind to what became of the sealed parts.
    #[arg(long, conflicts_with_all = ["views", "bundle", "proof"])]
    pub headers: bool,
    /// Without any keys: for an auditor, or where the master key is lost. What was applied once cannot be looked at then.
    #[arg(long, conflicts_with = "views")]
    pub structure: bool,
    /// The verifier key that `throughline keys` printed, to check signatures with; without it, --structure looks at no checkpoint. May be given
    /// again, where checkpoints were kept from before the log had another key.
    #[arg(long, value_name = "KEY")]
    pub public_key: Vec<String>,
}
