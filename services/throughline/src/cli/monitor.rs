//! `throughline monitor`.

use std::path::PathBuf;

use clap::Args;

const EXAMPLES: &str = "\
Examples:
  throughline monitor https://tiles.barking.example.org --public-key \"$(cat place.vkey)\" --witness \"$(cat witness.vkey)\"
  throughline monitor http://127.0.0.1:7470 --public-key \"$(cat place.vkey)\" --once
  throughline monitor https://tiles.barking.example.org https://mirror.example.org --public-key \"$(cat place.vkey)\"

With several addresses it also finds out whether they show the same history. Run it where the place's keeper cannot reach it.";

/// Follow a log from its published tiles alone, and say at once when it forgets or changes.
///
/// It fetches the checkpoint and the leaves that are new, computes the tree anew, and remembers how far it was; so the log cannot take back
/// what was once published. It learns nothing of anybody, and wants no token. It ends with 1 when something is not as it was, and keeps both checkpoints as evidence.
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct MonitorArgs {
    /// Where tiles are served; several addresses of the same log are compared.
    #[arg(value_name = "URL", required = true)]
    pub urls: Vec<String>,
    /// The log's key, as `throughline keys` printed it at the place. Get it in person. May be given again, where the log has had another.
    #[arg(long, value_name = "KEY", required = true)]
    pub public_key: Vec<String>,
    /// A witness that you trust, by its key. May be given again.
    #[arg(long, value_name = "KEY")]
    pub witness: Vec<String>,
    /// How many of these witnesses must have cosigned [default: all of them].
    #[arg(long, value_name = "COUNT", requires = "witness")]
    pub witnesses_needed: Option<usize>,
    /// A checkpoint that you kept from before: the log must have gone on from it. May be given again.
    #[arg(long, value_name = "FILE")]
    pub checkpoint: Vec<PathBuf>,
    /// Where it remembers how far it was.
    #[arg(long, value_name = "DIR", default_value = "throughline-monitor")]
    pub data: PathBuf,
    /// How often it looks.
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
    pub every: u64,
    /// Look once, and end.
    #[arg(long)]
    pub once: bool,
}
