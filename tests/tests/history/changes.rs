//! What changed in one story between two points, in plain words.

use throughline_proto::v1::{
    CompareStoryRequest, CompareStoryResponse, Died, DisagreementAdded, EndedBecause, EraseProfilesRequest, HelpKind, Party, SharingLevel,
    StoryChangeKind, WithdrawnBecause, event::Kind, party,
};
use throughline_tests::{
    Place,
    caller::REASON,
    events::{self, alongside, alongside_ended, day, noted, of_nobody, offered, withdrawn},
};
use uuid::Uuid;

use crate::scene::{chosen, compare, corrected};

fn told(changes: &CompareStoryResponse) -> Vec<&str> {
    changes.changes.iter().map(|change| change.sentence.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_put_right_taken_back_and_disputed_between_two_points_is_said_in_plain_words() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let (bees, dance) = (house.write(noted(&rosa, "Keeps beans")).await, house.write(noted(&rosa, "Likes to dance")).await);
    let unsafe_to_show = house.write(noted(&rosa, "Stays with her sister")).await;
    let from = unsafe_to_show.position;
    house.write(corrected(&bees.event, "Keeps bees")).await;
    house.write(withdrawn(&dance.event, WithdrawnBecause::Mistake)).await;
    house.write(withdrawn(&unsafe_to_show.event, WithdrawnBecause::UnsafeToShow)).await;
    let by = Some(Party { party: Some(party::Party::Resident(rosa.clone())) });
    let disputes = DisagreementAdded { event: bees.event.clone(), view: "They are wasps".into(), by };
    house.for_resident(&rosa).write(of_nobody(Kind::DisagreementAdded(disputes))).await;
    house.write(noted(&rosa, "Sings")).await;
    let to = place.seen().await;
    let changes = compare(&place, &rosa, from, to).await;
    let expected = [
        "Harmony House put right something that was written (why: a slip). It had read: Harmony House noted: Keeps beans. \
         It reads now: Harmony House noted: Keeps bees.",
        "Harmony House took back something that was written, because it was a mistake. It had read: Harmony House noted: Likes to dance.",
        "Harmony House took back something that was written, because it was not safe to show.",
        "Rosa sees it differently: They are wasps. It had read: Harmony House noted: Keeps bees.",
        "Written down: Harmony House noted: Sings.",
    ];
    assert_eq!(told(&changes), expected);
    assert!(changes.changes.iter().all(|change| change.position > from && !change.recorded_at.is_empty()));
    assert_eq!(told(&compare(&place, &rosa, to, to).await), [""; 0], "between a point and itself nothing changed");
    assert_eq!(compare(&place, &rosa, from, to).await, changes, "asked again, it is the same");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_story_adds_up_to_otherwise_is_said_after_that() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let (amira, ben) = (house.is_joined_by("Amira").await, house.is_joined_by("Ben").await);
    let rosa = house.hears_of("Rosa").await;
    let from = house.write(alongside(&rosa, &amira)).await.position;
    house.write(alongside(&rosa, &ben)).await;
    house.write(alongside_ended(&rosa, &amira, EndedBecause::ResidentChose)).await;
    house.write(offered(&rosa, "A lift to the market", HelpKind::GettingAbout)).await;
    house.for_resident(&rosa).write(chosen(&rosa, "harmony-house", SharingLevel::Sentence)).await;
    let middle = place.seen().await;
    let changes = compare(&place, &rosa, from, middle).await;
    let adds_up: Vec<_> = changes.changes.iter().filter(|change| change.position == 0).map(|change| change.sentence.as_str()).collect();
    let expected = [
        "No longer: Amira from Harmony House walks beside Rosa.",
        "Now: Ben from Harmony House walks beside Rosa.",
        "Now: An offer of help with getting about waits for an answer: A lift to the market.",
        "Now: Rosa chose that Harmony House may see the whole story, without the words.",
    ];
    assert_eq!(adds_up, expected);
    house.write(events::about(&rosa, Kind::Died(Died {}))).await;
    let to = place.seen().await;
    let changes = compare(&place, &rosa, middle, to).await;
    let told = told(&changes);
    assert!(told.contains(&"Now: The story was stilled, since it was written down that Rosa had died."), "{told:?}");
    assert!(told.contains(&"No longer: An offer of help with getting about waits for an answer: A lift to the market."), "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_and_went_with_profiles_and_what_was_erased_is_told_apart_from_what_was_written() {
    let place = Place::new().await;
    let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
    let (rosa, hers) = (house.hears_of("Rosa").await, city.hears_of("Rosa").await);
    city.write(noted(&hers, "Paints")).await;
    let from = place.seen().await;
    house.joins(&[&rosa, &hers], house.reader()).await;
    let joined = place.seen().await;
    let changes = compare(&place, &rosa, from, joined).await;
    let kinds: Vec<_> = changes.changes.iter().map(|change| change.kind()).collect();
    assert_eq!(kinds, [StoryChangeKind::Came, StoryChangeKind::Came, StoryChangeKind::Joined], "{changes:?}");
    assert_eq!(changes.changes[1].sentence, "Seen only now, and written earlier: Care City noted: Paints.");
    house.separates(&[&hers]).await;
    let apart = place.seen().await;
    let kinds: Vec<_> = compare(&place, &rosa, joined, apart).await.changes.iter().map(|change| change.kind()).collect();
    assert!(kinds.contains(&StoryChangeKind::Went) && kinds.contains(&StoryChangeKind::Separated), "{kinds:?}");
    let erase = EraseProfilesRequest {
        request_id: Uuid::new_v4().to_string(),
        happened: Some(day("2025-10-01")),
        profiles: vec![hers.clone()],
        basis: "her wish".into(),
        ..EraseProfilesRequest::default()
    };
    place.keeper().people().erase_profiles(erase).await.expect("the keeper may");
    let to = place.seen().await;
    assert_eq!(told(&compare(&place, &hers, apart, to).await), ["Erased on 1 October 2025, on this basis: her wish."]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_for_an_agency_is_what_it_was_allowed_to_see() {
    let place = Place::new().await;
    let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
    let (rosa, hers) = (house.hears_of("Rosa").await, city.hears_of("Rosa").await);
    house.joins(&[&rosa, &hers], house.reader()).await;
    city.write(alongside(&hers, city.reader())).await;
    let note = house.write(noted(&rosa, "Keeps bees")).await.position;
    let open = house.for_resident(&rosa).write(chosen(&rosa, "care-city", SharingLevel::Words)).await.position;
    let shut = house.for_resident(&rosa).write(chosen(&rosa, "care-city", SharingLevel::Nothing)).await.position;
    place.seen().await;
    let for_city = async |from_position, to_position| {
        let request = CompareStoryRequest {
            person: rosa.clone(),
            from_position,
            to_position,
            as_agency: "care-city".into(),
            reason: REASON.into(),
            ..CompareStoryRequest::default()
        };
        place.keeper().audit().compare_story(request).await.expect("the keeper may").into_inner().changes
    };
    let gone = for_city(open, shut).await;
    let note_went = |change: &&throughline_proto::v1::StoryChange| change.position == note && change.kind() == StoryChangeKind::Went;
    assert_eq!(gone.iter().filter(note_went).count(), 1, "{gone:?}");
    assert_eq!(gone.iter().find(note_went).expect("it went").sentence, "Seen no longer: Harmony House noted: Keeps bees.");
}
