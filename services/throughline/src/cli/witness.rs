//! `throughline witness`.

use std::{net::SocketAddr, path::PathBuf};

use clap::Args;

const EXAMPLES: &str = "\
Examples:
  throughline witness --data witness --name harmony-house.example.org/witness --key
  throughline witness --data witness --log \"$(cat place.vkey)\"
  throughline serve --witness \"$(cat witness.vkey) https://witness.harmony-house.example.org\" --witnesses-needed 1

Run it where the place's keeper cannot reach it: what it has seen is worth something only there. Keep copies of its folder. Whoever puts an old copy
back makes it forget, and then it cosigns what it should not.";

/// Watch other places' logs: cosign what goes on, refuse what was rewritten.
///
/// A log sends each new checkpoint, and a proof that it goes on from the one before. The witness remembers the last one it cosigned, and cosigns
/// nothing that forgets or changes it; so a log cannot show one history to you and another to somebody else. It speaks C2SP's tlog-witness over plain HTTP, and
/// learns nothing of anybody; put a proxy with a certificate before it where it is reached from other machines.
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct WitnessArgs {
    /// The witness's folder: its key, and what it has seen.
    #[arg(long, value_name = "DIR", env = "THROUGHLINE_WITNESS_DATA", default_value = "throughline-witness")]
    pub data: PathBuf,
    /// What it is called, for a new one: best an address of yours, such as harmony-house.example.org/witness.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// A log that it watches, by the key that `throughline keys` prints there. May be given again.
    #[arg(long, value_name = "KEY")]
    pub log: Vec<String>,
    /// Where it listens, over plain HTTP. It may be reached from other machines: it takes and gives nothing that is not public and signed.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7475", value_parser = super::address_and_port)]
    pub listen: SocketAddr,
    /// Only print its key.
    #[arg(long)]
    pub key: bool,
}
