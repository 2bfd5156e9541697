//! NATS carries news and never truth: whatever happens to it, the log goes on, and everybody hears of everything in the end, once.

use std::time::{Duration, Instant};

use throughline_log::Followed;
use throughline_tests::{
    Caller, Place,
    events::{met, noted},
};
use throughline_views::compare;

use crate::newsroom::{Newsroom, Publisher, info, jetstream, settings, takes, until};

/// Somebody to write about.
struct Known {
    room: Newsroom,
    house: Caller,
    rosa: String,
}

impl Known {
    async fn new() -> Self {
        let room = Newsroom::new().await;
        let house = room.place.agency("harmony-house").await;
        let rosa = house.hears_of("Rosa").await;
        Self { room, house, rosa }
    }

    /// Writes and waits until it was told, so many times.
    async fn writes_and_hears(&self, publisher: &mut Publisher, times: usize) -> Vec<u64> {
        let mut positions = Vec::new();
        for _ in 0..times {
            let position = self.house.write(met(&self.rosa, "")).await.position;
            publisher.reaches(position).await;
            positions.push(position);
        }
        positions
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_that_was_away_gets_everything_when_it_is_back() {
    let scene = Known::new().await;
    let mut publisher = scene.room.publishes().await;
    publisher.reaches(scene.room.place.seen().await).await;
    let context = jetstream(&scene.room.nats.url()).await;
    takes(&context, "harmony-house", 100).await;
    let written = scene.writes_and_hears(&mut publisher, 5).await;
    let taken = takes(&context, "harmony-house", 100).await;
    assert_eq!(taken.iter().map(crate::newsroom::Heard::position).collect::<Vec<_>>(), written);
    assert_eq!(takes(&context, "harmony-house", 100).await, []);
    publisher.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_that_hears_much_leaves_the_news_of_one_that_hears_little() {
    let scene = Known::new().await;
    let quiet = scene.room.place.agency("care-city").await;
    quiet.hears_of("Ben").await;
    let mut publisher = scene.room.publishes_with(throughline_fanout::Settings { max_messages_each: 3, ..settings() }).await;
    publisher.reaches(scene.room.place.seen().await).await;
    let told_the_quiet_one = scene.room.told("care-city").await;
    let written = scene.writes_and_hears(&mut publisher, 8).await;
    assert_eq!(scene.room.told("harmony-house").await, written[5..], "the newest are kept");
    assert_eq!(scene.room.told("care-city").await, told_the_quiet_one);
    assert!(!told_the_quiet_one.is_empty());
    publisher.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wiping_jetstreams_folder_in_the_middle_loses_nothing_but_time() {
    let mut scene = Known::new().await;
    let mut publisher = scene.room.publishes().await;
    scene.writes_and_hears(&mut publisher, 3).await;
    scene.room.nats.kill();
    scene.room.nats.wipe();
    let meanwhile = scene.house.write(met(&scene.rosa, "")).await.position;
    scene.room.nats.begin();
    let status = publisher.is(|status| status.refilled == 1 && status.position >= meanwhile && status.publishing).await;
    assert_eq!(status.last_error, None);
    let after = scene.writes_and_hears(&mut publisher, 1).await;
    let told = scene.room.told("harmony-house").await;
    assert_eq!((told.last(), told.contains(&meanwhile)), (after.last(), true), "{told:?}");
    let taken = takes(&jetstream(&scene.room.nats.url()).await, "harmony-house", 100).await;
    assert_eq!(taken.len(), told.len(), "its consumer was made again, and has everything");
    publisher.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_is_removed_while_nothing_is_written_is_noticed_and_filled_again() {
    let scene = Known::new().await;
    let mut publisher = scene.room.publishes().await;
    let written = scene.writes_and_hears(&mut publisher, 1).await;
    jetstream(&scene.room.nats.url()).await.delete_stream(crate::newsroom::STREAM).await.expect("removed");
    publisher.is(|status| status.refilled == 1 && status.publishing && status.position >= written[0]).await;
    assert_eq!(scene.room.told("harmony-house").await.last(), written.last());
    publisher.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_has_lost_its_newest_messages_is_filled_again() {
    let scene = Known::new().await;
    scene.room.publishes_once(settings()).await;
    let saved = scene.room.place.log().followed("fanout").await.expect("read").expect("saved");
    // As after a power cut that took what was acknowledged and not yet on the disk: it counts from lower than we know.
    let note = saved.note.replace("\"sequence\":1", "\"sequence\":9");
    assert_ne!(note, saved.note);
    scene.room.place.log().save_followed("fanout", Followed { note, ..saved }).await.expect("saved");
    let mut publisher = scene.room.publishes().await;
    publisher.is(|status| status.refilled == 1 && status.publishing).await;
    publisher.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_node_in_an_old_place_tells_what_is_younger_than_the_stream_keeps() {
    let scene = Known::new().await;
    let old = scene.room.place.seen().await;
    tokio::time::sleep(Duration::from_millis(1_200)).await;
    let young = scene.house.write(noted(&scene.rosa, "Young")).await.position;
    let mut publisher = scene.room.publishes_with(throughline_fanout::Settings { retention: Duration::from_secs(1), ..settings() }).await;
    publisher.reaches(scene.room.place.seen().await).await;
    let saved = scene.room.place.log().followed("fanout").await.expect("read").expect("saved");
    assert!(saved.position >= old && publisher.status.borrow().published == 1, "{old} {young} {saved:?}");
    publisher.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn replays_and_rebuilds_and_restarts_publish_nothing() {
    let Known { mut room, house, rosa } = Known::new().await;
    house.write(met(&rosa, "")).await;
    room.publishes_once(settings()).await;
    let context = jetstream(&room.nats.url()).await;
    let before = info(&context).await.state;
    // The views are taken away and built again, beside a publisher that runs all the while.
    let folder = room.place.close().await;
    for file in ["views.sqlite", "views.sqlite-wal", "views.sqlite-shm"] {
        _ = std::fs::remove_file(folder.path().join(file));
    }
    room.place = Place::open(folder).await;
    let mut publisher = room.publishes().await;
    publisher.reaches(room.place.seen().await).await;
    let keeper = room.place.keeper();
    keeper.replays(throughline_proto::v1::ReplayRequest::default()).await;
    let scratch = tempfile::tempdir().expect("a folder");
    compare(room.place.folder.path(), scratch.path(), room.place.log(), room.place.keys(), |_| {}).await.expect("compared");
    // Whatever would be published by mistake comes before this.
    let newest = room.place.agency("harmony-house-2").await.hears_of("Sam").await;
    publisher.reaches(room.place.seen().await).await;
    let after = info(&context).await.state;
    assert_eq!((after.messages, after.last_sequence), (before.messages + 1, before.last_sequence + 1), "only Sam: {newest}");
    publisher.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_waits_for_a_nats_server_that_is_gone_and_it_is_told_everything_later() {
    let mut scene = Known::new().await;
    let mut publisher = scene.room.publishes().await;
    publisher.reaches(scene.room.place.seen().await).await;
    scene.room.nats.kill();
    let began = Instant::now();
    let mut positions = Vec::new();
    for _ in 0..20 {
        positions.push(scene.house.write(met(&scene.rosa, "")).await.position);
        scene.house.story(&scene.rosa, *positions.last().expect("one")).await;
    }
    assert!(began.elapsed() < Duration::from_secs(20), "twenty writes and reads took {:?}", began.elapsed());
    let told = publisher.is(|status| status.last_error.is_some()).await.last_error.expect("it says why");
    assert!(told.contains("waits in the log") || told.contains("did not answer"), "{told}");
    scene.room.nats.begin();
    publisher.reaches(*positions.last().expect("one")).await;
    assert_eq!(publisher.is(|status| status.publishing).await.refilled, 0, "the stream was only away");
    assert_eq!(scene.room.told("harmony-house").await.last(), positions.last());
    publisher.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consumer_that_was_removed_is_made_again() {
    let scene = Known::new().await;
    let mut publisher = scene.room.publishes().await;
    scene.writes_and_hears(&mut publisher, 1).await;
    let context = jetstream(&scene.room.nats.url()).await;
    context.delete_consumer_from_stream("harmony-house", crate::newsroom::STREAM).await.expect("removed");
    until(async || info(&context).await.state.consumer_count, |count| *count == 1).await;
    publisher.stop().await;
}
