//! Nobody reads another's story before it is written down; and whoever is looked at can see it.

use throughline_proto::v1::{
    ExplainRequest, FindPeopleRequest, KeptAfter, ListChangesRequest, ListDueRequest, ListLooksRequest, ListLooksResponse,
    ListMyPeopleRequest, Look, Reason, ReplayRequest, RetentionSet, Telling, Voice, WatchStoryRequest, event::Kind, party::Party,
    watch_story_response,
};
use throughline_tests::{
    Caller, Place,
    events::{alongside, day, noted, of_nobody, on},
    refused,
};

async fn ask(caller: &Caller, person: &str, request: ListLooksRequest) -> Result<ListLooksResponse, tonic::Status> {
    Ok(caller.audit().list_looks(ListLooksRequest { person: person.to_owned(), ..request }).await?.into_inner())
}

/// Who looked, as the person themselves is told.
async fn looks(place: &Place, house: &Caller, person: &str) -> Vec<Look> {
    let telling = Some(Telling { voice: Voice::Resident.into(), ..Telling::default() });
    let request = ListLooksRequest { at_least_position: place.seen().await, telling, ..ListLooksRequest::default() };
    ask(&house.for_resident(person), person, request).await.expect("it is theirs").looks
}

async fn sentences(place: &Place, house: &Caller, person: &str) -> Vec<String> {
    looks(place, house, person).await.into_iter().map(|look| without_day(&look.sentence)).collect()
}

/// What is told of a look says on which day it was: "… read your story on 14 March 2026, to get ready for a visit."
pub fn without_day(sentence: &str) -> String {
    let (before, after) = sentence.split_once(" on ").expect("it says when");
    let day = after.find([',', '.']).expect("it goes on, or ends");
    assert!(after[..day].split(' ').count() == 3, "{sentence}");
    format!("{before}{}", &after[day..])
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_reads_a_story_is_written_down_before_they_are_answered_once_in_five_minutes() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let before = place.seen().await;
    house.reading_for("visit").story(&rosa, before).await;
    // In the log when the answer is there, whether or not any view has come to it.
    assert_eq!(place.head(), before + 1);
    for _ in 0..3 {
        house.reading_for("visit").story(&rosa, before).await;
    }
    assert_eq!(place.head(), before + 1, "one look stands for those after it");
    house.reading_for("call").story(&rosa, before).await;
    assert_eq!(place.head(), before + 2, "another purpose is another look");
    let told = [
        "Somebody at Harmony House read your story, to get ready for a call.",
        "Somebody at Harmony House read your story, to get ready for a visit.",
    ];
    assert_eq!(sentences(&place, &house, &rosa).await, told);
    let look = looks(&place, &house, &rosa).await.remove(0);
    assert!(look.reader.is_none() && look.agency == "harmony-house" && look.when.is_some(), "{look:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_reader_is_a_look_and_the_keeper_sees_who_it_was() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let amira = house.is_joined_by("Amira").await;
    let rosa = house.hears_of("Rosa").await;
    let position = place.seen().await;
    house.story(&rosa, position).await;
    house.for_supporter(&amira).story(&rosa, position).await;
    let request = ListLooksRequest { at_least_position: place.seen().await, ..ListLooksRequest::default() };
    let seen = ask(&place.keeper(), &rosa, request).await.expect("the keeper may").looks;
    let readers: Vec<_> = seen.into_iter().filter_map(|look| look.reader?.party).collect();
    assert_eq!(readers, [Party::Supporter(amira), Party::Supporter(house.reader().to_owned())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_sees_who_looked() {
    let place = Place::new().await;
    let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
    let (rosa, tom) = (house.hears_of("Rosa").await, city.hears_of("Tom").await);
    let position = place.seen().await;
    house.story(&rosa, position).await;
    let asked = |caller: Caller, person: String| async move { refused(ask(&caller, &person, ListLooksRequest::default()).await) };
    asked(house.clone(), rosa.clone()).await.is(Reason::NotAllowed);
    asked(city.for_resident(&tom), rosa.clone()).await.is(Reason::PersonUnknown);
    asked(city.for_resident(&rosa), rosa.clone()).await.is(Reason::PersonUnknown);
    // Not even that there are any: the same answer as for somebody who is not there.
    asked(house.for_resident(&rosa), uuid::Uuid::new_v4().to_string()).await.is(Reason::PersonUnknown);
}

#[tokio::test(flavor = "multi_thread")]
async fn that_an_agencys_system_read_a_story_for_whose_it_is_is_told_and_looks_cause_no_others() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let before = place.seen().await;
    house.for_resident(&rosa).story(&rosa, before).await;
    assert_eq!(sentences(&place, &house, &rosa).await, ["Harmony House read your story for you."]);
    assert_eq!(looks(&place, &house, &rosa).await.len(), 1);
    assert_eq!(place.head(), before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_or_not_there_is_no_look() {
    let place = Place::new().await;
    let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
    let rosa = house.hears_of("Rosa").await;
    let before = place.seen().await;
    refused(city.try_story(&rosa, before).await).is(Reason::PersonUnknown);
    refused(city.try_story(&uuid::Uuid::new_v4().to_string(), before).await).is(Reason::PersonUnknown);
    assert!(city.finds("Rosa", before).await.is_empty());
    assert_eq!(place.head(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_searches_changes_and_streams_are_looks_too() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let reader = house.reader().to_owned();
    let rosa = house.hears_of("Rosa").await;
    house.write(alongside(&rosa, &reader)).await;
    let mut seen = place.seen().await;
    let in_a_list = "Somebody at Harmony House saw your story in a list.";
    let read = "Somebody at Harmony House read your story.";
    let request = FindPeopleRequest { name: "Rosa".into(), ..FindPeopleRequest::default() };
    house.people().find_people(request).await.expect("found");
    assert_eq!((place.head(), sentences(&place, &house, &rosa).await), (seen + 1, vec![in_a_list.to_owned()]));
    // A list after a list is the same look.
    house.stories().list_my_people(ListMyPeopleRequest::default()).await.expect("listed");
    assert_eq!(place.head(), seen + 1);
    house.stories().list_changes(ListChangesRequest::default()).await.expect("told");
    assert_eq!(sentences(&place, &house, &rosa).await[0], read);
    seen = place.seen().await;
    // Whoever has read it has seen what a list shows.
    house.stories().list_my_people(ListMyPeopleRequest::default()).await.expect("listed");
    assert_eq!(place.head(), seen);
    let colleague = house.for_supporter(&house.is_joined_by("Amira").await);
    let request = WatchStoryRequest { person: rosa.clone(), ..WatchStoryRequest::default() };
    let mut stream = colleague.stories().watch_story(request).await.expect("a stream").into_inner();
    let first = stream.message().await.expect("it goes on").expect("news").news.expect("something");
    assert!(matches!(first, watch_story_response::News::Entry(_)));
    assert_eq!(sentences(&place, &house, &rosa).await, [read, read, in_a_list]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_is_part_of_no_story_and_no_news() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let position = place.seen().await;
    let first = house.story(&rosa, position).await;
    let seen = place.seen().await;
    assert!(seen > position);
    assert_eq!(house.story(&rosa, seen).await.entries, first.entries);
    assert_eq!(house.for_resident(&rosa).story(&rosa, seen).await.entries.len(), 1);
    let request = ListChangesRequest { after_position: position, at_least_position: seen, ..ListChangesRequest::default() };
    assert!(house.stories().list_changes(request).await.expect("told").into_inner().entries.is_empty());
    // Nor does it stand in the way of a condition.
    let request = throughline_proto::v1::RecordRequest {
        nothing_new_since: position,
        ..throughline_tests::caller::request(vec![noted(&rosa, "Sings.")])
    };
    assert!(house.send(request).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_stays_with_each_profile_that_was_read() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let reader = house.reader().to_owned();
    let (rosa, rosa_too) = (house.hears_of("Rosa").await, house.hears_of("Rosa").await);
    house.story(&rosa, place.seen().await).await;
    house.joins(&[&rosa, &rosa_too], &reader).await;
    // Joined with somebody else, it is another story, and read anew.
    house.story(&rosa, place.seen().await).await;
    assert_eq!(looks(&place, &house, &rosa).await.len(), 2);
    house.separates(&[&rosa_too]).await;
    assert_eq!((looks(&place, &house, &rosa).await.len(), looks(&place, &house, &rosa_too).await.len()), (2, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_auditor_who_replays_everything_has_looked_at_everybody_once() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let before = place.seen().await;
    // Whatever an auditor reads is a look: also when something was written and by whom, which tells how often somebody was in touch.
    for _ in 0..2 {
        place.keeper().replays(ReplayRequest { structure_only: true, ..ReplayRequest::default() }).await;
    }
    assert_eq!(place.head(), before + 1);
    place.keeper().replays(ReplayRequest::default()).await;
    place.keeper().replays(ReplayRequest::default()).await;
    assert_eq!(place.head(), before + 2);
    let told = [
        "Somebody at the team that keeps the records went through everybody’s stories, with this reason: it is tried out.",
        "Somebody at the team that keeps the records saw when something was written in everybody’s stories, and by which agency.",
    ];
    assert_eq!(sentences(&place, &house, &rosa).await, told);
}

#[tokio::test(flavor = "multi_thread")]
async fn looks_are_paged_the_newest_first() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    for name in ["Ann", "Ben", "Cas", "Dee", "Eve"] {
        let supporter = house.is_joined_by(name).await;
        house.for_supporter(&supporter).story(&rosa, place.seen().await).await;
    }
    let mut request = ListLooksRequest { page_size: 2, at_least_position: place.seen().await, ..ListLooksRequest::default() };
    let (mut positions, mut pages) = (Vec::new(), 0);
    loop {
        let page = ask(&house.for_resident(&rosa), &rosa, request.clone()).await.expect("theirs");
        positions.extend(page.looks.iter().map(|look| look.position));
        pages += 1;
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    assert_eq!((positions.len(), pages), (5, 3));
    assert!(positions.is_sorted_by(|one, other| one > other));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_replays_a_part_has_looked_at_that_part_and_another_part_is_another_look() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    place.seen().await;
    let of_house = ReplayRequest { agency: "harmony-house".into(), ..ReplayRequest::default() };
    let part = ReplayRequest { after_position: 1, until_position: 3, ..ReplayRequest::default() };
    let begun = ReplayRequest { after_position: 2, ..of_house.clone() };
    for request in [&of_house, &of_house, &part, &begun, &part] {
        place.keeper().replays(request.clone()).await;
    }
    let all = "Somebody at the team that keeps the records went through everybody’s stories";
    let told = [
        format!("{all} as far as Harmony House wrote them from record 3, with this reason: it is tried out."),
        format!("{all} from record 2 up to record 3, with this reason: it is tried out."),
        format!("{all} as far as Harmony House wrote them, with this reason: it is tried out."),
    ];
    assert_eq!(sentences(&place, &house, &rosa).await, told);
    let made_up = ReplayRequest { agency: "Rosa Martínez".into(), ..ReplayRequest::default() };
    refused(place.keeper().audit().replay(made_up).await).is(Reason::FieldInvalid);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keeper_has_looked_at_each_person_of_whom_they_are_told_anything() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let note = house.write(on(day("2025-02-01"), noted(&rosa, "Sings."))).await;
    let set = RetentionSet {
        kind: "everything".into(),
        keep_for_days: 30,
        after: KeptAfter::LastHappened.into(),
        basis: "schedule 4".into(),
        ..RetentionSet::default()
    };
    place.keeper().write(of_nobody(Kind::RetentionSet(set))).await;
    let before = place.seen().await;
    let request = ExplainRequest { event: note.event, agency: "harmony-house".into(), ..ExplainRequest::default() };
    place.keeper().reading_for("audit").audit().explain(request).await.expect("the keeper may");
    assert_eq!(place.head(), before + 1);
    let structure = ReplayRequest { person: rosa.clone(), structure_only: true, ..ReplayRequest::default() };
    place.keeper().reading_for("rights").replays(structure).await;
    assert_eq!(place.head(), before + 2);
    // In two years nothing is younger.
    let request = ListDueRequest { on: "2099-01-01".into(), ..ListDueRequest::default() };
    let due = place.keeper().reading_for("records").audit().list_due(request).await.expect("the keeper may").into_inner();
    assert_eq!((due.stories.len(), place.head()), (1, before + 3));
    let mut told = sentences(&place, &house, &rosa).await;
    let structure = told.remove(1);
    assert!(
        structure.starts_with("Somebody at the team that keeps the records saw when something was written in your story"),
        "{structure}"
    );
    assert!(told.iter().all(|told| told.starts_with("Somebody at the team that keeps the records saw your story in a list")), "{told:?}");
}
