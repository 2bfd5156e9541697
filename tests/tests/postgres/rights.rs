//! Who may do what with the log: the service adds records and can neither change nor delete one, whoever it signed in as; an eraser empties
//! sealed parts and touches nothing else.

use throughline_log::{PostgresStore, Store as _, store::StoredCheckpoint};
use throughline_servers::Postgres;

use crate::{address, migrated};

/// What Postgres says to a role that tries.
fn tries(database: &str, role: &str, sql: &str) -> Result<String, String> {
    Postgres::shared().try_sql(database, &format!("set role {role}; {sql}"))
}

const RECORD: &str = "insert into throughline_log.record (position, header, leaf) values (1, '\\x00', '\\x00')";
const SEALED: &str = "insert into throughline_log.sealed (position, parts) values (1, '\\x00')";

#[tokio::test]
async fn the_service_adds_records_and_changes_none() {
    let database = migrated().await;
    for insert in [RECORD, SEALED] {
        tries(&database, "throughline_writer", insert).expect("it may");
    }
    for change in [
        "update throughline_log.record set header = '\\x01'",
        "delete from throughline_log.record",
        "truncate throughline_log.record",
        "update throughline_log.sealed set parts = '\\x01'",
        "delete from throughline_log.sealed",
        "update throughline_log.once set position = 2",
        "delete from throughline_log.once",
        "delete from throughline_log.head",
        "drop table throughline_log.record",
    ] {
        let said = tries(&database, "throughline_writer", change).expect_err(change);
        assert!(said.contains("permission denied") || said.contains("must be owner"), "{change}: {said}");
    }
}

#[tokio::test]
async fn an_eraser_empties_sealed_parts_and_touches_nothing_else() {
    let database = migrated().await;
    tries(&database, "throughline_writer", RECORD).expect("written");
    tries(&database, "throughline_writer", SEALED).expect("written");
    tries(&database, "throughline_eraser", "update throughline_log.sealed set parts = ''").expect("it may");
    tries(&database, "throughline_eraser", "delete from throughline_log.sealed").expect("it may");
    for change in ["update throughline_log.sealed set position = 2", "delete from throughline_log.record", RECORD] {
        tries(&database, "throughline_eraser", change).expect_err(change);
    }
}

#[tokio::test]
async fn a_reader_only_reads() {
    let database = migrated().await;
    tries(&database, "throughline_reader", "select count(*) from throughline_log.record").expect("it may");
    tries(&database, "throughline_reader", RECORD).expect_err("it may not");
}

#[tokio::test]
async fn whoever_signed_in_acts_as_the_service() {
    let database = migrated().await;
    leaves_word_of(Postgres::shared(), &database, "current_user");
    let store = PostgresStore::new(&address(&database)).expect("an address");
    saves_a_checkpoint(&store, 1).await;
    assert_eq!(words(Postgres::shared(), &database), "throughline_writer");
}

#[tokio::test]
async fn an_open_session_waits_for_the_disk_also_when_the_server_does_not_ask_for_that_any_more() {
    let server = Postgres::start();
    let database = server.database().rsplit('/').next().expect("a name").to_owned();
    let store = PostgresStore::new(&server.url("postgres", &database)).expect("an address");
    store.migrate().await.expect("migrated");
    leaves_word_of(&server, &database, "current_setting('synchronous_commit')");
    saves_a_checkpoint(&store, 1).await;
    server.sql("postgres", "alter system set synchronous_commit = off");
    server.sql("postgres", "select pg_reload_conf()");
    while server.sql("postgres", "show synchronous_commit") != "off" {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    saves_a_checkpoint(&store, 2).await;
    assert_eq!(words(&server, &database), "on\non");
}

async fn saves_a_checkpoint(store: &PostgresStore, size: u64) {
    store.save_checkpoint(StoredCheckpoint { size, note: "a note".to_owned() }, 0).await.expect("saved");
}

/// Whoever saves a checkpoint leaves word of this.
pub fn leaves_word_of(server: &Postgres, database: &str, what: &str) {
    server.sql(
        database,
        &format!(
            "create table public.said (word text); grant insert on public.said to public; grant usage on schema public to public;
             create function public.says() returns trigger language plpgsql as
                 $$ begin insert into public.said (word) values ({what}); return new; end $$;
             create trigger says before insert on throughline_log.checkpoint for each row execute function public.says()"
        ),
    );
}

/// All that was left.
pub fn words(server: &Postgres, database: &str) -> String {
    server.sql(database, "select word from public.said")
}
