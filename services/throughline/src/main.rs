//! The one binary. Everything lives in the library beside it.

use std::process::ExitCode;

use clap::Parser as _;
use throughline::{cli::Cli, node::Local, run};
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    // Nothing personal is ever logged; what is logged goes to standard error, apart from results.
    let filter = EnvFilter::try_from_env("THROUGHLINE_LOG_LEVEL").unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    run(cli, &Local).await
}
