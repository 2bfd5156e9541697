//! A page that was told before is sent again only to whoever asks the same of the same story.

use throughline_proto::v1::{
    ConnectedToGroup, Corrected, EndedBecause, GetStoryRequest, GetStoryResponse, GroupFormed, Telling, Voice, event::Kind,
};
use throughline_tests::{
    Caller, Place,
    caller::newest,
    events::{about, alongside, alongside_ended, met, noted, of_nobody},
};

use super::beside::Beside;

/// The newest entry's sentence.
fn sentence(story: &GetStoryResponse) -> &str {
    &story.entries[0].sentence
}

/// All of a page but when it was sent.
fn told(story: &GetStoryResponse) -> GetStoryResponse {
    GetStoryResponse { as_of: None, ..story.clone() }
}

async fn ask(caller: &Caller, request: GetStoryRequest) -> GetStoryResponse {
    caller.stories().get_story(request).await.expect("it may be read").into_inner()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_told_as_of_now_and_anew_when_something_is_written_about_somebody() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let (rosa, other) = (house.hears_of("Rosa").await, house.hears_of("Wim").await);
    let position = house.write(noted(&rosa, "Keeps bees.")).await.position;
    let first = house.story(&rosa, position).await;
    // Of somebody else: the same page, as of later.
    let position = house.write(noted(&other, "Likes the garden.")).await.position;
    let again = house.story(&rosa, position).await;
    assert!(again.as_of.as_ref().is_some_and(|as_of| as_of.position >= position), "it is as of now");
    assert_eq!(told(&again), told(&first));
    let position = house.write(noted(&rosa, "Has two hives now.")).await.position;
    let anew = house.story(&rosa, position).await;
    assert_eq!(anew.entries.len(), first.entries.len() + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_otherwise_is_answered_otherwise() {
    let place = Place::new().await;
    let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
    let amira = house.is_joined_by("Amira").await;
    let rosa = house.hears_of("Rosa").await;
    house.write(alongside(&rosa, &amira)).await;
    let position = house.write(met(&rosa, &amira)).await.position;
    let story = house.story(&rosa, position).await;
    assert_eq!(told(&house.story(&rosa, position).await), told(&story));

    // Another agency, another person, another language, another voice, another page.
    assert!(city.try_story(&rosa, position).await.is_err());
    let request = |telling| GetStoryRequest { person: rosa.clone(), page_size: 500, telling, ..GetStoryRequest::default() };
    let romanian = Telling { language: "ro".into(), ..Telling::default() };
    let resident = Telling { voice: Voice::Resident.into(), ..Telling::default() };
    let in_romanian = ask(&house, request(Some(romanian))).await;
    let to_her = ask(&house.for_resident(&rosa), request(Some(resident))).await;
    assert!(sentence(&in_romanian) != sentence(&story) && sentence(&to_her).starts_with("You"), "{}", sentence(&to_her));
    let page = ask(&house, GetStoryRequest { page_size: 1, ..request(None) }).await;
    let next = ask(&house, GetStoryRequest { page_size: 1, page_token: page.next_page_token.clone(), ..request(None) }).await;
    assert_eq!([&page.entries[0], &next.entries[0]], [&story.entries[0], &story.entries[1]]);
    assert_eq!(house.story(&rosa, position).await.entries, story.entries);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_is_called_otherwise_is_so_in_stories_that_nobody_wrote_in() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let formed = |name: &str| of_nobody(Kind::GroupFormed(GroupFormed { name: name.into(), ..GroupFormed::default() }));
    let group = house.write(formed("Gardening")).await.event;
    let connected = ConnectedToGroup { group: group.clone() };
    let position = house.write(about(&rosa, Kind::ConnectedToGroup(connected))).await.position;
    assert!(sentence(&house.story(&rosa, position).await).contains("Gardening"));
    let corrected = Corrected { event: group, why: "a slip".into(), instead: Some(Box::new(formed("Growing together"))) };
    let position = house.write(of_nobody(Kind::Corrected(Box::new(corrected)))).await.position;
    let story = house.story(&rosa, position).await;
    assert!(sentence(&story).contains("Growing together"), "{}", sentence(&story));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_walks_alongside_no_more_is_not_told_again_what_they_were_told() {
    let Beside { place: _place, house, city, amira, ben, profiles, .. } = Beside::new().await;
    let written = house.write(met(&profiles[0], &amira)).await;
    let sees = async |caller: &Caller, profile: &str, position| {
        caller.story(profile, position).await.entries.iter().any(|entry| entry.position == written.position)
    };
    assert!(sees(&city, &profiles[1], written.position).await && sees(&city, &profiles[1], written.position).await);
    let position = city.write(alongside_ended(&profiles[1], &ben, EndedBecause::ResidentChose)).await.position;
    assert!(!sees(&city, &profiles[1], position).await);
    assert!(sees(&house, &profiles[0], position).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_story_that_was_joined_and_separated_is_told_as_it_is_each_time() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let amira = house.is_joined_by("Amira").await;
    let (rosa, rose) = (house.hears_of("Rosa").await, house.hears_of("Rose").await);
    let position = house.write(noted(&rose, "Keeps bees.")).await.position;
    let alone = house.story(&rosa, position).await;
    let position = newest(&house.joins(&[&rosa, &rose], &amira).await);
    let joined = house.story(&rosa, position).await;
    assert!(joined.entries.len() > alone.entries.len() + 1);
    let position = newest(&house.separates(&[&rose]).await);
    let apart = house.story(&rosa, position).await;
    assert!(!apart.entries.iter().any(|entry| entry.sentence.contains("bees") || entry.person == rose), "hers are hers again");
}
