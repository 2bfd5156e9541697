//! `erase --sweep`: what nobody can open any more is deleted from the log, by whoever may erase where the nodes may not.

use anyhow::{Context as _, bail};
use throughline_log::{PostgresStore, SqliteStore, Store, sweep};

use super::{
    Folder,
    opened::{existing, keys_at, open_keys},
};
use crate::{
    cli::DataArgs,
    config::LogAddress,
    exit::Exit,
    output::{Output, counted},
};

pub(super) async fn run(args: &DataArgs, output: &Output) -> anyhow::Result<Exit> {
    let folder = Folder::new(&args.data);
    let place = existing(&folder)?;
    let stores = args.stores()?;
    place.lies_in(&stores, folder.path())?;
    let keys = open_keys(&keys_at(folder.path(), &stores)).await?;
    // Not looked at as a node would: whoever erases may not write.
    let store: Box<dyn Store> = match &stores.log {
        LogAddress::Sqlite(path) => Box::new(SqliteStore::open(path).with_context(|| format!("{} cannot be opened", path.display()))?),
        LogAddress::Postgres(address) => Box::new(PostgresStore::new(address).context("the log cannot be used")?),
    };
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
