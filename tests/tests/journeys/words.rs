//! Words are sealed to one person each, and further only as that person chooses.

use throughline_proto::v1::{Event, Noted, Part, Role, SharingChosen, SharingLevel, SharingScope, event::Kind, sharing_scope::Scope};
use throughline_tests::{
    Place,
    events::{about, met, noted, with_words},
};

use super::beside::Beside;

#[tokio::test(flavor = "multi_thread")]
async fn one_persons_words_are_not_shown_in_anothers_story() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let (rosa, sam) = (house.hears_of("Rosa").await, house.hears_of("Sam").await);
    let people = [&rosa, &sam].map(|person| Part { person: person.clone(), role: Role::About.into() }).to_vec();
    let event = Event { people, ..noted(&rosa, "They cooked together.") };
    let event = with_words(with_words(event, &rosa, "For Rosa alone."), &sam, "For Sam alone.");
    let position = house.write(event).await.position;
    for (person, theirs) in [(&rosa, "For Rosa alone."), (&sam, "For Sam alone.")] {
        for caller in [house.clone(), house.for_resident(person)] {
            let story = caller.story(person, position).await;
            let event = story.entries[0].event.as_ref().expect("an event");
            assert_eq!(event.words.iter().map(|words| words.text.as_str()).collect::<Vec<_>>(), [theirs]);
            assert!(!format!("{story:?}").contains(if theirs.contains("Rosa") { "Sam" } else { "Rosa" }), "nor the other's name");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mention_never_enters_a_story() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let (rosa, sam) = (house.hears_of("Rosa").await, house.hears_of("Sam").await);
    let mut event = noted(&rosa, "Spoke of a friend.");
    event.people.push(Part { person: sam.clone(), role: Role::Mentioned.into() });
    let position = house.write(event).await.position;
    assert_eq!(house.story(&rosa, position).await.entries.len(), 2);
    assert_eq!(house.story(&sam, position).await.entries.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn words_go_to_another_agency_only_as_the_resident_chooses() {
    let Beside { place: _place, house, city, amira, profiles, .. } = Beside::new().await;
    let written = house.write(with_words(met(&profiles[0], &amira), &profiles[0], "Just us.")).await;
    let read = async |position| {
        let story = city.story(&profiles[1], position).await;
        let entry = story.entries.into_iter().find(|entry| entry.position == written.position);
        entry.map(|entry| (entry.more_is_private, entry.event.expect("an event").words.len()))
    };
    assert_eq!(read(written.position).await, Some((true, 0)), "the sentence, and that there is more");
    let choose = async |level: SharingLevel| {
        let scope = Some(SharingScope { scope: Some(Scope::Kind("met".into())) });
        let chosen = SharingChosen { scope, agencies: vec!["care-city".into()], level: level.into(), ..Default::default() };
        house.for_resident(&profiles[0]).write(about(&profiles[0], Kind::SharingChosen(chosen))).await.position
    };
    assert_eq!(read(choose(SharingLevel::Words).await).await, Some((false, 1)));
    assert_eq!(read(choose(SharingLevel::Nothing).await).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_supporter_notes_is_the_writing_agencys_and_the_residents() {
    let Beside { place: _place, house, city, profiles, .. } = Beside::new().await;
    let note = Noted { what: "Not for everybody.".into(), ..Noted::default() };
    let position = house.write(about(&profiles[0], Kind::Noted(note))).await.position;
    let positions =
        |story: throughline_proto::v1::GetStoryResponse| story.entries.into_iter().map(|entry| entry.position).collect::<Vec<_>>();
    assert!(positions(house.story(&profiles[0], position).await).contains(&position));
    assert!(positions(house.for_resident(&profiles[0]).story(&profiles[0], position).await).contains(&position));
    assert!(!positions(city.story(&profiles[1], position).await).contains(&position));
}
