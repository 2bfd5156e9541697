//! A call that reads carries both: the agency's system and the person for whom it is made.

use throughline_proto::v1::{
    FindPeopleRequest, ListChangesRequest, ListEntriesRequest, ListMyPeopleRequest, ListOpenPromisesRequest, Reason, WatchChangesRequest,
};
use throughline_tests::{Caller, Place, events::noted, refused};

#[tokio::test(flavor = "multi_thread")]
async fn a_system_that_names_nobody_writes_and_reads_nothing() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let system = Caller::new(house.channel(), house.token());
    let rosa = system.hears_of("Rosa").await;
    let position = system.write(noted(&rosa, "Keeps bees.")).await.position;
    refused(system.try_story(&rosa, position).await).is(Reason::PersonMissing);
    let (mut stories, mut people) = (system.stories(), system.people());
    refused(stories.list_entries(ListEntriesRequest { person: rosa.clone(), ..Default::default() }).await).is(Reason::PersonMissing);
    refused(stories.list_changes(ListChangesRequest::default()).await).is(Reason::PersonMissing);
    refused(stories.watch_changes(WatchChangesRequest::default()).await).is(Reason::PersonMissing);
    refused(stories.list_my_people(ListMyPeopleRequest::default()).await).is(Reason::PersonMissing);
    refused(stories.list_open_promises(ListOpenPromisesRequest::default()).await).is(Reason::PersonMissing);
    refused(people.find_people(FindPeopleRequest { name: "rosa".into(), ..Default::default() }).await).is(Reason::PersonMissing);
    assert_eq!(house.story(&rosa, position).await.entries.len(), 2, "for a person it reads");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_without_their_agency_reads_nothing() {
    let place = Place::new().await;
    let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
    let rosa = house.hears_of("Rosa").await;
    let position = place.seen().await;
    // A supporter of one agency through another's system.
    refused(city.for_supporter(house.reader()).try_story(&rosa, position).await).is(Reason::NotYoursToActFor);
    // And through nobody's.
    let nobody = Caller::new(house.channel(), "tl_not_a_token").for_supporter(house.reader());
    refused(nobody.try_story(&rosa, position).await).is(Reason::TokenUnknown);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purpose_is_stated_once_in_a_known_word_and_enforcement_is_barred() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let position = place.seen().await;
    assert!(house.reading_for("visit").try_story(&rosa, position).await.is_ok());
    refused(house.reading_for("curiosity").try_story(&rosa, position).await).is(Reason::PurposeUnknown);
    refused(house.reading_for("enforcement").try_story(&rosa, position).await).is(Reason::NotAllowed);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_story_of_somebody_who_died_is_read_for_a_reason_only() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let died = throughline_proto::v1::event::Kind::Died(throughline_proto::v1::Died::default());
    let position = house.write(throughline_tests::events::about(&rosa, died)).await.position;
    let kinds = |story: throughline_proto::v1::GetStoryResponse| {
        let kind = |entry: throughline_proto::v1::Entry| entry.event.and_then(|event| event.kind).expect("a kind");
        story.entries.into_iter().map(kind).map(|kind| throughline_story::kind_name(&kind)).collect::<Vec<_>>()
    };
    assert_eq!(kinds(house.reading_for("records").story(&rosa, position).await), ["died", "first_heard_of"]);
    // Without one, only that they died is told; and to whoever speaks for them, everything.
    assert_eq!(kinds(house.story(&rosa, position).await), ["died"]);
    assert_eq!(kinds(house.for_resident(&rosa).story(&rosa, position).await), ["died", "first_heard_of"]);
}
