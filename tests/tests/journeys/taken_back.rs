//! What was withdrawn or put right is so everywhere: in details, in lists, and in what is public.

use throughline_proto::v1::{
    Corrected, Details, Event, GroupFormed, ListMyPeopleRequest, SharingChosen, WithdrawnBecause, Words, event::Kind,
};
use throughline_tests::{
    Caller, Place,
    events::{about, alongside, details_changed, of_nobody, withdrawn},
};

fn moved_to(person: &str, address: &str) -> Event {
    let details = Details { address: address.into(), ..Details::default() };
    details_changed(person, details)
}

async fn address(caller: &Caller, person: &str, position: u64) -> String {
    caller.story(person, position).await.details.unwrap_or_default().address
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_was_taken_back_is_no_longer_among_the_details() {
    for because in [WithdrawnBecause::UnsafeToShow, WithdrawnBecause::WrongPerson, WithdrawnBecause::Mistake] {
        let place = Place::new().await;
        let house = place.agency("harmony-house").await;
        let rosa = house.hears_of("Rosa").await;
        let first = house.write(moved_to(&rosa, "1 Elm Row")).await.position;
        assert_eq!(address(&house, &rosa, first).await, "1 Elm Row");
        let changed = house.write(moved_to(&rosa, "2 Ash Row")).await;
        assert_eq!(address(&house, &rosa, changed.position).await, "2 Ash Row");
        let position = house.write(withdrawn(&changed.event, because)).await.position;
        for caller in [house.clone(), house.for_resident(&rosa)] {
            assert_eq!(address(&caller, &rosa, position).await, "1 Elm Row", "{because:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_is_found_with_all_that_is_known_of_them() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let position = house.write(moved_to(&rosa, "1 Elm Row")).await.position;
    let found = house.finds("Rosa", position).await.remove(0).details.expect("details");
    assert_eq!((found.known_as.as_str(), found.address.as_str()), ("Rosa", "1 Elm Row"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supporter_who_was_shut_out_is_told_of_the_story_by_no_list() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let (amira, ben) = (house.is_joined_by("Amira").await, house.is_joined_by("Ben").await);
    let rosa = house.hears_of("Rosa").await;
    house.write(alongside(&rosa, &amira)).await;
    let never = SharingChosen { never_supporters: vec![ben.clone()], ..SharingChosen::default() };
    let at_least_position = house.for_resident(&rosa).write(about(&rosa, Kind::SharingChosen(never))).await.position;
    for (caller, count) in [(house.for_supporter(&amira), 1), (house.for_supporter(&ben), 0)] {
        let request = ListMyPeopleRequest { supporter: amira.clone(), at_least_position, ..Default::default() };
        assert_eq!(caller.stories().list_my_people(request).await.expect("a list").into_inner().people.len(), count);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_public_is_put_right_and_taken_back_by_who_wrote_it() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let formed = |name: &str| Kind::GroupFormed(GroupFormed { name: name.into(), ..GroupFormed::default() });
    let group = house.write(of_nobody(formed("Street panting"))).await.event;
    let instead = Event { happened: of_nobody(formed("")).happened, kind: Some(formed("Street painting")), ..Event::default() };
    let corrected = Corrected { event: group.clone(), why: "a slip".into(), instead: Some(Box::new(instead)) };
    house.write(of_nobody(Kind::Corrected(Box::new(corrected)))).await;
    place.seen().await;
    assert_eq!(place.views().directory().groups[&group].name, "Street painting");
    house.write(withdrawn(&group, WithdrawnBecause::Mistake)).await;
    place.seen().await;
    assert!(!place.views().directory().groups.contains_key(&group));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_first_hearing_sent_again_makes_no_second_key() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let request = throughline_tests::caller::request(vec![Event {
        words: vec![Words { details: Some(Details { known_as: "Rosa".into(), ..Details::default() }), ..Words::default() }],
        ..of_nobody(Kind::FirstHeardOf(Default::default()))
    }]);
    let first = house.send(request.clone()).await.expect("it is taken in");
    let again = house.send(request).await.expect("it is answered");
    assert!(again.repeated_request);
    assert_eq!(first.entries, again.entries);
}
