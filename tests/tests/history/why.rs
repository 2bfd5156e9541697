//! Reading is audited too: words and facts only with a reason, and every read is a look that keeps it.

use prost::Message as _;
use throughline_proto::v1::{
    CompareStoryRequest, GetStoryAsKnownRequest, ListLooksRequest, Look, ReplayRequest, ReplayResponse, ReplayedRecord, Telling, Voice,
    replay_response::Item,
};
use throughline_tests::{
    Caller, Place,
    events::{noted, with_words},
};

use crate::scene::{about, ask, at};

const FACT: &str = "Sings to quinces";
const WORDS: &str = "Under the old tree";

struct Scene {
    place: Place,
    house: Caller,
    rosa: String,
}

async fn scene() -> Scene {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Zephyrine").await;
    house.write(with_words(noted(&rosa, FACT), &rosa, WORDS)).await;
    place.seen().await;
    Scene { place, house, rosa }
}

async fn structure(place: &Place, request: ReplayRequest) -> (bool, Vec<ReplayedRecord>) {
    let mut stream = place.keeper().audit().replay(request).await.expect("the keeper may").into_inner();
    let (mut structure_only, mut records) = (false, Vec::new());
    while let Some(ReplayResponse { item }) = stream.message().await.expect("it goes on") {
        match item {
            Some(Item::Start(start)) => structure_only = start.structure_only,
            Some(Item::Record(record)) => records.push(*record),
            Some(Item::End(_)) | None => {}
        }
    }
    (structure_only, records)
}

fn has_any_of_it(bytes: &[u8]) -> bool {
    [FACT, WORDS, "Zephyrine"].iter().any(|secret| bytes.windows(secret.len()).any(|window| window == secret.as_bytes()))
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_reason_there_are_no_words_and_no_facts() {
    let Scene { place, rosa, .. } = scene().await;
    for person in ["", rosa.as_str()] {
        let (structure_only, records) = structure(&place, ReplayRequest { person: person.into(), ..ReplayRequest::default() }).await;
        assert!(structure_only && records.len() >= 2, "{records:?}");
        assert!(records.iter().all(|record| record.entry.is_none() && !record.header.is_empty() && !record.leaf_hash.is_empty()));
        assert!(!records.iter().any(|record| has_any_of_it(&record.encode_to_vec())));
    }
    let story = ask(&place, GetStoryAsKnownRequest { reason: "  ".into(), ..about(&rosa) }).await;
    assert!(story.structure_only && story.story.is_none() && story.details.is_none() && story.standing.is_empty(), "{story:?}");
    assert!(story.entries.iter().all(|entry| entry.event.is_none() && entry.sentence.is_empty() && entry.position > 0));
    assert_eq!((story.entries.len(), story.entries[0].agency_name.as_str()), (2, "Harmony House"));
    assert!(!has_any_of_it(&story.encode_to_vec()), "{story:?}");
    let compared = CompareStoryRequest { person: rosa, from_position: 1, ..CompareStoryRequest::default() };
    let compared = place.keeper().audit().compare_story(compared).await.expect("the keeper may").into_inner();
    assert!(compared.structure_only && compared.changes.len() == 2, "{compared:?}");
    assert!(compared.changes.iter().all(|change| change.sentence.is_empty() && change.event.is_empty()));
    assert!(!has_any_of_it(&compared.encode_to_vec()), "{compared:?}");
}

/// Who looked, as the person themselves is told, and as the keeper is.
async fn looks(place: &Place, caller: &Caller, person: &str) -> Vec<Look> {
    let telling = Some(Telling { voice: Voice::Resident.into(), ..Telling::default() });
    let at_least_position = place.seen().await;
    let request = ListLooksRequest { person: person.into(), telling, at_least_position, ..ListLooksRequest::default() };
    caller.audit().list_looks(request).await.expect("they may").into_inner().looks
}

#[tokio::test(flavor = "multi_thread")]
async fn every_read_is_a_look_that_says_why_to_whoever_is_read_about() {
    let Scene { place, house, rosa } = scene().await;
    let keeper = place.keeper().reading_for("audit");
    let position = place.head();
    let why = |reason: &str| GetStoryAsKnownRequest { reason: reason.into(), ..at(&rosa, position) };
    let mut head = position;
    for (reason, written) in [("", 1), ("she asked who wrote it", 1), ("she asked who wrote it", 0), ("another reason", 1)] {
        keeper.audit().get_story_as_known(why(reason)).await.expect("the keeper may");
        head += written;
        assert_eq!(place.head(), head, "{reason}");
    }
    let compared =
        CompareStoryRequest { person: rosa.clone(), from_position: 1, reason: "what changed".into(), ..CompareStoryRequest::default() };
    keeper.audit().compare_story(compared).await.expect("the keeper may");
    keeper.replays(ReplayRequest { person: rosa.clone(), reason: "her wish".into(), ..ReplayRequest::default() }).await;
    structure(&place, ReplayRequest::default()).await;
    keeper.replays(ReplayRequest { reason: "the yearly look".into(), ..ReplayRequest::default() }).await;
    assert_eq!(place.head(), head + 4);
    let hers = looks(&place, &house.for_resident(&rosa), &rosa).await;
    let without_day = |sentence: &str| {
        let (before, after) = sentence.split_once(" on ").expect("a day");
        format!("{before}{}", &after[after.find([',', '.']).expect("it goes on")..])
    };
    let told: Vec<_> = hers.iter().map(|look| without_day(&look.sentence)).collect();
    let team = "Somebody at the team that keeps the records";
    let check = "to check that all is in order";
    let expected = [
        format!("{team} went through everybody’s stories, {check}, with this reason: the yearly look."),
        format!("{team} saw when something was written in everybody’s stories, and by which agency."),
        format!("{team} read your story, {check}, with this reason: her wish."),
        format!("{team} read your story, {check}, with this reason: what changed."),
        format!("{team} read your story, {check}, with this reason: another reason."),
        format!("{team} read your story, {check}, with this reason: she asked who wrote it."),
        format!("{team} saw when something was written in your story, and by which agency, {check}."),
    ];
    assert_eq!(told, expected);
    assert!(hers.iter().all(|look| look.reader.is_none()), "not by name");
    let in_full = looks(&place, &place.keeper(), &rosa).await;
    assert_eq!(in_full[0].reason, "the yearly look");
    assert!(in_full.iter().all(|look| look.reader.is_some()));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_read_about_as_part_of_a_story_that_was_joined_then_is_told_too() {
    let Scene { place, house, rosa } = scene().await;
    let other = house.hears_of("Ann").await;
    house.joins(&[&rosa, &other], house.reader()).await;
    let joined = place.seen().await;
    house.separates(&[&other]).await;
    place.seen().await;
    ask(&place, at(&rosa, joined)).await;
    let told = looks(&place, &house.for_resident(&other), &other).await;
    assert_eq!(told.len(), 1, "what stood in the story then was hers: {told:?}");
}
