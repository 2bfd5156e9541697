//! `throughline restrict`, `retention`, `held` and `ropa`: a person's rights, as the keeper of a place sees to them.

use clap::{Args, Subcommand};

use super::ServerArgs;

const RESTRICT_EXAMPLES: &str = "\
Examples:
  throughline restrict 6f1c… --basis \"UK GDPR article 18(1)(a)\" --data place
  throughline restrict 6f1c… --basis \"It was put right\" --end --told-on 2026-11-27 --data place";

const RETENTION_EXAMPLES: &str = "\
Examples:
  throughline retention set everything --days 2555 --after last-happened --basis \"retention schedule 4.2\" --data place
  throughline retention set met --agency harmony-house --days 730 --after stilled --basis \"our own policy\" --data place
  throughline retention list --data place
  throughline retention due --data place
  throughline retention due --erase --yes --data place

Nothing is due until something is set, and nothing is erased by itself: docs/rights.md.";

const HELD_EXAMPLES: &str = "\
Examples:
  throughline held 6f1c… --data place
  throughline held 6f1c… --format json";

const ROPA_EXAMPLES: &str = "\
Examples:
  throughline ropa --data place
  throughline ropa --format json --data place > ropa.json";

/// Keep somebody's story and use it for nothing (UK GDPR article 18), or let it be used again.
///
/// While it stands, nobody but the person reads it, except for their rights or for safety; writing goes on. The person is told before it ends.
#[derive(Debug, Clone, Args)]
#[command(after_help = RESTRICT_EXAMPLES)]
pub struct RestrictArgs {
    /// Which place.
    #[command(flatten)]
    pub server: ServerArgs,
    /// Profiles of the person.
    #[arg(value_name = "PERSON", required = true)]
    pub people: Vec<String>,
    /// Why: the lawful basis, or why it ends.
    #[arg(long, value_name = "TEXT")]
    pub basis: String,
    /// Until this date (2027-01-31), as the person was told; otherwise until it is ended.
    #[arg(long, value_name = "DATE", conflicts_with = "end")]
    pub until: Option<String>,
    /// It ends.
    #[arg(long, requires = "told_on")]
    pub end: bool,
    /// With --end: on which day the person was told that it would.
    #[arg(long, value_name = "DATE", requires = "end")]
    pub told_on: Option<String>,
}

/// How long things are kept, why, and whose time is over.
#[derive(Debug, Clone, Args)]
#[command(after_help = RETENTION_EXAMPLES)]
pub struct RetentionArgs {
    /// What to do.
    #[command(subcommand)]
    pub action: RetentionAction,
}

/// What is done about how long things are kept.
#[derive(Debug, Clone, Subcommand)]
pub enum RetentionAction {
    /// Say how long a kind of entry is kept, and why.
    Set(RetentionSetArgs),
    /// The settings in force.
    List(RetentionListArgs),
    /// Whose story has been kept for as long as was set, for somebody to decide.
    Due(RetentionDueArgs),
}

/// Says how long a kind of entry is kept.
#[derive(Debug, Clone, Args)]
pub struct RetentionSetArgs {
    /// Which place.
    #[command(flatten)]
    pub server: ServerArgs,
    /// The kind, by the field's name in Event (met), or everything.
    #[arg(value_name = "KIND")]
    pub kind: String,
    /// Only what this agency wrote.
    #[arg(long, value_name = "WORD")]
    pub agency: Option<String>,
    /// For how many days.
    #[arg(long, value_name = "DAYS", required_unless_present = "end")]
    pub days: Option<u32>,
    /// From what day on they are counted.
    #[arg(long, value_enum, default_value_t = After::LastHappened, value_name = "WHAT")]
    pub after: After,
    /// Why so long and no longer.
    #[arg(long, value_name = "TEXT")]
    pub basis: String,
    /// There is no such setting any more.
    #[arg(long, conflicts_with = "days")]
    pub end: bool,
}

/// From what day on days are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum After {
    /// The last thing that happened in the story.
    LastHappened,
    /// The day on which the story was stilled; until then it is kept.
    Stilled,
}

/// Lists the settings.
#[derive(Debug, Clone, Args)]
pub struct RetentionListArgs {
    /// Which place.
    #[command(flatten)]
    pub server: ServerArgs,
}

/// Lists whose time is over.
#[derive(Debug, Clone, Args)]
pub struct RetentionDueArgs {
    /// Which place.
    #[command(flatten)]
    pub server: ServerArgs,
    /// Erase those that are listed, each with the basis of its setting.
    #[arg(long, requires = "yes")]
    pub erase: bool,
    /// Yes, erase them for good.
    #[arg(long, short, requires = "erase")]
    pub yes: bool,
}

/// What agencies hold about somebody, in numbers, to be looked through.
#[derive(Debug, Clone, Args)]
#[command(after_help = HELD_EXAMPLES)]
pub struct HeldArgs {
    /// Which place.
    #[command(flatten)]
    pub server: ServerArgs,
    /// A profile of the person.
    #[arg(value_name = "PERSON")]
    pub person: String,
}

/// The record of processing (UK GDPR article 30), as far as the log and the settings know it.
///
/// Numbers of people below ten are not told. What the software cannot know (contact details, contracts) is for the place to add.
#[derive(Debug, Clone, Args)]
#[command(after_help = ROPA_EXAMPLES)]
pub struct RopaArgs {
    /// Which place.
    #[command(flatten)]
    pub server: ServerArgs,
}
