//! Where a place is kept: its data folder, and where log and keys lie if that is elsewhere. The same for every command that opens it.

use std::path::PathBuf;

use clap::Args;

use crate::config::{self, Stores};

/// A place's data folder, and its log and keys.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Where")]
pub struct DataArgs {
    /// The place's data folder. When a server has it open, commands that ask go through that server.
    #[arg(long, global = true, value_name = "DIR", env = "THROUGHLINE_DATA", default_value = config::DATA)]
    pub data: PathBuf,
    /// Where the log lies, if it is not in the data folder: sqlite:PATH or postgres://USER@HOST/DATABASE.
    #[arg(long, global = true, value_name = "ADDRESS", env = "THROUGHLINE_LOG", hide_env_values = true)]
    pub log: Option<String>,
    /// Where the keys that several nodes share lie: postgres://USER@HOST/DATABASE.
    #[arg(long, global = true, value_name = "ADDRESS", env = "THROUGHLINE_KEYS", hide_env_values = true)]
    pub keys: Option<String>,
    /// The file with the master key, if it is not in the data folder.
    #[arg(long, global = true, value_name = "FILE", env = "THROUGHLINE_MASTER_KEY")]
    pub master_key: Option<PathBuf>,
}

impl DataArgs {
    /// Where log and keys lie.
    pub fn stores(&self) -> anyhow::Result<Stores> {
        Ok(Stores::of(&self.data, self.log.as_deref(), self.keys.as_deref(), self.master_key.clone())?)
    }
}
