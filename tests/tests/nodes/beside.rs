//! A second node beside a place: the same log and keys, views and services of its own. And what is seen there of what the first one writes.

use std::{net::Ipv4Addr, path::Path, sync::Arc, time::Duration};

use tempfile::TempDir;
use throughline::node::TakingPart;
use throughline_access::{Access, Tokens};
use throughline_audit::publishing::{Published, Signing, TileFolder};
use throughline_log::{Log, SqliteStore};
use throughline_looks::Looks;
use throughline_proof::Quorum;
use throughline_proto::v1::{
    WatchChangesRequest, audit_service_server::AuditServiceServer, record_service_server::RecordServiceServer,
    story_service_server::StoryServiceServer, watch_changes_response::News,
};
use throughline_record::Recorder;
use throughline_tests::{Caller, Place, events::noted, place::connect};
use throughline_views::Views;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::{Channel, Server};

use crate::switched::{Switch, Switched};

/// Another node of the same place.
pub struct Beside {
    pub log: Log,
    pub switch: Switch,
    channel: Channel,
    _views: TempDir,
    _stop: watch::Sender<bool>,
    _following: JoinHandle<()>,
}

impl Beside {
    /// With views that answer for so long without a word from the log.
    pub async fn new(place: &Place, unconfirmed: Duration) -> Self {
        let file = place.folder.path().join("log.sqlite");
        let (store, switch) = Switched::new(SqliteStore::open(&file).expect("the log's file"));
        let log = Log::open(store, place.keys(), place.opened.place.origin()).await.expect("the log opens");
        let folder = tempfile::tempdir().expect("a folder");
        let views = Views::open(folder.path(), log.clone(), place.keys()).expect("views").unconfirmed_for_at_most(unconfirmed);
        let views = Arc::new(views);
        let (stop, stopping) = watch::channel(false);
        let following = Arc::clone(&views).follow(stopping.clone());
        let following = tokio::spawn(async move { following.await.expect("it follows") });
        // Not in one expression: the head must not be held while it is waited for.
        let head = *log.head().borrow();
        views.confirm(head).await.expect("it catches up");
        let channel = serve(folder.path(), place, &log, &views, stopping).await;
        Self { log, switch, channel, _views: folder, _stop: stop, _following: following }
    }

    /// The same caller, at this node.
    pub fn caller(&self, elsewhere: &Caller) -> Caller {
        elsewhere.at(self.channel.clone())
    }
}

async fn serve(folder: &Path, place: &Place, log: &Log, views: &Arc<Views>, stopping: watch::Receiver<bool>) -> Channel {
    let tokens = Tokens::open(place.folder.path()).expect("tokens");
    let access = Arc::new(Access::new(tokens, TakingPart(Arc::clone(views))).expect("policies"));
    let looks = Arc::new(Looks::open(folder, log.clone(), place.keys()).expect("an outbox"));
    tokio::spawn(Arc::clone(&looks).bring_to_log(stopping.clone()));
    let recorder = Recorder::new(log.clone(), place.keys(), Arc::clone(views), Arc::clone(&access));
    let records = throughline_record::Service::new(recorder, Arc::clone(&access), stopping.clone());
    let (keys, views) = (place.keys(), Arc::clone(views));
    let tiles = TileFolder::new(&folder.join("tiles"));
    let published = Published::new(tiles, Quorum::default(), log.origin().to_owned(), Signing::new(Arc::clone(&keys), Arc::clone(&views)));
    let replays = throughline_audit::Service::new(
        log.clone(),
        keys,
        Arc::clone(&views),
        Arc::clone(&access),
        Arc::clone(&looks),
        published,
        stopping.clone(),
    );
    let stories = throughline_timeline::Service::new(views, access, looks, stopping, Duration::from_secs(20));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let router = Server::builder()
        .add_service(StoryServiceServer::new(stories))
        .add_service(RecordServiceServer::new(records))
        .add_service(AuditServiceServer::new(replays));
    tokio::spawn(router.serve_with_incoming(TcpListenerStream::new(listener)));
    connect(&address).await
}

/// A place, an agency of it and a person whom it knows, and a node beside it that knows all that.
pub async fn place_and_node(unconfirmed: Duration) -> (Place, Caller, String, Beside) {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let node = Beside::new(&place, unconfirmed).await;
    (place, house, rosa, node)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_on_one_node_is_read_on_another_by_its_position_at_once() {
    let (_place, house, rosa, node) = place_and_node(Duration::from_secs(900)).await;
    for number in 0..5 {
        let position = house.write(noted(&rosa, &format!("Note {number}."))).await.position;
        let story = node.caller(&house).story(&rosa, position).await;
        let as_of = story.as_of.expect("as of");
        assert!(as_of.position >= position && !as_of.log_away);
        assert_eq!(story.entries[0].position, position);
    }
    assert!(node.switch.looks() > 1, "it asked the log, and did not wait for its next look");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_heard_of_on_one_node_can_be_written_about_on_another_at_once() {
    let (_place, house, _rosa, node) = place_and_node(Duration::from_secs(900)).await;
    for name in ["Sam", "Amira", "Tomasz"] {
        let person = house.hears_of(name).await;
        node.caller(&house).write(noted(&person, "At once, elsewhere.")).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_on_another_node_has_caught_up_only_with_what_was_written_before_it_began() {
    let (_place, house, rosa, node) = place_and_node(Duration::from_secs(900)).await;
    let position = house.write(noted(&rosa, "Elsewhere.")).await.position;
    let request = WatchChangesRequest { after_position: position - 1, ..WatchChangesRequest::default() };
    let mut stream = node.caller(&house).stories().watch_changes(request).await.expect("a stream").into_inner();
    let first = stream.message().await.expect("it goes on").expect("news").news;
    assert!(matches!(first, Some(News::Entry(entry)) if entry.position == position));
    let second = stream.message().await.expect("it goes on").expect("news").news;
    let Some(News::CaughtUp(mark)) = second else { panic!("{second:?}") };
    assert!(mark.position >= position && !mark.as_of.expect("as of").log_away);
}
