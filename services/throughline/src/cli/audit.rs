//! `throughline audit`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::ServerArgs;

const EXAMPLES: &str = "\
Examples:
  throughline audit report --from 2026-01-01 --to 2026-02-01 --out january --data place
  throughline audit report --from 2026-01-01 --to 2026-04-01 --out spring --format json

The end does not belong to it: --to 2026-02-01 counts up to the last moment of January (UTC). The same log gives the same report, to the byte; but
for what nodes count themselves (what was turned away, and who cosigned), which stands apart in it.";

/// Look back at a stretch of time together.
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct AuditArgs {
    /// What to do.
    #[command(subcommand)]
    pub action: AuditAction,
}

/// What is done to look back.
#[derive(Debug, Clone, Subcommand)]
pub enum AuditAction {
    /// What changed, in numbers: a page to read and print, with plots, and the same as JSON.
    Report(ReportArgs),
}

/// What changed, in numbers: a page to read and print, with plots, and the same as JSON.
///
/// It tells no name, no word and no id of anybody. Numbers about people are rounded to the nearest five, and small ones are not told. Writes
/// report.html, which wants nothing else beside it, report.json, and each plot as a file of its own.
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct ReportArgs {
    /// Which place.
    #[command(flatten)]
    pub server: ServerArgs,
    /// From the beginning of this day (UTC) on, or from this moment.
    #[arg(long, value_name = "TIME")]
    pub from: String,
    /// Up to the beginning of this day (UTC), or to this moment, which do not belong to it.
    #[arg(long, value_name = "TIME")]
    pub to: String,
    /// The folder that it is written into. It is made if it is not there.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}
