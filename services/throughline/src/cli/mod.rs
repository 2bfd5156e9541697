//! The command line, as clap reads it: one file for each command, whose comments are its `--help`. Nothing is carried out here.

use std::net::SocketAddr;

use clap::{Args, Parser, Subcommand};

use crate::output::{Format, Output};

mod agency;
mod audit;
mod bundle;
mod call;
mod copy;
mod data;
mod demo;
mod erase;
mod explain;
mod export;
mod health;
mod import;
mod invite;
mod keys;
mod migrate;
mod monitor;
mod policies;
mod proof;
mod rebuild;
mod replay;
mod rights;
mod role;
mod serve;
mod server;
mod verify;
mod witness;

pub use agency::{AgencyAction, AgencyAdd, AgencyArgs, AgencyCertificate, AgencyRevoke};
pub use audit::{AuditAction, AuditArgs, ReportArgs};
pub use bundle::BundleArgs;
pub use call::CallArgs;
pub use copy::CopyArgs;
pub use data::DataArgs;
pub use demo::DemoArgs;
pub use erase::{EraseArgs, HoldArgs};
pub use explain::ExplainArgs;
pub use export::ExportArgs;
pub use health::HealthArgs;
pub use import::ImportArgs;
pub use invite::InviteArgs;
pub use keys::{EndKey, KeysAction, KeysArgs, RotateArgs, ServerCertificate};
pub use migrate::MigrateArgs;
pub use monitor::MonitorArgs;
pub use policies::{PoliciesAction, PoliciesAdopt, PoliciesArgs};
pub use proof::ProofArgs;
pub use rebuild::RebuildArgs;
pub use replay::ReplayArgs;
pub use rights::{After, HeldArgs, RestrictArgs, RetentionAction, RetentionArgs, RetentionDueArgs, RetentionSetArgs, RopaArgs};
pub use role::{RoleAction, RoleArgs, RoleOf};
pub use serve::ServeArgs;
pub use server::{CertificateArgs, ServerArgs, TokenArgs};
pub use verify::VerifyArgs;
pub use witness::WitnessArgs;

const EXAMPLES: &str = "\
Try it:
  throughline demo                                   a believable borough, everything embedded
  throughline call --list                            what can be called
  throughline call ListOpenPromises --token-file t   a call; no program to install

Bring your own:
  throughline agency add \"Harmony House\" --data place
  throughline import visits.csv --mapping visits.toml --data place --dry-run
  throughline replay --data place | less

Ends with 0 when done, 1 when something failed or does not verify, 2 when the command line does not make sense.";

/// One continuous story per resident, shared by everyone who walks beside them.
///
/// Agencies write plain shared events to one log. Everybody who may, reads one story. An auditor replays it as it was known on any day.
#[derive(Debug, Parser)]
#[command(name = "throughline", version, propagate_version = true, after_help = EXAMPLES, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// How to say what came of it.
    #[command(flatten)]
    pub telling: TellingArgs,
}

/// How results are written; the same for every command.
#[derive(Debug, Clone, Copy, Args)]
pub struct TellingArgs {
    /// For people (text) or for programs (json).
    #[arg(long, global = true, value_enum, default_value_t = Format::Text, value_name = "FORMAT", help_heading = "Output")]
    pub format: Format,
    /// No progress bars and no remarks: the result alone.
    #[arg(long, short, global = true, help_heading = "Output")]
    pub quiet: bool,
}

impl TellingArgs {
    /// Where the command writes.
    pub fn output(self) -> Output {
        Output::new(self.format, self.quiet)
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Everything embedded, full of a believable generated borough.
    Demo(DemoArgs),
    /// Serve a place: its log, its views and the gRPC services.
    Serve(ServeArgs),
    /// Ask a node of this machine whether it is ready.
    Health(HealthArgs),
    /// Call a method over gRPC and print the answer as JSON.
    Call(CallArgs),
    /// Turn an agency's CSV export into events.
    Import(ImportArgs),
    /// Read history back, as it was known on any day.
    Replay(ReplayArgs),
    /// Write one person's story for them to take away, or everything readable as lines of JSON.
    Export(ExportArgs),
    /// Say how much of an entry somebody would see, and why.
    Explain(ExplainArgs),
    /// Check that nobody rewrote the log.
    Verify(VerifyArgs),
    /// Turn a receipt into proofs that anybody can check.
    Proof(ProofArgs),
    /// Follow a log from its published tiles, and say when it changes.
    Monitor(MonitorArgs),
    /// Write a folder that an auditor takes home.
    Bundle(BundleArgs),
    /// Watch other places' logs, and cosign what goes on.
    Witness(WitnessArgs),
    /// Look back at a stretch of time together: what changed, in numbers.
    Audit(AuditArgs),
    /// Throw the views away and make them again from the log.
    Rebuild(RebuildArgs),
    /// The agencies that take part, their certificates and tokens.
    Agency(AgencyArgs),
    /// Invite somebody to sign in, with a link that counts once.
    Invite(InviteArgs),
    /// Who holds which role: who sees worries about safety.
    Role(RoleArgs),
    /// Who may see what: the policies that count, and others in their place.
    Policies(PoliciesArgs),
    /// Erase somebody for good, on a lawful basis.
    Erase(EraseArgs),
    /// Keep somebody from being erased, on a lawful basis.
    Hold(HoldArgs),
    /// Keep somebody's story and use it for nothing, for now.
    Restrict(RestrictArgs),
    /// How long things are kept, why, and whose time is over.
    Retention(RetentionArgs),
    /// What agencies hold about somebody, in numbers.
    Held(HeldArgs),
    /// The record of processing.
    Ropa(RopaArgs),
    /// The public key that checkpoints are signed with; another master key; certificates for servers.
    Keys(KeysArgs),
    /// Make or update the tables in Postgres.
    Migrate(MigrateArgs),
    /// Copy a log from one store to another.
    Copy(CopyArgs),
}

/// An address to listen on.
fn address_and_port(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| format!("write an address and a port, such as {}", crate::config::LISTEN))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_teaches_with_an_example() {
        for command in Cli::command().get_subcommands_mut() {
            let name = command.get_name().to_owned();
            let help = command.render_long_help().to_string();
            assert!(help.contains(&format!("  throughline {name}")), "`throughline {name} --help` has no example");
        }
    }

    #[test]
    fn an_address_that_is_none_is_answered_with_one() {
        for arguments in [["throughline", "serve", "--listen", "7400"], ["throughline", "demo", "--listen", "localhost"]] {
            let told = Cli::try_parse_from(arguments).expect_err("it is none").to_string();
            assert!(told.contains("--listen") && told.contains("127.0.0.1:7400"), "{told}");
        }
    }

    #[test]
    fn format_and_quiet_are_understood_after_any_command() {
        let cli = Cli::try_parse_from(["throughline", "keys", "--format", "json", "--quiet"]).expect("it parses");
        assert!(cli.telling.output().is_json() && cli.telling.quiet);
    }
}
