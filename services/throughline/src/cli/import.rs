//! `throughline import`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::ServerArgs;

const EXAMPLES: &str = "\
Examples:
  throughline import visits.csv --mapping visits.toml --dry-run
  throughline import visits.csv --mapping visits.toml --data place
  throughline import visits.csv --mapping visits.toml --address http://127.0.0.1:7400 --token-file token
  throughline import visits.csv --mapping visits.toml --address https://record.example.org:7400 \
      --ca server-authority.pem --certificate harmony-house.pem --key harmony-house.key

A mapping (`throughline import --sample` prints one with every key explained):
  [agency]
  slug = \"harmony-house\"
  name = \"Harmony House\"
  [person]
  reference = \"Resident no.\"
  [supporter]
  name = \"Worker\"
  [time]
  column = \"When\"
  formats = [\"%d/%m/%Y %H:%M\", \"%d/%m/%Y\"]
  zone = \"Europe/London\"
  [event]
  kind = \"noted\"
  what = \"What happened\"
  source_key = \"Visit id\"";

/// Turn an agency's CSV export into events.
///
/// Safe to run again: what is there already is not added twice, and after a cut it goes on where it was. A row that cannot be read is named
/// with its line and the reason, and written to FILE.rejected.csv to be mended and imported again; the other rows go in. A fact that breaks a
/// rule is kept as a note, with the rule. Ends with 1 when any row was left out.
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct ImportArgs {
    /// The export.
    #[arg(value_name = "FILE.csv", required_unless_present = "sample")]
    pub file: Option<PathBuf>,
    /// How its columns become events.
    #[arg(long, value_name = "FILE.toml", required_unless_present = "sample")]
    pub mapping: Option<PathBuf>,
    /// Where to import it to.
    #[command(flatten)]
    pub server: ServerArgs,
    /// Only read the file and say what would come of it; opens and writes nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Print a mapping with every key explained, and stop.
    #[arg(long, exclusive = true)]
    pub sample: bool,
}
