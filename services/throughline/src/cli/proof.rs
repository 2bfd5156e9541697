//! `throughline proof`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::ServerArgs;

const EXAMPLES: &str = "\
Examples:
  throughline call Record … --format json > receipt.json
  throughline proof receipt.json --out proofs --address http://127.0.0.1:7400 --token-file token
  throughline verify --proof proofs/4711.tlog-proof --receipt receipt.json --public-key \"$(cat place.vkey)\"

Keep the receipt and the proofs together. They can be checked years later with the public key alone, whatever has become of the place.";

/// Turn a receipt into proofs that anybody can check with the public key alone.
///
/// A receipt is what Record answers. For each of its records one file is written, as C2SP's tlog-proof says: the record's place, the hashes up to the root,
/// and the checkpoint with its cosignatures. It waits until a checkpoint is published that covers them.
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct ProofArgs {
    /// The receipt, as JSON: what `throughline call Record` printed.
    #[arg(value_name = "FILE")]
    pub receipt: PathBuf,
    /// The folder to write them into; it is made.
    #[arg(long, value_name = "DIR", default_value = "proofs")]
    pub out: PathBuf,
    /// How long to wait for a checkpoint that covers the records.
    #[arg(long, value_name = "SECONDS", default_value_t = 90)]
    pub wait: u64,
    /// Which place.
    #[command(flatten)]
    pub server: ServerArgs,
}
