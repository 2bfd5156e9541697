//! `throughline export`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::ServerArgs;

const EXAMPLES: &str = "\
Examples:
  throughline export --resident 6f1c… --out rosa.zip --data place
  throughline export --resident 6f1c… --review review.json --data place
  throughline export --data place > place.ndjson
  throughline export --data place --output place.ndjson
  throughline export --data place --after 120000 --output newer.ndjson
  throughline export --data place | jq 'select(.event.met)'

It holds what people said, in clear. Keep it as you would keep the letters themselves. What to do when somebody asks for theirs: docs/rights.md.";

/// Write one person's story for them to take away, or everything readable as lines of JSON.
///
/// With --resident: one zip with a page to read, the same for programs, and what was left out and why. It is a look, and the person sees it.
/// Otherwise one line for each record: position, when it was recorded, the agency, and the event with its words. What was erased or cannot be
/// read is left out, and counted at the end.
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct ExportArgs {
    /// Which place.
    #[command(flatten)]
    pub server: ServerArgs,
    /// Only this person's story, by any of their profiles, as they would read it: as a zip.
    #[arg(long, value_name = "PERSON", conflicts_with_all = ["after", "agency"])]
    pub resident: Option<String>,
    /// With --resident: the language, as a BCP 47 tag [default: English].
    #[arg(long, value_name = "TAG", requires = "resident")]
    pub language: Option<String>,
    /// With --resident: records what was decided in this file, which is the zip's review.json filled in, and exports nothing.
    #[arg(long, value_name = "FILE", requires = "resident", conflicts_with_all = ["output", "language"])]
    pub review: Option<PathBuf>,
    /// Write to this file, readable by its owner alone, instead of standard output.
    #[arg(long, short, visible_alias = "out", value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Only what lies after this position.
    #[arg(long, value_name = "POSITION", default_value_t = 0)]
    pub after: u64,
    /// Only what this agency wrote.
    #[arg(long, value_name = "WORD")]
    pub agency: Option<String>,
    /// Why everything is read, in one line: it is kept with the look, in clear, and everybody is told it. Name nobody in it.
    #[arg(long, value_name = "WHY", default_value = "to take what is written out of the place", conflicts_with = "resident")]
    pub reason: String,
}
