//! Taking one's story away: whose it is, who may, and what is in it.

use throughline_proto::v1::{EraseProfilesRequest, Event, ListLooksRequest, Reason, Voice, Words, event::Kind};
use throughline_tests::{
    Place,
    caller::newest,
    events::{about, day, met, named, noted, on, with_words},
    refused,
};
use uuid::Uuid;

use crate::taken::{take, take_in};

#[tokio::test(flavor = "multi_thread")]
async fn the_person_takes_away_all_that_they_may_read_and_is_told_that_a_system_asked_for_them() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let position =
        house.write(with_words(on(day("2025-03-14"), met(&rosa, house.reader())), &rosa, "She laughed about the bees.")).await.position;
    let taken = take(&house.for_resident(&rosa), &rosa, position).await.unwrap();
    let names: Vec<&str> = taken.files.keys().map(String::as_str).collect();
    assert_eq!(names, ["READ ME.txt", "story.html", "story.json"]);
    assert!(taken.page().contains("March 2025") && taken.page().contains("She laughed about the bees.") && taken.page().contains("Rosa"));
    let json = taken.json();
    assert_eq!(json["entries"].as_array().unwrap().len(), 2);
    assert_eq!(json["entries"][1]["event"]["words"][0]["text"], "She laughed about the bees.");
    assert_eq!((taken.done.entries, taken.done.to_review, taken.done.kept_back), (2, 0, 0));
    let looks = ListLooksRequest { person: rosa.clone(), at_least_position: place.seen().await, ..Default::default() };
    let looks = house.for_resident(&rosa).audit().list_looks(looks).await.unwrap().into_inner().looks;
    assert!(looks.len() == 1 && looks[0].sentence.contains("for them"), "{looks:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_strangers_story_is_answered_as_nobodys() {
    let place = Place::new().await;
    let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
    let (rosa, tom) = (house.hears_of("Rosa").await, city.hears_of("Tom").await);
    place.seen().await;
    let nobody = Uuid::new_v4().to_string();
    let told = |refusal: throughline_tests::Refused| (refusal.code, refusal.reason, refusal.message);
    let as_tom = city.for_resident(&tom);
    assert_eq!(told(refused(take(&as_tom, &rosa, 0).await)), told(refused(take(&as_tom, &nobody, 0).await)));
    let for_rights = city.reading_for("rights");
    assert_eq!(told(refused(take(&for_rights, &rosa, 0).await)), told(refused(take(&for_rights, &nobody, 0).await)));
    let keeper = place.keeper().reading_for("rights");
    refused(take(&keeper, &nobody, 0).await).is(Reason::PersonUnknown);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_answers_with_what_it_sees_and_only_for_the_persons_rights() {
    let place = Place::new().await;
    let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
    let rosa = house.hears_of("Rosa").await;
    let also = city.hears_of("Rosa M.").await;
    city.write(with_words(met(&also, ""), &also, "Only the city's.")).await;
    let position = newest(&house.joins(&[&rosa, &also], house.reader()).await);
    refused(take(&house, &rosa, position).await).is(Reason::NotAllowed);
    refused(take(&house.reading_for("visit"), &rosa, position).await).is(Reason::NotAllowed);
    let taken = take(&house.reading_for("rights"), &rosa, position).await.unwrap();
    assert!(!taken.says("Only the city's."));
    assert!(taken.page().contains("With what Harmony House sees of it"));
    let looks = ListLooksRequest { person: rosa.clone(), at_least_position: place.seen().await, ..Default::default() };
    let looks = house.for_resident(&rosa).audit().list_looks(looks).await.unwrap().into_inner().looks;
    assert_eq!(looks.iter().map(|look| (look.agency.as_str(), look.purpose.as_str())).collect::<Vec<_>>(), [("harmony-house", "rights")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keeper_answers_in_the_persons_stead_and_the_person_sees_that_they_looked() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let position = house.write(with_words(met(&rosa, ""), &rosa, "About the bees.")).await.position;
    refused(take(&place.keeper(), &rosa, position).await).is(Reason::PersonMissing);
    let taken = take(&place.keeper().reading_for("rights"), &rosa, position).await.unwrap();
    assert!(taken.page().contains("About the bees."));
    assert!(taken.files.contains_key("review.json"));
    let looks = ListLooksRequest { person: rosa.clone(), at_least_position: place.seen().await, ..Default::default() };
    let looks = house.for_resident(&rosa).audit().list_looks(looks).await.unwrap().into_inner().looks;
    assert_eq!(looks.len(), 1);
    // And now who looked is in the person's own copy.
    let own = take(&house.for_resident(&rosa), &rosa, 0).await.unwrap();
    assert_eq!(own.json()["looks"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_wrote_is_shown_and_never_run_and_names_no_file() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let hostile = "</blockquote><script>alert(1)</script> \u{202e}drawkcab <img src=x onerror=y> ../../etc/passwd";
    let rosa = house.hears_of_all(named("../../\"><script>Rosa")).await;
    let event = with_words(noted(&rosa, "<script>facts</script>"), &rosa, hostile);
    let position = house.write(event).await.position;
    let taken = take(&house.for_resident(&rosa), &rosa, position).await.unwrap();
    let page = taken.page().to_lowercase();
    assert!(!page.contains("<script") && !page.contains("<img"), "nothing that was written is a tag");
    assert_eq!(page.matches("</blockquote>").count(), page.matches("<blockquote").count());
    assert_eq!(taken.json()["entries"][1]["event"]["words"][0]["text"], hostile, "for programs it is as it came");
    assert!(taken.files.keys().all(|name| ["READ ME.txt", "story.html", "story.json"].contains(&name.as_str())));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_story_of_a_thousand_entries_and_one_with_hardly_any_are_whole() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let (rosa, mei) = (house.hears_of("Rosa").await, house.hears_of("Mei").await);
    let many = |number: usize| with_words(noted(&rosa, &format!("number {number}.")), &rosa, &"word ".repeat(100));
    for from in [0, 500] {
        house.record((from..from + 500).map(many).collect()).await.unwrap();
    }
    let position = place.seen().await;
    let taken = take(&house.for_resident(&rosa), &rosa, position).await.unwrap();
    assert_eq!(taken.done.entries, 1001);
    assert!((0..1000).all(|number| taken.page().contains(&format!("number {number}."))));
    let one = take(&house.for_resident(&mei), &mei, position).await.unwrap();
    assert_eq!(one.done.entries, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_persons_copy_says_so_and_nothing_else() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa Canary").await;
    house.write(with_words(met(&rosa, ""), &rosa, "About the canaries.")).await;
    let request = EraseProfilesRequest {
        request_id: Uuid::new_v4().to_string(),
        happened: Some(day("2026-01-06")),
        profiles: vec![rosa.clone()],
        basis: "UK GDPR article 17(1)(b)".into(),
        ..Default::default()
    };
    place.keeper().writes_people().erase_profiles(request).await.unwrap();
    let position = place.seen().await;
    let taken = take(&house.for_resident(&rosa), &rosa, position).await.unwrap();
    assert!(taken.page().contains("Your story was erased.") && taken.page().contains("UK GDPR article 17(1)(b)"));
    assert!(!taken.says("Canary") && !taken.says("canaries"));
    assert_eq!(taken.json()["erased"], true);
    let kinds: Vec<_> = taken.json()["entries"].as_array().unwrap().iter().map(|entry| entry["event"]["erased"].is_object()).collect();
    assert_eq!(kinds, [true]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_speaks_the_language_that_was_asked_for() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let words = Words { person: rosa.clone(), text: "Îmi plac albinele.".into(), voice: Voice::Resident.into(), details: None };
    let kind = Kind::StrengthShared(throughline_proto::v1::StrengthShared { what: "albine".into() });
    let position = house.write(Event { words: vec![words], ..on(day("2025-03-14"), about(&rosa, kind)) }).await.position;
    let taken = take_in(&house.for_resident(&rosa), &rosa, "ro-RO", position).await.unwrap();
    assert!(
        taken.page().contains("lang=\"ro\"") && taken.page().contains("martie 2025") && taken.page().contains("Cu cuvintele dumneavoastră")
    );
}
