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
async fn the_owner_signed_in_acts_as_the_service() {
    let database = migrated().await;
    // Whoever saves a checkpoint leaves the name of the role that they acted as.
    Postgres::shared().sql(
        &database,
        "create table public.acted (role text); grant insert on public.acted to public; grant usage on schema public to public;
         create function public.acts() returns trigger language plpgsql as
             $$ begin insert into public.acted (role) values (current_user); return new; end $$;
         create trigger acts before insert on throughline_log.checkpoint for each row execute function public.acts()",
    );
    let store = PostgresStore::new(&address(&database)).expect("an address");
    store.save_checkpoint(StoredCheckpoint { size: 1, note: "a note".to_owned() }, 0).await.expect("saved");
    assert_eq!(Postgres::shared().sql(&database, "select role from public.acted"), "throughline_writer");
}
