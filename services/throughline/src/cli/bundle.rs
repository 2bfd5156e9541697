//! `throughline bundle`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::ServerArgs;

const EXAMPLES: &str = "\
Examples:
  throughline bundle --data place --out for-the-auditor
  throughline bundle --data place --out rosa --resident 6f1c… --reason \"complaint 12 of 2026\"
  throughline verify --bundle for-the-auditor --public-key \"$(cat place.vkey)\"

Without --reason it holds what lies in the log: whoever has it can check it, and read nothing of what people said.";

/// Write a folder that an auditor takes home, and checks there without any server.
///
/// It holds records with their sealed parts, the tree's tiles, the newest published checkpoint with its cosignatures, and the policies of each time; of one story or
/// agency, those records and a proof for each. That it was made is a look, as any reading by an auditor is.
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct BundleArgs {
    /// Which place.
    #[command(flatten)]
    pub server: ServerArgs,
    /// The folder to write; it must be new or empty.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Only one person's story, by any of their profiles. Each record is proved by itself then.
    #[arg(long, value_name = "ID", conflicts_with = "agency")]
    pub resident: Option<String>,
    /// Only what this agency wrote. Each record is proved by itself then.
    #[arg(long, value_name = "WORD")]
    pub agency: Option<String>,
    /// Why facts and words are to be readable, in one line: the keys to them are put beside them. It is kept with the look, and whoever is looked at is told it.
    #[arg(long, value_name = "WHY")]
    pub reason: Option<String>,
}
