//! What Postgres alone asks for: which databases are taken and which are not, who may do what there, keys that several nodes have in common,
//! and logs that move in. What holds for every store is in `log_contract`.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod by_hand;
mod copying;
mod keys_in_common;
mod migrating;
mod restoring;
mod rewound;
mod rights;
mod round_trips;
mod turned_away;
mod two_nodes;

use throughline_log::PostgresStore;
use throughline_servers::Postgres;

/// A new database in this process's cluster, with a log's tables: its name.
async fn migrated() -> String {
    let name = database();
    PostgresStore::new(&address(&name)).expect("an address").migrate().await.expect("migrated");
    name
}

/// A new, empty database: its name.
fn database() -> String {
    let address = Postgres::shared().database();
    address.rsplit('/').next().expect("a name").to_owned()
}

/// Its address for the superuser.
fn address(database: &str) -> String {
    Postgres::shared().url("postgres", database)
}
