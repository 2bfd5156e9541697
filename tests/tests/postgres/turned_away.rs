//! A database that a log must not be kept in is turned away at the start, with a sentence that says what to do.

use std::fs;

use throughline_log::{Keys, KeysAt, PostgresError, PostgresStore};
use throughline_servers::{Port, Postgres, run};

use crate::{address, database, migrated};

async fn prepare(address: &str) -> PostgresError {
    PostgresStore::new(address).expect("an address").prepare().await.expect_err("turned away")
}

#[tokio::test]
async fn nobody_listening_may_pass() {
    let port = Port::claim();
    let error = prepare(&format!("postgres://nobody@127.0.0.1:{port}/log")).await;
    assert!(matches!(error, PostgresError::Unreachable { .. }) && error.may_pass(), "{error}");
}

#[tokio::test]
async fn a_database_that_is_not_there_is_to_be_made() {
    let error = prepare(&address("nowhere")).await;
    assert!(matches!(error, PostgresError::NoDatabase { .. }) && error.to_string().contains("createdb"), "{error}");
}

#[tokio::test]
async fn a_user_who_may_not_make_tables_is_told_to_migrate() {
    let database = database();
    Postgres::shared().sql("postgres", &format!("create role visitor_{database} login"));
    let error = prepare(&Postgres::shared().url(&format!("visitor_{database}"), &database)).await;
    assert!(matches!(error, PostgresError::NotMigrated { found: 0, .. }) && error.to_string().contains("throughline migrate"), "{error}");
}

#[tokio::test]
async fn a_user_without_the_writers_role_is_told_to_ask_for_it() {
    let database = migrated().await;
    Postgres::shared().sql("postgres", &format!("create role stranger_{database} login"));
    let error = prepare(&Postgres::shared().url(&format!("stranger_{database}"), &database)).await;
    assert!(error.to_string().contains("throughline_writer"), "{error}");
}

#[tokio::test]
async fn a_user_who_may_only_read_is_turned_away_from_log_and_keys() {
    let log = migrated().await;
    Postgres::shared().sql("postgres", &format!("create role auditor_{log} login in role throughline_reader"));
    let error = prepare(&Postgres::shared().url(&format!("auditor_{log}"), &log)).await;
    assert!(matches!(error, PostgresError::NoRights { role: "throughline_writer" }), "{error}");

    let keys = database();
    Keys::migrate(&address(&keys)).await.expect("migrated");
    let visitor = format!("visitor_{keys}");
    Postgres::shared().sql(
        &keys,
        &format!(
            "create role {visitor} login; grant usage on schema throughline_keys to {visitor};
             grant select, insert on all tables in schema throughline_keys to {visitor}"
        ),
    );
    let folder = tempfile::tempdir().expect("a folder");
    let at = KeysAt::folder(folder.path()).with_common(&Postgres::shared().url(&visitor, &keys));
    let error = tokio::task::spawn_blocking(move || Keys::open_at(&at)).await.expect("it ends").expect_err("turned away");
    assert!(error.to_string().contains("throughline_keys"), "{error}");
}

#[tokio::test]
async fn a_certificate_that_nobody_here_trusts_is_named_at_once() {
    let folder = throughline_servers::Folder::new();
    let file = |name: &str| folder.path().join(name).display().to_string();
    let (key, certificate) = (file("key.pem"), file("certificate.pem"));
    let make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "2"];
    run(&[&make[..], &["-keyout", &key, "-out", &certificate]].concat(), None);
    run(&["chown", "postgres", &key, &certificate], None);
    let settings = ["ssl=on".to_owned(), format!("ssl_key_file={key}"), format!("ssl_cert_file={certificate}")];
    let server = Postgres::start_with(&settings.each_ref().map(String::as_str));
    let database = server.database();
    let error = prepare(&database).await;
    assert!(matches!(error, PostgresError::NotTrusted { .. }) && !error.may_pass(), "{error}");
    assert!(error.to_string().contains("sslmode=disable"), "{error}");
    PostgresStore::new(&format!("{database}?sslmode=disable")).expect("an address").prepare().await.expect("without TLS it is fit");
}

#[tokio::test]
async fn what_acknowledges_before_it_is_durable_is_turned_away() {
    for value in ["off", "local", "remote_write"] {
        let database = database();
        Postgres::shared().sql("postgres", &format!("alter database {database} set synchronous_commit = {value}"));
        let error = prepare(&address(&database)).await;
        assert!(matches!(error, PostgresError::NotDurable { setting: "synchronous_commit", .. }), "{error}");
    }
    let without_fsync = Postgres::start_with(&["fsync=off"]);
    let error = prepare(&without_fsync.database()).await;
    assert!(matches!(error, PostgresError::NotDurable { setting: "fsync", .. }), "{error}");
}

#[tokio::test]
async fn a_read_replica_is_turned_away() {
    let primary = Postgres::start();
    let database = primary.database();
    PostgresStore::new(&database).expect("an address").migrate().await.expect("migrated");
    let folder = throughline_servers::Folder::new();
    run(&["chown", "postgres", &folder.path().display().to_string()], None);
    let data = folder.path().join("replica");
    let (source, target) = (primary.url("postgres", ""), data.display().to_string());
    run(
        &[&Postgres::program("pg_basebackup"), "-d", source.trim_end_matches('/'), "-D", &target, "-R", "-X", "stream", "-c", "fast"],
        Postgres::owner(),
    );
    let replica = Postgres::in_folder(&data, &[]);
    let name = database.rsplit('/').next().expect("a name");
    let error = prepare(&replica.url("postgres", name)).await;
    assert!(matches!(error, PostgresError::Replica), "{error}");
    // With both hosts in the address, the primary is found.
    let both = format!("postgres://postgres@127.0.0.1:{},127.0.0.1:{}/{name}", replica.port(), primary.port());
    PostgresStore::new(&both).expect("an address").prepare().await.expect("the primary is found");
}

#[tokio::test]
async fn tables_of_a_newer_program_are_left_alone() {
    let database = migrated().await;
    Postgres::shared().sql(&database, "update throughline_log.schema_version set version = 99");
    let error = prepare(&address(&database)).await;
    assert!(matches!(error, PostgresError::Newer { found: 99, known: 1 }), "{error}");
    let migrated = PostgresStore::new(&address(&database)).expect("an address").migrate().await;
    assert!(matches!(migrated, Err(PostgresError::Newer { found: 99, .. })));
}

#[tokio::test]
async fn tables_that_were_made_by_halves_are_named() {
    let database = database();
    Postgres::shared().sql(&database, "create schema throughline_log; create table throughline_log.head (only_this text)");
    let error = prepare(&address(&database)).await;
    assert!(matches!(error, PostgresError::HalfMade { schema: "throughline_log" }), "{error}");
}

#[tokio::test]
async fn keys_and_log_in_one_database_are_turned_away() {
    let database = migrated().await;
    let error = Keys::migrate(&address(&database)).await.expect_err("turned away");
    assert!(matches!(error, PostgresError::Together { found: "throughline_log" }), "{error}");
}

#[tokio::test]
async fn a_password_is_in_no_message() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("place.toml"), "place = \"a-place\"\n").expect("written");
    let data = folder.path().display().to_string();
    let log = "postgres://somebody:secret@127.0.0.1:1,127.0.0.1:no/log";
    let by_flag = throughline_tests::process::run(&["verify", "--data", &data, "--log", log]);
    let by_environment = throughline_tests::process::command()
        .args(["verify", "--data", &data])
        .env("THROUGHLINE_LOG", log)
        .output()
        .expect("the program starts");
    for output in [by_flag, by_environment] {
        let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
        assert!(!output.status.success() && !said.contains("secret"), "{said}");
    }
}
