//! `throughline serve`. What is left out here comes from the configuration file, or else from the defaults: see `config`.

use std::{net::SocketAddr, path::PathBuf};

use clap::Args;

const EXAMPLES: &str = "\
Examples:
  throughline serve --data /var/lib/throughline --place barking-and-dagenham
  throughline serve --config /etc/throughline.toml
  THROUGHLINE_LISTEN=127.0.0.1:7500 throughline serve

A configuration file (any part may be left out):
  data = \"/var/lib/throughline\"
  listen = \"127.0.0.1:7400\"
  place = \"barking-and-dagenham\"

A flag counts before the environment, the environment before the file, and the file before the default.";

/// Serve a place: its log, its views and the gRPC services.
///
/// One data folder has one writer. It listens on the loopback only, and does not open a folder that a demo made.
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = EXAMPLES)]
pub struct ServeArgs {
    /// The place's data folder [default: throughline-data].
    #[arg(long, value_name = "DIR", env = "THROUGHLINE_DATA")]
    pub data: Option<PathBuf>,
    /// Where gRPC listens [default: 127.0.0.1:7400].
    #[arg(long, value_name = "ADDRESS", env = "THROUGHLINE_LISTEN")]
    pub listen: Option<SocketAddr>,
    /// The place's own word, part of its log's name; cannot be changed once the log exists [default: place].
    #[arg(long, value_name = "WORD", env = "THROUGHLINE_PLACE")]
    pub place: Option<String>,
    /// A TOML file with any of these.
    #[arg(long, value_name = "FILE", env = "THROUGHLINE_CONFIG")]
    pub config: Option<PathBuf>,
}
