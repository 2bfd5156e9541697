//! The one binary. Everything lives in the library beside it.

use std::process::ExitCode;

use clap::Parser as _;
use throughline::{cli::Cli, exit::Exit, memory, node::Local, run, telemetry};
use tikv_jemallocator::Jemalloc;

#[global_allocator]
static MEMORY: Jemalloc = Jemalloc;

#[tokio::main]
async fn main() -> ExitCode {
    memory::close();
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
