//! A database that is put back to an older state while nodes run (I9): whoever knows more stops writing, whoever was away finds out before it
//! writes, and what was published stays to tell.

use std::{fs, sync::Arc, time::Duration};

use tempfile::TempDir;
use throughline_log::{AppendError, Doubt, Draft, Keys, KeysAt, Lane, Log, LogError, PostgresStore, Request, seal};
use throughline_servers::Postgres;
use uuid::Uuid;

use crate::{address, database, migrated};

const ORIGIN: &str = "throughline/a-place";
/// Longer than a writer rests before it looks again.
const A_REST: Duration = Duration::from_millis(1_100);

/// A node, as far as the log goes.
struct Node {
    keys: Arc<Keys>,
    log: Log,
    folder: TempDir,
}

impl Node {
    async fn begin(folder: TempDir, log: &str, keys: &str) -> Self {
        let keys = Keys::open_at(&KeysAt::folder(folder.path()).with_common(&address(keys))).expect("keys");
        let store = PostgresStore::new(&address(log)).expect("an address");
        let log = Log::open(store, Arc::clone(&keys), ORIGIN.to_owned()).await.expect("opened");
        Self { keys, log, folder }
    }

    async fn append(&self, events: usize) -> Result<u64, AppendError> {
        let draft = || Draft {
            id: Uuid::now_v7(),
            lane: Lane::Public,
            people: Vec::new(),
            facts: Uuid::now_v7().as_bytes().to_vec(),
            words: Vec::new(),
            source_key: None,
        };
        let request = Request {
            agency: "care-city".to_owned(),
            request_id: Uuid::now_v7(),
            content: Vec::new(),
            recorded_at_us: 1,
            drafts: (0..events).map(|_| draft()).collect(),
            condition: None,
        };
        let appended = self.log.append(seal(&self.keys, request).expect("sealed")).await?;
        Ok(appended.records.last().expect("a record").position)
    }

    /// Why this node has come to doubt the log; it looks by itself.
    async fn comes_to_doubt(&self) -> Doubt {
        for _ in 0..600 {
            if let Some(doubt) = self.log.doubt() {
                return doubt;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("no doubt has come up");
    }
}

/// Two nodes of one place, and its databases.
struct Two {
    one: Node,
    other: Node,
    log: String,
    keys: String,
}

impl Two {
    async fn begin() -> Self {
        let (log, keys) = (migrated().await, database());
        let (first, second) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let one = Node::begin(first, &log, &keys).await;
        fs::copy(one.folder.path().join("master.key"), second.path().join("master.key")).expect("copied");
        let other = Node::begin(second, &log, &keys).await;
        Self { one, other, log, keys }
    }

    /// The head row as it is now, to be put back.
    fn keep(&self) {
        self.sql("create schema kept; create table kept.head as table throughline_log.head");
    }

    /// The database as it was then.
    fn put_back(&self) {
        self.sql(
            "delete from throughline_log.sealed where position > (select position from kept.head);
             delete from throughline_log.record where position > (select position from kept.head);
             delete from throughline_log.once where position > (select position from kept.head);
             delete from throughline_log.checkpoint where size > (select position from kept.head);
             update throughline_log.head set position = kept.position, epoch = kept.epoch, frontier = kept.frontier from kept.head kept",
        );
    }

    fn head(&self) -> String {
        self.sql("select position from throughline_log.head")
    }

    fn sql(&self, sql: &str) -> String {
        Postgres::shared().sql(&self.log, sql)
    }

    /// How many records the newest checkpoint covers that any node has published.
    fn published(&self) -> String {
        Postgres::shared().sql(&self.keys, "select size from throughline_keys.published")
    }

    async fn until_published(&self, size: &str) {
        for _ in 0..300 {
            if self.published() == size {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{size} was not published, but {}", self.published());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_writer_that_was_away_finds_out_before_it_writes() {
    let nodes = Two::begin().await;
    assert_eq!(nodes.other.append(4).await.expect("written"), 4);
    nodes.keep();
    assert_eq!(nodes.one.append(2).await.expect("written"), 6);
    nodes.until_published("6").await;
    tokio::time::sleep(A_REST).await;
    nodes.put_back();
    let refused = nodes.other.append(3).await.expect_err("it is put back");
    assert!(matches!(refused, AppendError::BehindCheckpoint(Doubt::Behind { position: 4, .. })), "{refused}");
    assert_eq!((nodes.head().as_str(), nodes.published().as_str()), ("4", "6"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_knows_more_stops_although_it_writes_nothing() {
    let nodes = Two::begin().await;
    assert_eq!(nodes.other.append(4).await.expect("written"), 4);
    nodes.keep();
    assert_eq!(nodes.one.append(2).await.expect("written"), 6);
    nodes.until_published("6").await;
    nodes.put_back();
    // Nobody but the one node remembers that there was more.
    Postgres::shared().sql(&nodes.keys, "delete from throughline_keys.published");
    assert_eq!(nodes.other.append(3).await.expect("it knows nothing of them"), 7);
    let doubt = nodes.one.comes_to_doubt().await;
    // According to when it looked.
    assert!(matches!(doubt, Doubt::Behind { size: 6, position: 4 } | Doubt::Forked { known: 6, position: 7 }), "{doubt}");
    assert!(matches!(nodes.one.append(1).await, Err(AppendError::BehindCheckpoint(_))));
    // And so it is when it begins again: it has kept what it knew.
    nodes.one.log.close().await;
    let one = Node::begin(nodes.one.folder, &nodes.log, &nodes.keys).await;
    let doubt = one.log.doubt().expect("a doubt");
    // The other has published its own seven by now, or has not.
    assert!(matches!(doubt, Doubt::Forked { known: 6, position: 7 } | Doubt::OtherRoot { size: 7 }), "{doubt}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_cannot_be_signed_is_closed_all_the_same() {
    let nodes = Two::begin().await;
    nodes.one.append(1).await.expect("written");
    nodes.until_published("1").await;
    Postgres::shared().sql(&nodes.keys, "drop schema throughline_keys cascade");
    nodes.one.append(1).await.expect("written");
    tokio::time::timeout(Duration::from_secs(60), nodes.one.log.close()).await.expect("it ends");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_writes_on_from_older_records_is_found_out_by_what_another_knows() {
    let nodes = Two::begin().await;
    assert_eq!(nodes.one.append(4).await.expect("written"), 4);
    nodes.keep();
    assert_eq!(nodes.one.append(2).await.expect("written"), 6);
    nodes.put_back();
    // A node that has known nothing of the other two records, and has written more than they were.
    let foreign = "update throughline_log.head set position = 7, frontier = decode(repeat('ab', 96), 'hex')";
    nodes.sql(foreign);
    nodes.sql("insert into throughline_log.record (position, header, leaf) select at, '\\x00', '\\x00' from generate_series(5, 7) at");
    let refused = nodes.one.append(1).await.expect_err("it is another log");
    assert!(
        matches!(refused, AppendError::BehindCheckpoint(Doubt::Forked { known: 6, position: 7 } | Doubt::OtherRoot { .. })),
        "{refused}"
    );
    assert_eq!(nodes.head(), "7");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_published_is_not_written_over_by_a_log_that_does_not_go_on_from_there() {
    let nodes = Two::begin().await;
    assert_eq!(nodes.one.append(4).await.expect("written"), 4);
    nodes.keep();
    nodes.until_published("4").await;
    // Another node's word that there was a sixth record, of which this one knows nothing.
    let other = throughline_log::Checkpoint { origin: ORIGIN.to_owned(), size: 6, root: [6; 32] }.sign(nodes.one.keys.signer());
    let note = other.note.replace('\'', "''");
    Postgres::shared().sql(&nodes.keys, &format!("update throughline_keys.published set size = 6, note = '{note}'"));
    // It may be written to until the node looks; what it signs is held against that.
    let _ = nodes.one.append(3).await;
    let doubt = nodes.one.comes_to_doubt().await;
    assert!(matches!(doubt, Doubt::OtherRoot { size: 6 } | Doubt::Behind { size: 6, .. }), "{doubt}");
    assert_eq!(nodes.published(), "6");
    assert_eq!(Postgres::shared().sql(&nodes.keys, "select note from throughline_keys.published"), other.note.trim_end());
}

#[tokio::test(flavor = "multi_thread")]
async fn another_places_keys_are_refused_before_a_log_is_named() {
    let nodes = Two::begin().await;
    nodes.until_published("0").await;
    let log = migrated().await;
    let store = PostgresStore::new(&address(&log)).expect("an address");
    let refused = Log::open(store, Arc::clone(&nodes.other.keys), "throughline/elsewhere".to_owned()).await.err();
    assert!(matches!(refused, Some(LogError::OtherLogsKeys { .. })), "{refused:?}");
    assert_eq!(Postgres::shared().sql(&log, "select count(*) from throughline_log.head"), "0");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_that_write_in_turn_never_doubt_and_publish_how_far_they_have_come() {
    let nodes = Two::begin().await;
    for round in 0..12 {
        let (one, other) = tokio::join!(nodes.one.append(3), nodes.other.append(2));
        assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
        if round % 4 == 3 {
            tokio::time::sleep(A_REST).await;
        }
    }
    nodes.until_published("60").await;
    assert_eq!((nodes.one.log.doubt(), nodes.other.log.doubt()), (None, None));
}
