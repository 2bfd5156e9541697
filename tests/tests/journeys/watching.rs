//! What is new, as it comes: WatchStory, WatchChanges, ListChanges. Streams send what is there, say that they have caught up, then news.

use std::{net::Ipv4Addr, sync::Arc, time::Duration};

use throughline_proto::v1::{
    ListChangesRequest, Reason, SharingChosen, WatchChangesRequest, WatchChangesResponse, WatchStoryRequest, WatchStoryResponse,
    event::Kind, story_service_server::StoryServiceServer, watch_changes_response, watch_story_response,
};
use throughline_tests::{
    Caller, Place,
    events::{about, noted, with_words},
    place::connect,
    refused,
};
use tokio::{net::TcpListener, sync::watch};
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{Streaming, transport::Server};

async fn watch_story(caller: &Caller, person: &str, after_position: u64) -> Streaming<WatchStoryResponse> {
    let request = WatchStoryRequest { person: person.to_owned(), after_position, ..WatchStoryRequest::default() };
    caller.stories().watch_story(request).await.expect("it may be watched").into_inner()
}

async fn watch_changes(caller: &Caller, after_position: u64) -> Streaming<WatchChangesResponse> {
    let request = WatchChangesRequest { after_position, telling: None };
    caller.stories().watch_changes(request).await.expect("it may be watched").into_inner()
}

async fn story_news(stream: &mut Streaming<WatchStoryResponse>) -> watch_story_response::News {
    stream.message().await.expect("it goes on").expect("news").news.expect("something")
}

/// The positions that a stream sends until it has caught up, and up to where it has.
async fn until_caught_up(stream: &mut Streaming<WatchStoryResponse>) -> (Vec<u64>, u64) {
    let mut positions = Vec::new();
    loop {
        match story_news(stream).await {
            watch_story_response::News::Entry(entry) => positions.push(entry.position),
            watch_story_response::News::CaughtUp(mark) => return (positions, mark.position),
            other => panic!("{other:?}"),
        }
    }
}

async fn next_entry(stream: &mut Streaming<WatchStoryResponse>) -> u64 {
    match story_news(stream).await {
        watch_story_response::News::Entry(entry) => entry.position,
        other => panic!("{other:?}"),
    }
}

/// The same across all stories; heartbeats only say that much was passed over.
async fn changes_until_caught_up(stream: &mut Streaming<WatchChangesResponse>) -> (Vec<u64>, u64) {
    use watch_changes_response::News;
    let mut positions = Vec::new();
    loop {
        match stream.message().await.expect("it goes on").expect("news").news.expect("something") {
            News::Entry(entry) => positions.push(entry.position),
            News::CaughtUp(mark) => return (positions, mark.position),
            News::Heartbeat(_) => {}
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watched_story_sends_what_is_there_then_what_comes_and_resumes() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let (rosa, sam) = (house.hears_of("Rosa").await, house.hears_of("Sam").await);
    let first = house.write(noted(&rosa, "One.")).await.position;
    let head = place.seen().await;

    let mut stream = watch_story(&house, &rosa, 0).await;
    let (positions, caught_up) = until_caught_up(&mut stream).await;
    assert_eq!((positions.len(), positions.last(), caught_up), (2, Some(&first), head));

    // What is about somebody else is passed over.
    house.write(noted(&sam, "Elsewhere.")).await;
    let second = house.write(noted(&rosa, "Two.")).await.position;
    assert_eq!(next_entry(&mut stream).await, second);
    drop(stream);

    let third = house.write(noted(&rosa, "Three.")).await.position;
    place.seen().await;
    let mut resumed = watch_story(&house, &rosa, second).await;
    assert_eq!(until_caught_up(&mut resumed).await, (vec![third], third));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watched_story_says_when_it_was_joined_or_separated() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let amira = house.is_joined_by("Amira").await;
    let (rosa, rosie) = (house.hears_of("Rosa").await, house.hears_of("Rosie").await);
    place.seen().await;
    let mut stream = watch_story(&house, &rosa, place.head()).await;
    until_caught_up(&mut stream).await;
    let joined = house.joins(&[&rosa, &rosie], &amira).await.entries[0].position;
    assert!(matches!(story_news(&mut stream).await, watch_story_response::News::Redrawn(mark) if mark.position >= joined));
    assert_eq!(next_entry(&mut stream).await, joined);
    let separated = house.separates(&[&rosie]).await.entries[0].position;
    assert!(matches!(story_news(&mut stream).await, watch_story_response::News::Redrawn(mark) if mark.position >= separated));
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_come_across_all_stories_of_an_agency_and_of_no_other() {
    let place = Place::new().await;
    let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
    let (rosa, sam) = (house.hears_of("Rosa").await, city.hears_of("Sam").await);
    let ours = house.write(noted(&rosa, "Ours.")).await.position;
    let theirs = city.write(noted(&sam, "Theirs.")).await.position;
    let head = place.seen().await;
    let mut stream = watch_changes(&house, 0).await;
    let (positions, caught_up) = changes_until_caught_up(&mut stream).await;
    assert!(positions.contains(&ours) && !positions.contains(&theirs) && positions.is_sorted());
    assert_eq!(caught_up, head);

    city.write(noted(&sam, "Theirs again.")).await;
    let news = house.write(noted(&rosa, "Ours again.")).await.position;
    let came = loop {
        match stream.message().await.expect("it goes on").expect("news").news.expect("something") {
            watch_changes_response::News::Entry(entry) => break entry.position,
            watch_changes_response::News::Heartbeat(_) => {}
            other @ watch_changes_response::News::CaughtUp(_) => panic!("{other:?}"),
        }
    };
    assert_eq!(came, news);
    let mut resumed = watch_changes(&house, came).await;
    assert_eq!(changes_until_caught_up(&mut resumed).await.0, Vec::<u64>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_are_listed_in_pages_that_lead_to_the_end() {
    let place = Place::new().await;
    let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
    let (rosa, sam) = (house.hears_of("Rosa").await, city.hears_of("Sam").await);
    let mut written = Vec::new();
    for number in 0..30 {
        written.push(house.write(noted(&rosa, &format!("Note {number}."))).await.position);
        city.write(noted(&sam, "Elsewhere.")).await;
    }
    let head = place.seen().await;
    let (mut listed, mut after_position) = (Vec::new(), 0);
    loop {
        let request = ListChangesRequest { after_position, page_size: 4, ..ListChangesRequest::default() };
        let page = house.stories().list_changes(request).await.expect("a page").into_inner();
        assert!(page.entries.len() <= 4);
        listed.extend(page.entries.iter().map(|entry| entry.position));
        after_position = page.next_position;
        if after_position >= page.as_of.expect("as of").position {
            break;
        }
    }
    assert!(listed.is_sorted() && written.iter().all(|position| listed.contains(position)));
    assert!(after_position >= head, "and past it, because it was written down who looked");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_without_news_says_that_it_is_still_there() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let head = place.seen().await;
    // The same service, with a heartbeat that a test can wait for.
    let (_stop, stopping) = watch::channel(false);
    let (access, looks) = (place.access(), Arc::clone(&place.opened.looks));
    let service = throughline_timeline::Service::new(place.views(), access, looks, stopping, Duration::from_millis(5));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let serving = Server::builder().add_service(StoryServiceServer::new(service)).serve_with_incoming(TcpListenerStream::new(listener));
    tokio::spawn(serving);
    let patient = house.at(connect(&address).await);

    let mut stream = watch_story(&patient, &rosa, head).await;
    until_caught_up(&mut stream).await;
    for _ in 0..3 {
        assert!(matches!(story_news(&mut stream).await, watch_story_response::News::Heartbeat(mark) if mark.position == head));
    }
    let mut stream = watch_changes(&patient, head).await;
    changes_until_caught_up(&mut stream).await;
    for _ in 0..3 {
        let news = stream.message().await.expect("it goes on").expect("news").news.expect("something");
        assert!(matches!(news, watch_changes_response::News::Heartbeat(mark) if mark.position == head));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_away_while_a_reader_was_slow_is_not_sent_any_more() {
    const MANY: usize = 1_000;
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    // Three times what lies between the two ends of a stream.
    let long = "In the yard. ".repeat(500);
    house.record((0..MANY).map(|_| with_words(noted(&rosa, "Keeps bees."), &rosa, &long)).collect()).await.expect("written");
    place.seen().await;
    let (mut story, mut changes) = (watch_story(&house, &rosa, 0).await, watch_changes(&house, 0).await);
    next_entry(&mut story).await;
    changes.message().await.expect("it goes on");
    let shut_out = SharingChosen { never_supporters: vec![house.reader().to_owned()], ..SharingChosen::default() };
    house.for_resident(&rosa).write(about(&rosa, Kind::SharingChosen(shut_out))).await;
    place.seen().await;
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    let mut came = 0;
    let ended = loop {
        match story.message().await {
            Ok(Some(_)) => came += 1,
            Ok(None) => panic!("it ended without a word"),
            Err(status) => break refused::<()>(Err(status)),
        }
    };
    ended.is(Reason::PersonUnknown);
    assert!(came < MANY * 3 / 4, "{came}");
    let (positions, _) = changes_until_caught_up(&mut changes).await;
    assert!(positions.len() < MANY * 3 / 4, "{}", positions.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_ends_when_the_server_stops_and_says_so() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    place.seen().await;
    let mut stream = watch_story(&house, &rosa, 0).await;
    until_caught_up(&mut stream).await;
    let closing = tokio::spawn(place.close());
    let refused = refused(loop {
        match stream.message().await {
            Ok(Some(_)) => {}
            ended => break ended,
        }
    });
    assert_eq!(refused.reason, "STOPPING");
    drop((stream, house));
    closing.await.expect("it closes");
}
