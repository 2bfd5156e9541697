//! A place that is closed and opened again has everything, and goes on where it was.

use throughline_proto::v1::{HelpKind, ListMyPeopleRequest, ListOpenPromisesRequest, RecordRequest, ReplayRequest};
use throughline_tests::{
    Place,
    caller::request,
    events::{alongside, met, noted, offered, with_words},
};

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_there_after_a_restart() {
    let mut place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let token = house.token().to_owned();
    let amira = house.is_joined_by("Amira").await;
    let (rosa, rosie) = (house.hears_of("Rosa").await, house.hears_of("Rosie").await);
    house.joins(&[&rosa, &rosie], &amira).await;
    house.write(alongside(&rosa, &amira)).await;
    house.write(with_words(met(&rosie, &amira), &rosie, "On the sofa.")).await;
    house.write(offered(&rosa, "A lift", HelpKind::GettingAbout)).await;
    let retried: RecordRequest = request(vec![noted(&rosa, "Once.")]);
    let receipt = house.send(retried.clone()).await.expect("it is taken in");
    drop(house);

    let (mut before, written) = (None, place.seen().await);
    for _ in 0..3 {
        let house = place.with_token(&token);
        place.seen().await;
        let mut story = house.story(&rosa, 0).await;
        story.as_of = None;
        let everybody = ListMyPeopleRequest { whole_agency: true, ..ListMyPeopleRequest::default() };
        let mut people = house.stories().list_my_people(everybody).await.expect("a list").into_inner().people;
        // What is new is so since they looked, and this looks.
        people.iter_mut().for_each(|person| person.new_entries = None);
        let open = house.stories().list_open_promises(ListOpenPromisesRequest::default()).await.expect("a list").into_inner().promises;
        let found = house.finds("rosie", 0).await;
        // What is written down after that is who looked.
        let replayed = place.keeper().replays(ReplayRequest { until_position: written, ..ReplayRequest::default() }).await;
        let now = (story, people, open, found, replayed);
        assert_eq!(now.3.len(), 1);
        assert_eq!(*before.get_or_insert_with(|| now.clone()), now);
        let again = house.send(retried.clone()).await.expect("it is answered");
        assert_eq!((again.repeated_request, &again.entries), (true, &receipt.entries));
        drop(house);
        place = place.reopened().await;
    }

    let house = place.with_token(&token);
    let head = place.head();
    assert_eq!(house.write(noted(&rosa, "After.")).await.position, head + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_that_was_thrown_away_comes_back() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let token = house.token().to_owned();
    let rosa = house.hears_of("Rosa").await;
    let position = house.write(noted(&rosa, "Still there.")).await.position;
    let mut before = house.story(&rosa, position).await;
    drop(house);
    let folder = place.close().await;
    for file in ["views.sqlite", "views.sqlite-wal", "views.sqlite-shm"] {
        // The last two are only there while it is open.
        _ = std::fs::remove_file(folder.path().join(file));
    }
    let place = Place::open(folder).await;
    let mut after = place.with_token(&token).story(&rosa, position).await;
    (before.as_of, after.as_of) = (None, None);
    assert_eq!(before, after);
}
