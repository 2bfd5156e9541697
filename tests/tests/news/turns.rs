//! Several nodes that could publish: one does, another takes over, and two at once do no harm.

use std::{collections::BTreeSet, sync::Arc};

use tempfile::TempDir;
use throughline_log::{Keys, Log, PostgresStore};
use throughline_servers::{Nats, Postgres};
use throughline_tests::events::met;
use throughline_views::Views;
use tokio::sync::watch;

use crate::newsroom::{Newsroom, PLACE, Publisher, settings};

#[tokio::test(flavor = "multi_thread")]
async fn two_that_publish_at_once_tell_nothing_twice_and_nothing_false() {
    let room = Newsroom::new().await;
    let house = room.place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    // The folder of an embedded log has one process, so that its lease is given to both.
    let (mut one, mut other) = (room.publishes().await, room.publishes().await);
    let mut written = BTreeSet::new();
    for _ in 0..20 {
        written.insert(house.write(met(&rosa, "")).await.position);
    }
    let head = room.place.seen().await;
    one.reaches(head).await;
    other.reaches(head).await;
    let told = room.told("harmony-house").await;
    let different: BTreeSet<u64> = told.iter().copied().collect();
    assert_eq!(different.len(), told.len(), "the second of two alike is not even kept: {told:?}");
    assert_eq!(told.iter().max(), written.last());
    assert_eq!((one.status.borrow().refilled, other.status.borrow().refilled), (0, 0));
    one.stop().await;
    other.stop().await;
}

/// A node of its own over a log in Postgres.
struct Node {
    _folder: TempDir,
    log: Log,
    views: Arc<Views>,
    stop: watch::Sender<bool>,
}

impl Node {
    async fn new(address: &str, keys: &Arc<Keys>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = PostgresStore::new(address).expect("an address");
        let log = Log::open(store, Arc::clone(keys), format!("throughline/{PLACE}")).await.expect("a log");
        let views = Arc::new(Views::open(folder.path(), log.clone(), Arc::clone(keys)).expect("views"));
        let (stop, stopping) = watch::channel(false);
        tokio::spawn(Arc::clone(&views).follow(stopping));
        Self { _folder: folder, log, views, stop }
    }

    async fn publishes(&self, nats: &Nats) -> Publisher {
        Publisher::start(&nats.url(), self.log.clone(), Arc::clone(&self.views), settings()).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_two_nodes_publishes_and_the_other_takes_over_when_it_stops() {
    let address = Postgres::shared().database();
    PostgresStore::new(&address).expect("an address").migrate().await.expect("migrated");
    let keys_folder = tempfile::tempdir().expect("a folder");
    let keys = Keys::open(keys_folder.path()).expect("keys");
    let (first, second) = (Node::new(&address, &keys).await, Node::new(&address, &keys).await);
    let nats = Nats::start();
    let mut publisher = first.publishes(&nats).await;
    publisher.is(|status| status.publishing).await;
    let mut standing_by = second.publishes(&nats).await;
    // As long as the first renews its lease, the second does not get it.
    tokio::time::sleep(settings().lease * 2).await;
    assert!(publisher.status.borrow().publishing && !standing_by.status.borrow().publishing);
    assert_eq!(standing_by.status.borrow().last_error, None);
    publisher.stop().await;
    standing_by.is(|status| status.publishing).await;
    standing_by.stop().await;
    for node in [first, second] {
        node.stop.send_replace(true);
        node.log.close().await;
    }
}
