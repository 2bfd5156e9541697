//! RecordMany: a great many requests in a row, cut off and begun again.

use std::{collections::HashSet, time::Duration};

use throughline_proto::v1::{Died, HelpKind, RecordManyResponse, RecordRequest, event::Kind, record_many_response::Outcome};
use throughline_tests::{
    Caller, Place,
    caller::{newest, one_of_many, request},
    events::{about, noted, offered},
};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

/// Sends requests as one stream, to its end.
async fn send_all(caller: &Caller, requests: &[RecordRequest]) -> Vec<RecordManyResponse> {
    let messages: Vec<_> = requests.iter().cloned().map(one_of_many).collect();
    let mut answers = caller.records().record_many(tokio_stream::iter(messages)).await.expect("a stream").into_inner();
    let mut received = Vec::new();
    while let Some(answer) = answers.message().await.expect("it goes on") {
        received.push(answer);
    }
    received
}

fn position(answer: &RecordManyResponse) -> u64 {
    match &answer.outcome {
        Some(Outcome::Receipt(receipt)) => newest(receipt),
        other => panic!("it was not taken in: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_was_cut_off_is_sent_again_and_each_request_is_applied_once() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let head = place.head();
    let requests: Vec<_> = (0..500).map(|number| request(vec![noted(&rosa, &format!("Note {number}."))])).collect();

    let (sender, outgoing) = mpsc::channel(8);
    let mut answers = house.records().record_many(ReceiverStream::new(outgoing)).await.expect("a stream").into_inner();
    let sending = tokio::spawn({
        let requests = requests.clone();
        async move {
            for request in requests {
                if sender.send(one_of_many(request)).await.is_err() {
                    break;
                }
            }
        }
    });
    let mut acknowledged = Vec::new();
    while acknowledged.len() < 120 {
        acknowledged.push(answers.message().await.expect("it goes on").expect("an answer"));
    }
    drop(answers);
    sending.abort();

    let again = send_all(&house, &requests).await;
    assert_eq!(again.len(), 500);
    for (answer, request) in again.iter().zip(&requests) {
        assert_eq!(answer.request_id, request.request_id);
    }
    for (answer, earlier) in again.iter().zip(&acknowledged) {
        assert_eq!(position(answer), position(earlier));
    }
    let positions: HashSet<u64> = again.iter().map(position).collect();
    assert_eq!(positions, (head + 1..=head + 500).collect());
    assert_eq!(place.head(), head + 500);
    assert_eq!(house.story(&rosa, place.head()).await.entries.len(), 500);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_keeps_writing_about_one_person_does_not_conflict_with_itself() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let requests: Vec<_> = (0..300).map(|number| request(vec![offered(&rosa, &format!("Offer {number}"), HelpKind::Food)])).collect();
    let answers = send_all(&house, &requests).await;
    let positions: Vec<u64> = answers.iter().map(position).collect();
    assert_eq!(positions.len(), 300);
    assert!(positions.is_sorted(), "they lie in the log in the order in which they were sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_does_not_find_its_own_later_writing_in_the_way_of_a_position_that_it_names() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    // Again and again: a view that follows at once would hide it.
    for _ in 0..20 {
        let nothing_new_since = house.write(noted(&rosa, "Keeps bees.")).await.position;
        let decided = request(vec![offered(&rosa, "A lift", HelpKind::GettingAbout)]);
        let requests = [RecordRequest { nothing_new_since, ..decided }, request(vec![noted(&rosa, "Has two hives.")])];
        let positions: Vec<u64> = send_all(&house, &requests).await.iter().map(position).collect();
        assert_eq!(positions, [nothing_new_since + 1, nothing_new_since + 2]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_streams_about_one_person_both_come_to_their_end() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let requests = |kind| -> Vec<_> { (0..60).map(|number| request(vec![offered(&rosa, &format!("Offer {number}"), kind)])).collect() };
    let (one, other) = (requests(HelpKind::Food), requests(HelpKind::Company));
    let (one, other) = tokio::join!(send_all(&house, &one), send_all(&house, &other));
    let positions: HashSet<u64> = one.iter().chain(&other).map(position).collect();
    assert_eq!(positions.len(), 120);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_is_not_taken_in_does_not_stop_the_stream() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let stranger = uuid::Uuid::new_v4().to_string();
    let requests: Vec<_> =
        (0..9).map(|number| request(vec![noted(if number % 3 == 1 { &stranger } else { &rosa }, &format!("Note {number}."))])).collect();
    let answers = send_all(&house, &requests).await;
    for (number, (answer, request)) in answers.iter().zip(&requests).enumerate() {
        assert_eq!(answer.request_id, request.request_id);
        match &answer.outcome {
            Some(Outcome::NotTaken(not_taken)) => {
                assert_eq!(number % 3, 1);
                assert_eq!((not_taken.reason().name(), not_taken.code), ("PERSON_UNKNOWN", i32::from(tonic::Code::NotFound)));
            }
            _ => assert!(position(answer) > 0 && number % 3 != 1),
        }
    }
    assert_eq!(answers.len(), 9);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_may_write_about_whom_it_has_just_heard_of() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let (sender, outgoing) = mpsc::channel(8);
    let mut answers = house.records().record_many(ReceiverStream::new(outgoing)).await.expect("a stream").into_inner();
    let heard = throughline_proto::v1::FirstHeardOf::default();
    let heard = throughline_tests::events::of_nobody(Kind::FirstHeardOf(heard));
    for _ in 0..20 {
        sender.send(one_of_many(request(vec![heard.clone()]))).await.expect("it is open");
        let answer = answers.message().await.expect("it goes on").expect("an answer");
        let Some(Outcome::Receipt(receipt)) = answer.outcome else { panic!("not taken in: {answer:?}") };
        // At once, although the view has hardly heard of them.
        sender.send(one_of_many(request(vec![noted(&receipt.entries[0].person, "At once.")]))).await.expect("it is open");
        position(&answers.message().await.expect("it goes on").expect("an answer"));
    }
}

/// An offer rests on what was said before it, and the row may be far ahead of the view. Were it decided on what the view has, it would lose, and be
/// decided again only after she had died.
#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_is_far_ahead_of_the_view_is_decided_as_it_came() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let (rosa, sam) = (house.hears_of("Rosa").await, house.hears_of("Sam").await);
    place.seen().await;
    let mut requests = vec![request(vec![noted(&rosa, "Sings.")])];
    requests.extend((0..400).map(|number| request(vec![noted(&sam, &format!("Note {number}."))])));
    requests.push(request(vec![offered(&rosa, "A meal.", HelpKind::Food)]));
    requests.push(request(vec![about(&rosa, Kind::Died(Died::default()))]));
    // The view takes nothing in for a while.
    let held = rusqlite::Connection::open(place.folder.path().join("views.sqlite")).expect("it opens");
    held.execute_batch("begin immediate").expect("nobody writes just now");
    let (answers, ()) = tokio::join!(send_all(&house, &requests), async {
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        held.execute_batch("rollback").expect("let go");
    });
    assert_eq!(answers.iter().map(position).collect::<HashSet<_>>().len(), requests.len());
}
