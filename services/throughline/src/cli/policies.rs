//! `throughline policies`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::ServerArgs;

const EXAMPLES: &str = "\
Examples:
  throughline policies show --data place > ours.cedar
  throughline policies adopt ours.cedar --data place
  throughline policies adopt ours.cedar --name \"ours, May 2026\" --data place
  throughline policies show --data place --format json

What policies can speak of stands in deploy/policies/throughline.cedarschema; deploy/README.md says how a place comes to its own.";

/// Who may see what: the policies that count now, and others in their place.
///
/// Adopted by the keeper of the place. It is written to the log, and counts on every node at once. Policies that cannot be read, or under which
/// somebody would be locked out or let in who must not be, are not adopted, and those before them go on counting.
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct PoliciesArgs {
    /// What to do.
    #[command(subcommand)]
    pub action: PoliciesAction,
    /// Which place.
    #[command(flatten)]
    pub server: ServerArgs,
}

/// What can be done with policies.
#[derive(Debug, Clone, Subcommand)]
pub enum PoliciesAction {
    /// From now on the policies of a file count, and no others.
    Adopt(PoliciesAdopt),
    /// The policies that count now, since when, and their digest.
    Show,
}

/// Policies to adopt.
#[derive(Debug, Clone, Args)]
pub struct PoliciesAdopt {
    /// The policies in Cedar, all of them: what the file does not say counts no longer.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// What they are called in the log [default: the file's name].
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
}
