//! That somebody was erased is news like any other: to each agency whose own they were, and to nobody else. A message says where the record
//! of it lies, and nothing of whom.

use std::collections::BTreeSet;

use throughline_fanout::Settings;
use throughline_proto::v1::EraseProfilesRequest;
use throughline_tests::{
    Caller,
    caller::newest,
    events::{alongside, day, met, noted, with_words},
};
use uuid::Uuid;

use crate::{
    newsroom::{Heard, Newsroom, jetstream, settings, subject, takes},
    telling::holding,
};

const BASIS: &str = "UK GDPR article 17(1)(b)";
/// Whose she was, each by a profile of its own.
const KNEW_HER: [&str; 2] = ["harmony-house", "care-city"];
/// It takes part, and knows somebody else.
const OTHER: &str = "green-shoots";

/// Somebody whom two agencies know as one person, and a third does not.
struct Known {
    room: Newsroom,
    keeper: Caller,
    city: Caller,
    /// Of the first agency, and of the second.
    profiles: [String; 2],
}

impl Known {
    async fn new() -> Self {
        let room = Newsroom::new().await;
        let (house, city) = (room.place.agency(KNEW_HER[0]).await, room.place.agency(KNEW_HER[1]).await);
        let other = room.place.agency(OTHER).await;
        let (amira, sam) = (house.is_joined_by("Amira").await, other.hears_of("Sam").await);
        let profiles = [house.hears_of("Quixana-Rosewater").await, city.hears_of("Quixie").await];
        house.joins(&[&profiles[0], &profiles[1]], &amira).await;
        house.write(alongside(&profiles[0], &amira)).await;
        city.write(with_words(noted(&profiles[1], "A xylophonic secret"), &profiles[1], "Vermilion whispers")).await;
        other.write(met(&sam, "")).await;
        let keeper = room.place.keeper();
        Self { room, keeper, city, profiles }
    }

    /// Erases these profiles. The position of the record.
    async fn erases(&self, profiles: &[&str]) -> u64 {
        let request = EraseProfilesRequest {
            request_id: Uuid::new_v4().to_string(),
            happened: Some(day("2025-10-01")),
            profiles: profiles.iter().map(|&profile| profile.to_owned()).collect(),
            basis: BASIS.to_owned(),
            ..EraseProfilesRequest::default()
        };
        let erased = self.keeper.people().erase_profiles(request).await.expect("it is taken in").into_inner();
        newest(&erased.receipt.expect("a receipt"))
    }

    async fn erases_her(&self) -> u64 {
        self.erases(&[&self.profiles[0], &self.profiles[1]]).await
    }

    /// What each agency was told, those that knew her first.
    async fn told(&self) -> [Vec<u64>; 3] {
        [self.room.told(KNEW_HER[0]).await, self.room.told(KNEW_HER[1]).await, self.room.told(OTHER).await]
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_agency_that_knew_somebody_is_told_that_they_were_erased_and_no_other_is() {
    let known = Known::new().await;
    let mut publisher = known.room.publishes().await;
    publisher.reaches(known.room.place.seen().await).await;
    let [house, city, other] = known.told().await;
    assert!(!house.is_empty() && !city.is_empty() && !other.is_empty(), "each has heard something: {house:?}, {city:?}, {other:?}");
    let erased = known.erases_her().await;
    publisher.reaches(known.room.place.seen().await).await;
    assert_eq!(known.told().await, [[house, vec![erased]].concat(), [city, vec![erased]].concat(), other]);
    publisher.stop().await;
    // As its program takes it.
    let context = jetstream(&known.room.nats.url()).await;
    for agency in KNEW_HER {
        let taken = takes(&context, agency, 100).await;
        assert_eq!(taken.last().map(Heard::position), Some(erased), "{agency}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn once_the_profiles_are_two_people_only_whose_profile_was_erased_is_told() {
    let known = Known::new().await;
    known.city.separates(&[&known.profiles[1]]).await;
    let mut publisher = known.room.publishes().await;
    publisher.reaches(known.room.place.seen().await).await;
    let [house, city, other] = known.told().await;
    let erased = known.erases(&[&known.profiles[1]]).await;
    publisher.reaches(known.room.place.seen().await).await;
    assert_eq!(known.told().await, [house, [city, vec![erased]].concat(), other]);
    publisher.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_of_an_erasure_says_the_agency_and_the_position_and_nothing_of_whom() {
    let known = Known::new().await;
    known.room.publishes_once(settings()).await;
    let erased = known.erases_her().await;
    known.room.publishes_once(settings()).await;
    let told: Vec<Heard> = known.room.everything().await.into_iter().filter(|heard| heard.position() == erased).collect();
    assert_eq!(told.iter().map(|heard| heard.subject.clone()).collect::<BTreeSet<_>>(), KNEW_HER.map(subject).into());
    for heard in &told {
        assert_eq!(heard.payload, format!("{{\"position\":\"{erased}\"}}"));
        assert_eq!(heard.header("ce-type"), "org.throughline.story-changed.v1");
        assert_eq!(heard.header("ce-id"), format!("{erased}-{}", heard.agency()));
    }
    let [profile, other] = &known.profiles;
    for canary in ["Quixana", "Quixie", "xylophonic", "Vermilion", "erased", "Erased", "GDPR", profile, other] {
        assert!(!format!("{told:?}").contains(canary), "{canary}");
        assert_eq!(holding(&known.room.nats.store(), canary), 0, "{canary} lies in JetStream's files");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_that_came_while_nobody_published_is_told_afterwards() {
    let known = Known::new().await;
    let erased = known.erases_her().await;
    // Her keys are gone before anything was told. Each record by itself, so that it is the erasure that is told.
    known.room.publishes_once(Settings { batch: 1, ..settings() }).await;
    let [house, city, other] = known.told().await;
    assert_eq!((house.last(), city.last()), (Some(&erased), Some(&erased)));
    assert!(!other.is_empty() && !other.contains(&erased), "{other:?}");
}
