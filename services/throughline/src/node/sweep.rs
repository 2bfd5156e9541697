//! `erase --sweep`: what nobody can open any more is deleted from the log, by whoever may erase where the nodes may not. And
//! `erase --without`: a node that is gone for good is not waited for.

use anyhow::{Context as _, bail};
use throughline_log::{Followed, PostgresStore, SqliteStore, Store, sweep};
use throughline_views::CONFIRMATIONS;

use super::{
    Folder,
    opened::{existing, keys_of_log, open_store},
};
use crate::{
    cli::DataArgs,
    config::LogAddress,
    exit::{Exit, WrongUse},
    output::{Output, counted},
};

pub(super) async fn run(args: &DataArgs, output: &Output) -> anyhow::Result<Exit> {
    let folder = Folder::new(&args.data);
    let place = existing(&folder)?;
    let stores = args.stores()?;
    place.lies_in(&stores, folder.path())?;
    // Not looked at as a node would: whoever erases may not write.
    let store: Box<dyn Store> = match &stores.log {
        LogAddress::Sqlite(path) => Box::new(SqliteStore::open(path).with_context(|| format!("{} cannot be opened", path.display()))?),
        LogAddress::Postgres(address) => Box::new(PostgresStore::new(address).context("the log cannot be used")?),
    };
    // Under other keys, what somebody can still open looks as if nobody could.
    let keys = keys_of_log(folder.path(), &place, &stores, Some(&*store)).await?;
    let Some(deleted) = sweep(&*store, &keys).await? else {
        bail!("this user may not delete sealed parts; sign in as one with the role throughline_eraser (deploy/postgres/roles.sql)");
    };
    if output.is_json() {
        output.json(&serde_json::json!({ "deleted": deleted }))?;
    } else {
        let parts = counted(deleted as u64, "sealed part that nobody could", "sealed parts that nobody could");
        output.line(format!("Deleted {parts} open any more."))?;
    }
    Ok(Exit::Done)
}

/// Lets a node count as having confirmed whatever is erased, now and later.
pub(super) async fn without(args: &DataArgs, node: &str, output: &Output) -> anyhow::Result<Exit> {
    let folder = Folder::new(&args.data);
    let place = existing(&folder)?;
    let stores = args.stores()?;
    place.lies_in(&stores, folder.path())?;
    let store = open_store(&stores.log, true).await?;
    let name = format!("{CONFIRMATIONS}{node}");
    if store.followed(&name).await?.is_none() {
        return Err(WrongUse::new(format!("no node {node} has ever followed this log; `throughline erase --status` names them")).into());
    }
    store.save_followed(&name, Followed { position: i64::MAX.cast_unsigned(), note: "gone".to_owned() }).await?;
    if output.is_json() {
        output.json(&serde_json::json!({ "without": node }))?;
    } else {
        output.line(format!("Erasures do not wait for node {node} any more. See that its folder, and every copy of it, was destroyed."))?;
    }
    Ok(Exit::Done)
}
