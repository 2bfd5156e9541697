//! The one binary, as a library: command line, configuration, and the commands that only speak gRPC. What opens a data folder lives
//! behind [`connect::Node`]; no command in here may open a log or a view by itself.

use std::{path::Path, process::ExitCode};

pub mod arguments;
pub mod bundle;
pub mod call;
pub mod cli;
pub mod config;
pub mod connect;
pub mod erase;
pub mod exit;
pub mod explain;
pub mod export;
pub mod health;
pub mod import;
pub mod invite;
pub mod memory;
pub mod moment;
pub mod monitor;
pub mod nearest;
pub mod node;
pub mod output;
pub mod policies;
pub mod progress;
pub mod proof;
pub mod recording;
mod records;
pub mod replay;
pub mod report;
pub mod rights;
pub mod role;
pub mod status;
pub mod stopping;
pub mod telemetry;
pub mod verified;
pub mod witness;

use cli::{Cli, Command};
use connect::Node;
use exit::Exit;
use output::Output;

/// Carries out a command, says what went wrong if something did, and gives what the process ends with.
pub async fn run(cli: Cli, node: &impl Node) -> ExitCode {
    let output = cli.telling.output();
    match carry_out(cli.command, node, &output).await {
        Ok(exit) => exit.into(),
        Err(error) if exit::is_broken_pipe(&error) => Exit::Done.into(),
        Err(error) => {
            tell(&error, &output);
            exit::of_error(&error).into()
        }
    }
}

async fn carry_out(command: Command, node: &impl Node, output: &Output) -> anyhow::Result<Exit> {
    match command {
        Command::Health(args) => health::run(&args, output).await,
        Command::Call(args) => call::run(&args, output).await,
        Command::Import(args) => import::run(&args, node, output).await,
        Command::Explain(args) => explain::run(&args, node, output).await,
        Command::Replay(args) => replay::run(&args, node, output).await,
        Command::Export(args) => export::run(&args, node, output).await,
        Command::Erase(args) if !args.sweep && args.without.is_none() => erase::run(&args, node, output).await,
        Command::Restrict(args) => rights::restrict(&args, node, output).await,
        Command::Retention(args) => rights::retention(&args, node, output).await,
        Command::Held(args) => rights::held(&args, node, output).await,
        Command::Ropa(args) => rights::ropa(&args, node, output).await,
        Command::Invite(args) => invite::run(&args, node, output).await,
        Command::Role(args) => role::run(&args, node, output).await,
        Command::Bundle(args) => bundle::run(&args, node, output).await,
        Command::Verify(args) if args.bundle.is_some() => {
            bundle::check(&args, args.bundle.as_deref().unwrap_or(Path::new(".")), output).await
        }
        Command::Audit(args) => report::run(&args, node, output).await,
        Command::Proof(args) => proof::run(&args, node, output).await,
        Command::Verify(args) if args.proof.is_some() => proof::check(&args, args.proof.as_deref().unwrap_or(Path::new(".")), output),
        Command::Monitor(args) => monitor::run(&args, output).await,
        Command::Witness(args) => witness::run(&args, output).await,
        Command::Policies(args) => policies::run(&args, node, output).await,
        Command::Hold(args) => erase::hold(&args, node, output).await,
        own => node.carry_out(own, output).await,
    }
}

fn tell(error: &anyhow::Error, output: &Output) {
    if let Some(failure) = error.downcast_ref::<status::Failure>() {
        failure.tell(output);
    } else if output.is_json() {
        output.error(serde_json::json!({ "error": { "message": format!("{error:#}") } }).to_string());
    } else {
        output.error(format!("{error:#}"));
    }
}
