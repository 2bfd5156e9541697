//! `throughline invite`.

use std::path::PathBuf;

use clap::Args;

use super::ServerArgs;

const EXAMPLES: &str = "\
Examples:
  throughline invite --supporter 9d2e… --data place
  throughline invite --resident 6f1c… --data place --qr invitation.svg
  throughline invite --resident 6f1c… --address http://127.0.0.1:7400 --token-file token
  throughline invite --supporter 9d2e… --disconnect-accounts --data place

When a link went to the wrong person: docs/signing-in.md.";

/// Invite somebody to sign in: a link that lets them in once, within 24 hours.
///
/// Whoever has the link can use it: hand it to nobody else. An agency invites its own supporters, and residents by its own profiles of them;
/// with --data, the keeper of the place invites. An earlier link for the same person that was not used no longer counts.
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct InviteArgs {
    /// Which place.
    #[command(flatten)]
    pub server: ServerArgs,
    /// A supporter, by their id.
    #[arg(long, value_name = "ID", required_unless_present = "resident", conflicts_with = "resident")]
    pub supporter: Option<String>,
    /// A resident, by a profile.
    #[arg(long, value_name = "ID")]
    pub resident: Option<String>,
    /// The portal's address, as browsers know it.
    #[arg(long, value_name = "URL", env = "THROUGHLINE_PORTAL_ADDRESS", default_value = "http://127.0.0.1:7480")]
    pub portal_address: String,
    /// Write the QR code as a picture into this file as well.
    #[arg(long, value_name = "FILE.svg")]
    pub qr: Option<PathBuf>,
    /// Disconnect every account that they have connected, as after a link that went to somebody else.
    #[arg(long)]
    pub disconnect_accounts: bool,
}
