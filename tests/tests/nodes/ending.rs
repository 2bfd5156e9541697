//! A node that is asked to end: it finishes what is under way, ends streams with a position from which they go on elsewhere, and is done.

use throughline_proto::v1::{
    Reason, WatchChangesRequest, WatchChangesResponse, WatchStoryRequest, WatchStoryResponse, watch_changes_response, watch_story_response,
};
use throughline_tests::{
    Process,
    caller::{one_of_many, request},
    events::noted,
    place,
    process::add_agency,
    refused,
};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Streaming;
use tonic_health::pb::{HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient};

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_is_asked_to_end_ends_every_stream_with_a_position_to_resume_from() {
    let folder = tempfile::tempdir().expect("a folder");
    place::begin(folder.path());
    let token = add_agency(folder.path(), "Harmony House");
    let node = Process::start_with(folder.path(), &[], &[]);
    let house = node.caller(&token).await.with_a_reader().await;
    let rosa = house.hears_of("Rosa").await;

    let mut health = HealthClient::new(node.connect().await).watch(HealthCheckRequest::default()).await.expect("a stream").into_inner();
    // Health follows readiness a moment later.
    while health.message().await.expect("it goes on").expect("a status").status() != ServingStatus::Serving {}
    let mut changes = house.stories().watch_changes(WatchChangesRequest::default()).await.expect("a stream").into_inner();
    let watch = WatchStoryRequest { person: rosa.clone(), ..WatchStoryRequest::default() };
    let mut story = house.stories().watch_story(watch).await.expect("a stream").into_inner();
    let (sender, outgoing) = mpsc::channel(64);
    let mut answers = house.records().record_many(ReceiverStream::new(outgoing)).await.expect("a stream").into_inner();
    for number in 0..40 {
        sender.send(one_of_many(request(vec![noted(&rosa, &format!("Note {number}."))]))).await.expect("it is open");
    }
    // All of it was taken in when the first answer comes late enough; whatever was, is answered.
    answers.message().await.expect("it goes on").expect("an answer");
    node.ask_to_end();

    let mut answered = 1;
    let many = loop {
        match answers.message().await {
            Ok(Some(_)) => answered += 1,
            ended => break refused(ended),
        }
    };
    many.is(Reason::Stopping);

    let after_position = last_mark(&mut changes).await;
    nothing_comes_twice(&mut story).await;
    let mut told = ServingStatus::Serving;
    while let Ok(Some(status)) = health.message().await {
        told = status.status();
    }
    assert_ne!(told, ServingStatus::Serving, "whoever watches is told before the end");
    drop((health, changes, story, answers, sender, house));
    assert!(node.wait().success());

    // What was answered is there, and the stream goes on from its position at the next server.
    let again = Process::start_with(folder.path(), &[], &[]);
    let house = again.caller(&token).await.for_resident(&rosa);
    assert!(house.story(&rosa, 0).await.entries.len() > answered);
    let request = WatchChangesRequest { after_position, ..WatchChangesRequest::default() };
    let mut changes = house.stories().watch_changes(request).await.expect("a stream").into_inner();
    loop {
        match changes.message().await.expect("it goes on").expect("news").news.expect("something") {
            watch_changes_response::News::Entry(entry) => assert!(entry.position > after_position),
            watch_changes_response::News::CaughtUp(_) => break,
            watch_changes_response::News::Heartbeat(_) => {}
        }
    }
}

/// Reads a stream of changes to its end; the position that both its last heartbeat and its end name.
async fn last_mark(changes: &mut Streaming<WatchChangesResponse>) -> u64 {
    let mut last = None;
    let ended = loop {
        match changes.message().await {
            Ok(Some(news)) => match news.news.expect("something") {
                watch_changes_response::News::Heartbeat(mark) => last = Some(mark.position),
                watch_changes_response::News::Entry(_) | watch_changes_response::News::CaughtUp(_) => {}
            },
            ended => break refused(ended),
        }
    };
    let last = last.expect("a last mark");
    assert_eq!(ended.is(Reason::Stopping).metadata["position"], last.to_string());
    last
}

/// Reads a stream of a story to its end.
async fn nothing_comes_twice(story: &mut Streaming<WatchStoryResponse>) {
    let mut last = 0;
    let ended = loop {
        match story.message().await {
            Ok(Some(news)) => match news.news.expect("something") {
                watch_story_response::News::Entry(entry) => last = entry.position,
                watch_story_response::News::Heartbeat(mark) => assert!(mark.position >= last, "nothing is sent twice"),
                watch_story_response::News::CaughtUp(_) | watch_story_response::News::Redrawn(_) => {}
            },
            ended => break refused(ended),
        }
    };
    ended.is(Reason::Stopping);
}
