//! Records in the order of the log: from a moment on, of one story as it was joined then, and what one supporter read.

use throughline_proto::v1::{
    ConnectedToGroup, Event, GroupFormed, Manner, Met, Part, ReplayRequest, ReplayedRecord, Role, WithdrawnBecause, event::Kind,
};
use throughline_tests::{
    Place,
    events::{about, details_changed, named, noted, of_nobody, with_words, withdrawn},
};

use crate::scene::a_moment;

fn positions(records: &[ReplayedRecord]) -> Vec<u64> {
    records.iter().map(|record| record.position).collect()
}

fn sentences(records: &[ReplayedRecord]) -> Vec<&str> {
    records.iter().filter_map(|record| record.entry.as_ref()).map(|entry| entry.sentence.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_begins_after_a_moment_and_ends_with_what_was_known_at_another() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let begin = a_moment().await;
    let (one, two) = (house.write(noted(&rosa, "One")).await.position, house.write(noted(&rosa, "Two")).await.position);
    let end = a_moment().await;
    house.write(noted(&rosa, "Three")).await;
    place.seen().await;
    let request = ReplayRequest { known_after: begin, known_at: end, ..ReplayRequest::default() };
    let (records, ended) = place.keeper().replays(request.clone()).await;
    assert_eq!((positions(&records), ended.position), (vec![one, two], two));
    // To go on where it was cut off.
    let (records, _) = place.keeper().replays(ReplayRequest { after_position: one, ..request }).await;
    assert_eq!(positions(&records), [two]);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_story_is_replayed_with_the_profiles_that_were_joined_at_its_end() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let (rosa, other) = (house.hears_of("Rosa").await, house.hears_of("Rose").await);
    let theirs = house.write(noted(&other, "Paints")).await.position;
    house.joins(&[&rosa, &other], house.reader()).await;
    let joined = place.seen().await;
    house.separates(&[&other]).await;
    place.seen().await;
    let of_rosa = |until_position| ReplayRequest { person: rosa.clone(), until_position, ..ReplayRequest::default() };
    let (then, _) = place.keeper().replays(of_rosa(joined)).await;
    assert!(positions(&then).contains(&theirs));
    let (now, _) = place.keeper().replays(of_rosa(0)).await;
    assert!(!positions(&now).contains(&theirs));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_supporter_read_is_told_with_whose_it_was() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let (rosa, tom) = (house.hears_of("Rosa").await, house.hears_of("Tom").await);
    let amira = house.is_joined_by("Amira").await;
    let position = place.seen().await;
    house.for_supporter(&amira).reading_for("visit").story(&rosa, position).await;
    house.story(&tom, position).await;
    place.seen().await;
    let request = ReplayRequest { reader: amira.clone(), ..ReplayRequest::default() };
    let (records, end) = place.keeper().replays(request.clone()).await;
    let told = sentences(&records);
    assert!(told.len() == 1 && end.records == 1, "{told:?}");
    assert!(
        told[0].starts_with("Amira from Harmony House read Rosa’s story on ") && told[0].ends_with("to get ready for a visit."),
        "{told:?}"
    );
    let (of_tom, _) = place.keeper().replays(ReplayRequest { person: tom, ..request }).await;
    assert!(of_tom.is_empty(), "she did not read his");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_replayed_up_to_a_record_reads_the_same_whatever_came_since() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let group = house.write(of_nobody(Kind::GroupFormed(GroupFormed { name: "Bakers".into(), ..GroupFormed::default() }))).await;
    let joined = Kind::ConnectedToGroup(ConnectedToGroup { group: group.event.clone() });
    house.write(about(&rosa, joined)).await;
    let until = ReplayRequest { until_position: place.seen().await, ..ReplayRequest::default() };
    let first = place.keeper().replays(until.clone()).await;
    assert!(sentences(&first.0).iter().any(|told| told.contains("Bakers")), "{first:?}");
    house.write(withdrawn(&group.event, WithdrawnBecause::Mistake)).await;
    house.write(details_changed(&rosa, named("Rosie"))).await;
    place.seen().await;
    assert_eq!(place.keeper().replays(until).await, first);
}

/// Whoever is looked at is told of it: with one person's story go the facts and that person's words, and no key to anybody else's.
#[tokio::test(flavor = "multi_thread")]
async fn one_persons_story_holds_no_words_of_another_whom_the_same_record_is_about() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let (rosa, tom) = (house.hears_of("Rosa").await, house.hears_of("Tom").await);
    let people = [&rosa, &tom].map(|person| Part { person: person.clone(), role: Role::About.into() }).to_vec();
    let both = Event { people, manner: Manner::InPerson.into(), ..of_nobody(Kind::Met(Met::default())) };
    let both = with_words(with_words(both, &rosa, "She hummed."), &tom, "He counted.");
    let position = house.write(both).await.position;
    place.seen().await;
    let told = async |person: &str| {
        let request =
            ReplayRequest { person: person.to_owned(), with_parts: true, after_position: position - 1, ..ReplayRequest::default() };
        place.keeper().replays(request).await.0.remove(0)
    };
    let count = |record: &ReplayedRecord| record.content_keys.iter().filter(|key| !key.is_empty()).count();
    let (of_rosa, of_everybody) = (told(&rosa).await, told("").await);
    assert!(format!("{of_rosa:?}").contains("She hummed.") && !format!("{of_rosa:?}").contains("He counted."));
    assert!(format!("{of_everybody:?}").contains("He counted."));
    // The facts, and what was said of each.
    assert_eq!((count(&of_rosa), count(&of_everybody), of_rosa.parts.len()), (2, 3, 3));
}
