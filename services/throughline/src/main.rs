//! The one binary. Everything lives in the library beside it.

use std::process::ExitCode;

use clap::Parser as _;
use mimalloc::MiMalloc;
use throughline::{cli::Cli, exit::Exit, node::Local, run, telemetry};

#[global_allocator]
static MEMORY: MiMalloc = MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let telemetry = match telemetry::start(&cli) {
        Ok(telemetry) => telemetry,
        Err(wrong) => {
            cli.telling.output().error(wrong.to_string());
            return Exit::WrongUse.into();
        }
    };
    let ended = run(cli, &Local).await;
    telemetry.stop().await;
    ended
}
