//! `throughline keys`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::DataArgs;

const EXAMPLES: &str = "\
Examples:
  throughline keys --data place
  throughline keys --data place --quiet > place.vkey
  throughline keys certificate --for record.example.org --out /etc/throughline --data place
  throughline keys rotate --data place
  throughline keys renew --data place > next.vkey
  throughline keys end \"$(cat place.vkey)\" --data place

Give the verifier key to whoever shall check the log without you; it is no secret.";

const ROTATE_EXAMPLES: &str = "\
Examples:
  throughline keys rotate --data place
  throughline keys rotate --data node1 --keys postgres://vault/throughline_keys                makes the next key, to be copied to each node
  throughline keys rotate --data node1 --keys postgres://vault/throughline_keys --everywhere   once it lies beside every node's master key";

/// The public key that checkpoints are signed with; another master key; and certificates for the place's servers.
///
/// Prints the verifier key (as C2SP signed notes use it) and its fingerprint. Secret keys are never printed.
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = false)]
pub struct KeysArgs {
    /// What else to do.
    #[command(subcommand)]
    pub action: Option<KeysAction>,
    /// The place.
    #[command(flatten)]
    pub place: DataArgs,
}

/// What else can be done with keys.
#[derive(Debug, Clone, Subcommand)]
pub enum KeysAction {
    /// A certificate for a server, from an authority that the place makes for its servers alone.
    Certificate(ServerCertificate),
    /// Wrap all keys anew under another master key, while the place is served; no record is touched.
    ///
    /// Both master keys are kept until all keys lie under the new one: cut short, it is run again. The one before stays in a file of its own
    /// (`master.key.before`), until you take it away.
    #[command(after_help = ROTATE_EXAMPLES)]
    Rotate(RotateArgs),
    /// Sign what is published with one more key, beside the one that does already; prints it.
    ///
    /// Give the new key to auditors, monitors and witnesses, in person as you did the first. Whoever knows either goes on meanwhile; then end the old one.
    Renew,
    /// No longer sign what is published with this key. What it signed stays good.
    End(EndKey),
}

/// A key that ends.
#[derive(Debug, Clone, Args)]
pub struct EndKey {
    /// The key, as `throughline keys` printed it.
    #[arg(value_name = "KEY")]
    pub key: String,
}

/// A server's certificate.
#[derive(Debug, Clone, Args)]
pub struct ServerCertificate {
    /// The names or addresses under which callers reach the server.
    #[arg(long = "for", value_name = "NAME", required = true)]
    pub names: Vec<String>,
    /// The folder for server.pem, server.key and server-authority.pem, by which callers know the server.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Put them in the place of those that are there; a server that runs with them shows them within moments.
    #[arg(long)]
    pub replace: bool,
}

/// Another master key.
#[derive(Debug, Clone, Args)]
pub struct RotateArgs {
    /// The next master key lies beside the master key of every node that shares these keys.
    #[arg(long)]
    pub everywhere: bool,
}
