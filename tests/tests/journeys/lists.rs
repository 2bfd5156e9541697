//! What is asked across stories: my people, open promises, quiet stories.

use throughline_proto::v1::{
    Answer, Event, HelpKind, ListMyPeopleRequest, ListOpenPromisesRequest, ListQuietStoriesRequest, MeetingPlanned, OfferedHelp, Party,
    RestChosen, event::Kind, party,
};
use throughline_tests::{
    Caller, Place,
    events::{about, alongside, answered, asked, day, days_ago, met, offered, on},
    refused,
};

/// In the place of a supporter: the whole agency's.
const EVERYBODYS: &str = "everybody's";

async fn people(caller: &Caller, supporter: &str, place: &Place) -> Vec<throughline_proto::v1::MyPerson> {
    let at_least_position = place.head();
    let whole_agency = supporter == EVERYBODYS;
    let supporter = supporter.trim_start_matches(EVERYBODYS).to_owned();
    let request = ListMyPeopleRequest { supporter, whole_agency, at_least_position, ..Default::default() };
    caller.stories().list_my_people(request).await.expect("a list").into_inner().people
}

async fn promises(caller: &Caller, place: &Place, request: ListOpenPromisesRequest) -> Vec<throughline_proto::v1::OpenPromise> {
    let request = ListOpenPromisesRequest { at_least_position: place.head(), ..request };
    caller.stories().list_open_promises(request).await.expect("a list").into_inner().promises
}

async fn quiet(caller: &Caller, supporter: &str, place: &Place) -> Vec<String> {
    let at_least_position = place.head();
    let whole_agency = supporter == EVERYBODYS;
    let supporter = supporter.trim_start_matches(EVERYBODYS).to_owned();
    let request = ListQuietStoriesRequest { supporter, whole_agency, at_least_position, ..Default::default() };
    let stories = caller.stories().list_quiet_stories(request).await.expect("a list").into_inner().stories;
    stories.into_iter().map(|story| story.person).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn my_people_come_with_who_was_not_met_longest_first() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let (amira, ben) = (house.is_joined_by("Amira").await, house.is_joined_by("Ben").await);
    let (rosa, sam, lee) = (house.hears_of("Rosa").await, house.hears_of("Sam").await, house.hears_of("Lee").await);
    for (person, supporter) in [(&rosa, &amira), (&sam, &amira), (&lee, &ben)] {
        house.write(alongside(person, supporter)).await;
    }
    house.write(on(day("2025-05-01"), met(&rosa, &amira))).await;
    house.write(on(day("2025-04-01"), met(&sam, &amira))).await;
    let planned = MeetingPlanned { planned_for: Some(day("2025-06-01")), with: vec![amira.clone()] };
    house.write(on(day("2025-05-02"), about(&rosa, Kind::MeetingPlanned(planned)))).await;
    house.write(asked(&rosa, "A ramp")).await;

    let mine = people(&house, &amira, &place).await;
    assert_eq!(mine.iter().map(|person| person.known_as.as_str()).collect::<Vec<_>>(), ["Sam", "Rosa"]);
    let of_rosa = &mine[1];
    assert_eq!((of_rosa.open_promises, of_rosa.with_yes, &of_rosa.supporter), (1, true, &amira));
    assert_eq!((&of_rosa.last_met, &of_rosa.next_meeting), (&Some(day("2025-05-01")), &Some(day("2025-06-01"))));
    // Whom the call acts for, when nobody is named; and everybody's, for those who ask for them.
    assert_eq!(people(&house.for_supporter(&ben), "", &place).await.len(), 1);
    assert_eq!(people(&house, EVERYBODYS, &place).await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_agencys_supporter_is_nobody_here() {
    let place = Place::new().await;
    let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
    let amira = house.is_joined_by("Amira").await;
    place.seen().await;
    let request = ListMyPeopleRequest { supporter: amira, ..Default::default() };
    assert_eq!(refused(city.stories().list_my_people(request).await).reason, "SUPPORTER_UNKNOWN");
}

#[tokio::test(flavor = "multi_thread")]
async fn my_people_come_in_pages() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let amira = house.is_joined_by("Amira").await;
    for number in 0..7 {
        let person = house.hears_of(&format!("Person {number}")).await;
        house.write(alongside(&person, &amira)).await;
    }
    let whole = people(&house, &amira, &place).await;
    let (mut paged, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = ListMyPeopleRequest { supporter: amira.clone(), page_size: 3, page_token, ..Default::default() };
        let page = house.stories().list_my_people(request).await.expect("a page").into_inner();
        paged.extend(page.people);
        if page.next_page_token.is_empty() {
            break;
        }
        page_token = page.next_page_token;
    }
    assert_eq!(paged, whole);
}

#[tokio::test(flavor = "multi_thread")]
async fn open_promises_come_the_oldest_first_and_go_when_they_are_answered() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let amira = house.is_joined_by("Amira").await;
    let (rosa, sam) = (house.hears_of("Rosa").await, house.hears_of("Sam").await);
    let lift = house.write(on(days_ago(40), offered(&rosa, "A lift", HelpKind::GettingAbout))).await;
    let by_amira = OfferedHelp {
        what: "Shopping".into(),
        kind: HelpKind::Food.into(),
        by: Some(Party { party: Some(party::Party::Supporter(amira.clone())) }),
        ..Default::default()
    };
    let shopping = house.write(on(days_ago(2), about(&sam, Kind::OfferedHelp(by_amira)))).await;
    let ramp = house.write(on(days_ago(100), asked(&rosa, "A ramp"))).await;

    let all = promises(&house, &place, ListOpenPromisesRequest::default()).await;
    let events: Vec<_> = all.iter().map(|open| open.promise.as_ref().expect("a promise").event.clone()).collect();
    assert_eq!(events, [ramp.event.clone(), lift.event.clone(), shopping.event.clone()]);
    assert_eq!(all.iter().map(|open| open.quiet).collect::<Vec<_>>(), [false, true, false], "an offer goes quiet after 28 days");

    let of_rosa = ListOpenPromisesRequest { person: rosa, ..Default::default() };
    assert_eq!(promises(&house, &place, of_rosa).await.len(), 2);
    let of_amira = ListOpenPromisesRequest { supporter: amira, ..Default::default() };
    assert_eq!(promises(&house, &place, of_amira).await[0].promise.as_ref().expect("a promise").event, shopping.event);
    let nobodys = ListOpenPromisesRequest { nobodys: true, ..Default::default() };
    assert_eq!(promises(&house, &place, nobodys).await.len(), 2);

    house.write(answered(&lift.event, Answer::No)).await;
    let left = promises(&house, &place, ListOpenPromisesRequest::default()).await;
    assert_eq!(left.len(), 2);
    assert!(left.iter().all(|open| open.promise.as_ref().is_some_and(|promise| promise.event != lift.event)));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_agency_is_not_told_of_our_promises() {
    let place = Place::new().await;
    let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
    let rosa = house.hears_of("Rosa").await;
    house.write(offered(&rosa, "A lift", HelpKind::GettingAbout)).await;
    assert_eq!(promises(&house, &place, ListOpenPromisesRequest::default()).await.len(), 1);
    assert!(promises(&city, &place, ListOpenPromisesRequest::default()).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn quiet_is_whom_nobody_met_both_ways_for_longer_than_was_agreed() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let amira = house.is_joined_by("Amira").await;
    let mut people = Vec::new();
    for name in ["met", "quiet", "one way", "resting", "died", "longest"] {
        let person = house.hears_of(name).await;
        house.write(on(days_ago(200), alongside(&person, &amira))).await;
        people.push(person);
    }
    let one_way =
        |person: &str| -> Event { about(person, Kind::Met(throughline_proto::v1::Met { with: vec![amira.clone()], one_way: true })) };
    house.write(on(days_ago(3), met(&people[0], &amira))).await;
    house.write(on(days_ago(60), met(&people[1], &amira))).await;
    house.write(on(days_ago(90), met(&people[2], &amira))).await;
    house.write(on(days_ago(3), one_way(&people[2]))).await;
    house.write(on(days_ago(60), met(&people[3], &amira))).await;
    house.write(on(days_ago(50), about(&people[3], Kind::RestChosen(RestChosen::default())))).await;
    house.write(on(days_ago(50), about(&people[4], Kind::Died(throughline_proto::v1::Died {})))).await;
    // The longest quiet first; who was never met, since they were walked with.
    assert_eq!(quiet(&house, &amira, &place).await, [people[5].clone(), people[2].clone(), people[1].clone()]);
    assert_eq!(quiet(&house, EVERYBODYS, &place).await.len(), 3);
    let back = RestChosen { ended: true, ..Default::default() };
    house.write(on(days_ago(1), about(&people[3], Kind::RestChosen(back)))).await;
    assert_eq!(quiet(&house, &amira, &place).await.len(), 4);
    house.write(on(days_ago(0), met(&people[5], &amira))).await;
    assert_eq!(quiet(&house, &amira, &place).await.len(), 3);
}
