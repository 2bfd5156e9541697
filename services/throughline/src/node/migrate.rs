//! `migrate`: the tables in Postgres, and the roles that may use them.

use anyhow::Context as _;
use throughline_log::{Keys, Migrated, PostgresStore};

use crate::{
    cli::MigrateArgs,
    config::{KeysAddress, LogAddress},
    exit::{Exit, WrongUse},
    output::{Output, Tone},
};

pub(super) async fn run(args: &MigrateArgs, output: &Output) -> anyhow::Result<Exit> {
    let mut granted = true;
    if args.log.is_none() && args.keys.is_none() {
        return Err(WrongUse::new("say which database with --log, --keys or both").into());
    }
    if let Some(text) = &args.log {
        let log = LogAddress::parse("--log", text)?;
        let LogAddress::Postgres(address) = &log else {
            return Err(WrongUse::new("a log in SQLite is migrated whenever it is opened; --log wants postgres://…").into());
        };
        let told = || format!("the log in {log} cannot be migrated");
        let migrated = PostgresStore::new(address).with_context(told)?.migrate().await.with_context(told)?;
        granted &= say("log", &migrated, output)?;
    }
    if let Some(text) = &args.keys {
        let keys = KeysAddress::parse(text)?;
        if let KeysAddress::Postgres(address) = &keys {
            let migrated = Keys::migrate(address).await.with_context(|| format!("the keys in {keys:?} cannot be migrated"))?;
            granted &= say("keys", &migrated, output)?;
        }
    }
    // Whoever runs this again until it succeeds (a Job, a script) must not stop before the service may use the tables.
    Ok(if granted { Exit::Done } else { Exit::Failed })
}

/// Whether the roles have been granted their tables, besides.
fn say(what: &str, migrated: &Migrated, output: &Output) -> anyhow::Result<bool> {
    let Migrated { from, to, missing_roles } = migrated;
    if output.is_json() {
        output.json(&serde_json::json!({ "what": what, "from": from, "to": to, "missing_roles": missing_roles }))?;
        return Ok(missing_roles.is_empty());
    }
    let done = match from == to {
        true => format!("The tables of the {what} are of version {to} already."),
        false => format!("The tables of the {what} are of version {to} now; they were of version {from}."),
    };
    output.line(output.paint(Tone::Good, done))?;
    if !missing_roles.is_empty() {
        output.error(format!(
            "nothing of the {what} was granted to anybody: this user may not make roles, and these are not there: {}. Let an administrator of \
             the server make them (deploy/postgres/roles.sql; or `create role NAME nologin` for each), and run this again.",
            missing_roles.join(", ")
        ));
    }
    Ok(missing_roles.is_empty())
}
