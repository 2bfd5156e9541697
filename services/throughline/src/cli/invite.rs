//! `throughline invite`.

use std::path::PathBuf;

use clap::{ArgGroup, Args};

use super::ServerArgs;

const EXAMPLES: &str = "\
Examples:
  throughline invite --supporter 9d2e… --data place
  throughline invite --resident 6f1c… --data place --qr invitation.svg
  throughline invite --auditor grant-audit --data place
  throughline invite --resident 6f1c… --address http://127.0.0.1:7400 --token-file token
  throughline invite --supporter 9d2e… --disconnect-accounts --data place

When a link went to the wrong person: docs/signing-in.md.";

/// Invite somebody to sign in: a link that lets them in once, within 24 hours.
///
/// Whoever has the link can use it: hand it to nobody else. An agency invites its own supporters, and residents by its own profiles of them;
/// with --data, the keeper of the place invites. An earlier link for the same person that was not used no longer counts.
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES, group = ArgGroup::new("whom").args(["supporter", "resident", "auditor"]).required(true))]
pub struct InviteArgs {
    /// Which place.
    #[command(flatten)]
    pub server: ServerArgs,
    /// A supporter, by their id.
    #[arg(long, value_name = "ID")]
    pub supporter: Option<String>,
    /// A resident, by a profile.
    #[arg(long, value_name = "ID")]
    pub resident: Option<String>,
    /// An auditor, by a word that you give them: they look at history and proofs, and write nothing. Only the keeper invites one.
    #[arg(long, value_name = "WORD")]
    pub auditor: Option<String>,
    /// The portal's address, as browsers know it.
    #[arg(long, value_name = "URL", env = "THROUGHLINE_PORTAL_ADDRESS", default_value = "http://127.0.0.1:7480")]
    pub portal_address: String,
    /// Write the QR code as a picture into this file as well, which must be a new one.
    #[arg(long, value_name = "FILE.svg")]
    pub qr: Option<PathBuf>,
    /// Disconnect every account that they have connected, as after a link that went to somebody else.
    #[arg(long)]
    pub disconnect_accounts: bool,
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use crate::cli::Cli;

    #[test]
    fn whoever_invites_nobody_is_told_of_both_and_nobody_invites_two() {
        let read = |whom: &[&str]| Cli::try_parse_from([&["throughline", "invite"], whom].concat()).map_err(|error| error.to_string());
        let told = read(&[]).expect_err("nobody is invited");
        assert!(told.contains("--supporter <ID>") && told.contains("--resident <ID>"), "{told}");
        assert!(read(&["--supporter", "9d2e", "--resident", "6f1c"]).is_err());
        assert!(read(&["--supporter", "9d2e"]).is_ok() && read(&["--resident", "6f1c"]).is_ok());
    }
}
