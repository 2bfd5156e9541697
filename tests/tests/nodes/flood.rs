//! One agency's bulk work does not keep another's single calls waiting: measured in what is written before them, never in time.

use std::time::Duration;

use throughline_proto::v1::RecordRequest;
use throughline_tests::{
    Caller,
    caller::{newest, one_of_many, request},
    events::noted,
};
use tokio::task::JoinSet;

use crate::beside::place_and_node;

/// How many requests the flood has waiting; a commit takes 512.
const FLOOD: usize = 2_000;
const STREAMS: usize = 10;
/// How many single calls another agency makes meanwhile.
const SINGLES: usize = 20;

fn requests(person: &str, count: usize) -> Vec<RecordRequest> {
    (0..count).map(|number| request(vec![noted(person, &format!("Row {number}."))])).collect()
}

/// Waits until something is so.
async fn until(is_so: impl Fn() -> bool) {
    while !is_so() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Sends a stream of requests; the position of the last.
async fn send(caller: Caller, requests: Vec<RecordRequest>) -> u64 {
    let messages: Vec<_> = requests.into_iter().map(one_of_many).collect();
    let mut answers = caller.records().record_many(tokio_stream::iter(messages)).await.expect("a stream").into_inner();
    let mut last = 0;
    while let Some(answer) = answers.message().await.expect("it goes on") {
        match answer.outcome {
            Some(throughline_proto::v1::record_many_response::Outcome::Receipt(receipt)) => last = newest(&receipt),
            other => panic!("it was not taken in: {other:?}"),
        }
    }
    last
}

#[tokio::test(flavor = "multi_thread")]
async fn single_calls_of_one_agency_are_all_taken_and_pass_the_flood_of_another() {
    let (place, house, rosa, node) = place_and_node(Duration::from_secs(900)).await;
    let city = place.agency("care-city").await;
    let sam = city.hears_of("Sam").await;
    let (flooding, single) = (node.caller(&house), node.caller(&city));
    single.story(&sam, place.head()).await;
    let before = *node.log.head().borrow();

    node.switch.may_commit(false);
    let mut flood = JoinSet::new();
    for _ in 0..STREAMS {
        flood.spawn(send(flooding.clone(), requests(&rosa, FLOOD / STREAMS)));
    }
    until(|| node.switch.held() + node.log.waiting() == FLOOD).await;
    let mut singles = JoinSet::new();
    for request in requests(&sam, SINGLES) {
        let single = single.clone();
        singles.spawn(async move { single.send(request).await.map(|receipt| newest(&receipt)) });
    }
    until(|| node.switch.held() + node.log.waiting() == FLOOD + SINGLES).await;
    let under_way = node.switch.held();
    node.switch.may_commit(true);

    let mut last = before;
    while let Some(position) = singles.join_next().await {
        last = last.max(position.expect("it ends").expect("each is taken"));
    }
    let of_flood = flood.join_all().await.into_iter().max().expect("streams");
    // After the commit that was under way, every other request is a single call, until there is none left.
    let passed = usize::try_from(last - before).expect("a number");
    assert!(passed <= under_way + 2 * SINGLES, "the last single call came {passed} places after the flood began");
    assert_eq!(usize::try_from(of_flood - before).expect("a number"), FLOOD + SINGLES, "the flood's last is the last of all");
}
