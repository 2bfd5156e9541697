//! `throughline role`.

use clap::{Args, Subcommand};

use super::ServerArgs;

const EXAMPLES: &str = "\
Examples:
  throughline role hold council-adults/safeguarding-lead 9d2e… --data place
  throughline role end council-adults/safeguarding-lead 9d2e… --data place
  throughline role list --data place
  throughline role hold harmony-house/information-lead 9d2e… --address https://record.example.org:7400 --certificate house.pem --key house.key

A worry about safety is seen by whoever holds its role, and by whoever covers while they are away. docs/safety.md says more.";

/// Who holds which role at an agency: who sees worries about safety, and what was taken back.
///
/// Said by the keeper of the place, or by the agency itself with its own token or certificate. It is written to the log.
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct RoleArgs {
    /// What to do.
    #[command(subcommand)]
    pub action: RoleAction,
    /// Which place.
    #[command(flatten)]
    pub server: ServerArgs,
}

/// What can be done with roles.
#[derive(Debug, Clone, Subcommand)]
pub enum RoleAction {
    /// From now on a supporter holds a role.
    Hold(RoleOf),
    /// They hold it no longer.
    End(RoleOf),
    /// Who holds which role, and who covers.
    List,
}

/// A role and a supporter.
#[derive(Debug, Clone, Args)]
pub struct RoleOf {
    /// The role, with its agency's word: council-adults/safeguarding-lead.
    #[arg(value_name = "ROLE")]
    pub role: String,
    /// The supporter, one of that agency's.
    #[arg(value_name = "SUPPORTER")]
    pub supporter: String,
}
