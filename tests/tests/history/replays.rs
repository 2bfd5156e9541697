//! Records in the order of the log: from a moment on, of one story as it was joined then, and what one supporter read.

use throughline_proto::v1::{ConnectedToGroup, GroupFormed, ReplayRequest, ReplayedRecord, WithdrawnBecause, event::Kind};
use throughline_tests::{
    Place,
    events::{about, details_changed, named, noted, of_nobody, withdrawn},
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
