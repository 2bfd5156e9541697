//! Records that let an agency read what was there before, of which ListChanges says nothing: it is told where its reading widened.

use throughline_proto::v1::{SharingChosen, SharingLevel, SharingScope, event::Kind, sharing_scope::Scope};
use throughline_tests::{
    Caller,
    events::{about, alongside, met},
};

use crate::newsroom::{Newsroom, Publisher};

/// Two agencies that know nothing of Rosa, whom a third has met.
struct Met {
    room: Newsroom,
    house: Caller,
    city: Caller,
    amira: String,
    rosa: String,
    publisher: Publisher,
}

impl Met {
    async fn new() -> Self {
        let room = Newsroom::new().await;
        let (house, city) = (room.place.agency("harmony-house").await, room.place.agency("care-city").await);
        room.place.agency("green-shoots").await;
        let amira = house.is_joined_by("Amira").await;
        let rosa = house.hears_of("Rosa").await;
        house.write(met(&rosa, &amira)).await;
        let mut publisher = room.publishes().await;
        // Told before anything is opened: who may read is asked as of when it is told, as ListChanges would answer then.
        publisher.reaches(room.place.seen().await).await;
        Self { room, house, city, amira, rosa, publisher }
    }

    async fn told(&mut self, word: &str) -> Vec<u64> {
        self.publisher.reaches(self.room.place.seen().await).await;
        self.room.told(word).await
    }

    async fn chooses(&self, person: &str, agency: &str, level: SharingLevel) -> u64 {
        let scope = Some(SharingScope { scope: Some(Scope::Kind("met".into())) });
        let chosen = SharingChosen { scope, agencies: vec![agency.to_owned()], level: level.into(), ..SharingChosen::default() };
        self.house.for_resident(person).write(about(person, Kind::SharingChosen(chosen))).await.position
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_is_told_when_a_choice_opens_what_was_there_and_no_other_is() {
    let mut scene = Met::new().await;
    assert_eq!(scene.told("care-city").await, [0_u64; 0]);
    let chosen = scene.chooses(&scene.rosa, "care-city", SharingLevel::Sentence).await;
    assert_eq!(scene.told("care-city").await, [chosen]);
    assert_eq!(scene.told("green-shoots").await, [0_u64; 0]);
    let wider = scene.chooses(&scene.rosa, "care-city", SharingLevel::Words).await;
    assert_eq!(scene.told("care-city").await, [chosen, wider]);
    scene.publisher.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_choice_that_closes_or_changes_nothing_tells_no_other_agency() {
    let mut scene = Met::new().await;
    let opened = scene.chooses(&scene.rosa, "care-city", SharingLevel::Words).await;
    assert_eq!(scene.told("care-city").await, [opened]);
    for level in [SharingLevel::Words, SharingLevel::Sentence, SharingLevel::Nothing, SharingLevel::Nothing] {
        scene.chooses(&scene.rosa, "care-city", level).await;
        assert_eq!(scene.told("care-city").await, [opened], "{level:?}");
    }
    scene.publisher.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_that_was_given_sight_of_one_profile_is_told_when_another_is_joined_to_it() {
    let mut scene = Met::new().await;
    let other = scene.house.hears_of("Rosa again").await;
    let opened = scene.chooses(&other, "care-city", SharingLevel::Words).await;
    assert_eq!(scene.told("care-city").await, [opened], "there is a story, and nothing in it yet");
    let joined = scene.house.joins(&[&scene.rosa, &other], &scene.amira).await;
    let position = throughline_tests::caller::newest(&joined);
    assert_eq!(scene.told("care-city").await, [opened, position]);
    assert_eq!(scene.told("green-shoots").await, [0_u64; 0]);
    // Only what they had in common goes again with the separation.
    scene.house.separates(&[&other]).await;
    assert_eq!(scene.told("care-city").await, [opened, position]);
    scene.publisher.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_is_told_when_its_supporter_begins_with_a_yes_beside_somebody_whom_others_met() {
    let mut scene = Met::new().await;
    let ben = scene.city.is_joined_by("Ben").await;
    let rosie = scene.city.hears_of("Rosie").await;
    scene.house.joins(&[&scene.rosa, &rosie], &scene.amira).await;
    let before = scene.told("care-city").await;
    let began = scene.city.write(alongside(&rosie, &ben)).await.position;
    assert_eq!(scene.told("care-city").await, [&before[..], &[began]].concat());
    scene.publisher.stop().await;
}
