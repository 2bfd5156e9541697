//! A connection, made fit for use: who it acts as, how long it waits, and whether the server keeps what it acknowledges.

use std::str::FromStr as _;
use std::time::Duration;

use tokio_postgres::{Client, Config, config::TargetSessionAttrs};

use super::{
    error::{PostgresError, what},
    schema::Schema,
};
use crate::planted;

/// The oldest version that is tested.
const OLDEST: i32 = 150_000;
/// How long the network may be silent before a connection counts as gone.
const SILENCE: Duration = Duration::from_secs(10);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Whether who signed in may act as a role, of a row of `pg_roles`. Since version 16 a member may be one who may not.
pub(crate) const MAY_ACT_AS: &str = "pg_has_role(session_user, oid,
    case when current_setting('server_version_num')::integer < 160000 then 'member' else 'set' end)";

/// Reads an address, and adds what every connection wants.
pub(crate) fn configure(address: &str) -> Result<Config, PostgresError> {
    let told = |error: &tokio_postgres::Error| what(error);
    let before_database = address.split_once("://").map_or(address, |(_, rest)| rest.split(['/', '?']).next().unwrap_or_default());
    if before_database.matches('@').count() > 1 {
        return Err(PostgresError::Address { why: "there is more than one @ before the host; write one in a password as %40".to_owned() });
    }
    let mut config = Config::from_str(address).map_err(|error| PostgresError::Address { why: told(&error) })?;
    if config.get_hosts().is_empty() {
        return Err(PostgresError::Address { why: "it names no host".to_owned() });
    }
    if config.get_dbname().is_none() {
        return Err(PostgresError::Address { why: "it names no database".to_owned() });
    }
    config
        .application_name("throughline")
        .keepalives(true)
        .keepalives_idle(SILENCE)
        .keepalives_interval(Duration::from_secs(2))
        .keepalives_retries(3)
        .tcp_user_timeout(SILENCE);
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT_TIMEOUT);
    }
    if config.get_hosts().len() > 1 {
        config.target_session_attrs(TargetSessionAttrs::ReadWrite);
    }
    Ok(config)
}

/// Makes a new connection fit for the service. The role is taken where it is there and may be: the tables' owner acts as the service too.
pub(crate) async fn begin(client: &Client, schema: &Schema) -> Result<(), PostgresError> {
    check(client).await?;
    // Statements are planned once, whatever the tables held then: by their index, always. A lock is not waited for for ever, since
    // somebody may hold a transaction open.
    client
        .batch_execute(
            "set session characteristics as transaction isolation level read committed;
             set lock_timeout = '5s';
             set statement_timeout = '60s';
             set idle_in_transaction_session_timeout = '30s';
             set enable_seqscan = off;
             set enable_hashjoin = off;
             set enable_bitmapscan = off;
             set plan_cache_mode = force_generic_plan;
             set jit = off",
        )
        .await?;
    if planted::is("no-fsync") {
        client.batch_execute("set synchronous_commit = off").await?;
    }
    act_as(client, schema.service).await
}

async fn act_as(client: &Client, role: &str) -> Result<(), PostgresError> {
    let take = format!("select set_config('role', rolname, false) from pg_roles where rolname = $1 and {MAY_ACT_AS}");
    client.query(&take, &[&role]).await?;
    Ok(())
}

/// What the server must be. Asked of each connection: a server may be restarted with other settings, or fall back to a replica.
/// Whether a commit waits for the disk holds for the session as it was found, whatever the server is told meanwhile.
pub(crate) async fn check(client: &Client) -> Result<(), PostgresError> {
    let row = client
        .query_one(
            "select
                 current_setting('server_version_num')::integer,
                 current_setting('server_version'),
                 pg_is_in_recovery(),
                 set_config('synchronous_commit', current_setting('synchronous_commit'), false),
                 current_setting('fsync'),
                 current_setting('full_page_writes')",
            &[],
        )
        .await?;
    let settings = [("synchronous_commit", row.get(3)), ("fsync", row.get(4)), ("full_page_writes", row.get(5))];
    judge(row.get(0), row.get(1), row.get(2), settings)
}

fn judge(number: i32, version: String, is_replica: bool, settings: [(&'static str, String); 3]) -> Result<(), PostgresError> {
    if number < OLDEST {
        return Err(PostgresError::TooOld { found: version });
    }
    if is_replica {
        return Err(PostgresError::Replica);
    }
    for (setting, found) in settings {
        // With standbys, remote_apply waits for more than on does.
        if !matches!(found.as_str(), "on" | "remote_apply") {
            return Err(PostgresError::NotDurable { setting, found });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_is_too_old_is_told_so_whatever_else_it_is() {
        let settings = || ["synchronous_commit", "fsync", "full_page_writes"].map(|setting| (setting, "on".to_owned()));
        let judged = |number| judge(number, "14.12".to_owned(), number < OLDEST, settings());
        assert!(matches!(judged(140_012), Err(PostgresError::TooOld { found }) if found == "14.12"));
        assert!(judged(150_000).is_ok());
    }

    #[test]
    fn an_address_without_a_database_is_named() {
        assert!(matches!(configure("postgres://user@host"), Err(PostgresError::Address { .. })));
        assert!(matches!(configure("mysql://user@host/log"), Err(PostgresError::Address { .. })));
        assert!(configure("postgres://user@one,two/log").is_ok());
    }

    #[test]
    fn an_at_sign_in_a_password_is_said_to_be_one() {
        let error = configure("postgres://user:p@ss@host/log").expect_err("two of them");
        assert!(error.to_string().contains("%40") && !error.to_string().contains("p@ss"), "{error}");
        assert!(configure("postgres://user:p%40ss@host/log").is_ok());
    }

    #[test]
    fn what_is_wrong_with_an_address_does_not_repeat_its_password() {
        let error = configure("postgres://user:secret@host:port/log").expect_err("no port");
        assert!(!format!("{error} {error:?}").contains("secret"));
    }
}
