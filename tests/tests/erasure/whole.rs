//! One erasure from its call to the last byte.

use throughline_proto::v1::{Entry, GetStoryRequest, ListChangesRequest, ReplayRequest, Telling};
use throughline_tests::Place;

use crate::scene::{self, NAME, PHONE, WORDS, erase, files_with, live, wrapped_key};

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_of_somebody_who_is_erased_is_gone_and_the_others_stories_are_whole_and_say_someone() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let people = live(&house).await;
    let seen = place.seen().await;
    let before = house.story(&people.sam, seen).await;
    assert_eq!(house.finds(NAME, 0).await.len(), 1);
    let position = erase(&place.keeper(), &[&people.rosa]).await;

    let after = house.story(&people.sam, position).await;
    assert_eq!(sentences(&after.entries), sentences(&before.entries), "it reads as it did");
    assert!(sentences(&after.entries).iter().any(|sentence| sentence.contains("someone")), "{:?}", sentences(&after.entries));
    assert_eq!(words(&after.entries), ["Red ones.", "We drank tea."]);
    assert_eq!(after.story, before.story);

    let gone = house.story(&people.rosa, position).await;
    assert_eq!(sentences(&gone.entries), ["The content of one record was erased for good (UK GDPR article 17(1)(b))."]);
    assert_eq!((gone.details, words(&gone.entries).len()), (None, 0));
    assert!(house.finds(NAME, position).await.is_empty());
    let (records, _) = place.keeper().replays(ReplayRequest::default()).await;
    let told = format!("{records:?}");
    assert!(![NAME, PHONE, WORDS].iter().any(|secret| told.contains(secret)), "a replay does not have them either");
    // Five of her life, and that somebody looked at it.
    assert_eq!(records.iter().filter(|record| record.unreadable == "erased").count(), 6);
    assert_eq!(place.differences().await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_byte_of_any_file_holds_what_was_erased() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let people = live(&house).await;
    place.seen().await;
    let folder = place.folder.path().to_owned();
    let key = wrapped_key(&folder, &people.rosa).expect("she has a key");
    assert!(!files_with(&folder, &key).is_empty(), "it is looked for where it lies");
    for secret in [NAME, PHONE, WORDS] {
        assert_eq!(files_with(&folder, secret.as_bytes()), Vec::<String>::new(), "never in clear");
    }
    erase(&place.keeper(), &[&people.rosa]).await;
    assert_eq!(files_with(&folder, &key), Vec::<String>::new(), "while it is served");
    assert_eq!(wrapped_key(&folder, &people.rosa), None);
    let folder = place.close().await;
    assert_eq!(files_with(folder.path(), &key), Vec::<String>::new(), "and afterwards");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_an_erasure_the_views_equal_a_fresh_replay() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let people = live(&house).await;
    let more = live(&house).await;
    assert_eq!(place.differences().await, []);
    erase(&place.keeper(), &[&people.rosa]).await;
    assert_eq!(place.differences().await, []);
    // Life goes on, before and after they are made again.
    house.write(scene::met_together(&people.sam, &more.rosa)).await;
    assert_eq!(place.differences().await, []);
    let place = place.reopened().await;
    assert_eq!(place.differences().await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn proofs_from_before_an_erasure_still_hold() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let people = live(&house).await;
    place.seen().await;
    let checkpoint = place.log().checkpoint_now().await.expect("signed").note;
    erase(&place.keeper(), &[&people.rosa]).await;
    let report = place.log().verify(vec![checkpoint.clone()], |_| {}).await.expect("verified");
    assert!(report.is_sound(), "{:?}", report.findings);
    // Facts and words that only she could open are no more there.
    let missing = place.log().read(0, 100).await.expect("read").into_iter().flat_map(|record| record.parts).filter(Vec::is_empty).count();
    assert!(missing >= 7, "{missing} parts are gone");
    let report = place.reopened().await.log().verify(vec![checkpoint], |_| {}).await.expect("verified");
    assert!(report.is_sound(), "{:?}", report.findings);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_agencies_that_knew_her_are_told_and_no_other() {
    let place = Place::new().await;
    let (house, garden) = (place.agency("harmony-house").await, place.agency("kitchen-garden").await);
    let people = live(&house).await;
    let before = place.seen().await;
    let position = erase(&place.keeper(), &[&people.rosa]).await;
    for (agency, told) in [(&house, 1), (&garden, 0)] {
        let since = ListChangesRequest { after_position: before, at_least_position: position, ..ListChangesRequest::default() };
        let changes = agency.stories().list_changes(since).await.expect("a list").into_inner().entries;
        assert_eq!(changes.len(), told, "{changes:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_was_told_before_is_not_told_again() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let people = live(&house).await;
    let position = place.seen().await;
    let ask = GetStoryRequest { person: people.rosa.clone(), telling: Some(Telling::default()), ..GetStoryRequest::default() };
    for _ in 0..2 {
        let told = house.stories().get_story(ask.clone()).await.expect("hers").into_inner();
        assert!(format!("{told:?}").contains(WORDS));
    }
    assert!(position > 0);
    erase(&place.keeper(), &[&people.rosa]).await;
    let told = house.stories().get_story(ask).await.expect("that she was erased may be known").into_inner();
    assert!(!format!("{told:?}").contains(WORDS));
}

fn sentences(entries: &[Entry]) -> Vec<String> {
    entries.iter().map(|entry| entry.sentence.clone()).collect()
}

fn words(entries: &[Entry]) -> Vec<String> {
    entries
        .iter()
        .filter_map(|entry| entry.event.as_ref())
        .flat_map(|event| &event.words)
        .map(|words| words.text.clone())
        .filter(|text| !text.is_empty())
        .collect()
}
