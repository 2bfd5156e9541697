//! The way of one event: from a call into the log, into the story, into history.

use throughline_proto::v1::{Answer, Event, FirstHeardOf, HelpKind, PromiseState, RecordRequest, ReplayRequest, Voice, Words, event::Kind};
use throughline_tests::{
    Place,
    caller::{newest, request, written},
    events::{self, about, answered, day, met, noted, offered, with_words},
    refused,
};

#[tokio::test(flavor = "multi_thread")]
async fn an_event_goes_from_a_call_into_a_story_and_into_history() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let amira = house.is_joined_by("Amira").await;
    let rosa = house.hears_of("Rosa").await;
    let event = with_words(met(&rosa, &amira), &rosa, "On the sofa, with tea.");
    let written = house.for_supporter(&amira).write(event).await;
    assert_eq!(written.person, rosa);

    let story = house.story(&rosa, written.position).await;
    assert!(story.as_of.is_some_and(|as_of| as_of.position >= written.position));
    let entry = &story.entries[0];
    let told = entry.event.as_ref().expect("an event");
    assert_eq!((entry.position, told.id.as_str(), told.agency.as_str()), (written.position, written.event.as_str(), "harmony-house"));
    assert_eq!((told.recorded_by.as_str(), told.words[0].text.as_str()), (amira.as_str(), "On the sofa, with tea."));
    assert!(entry.sentence.contains("Amira") && entry.sentence.contains("Rosa"), "{}", entry.sentence);

    let (records, end) = place.keeper().replays(ReplayRequest { person: rosa.clone(), ..ReplayRequest::default() }).await;
    let replayed = records.last().expect("records");
    assert_eq!((replayed.position, end.records), (written.position, records.len() as u64));
    let entry = replayed.entry.as_ref().and_then(|entry| entry.event.as_ref()).expect("an event");
    assert_eq!((entry.id.as_str(), entry.words[0].text.as_str()), (written.event.as_str(), "On the sofa, with tea."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_story_speaks_to_its_resident() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let amira = house.is_joined_by("Amira").await;
    let rosa = house.hears_of("Rosa").await;
    let written = house.write(met(&rosa, &amira)).await;
    let mut stories = house.for_resident(&rosa).stories();
    let telling = throughline_proto::v1::Telling { voice: Voice::Resident.into(), ..Default::default() };
    let request = throughline_proto::v1::GetStoryRequest {
        person: rosa,
        at_least_position: written.position,
        telling: Some(telling),
        ..Default::default()
    };
    let story = stories.get_story(request).await.expect("their own").into_inner();
    assert!(story.entries[0].sentence.starts_with("You"), "{}", story.entries[0].sentence);
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_first_writes_nothing_and_tells_how_it_will_read() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let amira = house.is_joined_by("Amira").await;
    let rosa = house.hears_of("Rosa").await;
    let before = place.head();
    let request = RecordRequest { validate_only: true, ..request(vec![met(&rosa, &amira)]) };
    let answer = house.records().record(request.clone()).await.expect("it would be taken in").into_inner();
    assert_eq!((answer.receipt, answer.sentences.len(), place.head()), (None, 1, before));
    // What was looked at is sent under the same id.
    house.send(RecordRequest { validate_only: false, ..request }).await.expect("it is taken in");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_sent_again_is_answered_with_its_receipt() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let request = request(vec![noted(&rosa, "Likes the garden."), noted(&rosa, "Keeps bees.")]);
    let first = house.send(request.clone()).await.expect("it is taken in");
    let head = place.head();
    let again = house.send(request).await.expect("it is answered");
    assert!(again.repeated_request && !first.repeated_request);
    assert_eq!((again.entries, again.recorded_at, place.head()), (first.entries, first.recorded_at, head));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_sent_again_is_answered_with_its_receipt_though_the_rules_would_not_take_it_now() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let offer = house.write(offered(&rosa, "A lift", HelpKind::GettingAbout)).await;
    let request = request(vec![answered(&offer.event, Answer::Yes)]);
    let first = house.send(request.clone()).await.expect("it is taken in");
    let again = house.send(request).await.expect("it is answered");
    assert_eq!((again.entries, again.repeated_request), (first.entries, true));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_with_a_known_source_key_is_answered_with_the_first() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let event = Event { source_key: "visits/17".into(), ..noted(&rosa, "Came by.") };
    let first = house.write(event.clone()).await;
    assert_eq!(house.write(event).await, first);
    assert_eq!(place.head(), first.position);
}

#[tokio::test(flavor = "multi_thread")]
async fn events_of_one_request_refer_to_each_other_by_index() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let heard = Event {
        words: vec![Words { details: Some(events::named("Rosa")), ..Words::default() }],
        ..events::of_nobody(Kind::FirstHeardOf(FirstHeardOf::default()))
    };
    let request = vec![heard, offered("#0", "A lift", HelpKind::GettingAbout), answered("#1", Answer::Yes)];
    let receipt = house.record(request).await.expect("it is taken in");
    let rosa = &written(&receipt)[0].person;
    let story = house.story(rosa, newest(&receipt)).await;
    assert_eq!(story.entries.len(), 3);
    assert_eq!(story.story.expect("a story").promises[0].state(), PromiseState::Open);
    assert_eq!(story.details.expect("details").known_as, "Rosa");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_taken_in_whole_or_not_at_all() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let head = place.head();
    let stranger = uuid::Uuid::new_v4().to_string();
    let refused = refused(house.record(vec![noted(&rosa, "One."), noted(&rosa, "Two."), noted(&stranger, "Three.")]).await);
    assert_eq!((refused.reason.as_str(), refused.metadata["event_index"].as_str()), ("PERSON_UNKNOWN", "2"));
    assert_eq!(place.head(), head);
    assert_eq!(house.story(&rosa, head).await.entries.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn history_is_told_as_it_was_known_on_any_day() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let early = house.write(noted(&rosa, "Early.")).await;
    // Told later, though it happened before.
    let late = house.write(events::on(day("2024-12-24"), about(&rosa, noted(&rosa, "Late.").kind.expect("a kind")))).await;
    let keeper = place.keeper();
    let until = ReplayRequest { until_position: early.position, person: rosa.clone(), ..ReplayRequest::default() };
    let (records, _) = keeper.replays(until).await;
    assert_eq!(records.last().map(|record| record.position), Some(early.position));
    // This replay is a look itself, which is not part of what it looks at.
    let head = place.head();
    let (all, end) = keeper.replays(ReplayRequest { structure_only: true, ..ReplayRequest::default() }).await;
    assert_eq!(all.iter().map(|record| record.position).collect::<Vec<_>>(), (1..=head).collect::<Vec<_>>());
    assert!(all.iter().all(|record| record.entry.is_none()));
    assert!(end.position == head && end.position >= late.position);
}
