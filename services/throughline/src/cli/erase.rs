//! `throughline erase` and `throughline hold`.

use clap::Args;

use super::ServerArgs;

const ERASE_EXAMPLES: &str = "\
Examples:
  throughline erase 6f1c… --basis \"UK GDPR article 17(1)(b)\" --data place
  throughline erase 6f1c… --whole-story --basis \"UK GDPR article 17(1)(b)\" --yes --data place
  throughline erase --status 6f1c… --data place
  throughline erase --sweep --log postgres://throughline_erasing@db/throughline_log --keys postgres://vault/throughline_keys --data place

What happens, in which order, and what stays: docs/erasure.md.";

const HOLD_EXAMPLES: &str = "\
Examples:
  throughline hold 6f1c… --basis \"UK GDPR article 17(3)(e)\" --until 2027-01-31 --data place
  throughline hold 6f1c… --basis \"The claim was settled\" --end --data place";

/// Erase somebody for good: their keys are destroyed on every node, and nobody can read what was sealed under them.
///
/// Says what it will do and asks first. The others' stories stay whole, and say "someone". It cannot be undone: neither by a restore nor by
/// anybody who has the keys' backups, once every node has confirmed.
#[derive(Debug, Clone, Args)]
#[command(after_help = ERASE_EXAMPLES)]
pub struct EraseArgs {
    /// Which place.
    #[command(flatten)]
    pub server: ServerArgs,
    /// Profiles of the person: all that are joined as one person.
    #[arg(value_name = "PERSON", required_unless_present_any = ["sweep", "without"])]
    pub people: Vec<String>,
    /// The lawful basis, as it will stand in the log, in clear and for ever: "UK GDPR article 17(1)(b)". Name nobody in it.
    #[arg(long, value_name = "TEXT", required_unless_present_any = ["status", "sweep", "without"])]
    pub basis: Option<String>,
    /// All profiles that are joined with these, too.
    #[arg(long)]
    pub whole_story: bool,
    /// Do it without asking.
    #[arg(long, short)]
    pub yes: bool,
    /// How far an erasure has come: which nodes have confirmed it.
    #[arg(long, conflicts_with_all = ["basis", "whole_story", "yes"])]
    pub status: bool,
    /// Only delete what nobody can open any more from a log in Postgres, signed in as somebody with the role throughline_eraser: where the nodes
    /// may not. Beside nodes that run.
    #[arg(long, conflicts_with_all = ["people", "basis", "whole_story", "yes", "status"])]
    pub sweep: bool,
    /// This node will not come back, and its folder was destroyed: erasures do not wait for it any more.
    #[arg(long, value_name = "NODE", conflicts_with_all = ["people", "basis", "whole_story", "yes", "status", "sweep"])]
    pub without: Option<String>,
}

/// Keep somebody's profiles from being erased, on a lawful basis, or let go of them again.
///
/// While it holds, `erase` does nothing and says why.
#[derive(Debug, Clone, Args)]
#[command(after_help = HOLD_EXAMPLES)]
pub struct HoldArgs {
    /// Which place.
    #[command(flatten)]
    pub server: ServerArgs,
    /// Profiles of the person.
    #[arg(value_name = "PERSON", required = true)]
    pub people: Vec<String>,
    /// The lawful basis, or why it has ended.
    #[arg(long, value_name = "TEXT")]
    pub basis: String,
    /// Until this date (2027-01-31); otherwise until it is ended.
    #[arg(long, value_name = "DATE", conflicts_with = "end")]
    pub until: Option<String>,
    /// The hold has ended.
    #[arg(long)]
    pub end: bool,
}
