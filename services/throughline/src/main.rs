//! The one binary. Everything lives in the library beside it.

use std::{env, process::ExitCode};

use clap::Parser as _;
use throughline::{arguments, cli::Cli, exit::Exit, memory, node::Local, run, telemetry};
use tikv_jemallocator::Jemalloc;

#[global_allocator]
static MEMORY: Jemalloc = Jemalloc;

#[tokio::main]
async fn main() -> ExitCode {
    memory::close();
    let cli = Cli::parse();
    if let Err(wrong) = arguments::check(env::args_os().filter_map(|argument| argument.into_string().ok())) {
        cli.telling.output().error(wrong.to_string());
        return Exit::WrongUse.into();
    }
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
