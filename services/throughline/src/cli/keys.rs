//! `throughline keys`.

use clap::Args;

use super::DataArgs;

const EXAMPLES: &str = "\
Examples:
  throughline keys --data place
  throughline keys --data place --quiet > place.vkey

Give the verifier key to whoever shall check the log without you; it is no secret.";

/// The public key that checkpoints are signed with.
///
/// Prints the verifier key (as C2SP signed notes use it) and its fingerprint. Secret keys are never printed.
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct KeysArgs {
    /// The place.
    #[command(flatten)]
    pub place: DataArgs,
}
