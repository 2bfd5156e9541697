//! A backup of the log and its restoration to a point in time, as deploy/README.md tells it: pg_basebackup and archived WAL. What was
//! acknowledged is there, the log verifies, and the views are built again; a log that was restored to before its published checkpoint is
//! read and not written.

use std::{
    fs,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;
use throughline_log::Doubt;
use throughline_servers::{Folder, Postgres, run};
use throughline_tests::{
    Caller, Place, events,
    place::move_log,
    process::{self, text},
};

/// A cluster whose WAL is archived beside it.
struct Archived {
    server: Postgres,
    folder: Folder,
}

impl Archived {
    fn start() -> Self {
        let folder = Folder::new();
        fs::create_dir(folder.path().join("wal")).expect("a folder for the archive");
        run(&["chown", "-R", "postgres", &folder.path().display().to_string()], None);
        // Whole under its name, or not there: a server that is killed leaves no half of a segment that looks like one.
        let wal = folder.path().join("wal");
        let archive = format!("archive_command=cp %p {0}/.%f && mv {0}/.%f {0}/%f", wal.display());
        let server = Postgres::in_folder(&folder.path().join("primary"), &["wal_level=replica", "archive_mode=on", &archive]);
        Self { server, folder }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn back_up(&self) {
        let source = format!("postgres://postgres@127.0.0.1:{}", self.server.port());
        let target = self.path("restored");
        run(&[&Postgres::program("pg_basebackup"), "-d", &source, "-D", &target, "-c", "fast", "-X", "none"], Postgres::owner());
    }

    /// A name in the WAL up to which can be restored, with everything before it archived.
    fn mark(&self, name: &str) {
        self.server.sql("postgres", &format!("select pg_create_restore_point('{name}')"));
        let segment = self.server.sql("postgres", "select pg_walfile_name(pg_switch_wal())");
        let archived = self.folder.path().join("wal").join(segment);
        until(|| archived.exists(), "the WAL is not archived");
    }

    /// The backup, rolled forward to a mark; the primary is lost.
    fn restore(mut self, mark: &str) -> (Postgres, Folder) {
        self.server.kill();
        let data = self.path("restored");
        run(&["touch", &format!("{data}/recovery.signal")], Postgres::owner());
        let command = format!("restore_command=cp {}/%f %p", self.path("wal"));
        let target = format!("recovery_target_name={mark}");
        let restored = Postgres::in_folder(Path::new(&data), &[&command, &target, "recovery_target_action=promote"]);
        // It answers while it is still being rolled forward.
        until(|| restored.sql("postgres", "select pg_is_in_recovery()") == "f", "the backup is not rolled forward");
        (restored, self.folder)
    }
}

/// A place that is backed up, with an agency and somebody whom it heard of before that.
async fn backed_up() -> (Archived, Place, Caller, String) {
    let archived = Archived::start();
    archived.server.sql("postgres", "create database log");
    let place = Place::new_with_log(&archived.server.url("postgres", "log")).await;
    let agency = place.agency("harmony-house").await;
    let early = agency.hears_of("Somebody Early").await;
    archived.back_up();
    (archived, place, agency, early)
}

fn until(is_done: impl Fn() -> bool, or_else: &str) {
    let until = Instant::now() + Duration::from_secs(60);
    while !is_done() {
        assert!(Instant::now() < until, "{or_else}");
        thread::sleep(Duration::from_millis(20));
    }
}

/// The place of a folder, with its log at an address and no views.
async fn reopened(folder: TempDir, address: &str) -> Place {
    for file in ["views.sqlite", "views.sqlite-wal", "views.sqlite-shm"] {
        _ = fs::remove_file(folder.path().join(file));
    }
    move_log(folder.path(), address);
    Place::open(folder).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_restored_from_its_backup_has_everything_and_goes_on() {
    let (archived, place, agency, early) = backed_up().await;
    let late = agency.hears_of("Somebody Late").await;
    let (head, folder) = (place.seen().await, place.close().await);
    archived.mark("everything");
    let (restored, _files) = archived.restore("everything");

    let address = restored.url("postgres", "log");
    let note = folder.path().join("checkpoint.note");
    let (data, note) = (text(folder.path()), text(&note));
    let verified = process::run(&["verify", "--data", data, "--log", &address, "--checkpoint", note, "--format", "json"]);
    let report: serde_json::Value = serde_json::from_slice(&verified.stdout).expect("JSON");
    assert!(verified.status.success() && report["sound"] == true && report["records"] == head, "{report}");
    let place = reopened(folder, &address).await;
    assert_eq!(place.seen().await, head);
    let agency = place.with_token(agency.token());
    for person in [early, late] {
        assert_eq!(agency.story(&person, head).await.entries.len(), 1);
    }
    agency.hears_of("Somebody New").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_restored_to_before_its_checkpoint_is_read_and_not_written() {
    let (archived, place, agency, early) = backed_up().await;
    let middle = place.seen().await;
    archived.mark("middle");
    agency.hears_of("Somebody Late").await;
    let (head, folder) = (place.seen().await, place.close().await);
    archived.mark("everything");
    let (restored, _files) = archived.restore("middle");

    let place = reopened(folder, &restored.url("postgres", "log")).await;
    assert_eq!(place.log().doubt(), Some(Doubt::Behind { size: head, position: middle }));
    let agency = place.with_token(agency.token());
    assert!(agency.try_story(&early, middle).await.is_ok(), "it is read");
    let refused = agency.record(vec![events::noted(&early, "a note")]).await.expect_err("and not written");
    assert!(refused.message().contains("checkpoint"), "{}", refused.message());
    assert_eq!(place.log().look().await.expect("read"), middle);
}
