//! Whoever is erased is gone from what was opened in emergencies too, with the reason that was given.

use throughline_proto::v1::{ListEmergencyOpeningsRequest, OpenInEmergencyRequest};
use throughline_tests::{Place, refused};
use uuid::Uuid;

use crate::scene::{erase, live};

#[tokio::test(flavor = "multi_thread")]
async fn an_opening_of_somebody_who_is_erased_is_listed_no_longer_and_another_cannot_be_made() {
    let place = Place::new().await;
    let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
    let people = live(&house).await;
    let opens = |person: String| {
        let request = OpenInEmergencyRequest { request_id: Uuid::new_v4().to_string(), person, reason: "No answer at the door".into() };
        let mut stories = city.stories();
        async move { stories.open_in_emergency(request).await }
    };
    for person in [&people.rosa, &people.sam] {
        opens(person.clone()).await.expect("it is open");
    }
    let listed = || async {
        let request = ListEmergencyOpeningsRequest { at_least_position: place.seen().await, ..Default::default() };
        let told = place.keeper().audit().list_emergency_openings(request).await.expect("the keeper may").into_inner();
        told.openings.into_iter().map(|opening| opening.person).collect::<Vec<_>>()
    };
    assert_eq!(listed().await, [people.sam.clone(), people.rosa.clone()]);
    assert_eq!(place.differences().await, []);
    erase(&place.keeper(), &[&people.rosa]).await;
    assert_eq!(listed().await, [people.sam]);
    assert_eq!(place.differences().await, []);
    let told = refused(opens(people.rosa).await);
    assert_eq!(told.reason, "PERSON_UNKNOWN");
}
