//! Nodes tell each other how far the log has come: others wake at once, and what is heard is never believed.

use std::{sync::Arc, time::Duration};

use throughline_fanout::HeadNews;
use throughline_log::{Draft, Keys, Lane, Log, PostgresStore, Request, seal};
use throughline_servers::{Nats, Postgres};
use tokio::sync::watch;
use tokio_stream::StreamExt as _;
use uuid::Uuid;

use crate::newsroom::{PLACE, connection, nats, until, within};

const SUBJECT: &str = "throughline.barking-and-dagenham.head";

/// After so long without hearing of it, something is written again.
const AGAIN: Duration = Duration::from_secs(1);

/// One of the nodes over one log in Postgres. Nothing of it polls.
struct Node {
    log: Log,
    keys: Arc<Keys>,
    stop: watch::Sender<bool>,
}

impl Node {
    async fn new(address: &str, keys: &Arc<Keys>, nats: &Nats) -> Self {
        let store = PostgresStore::new(address).expect("an address");
        let log = Log::open(store, Arc::clone(keys), format!("throughline/{PLACE}")).await.expect("a log");
        let (stop, stopping) = watch::channel(false);
        tokio::spawn(HeadNews::new(connection(&nats.url()).await, log.clone()).run(stopping));
        Self { log, keys: Arc::clone(keys), stop }
    }

    async fn append(&self) -> u64 {
        self.log.append(sealed(&self.keys)).await.expect("appended");
        *self.log.head().borrow()
    }

    /// Waits until the node knows of a position.
    async fn knows(&self, position: u64) {
        let mut head = self.log.head();
        within(head.wait_for(|head| *head >= position)).await.expect("it goes on");
    }

    async fn close(self) {
        self.stop.send_replace(true);
        self.log.close().await;
    }
}

/// A meeting with nobody in particular.
fn sealed(keys: &Keys) -> throughline_log::Sealed {
    let id = Uuid::now_v7();
    let draft = Draft { id, lane: Lane::Control, people: Vec::new(), facts: b"something".to_vec(), words: Vec::new(), source_key: None };
    let request = Request {
        agency: "care-city".into(),
        request_id: Uuid::now_v7(),
        content: id.as_bytes().to_vec(),
        recorded_at_us: 1,
        drafts: vec![draft],
        condition: None,
    };
    seal(keys, request).expect("sealed")
}

struct Scene {
    nats: Nats,
    one: Node,
    other: Node,
    _keys: tempfile::TempDir,
}

impl Scene {
    async fn new() -> Self {
        let address = Postgres::shared().database();
        PostgresStore::new(&address).expect("an address").migrate().await.expect("migrated");
        let folder = tempfile::tempdir().expect("a folder");
        let keys = Keys::open(folder.path()).expect("keys");
        let nats = Nats::start();
        let (one, other) = (Node::new(&address, &keys, &nats).await, Node::new(&address, &keys, &nats).await);
        let scene = Self { nats, one, other, _keys: folder };
        // Both have subscribed once one hears of the other. What was announced before that is never heard: it is written again.
        let hears = async || {
            let written = scene.one.append().await;
            tokio::time::timeout(AGAIN, scene.other.knows(written)).await.is_ok()
        };
        until(hears, |heard| *heard).await;
        scene
    }

    async fn close(self) {
        self.one.close().await;
        self.other.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_wakes_on_what_another_has_written() {
    let scene = Scene::new().await;
    for _ in 0..10 {
        scene.other.knows(scene.one.append().await).await;
    }
    scene.one.knows(scene.other.append().await).await;
    scene.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_heard_is_never_believed() {
    let scene = Scene::new().await;
    let liar = nats(&scene.nats.url()).await;
    // Lies come before, while and after something is written: each node goes on to announce what it wrote, and knows of no more than there is.
    for _ in 0..20 {
        let known = *scene.other.log.head().borrow();
        for lie in ["18446744073709551615", "99999999999999999999999999", "-1", "", "soon", "\u{0}\u{1}"] {
            liar.publish(SUBJECT, lie.into()).await.expect("sent");
        }
        let written = scene.one.append().await;
        scene.other.knows(written).await;
        assert_eq!((written, *scene.other.log.head().borrow()), (known + 1, written));
        scene.one.knows(scene.other.append().await).await;
    }
    scene.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_only_heard_is_not_announced_again() {
    let scene = Scene::new().await;
    let listener = nats(&scene.nats.url()).await;
    let mut announced = listener.subscribe(SUBJECT).await.expect("subscribed");
    listener.flush().await.expect("subscribed");
    let mut written = Vec::new();
    for _ in 0..5 {
        written.push(scene.one.append().await.to_string());
        let head = *scene.one.log.head().borrow();
        scene.other.knows(head).await;
        // Announcements are gathered for a moment; these are to be five.
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let mut heard = Vec::new();
    while let Ok(Some(message)) = tokio::time::timeout(Duration::from_millis(300), announced.next()).await {
        heard.push(String::from_utf8(message.payload.to_vec()).expect("text"));
    }
    assert_eq!(heard, written);
    scene.close().await;
}
