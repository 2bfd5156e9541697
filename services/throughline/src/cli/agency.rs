//! `throughline agency`.

use clap::{Args, Subcommand};

use super::DataArgs;

const EXAMPLES: &str = "\
Examples:
  throughline agency add \"Harmony House\" --data place
  throughline agency add \"Harmony House\" --data place > token      the token alone, last
  throughline agency list --data place";

/// The agencies that take part, and their tokens.
///
/// An agency is a team that residents would recognise, not a whole council: the council is several.
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct AgencyArgs {
    /// What to do.
    #[command(subcommand)]
    pub action: AgencyAction,
    /// The place.
    #[command(flatten)]
    pub place: DataArgs,
}

/// What can be done with agencies.
#[derive(Debug, Clone, Subcommand)]
pub enum AgencyAction {
    /// A new agency takes part; prints its token, once.
    Add(AgencyAdd),
    /// Who takes part.
    List,
}

/// A new agency.
#[derive(Debug, Clone, Args)]
pub struct AgencyAdd {
    /// Its name, as residents know it: "Harmony House".
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Its word (a to z, 0 to 9 and hyphens); made from the name when left out: "harmony-house".
    #[arg(long, value_name = "WORD")]
    pub slug: Option<String>,
}
