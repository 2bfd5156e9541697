//! Finding people, and finding out nothing about others' people.

use throughline_proto::v1::{Details, FindPeopleRequest, FoundPerson, LookUpReferencesRequest, WithdrawnBecause};
use throughline_tests::{
    Caller, Place,
    events::{details_changed, withdrawn},
    refused,
};

fn rosa() -> Details {
    Details {
        known_as: "Rosa".into(),
        given_name: "Rosalind Mary-Ann".into(),
        family_name: "O’Neill".into(),
        other_names: vec!["Linda".into()],
        born: "1951-06-02".into(),
        reference: "HH-17".into(),
        ..Details::default()
    }
}

async fn find(caller: &Caller, request: FindPeopleRequest) -> Vec<FoundPerson> {
    caller.people().find_people(request).await.expect("it is answered").into_inner().people
}

fn by_name(name: &str) -> FindPeopleRequest {
    FindPeopleRequest { name: name.to_owned(), ..FindPeopleRequest::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_is_found_by_any_parts_of_their_names_in_any_writing() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let person = house.hears_of_all(rosa()).await;
    house.hears_of("Sam O'Neill").await;
    place.seen().await;
    for name in ["rosa", "ONEILL Rosalind", "o'neill ann", "Linda", "mary", "  Rosa  O’Neill "] {
        let found = find(&house, by_name(name)).await;
        assert_eq!(found.iter().map(|found| &found.person).collect::<Vec<_>>(), [&person], "{name}");
        assert_eq!((found[0].details.as_ref(), found[0].agency.as_str()), (Some(&rosa()), "harmony-house"));
    }
    assert_eq!(find(&house, by_name("o'neill")).await.len(), 2);
    assert!(find(&house, by_name("Rosa Sam")).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_is_found_by_date_of_birth_and_by_reference() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let person = house.hears_of_all(rosa()).await;
    place.seen().await;
    let empty = FindPeopleRequest::default;
    let found = [
        FindPeopleRequest { born: "1951-06-02".into(), ..empty() },
        FindPeopleRequest { reference: "HH-17".into(), ..empty() },
        FindPeopleRequest { name: "Rosa".into(), born: "1951-06-02".into(), reference: "HH-17".into(), ..empty() },
    ];
    for request in found {
        assert_eq!(find(&house, request).await[0].person, person);
    }
    let not_found = [
        FindPeopleRequest { born: "1951-06-03".into(), ..empty() },
        FindPeopleRequest { reference: "HH-18".into(), ..empty() },
        FindPeopleRequest { name: "Rosa".into(), born: "1951-06-03".into(), ..empty() },
    ];
    for request in not_found {
        assert!(find(&house, request).await.is_empty());
    }
    let refused = refused(house.people().find_people(empty()).await);
    assert_eq!(refused.reason, "FIELD_INVALID");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_told_of_people_whom_another_agency_knows() {
    let place = Place::new().await;
    let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
    let person = house.hears_of_all(rosa()).await;
    place.seen().await;
    let empty = FindPeopleRequest::default;
    let requests = [
        by_name("Rosa"),
        FindPeopleRequest { born: "1951-06-02".into(), ..empty() },
        FindPeopleRequest { reference: "HH-17".into(), ..empty() },
    ];
    for request in requests {
        let stranger = FindPeopleRequest { name: "Nobody At All".into(), ..empty() };
        let [theirs, nobody] = [request, stranger].map(async |request| {
            let mut answer = city.people().find_people(request).await.expect("it is answered").into_inner();
            answer.as_of = None;
            answer
        });
        assert_eq!(theirs.await, nobody.await, "the same answer as for nobody");
    }
    // Not even to whoever has the id.
    let told = refused(city.try_story(&person, 0).await);
    let nobody = refused(city.try_story(&uuid::Uuid::new_v4().to_string(), 0).await);
    assert_eq!((told.code, told.reason, told.message, told.metadata), (nobody.code, nobody.reason, nobody.message, nobody.metadata));
}

#[tokio::test(flavor = "multi_thread")]
async fn joining_two_profiles_gives_neither_agency_the_others_names() {
    let place = Place::new().await;
    let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
    let amira = house.is_joined_by("Amira").await;
    let (ours, theirs) = (house.hears_of_all(rosa()).await, city.hears_of("Rosita").await);
    let receipt = house.joins(&[&ours, &theirs], &amira).await;
    let position = receipt.entries[0].position;
    assert_eq!(house.finds("Rosita", position).await, []);
    assert_eq!(city.finds("Rosa", position).await, []);
    assert_eq!(city.finds("Rosita", position).await[0].person, theirs);
    assert_eq!(city.story(&theirs, position).await.details.expect("their own").known_as, "Rosita");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_agency_wrote_of_the_very_profile_finds_nobody() {
    let place = Place::new().await;
    let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
    let amira = house.is_joined_by("Amira").await;
    let (ours, theirs) = (house.hears_of_all(rosa()).await, city.hears_of("Rosita").await);
    house.joins(&[&ours, &theirs], &amira).await;
    place.seen().await;
    let safe = Details { other_names: vec!["Hidden".into()], born: "1952-07-03".into(), ..Details::default() };
    let at_least_position = city.write(details_changed(&ours, safe)).await.position;
    let empty = || FindPeopleRequest { at_least_position, ..FindPeopleRequest::default() };
    let by_theirs = [
        FindPeopleRequest { name: "Hidden".into(), ..empty() },
        FindPeopleRequest { name: "Rosa Hidden".into(), ..empty() },
        FindPeopleRequest { born: "1952-07-03".into(), ..empty() },
        FindPeopleRequest { name: "Rosa".into(), born: "1952-07-03".into(), ..empty() },
    ];
    for request in by_theirs {
        assert!(find(&house, request.clone()).await.is_empty(), "{request:?}");
    }
    assert_eq!(find(&city, FindPeopleRequest { name: "Hidden".into(), ..empty() }).await.len(), 1, "whoever wrote it finds them");
    assert_eq!(find(&house, FindPeopleRequest { name: "Rosa".into(), ..empty() }).await[0].person, ours);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_found_by_what_was_taken_back() {
    for because in [WithdrawnBecause::UnsafeToShow, WithdrawnBecause::WrongPerson, WithdrawnBecause::Mistake] {
        let place = Place::new().await;
        let house = place.agency("harmony-house").await;
        let person = house.hears_of_all(Details { reference: String::new(), ..rosa() }).await;
        let told = Details { other_names: vec!["Hidden".into()], reference: "HH-99".into(), ..Details::default() };
        let written = house.write(details_changed(&person, told)).await;
        assert_eq!(house.finds("Hidden", written.position).await.len(), 1);
        let at_least_position = house.write(withdrawn(&written.event, because)).await.position;
        assert!(house.finds("Hidden", at_least_position).await.is_empty(), "{because:?}");
        assert_eq!(house.finds("Rosa", at_least_position).await[0].person, person);
        let request = LookUpReferencesRequest { references: vec!["HH-99".into()], at_least_position };
        assert!(house.people().look_up_references(request).await.expect("it is answered").into_inner().people.is_empty());
        // It may be somebody else's.
        let other = house.hears_of_all(Details { reference: "HH-99".into(), ..Details::default() }).await;
        place.seen().await;
        let request = LookUpReferencesRequest { references: vec!["HH-99".into()], ..Default::default() };
        assert_eq!(house.people().look_up_references(request).await.expect("it is answered").into_inner().people[0].person, other);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_are_found_in_pages_each_once() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    for number in 0..25 {
        house.hears_of(&format!("Sam Number{number}")).await;
    }
    place.seen().await;
    let (mut found, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = FindPeopleRequest { page_size: 10, page_token, ..by_name("Sam") };
        let page = house.people().find_people(request).await.expect("a page").into_inner();
        found.extend(page.people.into_iter().map(|found| found.person));
        if page.next_page_token.is_empty() {
            break;
        }
        page_token = page.next_page_token;
    }
    let (count, ()) = (found.len(), found.sort());
    found.dedup();
    assert_eq!((count, found.len()), (25, 25));
}

#[tokio::test(flavor = "multi_thread")]
async fn references_are_looked_up_in_the_order_asked() {
    let place = Place::new().await;
    let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
    let mut people = Vec::new();
    for reference in ["a", "b", "c"] {
        people.push(house.hears_of_all(Details { reference: reference.into(), ..Details::default() }).await);
    }
    place.seen().await;
    let request = LookUpReferencesRequest { references: ["c", "nobody", "a"].map(String::from).to_vec(), ..Default::default() };
    let found = house.people().look_up_references(request.clone()).await.expect("it is answered").into_inner().people;
    let found: Vec<_> = found.into_iter().map(|found| (found.reference, found.person)).collect();
    assert_eq!(found, [("c".to_owned(), people[2].clone()), ("a".to_owned(), people[0].clone())]);
    assert!(city.people().look_up_references(request).await.expect("it is answered").into_inner().people.is_empty());
}
