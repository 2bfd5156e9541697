//! A story that is kept and not used (UK GDPR article 18).

use throughline_proto::v1::{
    Event, ListQuietStoriesRequest, Reason, RestrictionEnded, RestrictionPlaced, WatchStoryRequest, WatchStoryResponse, event::Kind,
    watch_story_response::News,
};
use throughline_tests::{
    Place,
    events::{alongside, day, met, noted, of_nobody, on},
    refused,
};
use tonic::Streaming;

fn restriction(person: &str, told_on: Option<&str>) -> Event {
    on(
        day("2025-06-01"),
        of_nobody(Kind::RestrictionPlaced(RestrictionPlaced {
            profiles: vec![person.to_owned()],
            basis: "UK GDPR article 18(1)(a)".into(),
            until: String::new(),
            ended: told_on.map(|told_on| RestrictionEnded { told_on: told_on.to_owned() }),
        })),
    )
}

fn kinds(story: &throughline_proto::v1::GetStoryResponse) -> Vec<&'static str> {
    let kind = |entry: &throughline_proto::v1::Entry| throughline_story::kind_name(entry.event.as_ref().unwrap().kind.as_ref().unwrap());
    story.entries.iter().map(kind).collect()
}

async fn next(stream: &mut Streaming<WatchStoryResponse>) -> News {
    stream.message().await.expect("it goes on").expect("news").news.expect("something")
}

async fn next_entry(stream: &mut Streaming<WatchStoryResponse>) -> u64 {
    loop {
        if let News::Entry(entry) = next(stream).await {
            return entry.position;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restricted_story_is_read_by_nobody_but_the_person_and_says_why() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    house.write(noted(&rosa, "Keeps bees.")).await;
    refused(house.record(vec![restriction(&rosa, None)]).await).is(Reason::NotAllowed);
    let position = place.keeper().write(restriction(&rosa, None)).await.position;
    let told = house.story(&rosa, position).await;
    assert_eq!(kinds(&told), ["restriction_placed"]);
    assert_eq!(told.story.unwrap().restrictions[0].basis, "UK GDPR article 18(1)(a)");
    assert!(told.details.is_none(), "nor are names used");
    assert!(house.finds("Rosa", position).await.is_empty());
    assert_eq!(house.for_resident(&rosa).story(&rosa, position).await.entries.len(), 3);
    assert_eq!(house.reading_for("safety").story(&rosa, position).await.entries.len(), 3);
    // Writing goes on.
    house.write(noted(&rosa, "Still keeps bees.")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restriction_hides_at_once_also_on_an_open_stream_and_its_end_opens_again() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    place.seen().await;
    let request = WatchStoryRequest { person: rosa.clone(), after_position: 0, ..WatchStoryRequest::default() };
    let mut stream = house.stories().watch_story(request).await.unwrap().into_inner();
    while !matches!(next(&mut stream).await, News::CaughtUp(_)) {}
    let placed = place.keeper().write(restriction(&rosa, None)).await.position;
    assert_eq!(next_entry(&mut stream).await, placed);
    house.write(noted(&rosa, "While it is not used.")).await;
    // By when somebody who comes now has caught up, whoever watches would have been told.
    place.seen().await;
    let request = WatchStoryRequest { person: rosa.clone(), after_position: placed, ..WatchStoryRequest::default() };
    let mut newcomer = house.stories().watch_story(request).await.unwrap().into_inner();
    assert!(matches!(next(&mut newcomer).await, News::CaughtUp(_)), "what is written meanwhile is not sent");
    tokio::select! {
        biased;
        news = stream.message() => panic!("what is written meanwhile is not sent: {news:?}"),
        () = std::future::ready(()) => {}
    }
    let ended = place.keeper().write(restriction(&rosa, Some("2025-05-30"))).await.position;
    let after = house.write(noted(&rosa, "Afterwards.")).await.position;
    let mut seen = Vec::new();
    while seen.last() != Some(&after) {
        seen.push(next_entry(&mut stream).await);
    }
    // What was written meanwhile may be sent from when the restriction has ended.
    assert!(seen.ends_with(&[ended, after]), "{seen:?}");
    assert_eq!(house.story(&rosa, after).await.entries.len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restricted_story_nudges_nobody() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    house.write(alongside(&rosa, house.reader())).await;
    let position = house.write(met(&rosa, house.reader())).await.position;
    let quiet = |at_least_position| ListQuietStoriesRequest { at_least_position, ..Default::default() };
    let before = house.stories().list_quiet_stories(quiet(position)).await.unwrap().into_inner();
    assert_eq!(before.stories.len(), 1);
    let position = place.keeper().write(restriction(&rosa, None)).await.position;
    let after = house.stories().list_quiet_stories(quiet(position)).await.unwrap().into_inner();
    assert!(after.stories.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restriction_ends_only_after_the_person_was_told() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    place.seen().await;
    refused(place.keeper().record(vec![restriction(&rosa, Some("2025-05-30"))]).await).is(Reason::NotRestricted);
    place.keeper().write(restriction(&rosa, None)).await;
    refused(place.keeper().record(vec![restriction(&rosa, Some("2025-06-02"))]).await).is(Reason::FieldInvalid);
    refused(place.keeper().record(vec![restriction(&rosa, Some(""))]).await).is(Reason::FieldInvalid);
}
