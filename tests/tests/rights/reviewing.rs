//! What tells of others is held back from a copy until somebody has looked it through.

use throughline_proto::v1::{
    Event, ExportDecision, ExportReviewed, KeptBackBecause, Noted, Part, Party, Reason, Role, Voice, Words, event::Kind, party,
};
use throughline_tests::{
    Caller, Place,
    events::{about, met, noted, with_words},
    refused,
};

use crate::taken::take;

fn together(mut event: Event, other: &str, role: Role) -> Event {
    event.people.push(Part { person: other.to_owned(), role: role.into() });
    event
}

fn reviewed(person: &str, event: &str, because: KeptBackBecause) -> Event {
    let released = because == KeptBackBecause::Unspecified;
    let decisions = vec![ExportDecision { event: event.to_owned(), released, because: because.into() }];
    about(person, Kind::ExportReviewed(ExportReviewed { decisions }))
}

async fn two_people(place: &Place) -> (Caller, String, String) {
    let house = place.agency("harmony-house").await;
    let (rosa, tom) = (house.hears_of("Rosa").await, house.hears_of("Tom").await);
    (house, rosa, tom)
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_tell_of_others_are_held_back_until_they_are_released() {
    let place = Place::new().await;
    let (house, rosa, tom) = two_people(&place).await;
    let event = together(with_words(noted(&rosa, "Tom shouted"), &rosa, "It was about Tom's drinking."), &tom, Role::Mentioned);
    let written = house.write(event).await;
    let before = take(&house.for_resident(&rosa), &rosa, written.position).await.unwrap();
    assert!(!before.says("drinking") && !before.says("Tom shouted") && !before.says(&tom), "neither words nor who it is");
    assert_eq!((before.done.entries, before.done.to_review), (2, 1));
    assert!(before.page().contains("Harmony House looks through it before you are given it"));
    let listed = take(&place.keeper().reading_for("rights"), &rosa, 0).await.unwrap();
    assert_eq!(listed.review()["entries"][0]["event"], written.event);
    assert!(!listed.says("drinking"), "the list repeats nothing");
    let position = house.write(reviewed(&rosa, &written.event, KeptBackBecause::Unspecified)).await.position;
    let after = take(&house.for_resident(&rosa), &rosa, position).await.unwrap();
    assert!(after.page().contains("It was about Tom&#39;s drinking.") && after.page().contains("Tom shouted"), "{}", after.page());
    assert!(!after.says(&tom), "who it is stays theirs");
    assert_eq!((after.done.to_review, after.done.kept_back), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_call_somebody_of_the_story_by_name_are_held_back_though_they_are_not_said_to_be_about_them() {
    let place = Place::new().await;
    let (house, rosa, tom) = two_people(&place).await;
    house.write(together(met(&rosa, ""), &tom, Role::Present)).await;
    house.write(with_words(met(&rosa, ""), &rosa, "Rosa baked tomorrow's bread.")).await;
    let position = house.write(with_words(met(&rosa, ""), &rosa, "Her neighbour tom drinks.")).await.position;
    let taken = take(&house.for_resident(&rosa), &rosa, position).await.unwrap();
    assert!(!taken.says("drinks") && taken.says("bread"), "{}", taken.page());
    assert_eq!(taken.done.to_review, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_are_kept_back_say_why_and_the_newest_decision_counts() {
    let place = Place::new().await;
    let (house, rosa, tom) = two_people(&place).await;
    let written = house.write(together(with_words(met(&rosa, ""), &rosa, "Told of Tom."), &tom, Role::Present)).await;
    house.write(reviewed(&rosa, &written.event, KeptBackBecause::Unspecified)).await;
    let position = place.keeper().write(reviewed(&rosa, &written.event, KeptBackBecause::ToldInConfidence)).await.position;
    let taken = take(&house.for_resident(&rosa), &rosa, position).await.unwrap();
    assert!(!taken.says("Told of Tom."));
    assert!(taken.page().contains("was told in confidence"));
    assert_eq!((taken.done.to_review, taken.done.kept_back), (0, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_resident_told_is_held_back_and_ones_own_words_never_are() {
    let place = Place::new().await;
    let (house, rosa, tom) = two_people(&place).await;
    let told_by = Some(Party { party: Some(party::Party::Resident(tom.clone())) });
    let noted_by_tom = Noted { what: "she forgets the stove".into(), ..Noted::default() };
    house.write(Event { told_by, ..about(&rosa, Kind::Noted(noted_by_tom)) }).await;
    let own = Words { person: rosa.clone(), text: "I like Tom.".into(), voice: Voice::Resident.into(), details: None };
    let position = house.write(Event { words: vec![own], ..together(met(&rosa, ""), &tom, Role::Present) }).await.position;
    let taken = take(&house.for_resident(&rosa), &rosa, position).await.unwrap();
    assert!(!taken.says("stove") && taken.page().contains("I like Tom."));
    assert_eq!(taken.done.to_review, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_agency_and_the_person_themselves_decide_about_nothing() {
    let place = Place::new().await;
    let (house, rosa, tom) = two_people(&place).await;
    let city = place.agency("care-city").await;
    let written = house.write(together(with_words(met(&rosa, ""), &rosa, "Told of Tom."), &tom, Role::Present)).await;
    place.seen().await;
    let review = || vec![reviewed(&rosa, &written.event, KeptBackBecause::Unspecified)];
    refused(city.record(review()).await).is(Reason::PersonUnknown);
    refused(house.for_resident(&rosa).record(review()).await).is(Reason::NotAllowed);
}
