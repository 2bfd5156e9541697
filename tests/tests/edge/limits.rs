//! An agency's limits, over gRPC: each refusal with its reason, what is allowed, and how long to wait.

use std::{
    collections::HashMap,
    net::{Ipv4Addr, SocketAddr},
};

use throughline::node::Serving;
use throughline_access::limits::{Limit, Limits, Pace};
use throughline_proto::v1::{Reason, RecordManyRequest, RecordRequest, record_many_response::Outcome};
use throughline_tests::{
    Caller, Place,
    caller::{one_of_many, request},
    events::noted,
    place, refused,
};
use tonic_types::StatusExt as _;

/// So many events are enough to begin with: a reader, and somebody to write about.
const BEGUN: u64 = 2;

async fn served(limit: Limit) -> Place {
    let folder = tempfile::tempdir().expect("a folder");
    place::begin(folder.path());
    Place::open_with(folder, serving(limit)).await
}

fn serving(limit: Limit) -> Serving {
    let limits = Limits { usual: Limit::NONE, agencies: HashMap::from([("harmony-house".to_owned(), limit)]) };
    Serving { limits, ..SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into() }
}

fn quota(events: u64) -> Limit {
    Limit { events_per_day: BEGUN + events, ..Limit::NONE }
}

fn notes(person: &str, count: usize) -> Vec<RecordRequest> {
    (0..count).map(|number| request(vec![noted(person, &format!("Note {number}."))])).collect()
}

/// How each of a row was answered.
async fn many(house: &Caller, requests: Vec<RecordRequest>) -> Vec<Option<Reason>> {
    let messages: Vec<RecordManyRequest> = requests.into_iter().map(one_of_many).collect();
    let mut answers = house.records().record_many(tokio_stream::iter(messages)).await.expect("a stream").into_inner();
    let mut told = Vec::new();
    while let Some(answer) = answers.message().await.expect("it goes on") {
        told.push(match answer.outcome.expect("an outcome") {
            Outcome::Receipt(_) => None,
            Outcome::NotTaken(why) => {
                assert!(why.retry_after_ms > 0, "it says how long to wait");
                Some(why.reason())
            }
        });
    }
    told
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_that_come_too_fast_are_turned_away_and_another_agencys_are_not() {
    let place = served(Limit { requests: Pace { per_second: 1, at_once: 3 }, events_per_day: 0 }).await;
    let house = place.agency("harmony-house").await;
    let city = place.agency("care-city").await;
    let (rosa, sam) = (uuid::Uuid::new_v4().to_string(), city.hears_of("Sam").await);
    let mut turned_away = None;
    while turned_away.is_none() {
        let status = house.record(vec![noted(&rosa, "One.")]).await.expect_err("nobody of that name");
        turned_away = (status.get_details_error_info().expect("a reason").reason == "RATE_LIMITED").then_some(status);
    }
    let status = turned_away.expect("it is");
    let wait = status.get_details_retry_info().and_then(|info| info.retry_delay).expect("how long to wait");
    assert!(wait.as_nanos() > 0 && wait.as_secs() <= 1);
    let told = refused::<()>(Err(status));
    assert_eq!(told.is(Reason::RateLimited).metadata["requests_per_second"], "1");
    city.write(noted(&sam, "As ever.")).await;
    place.keeper().replays(Default::default()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_days_events_are_used_up_however_they_come_and_reading_goes_on() {
    let place = served(quota(3)).await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    house.write(noted(&rosa, "One.")).await;
    assert_eq!(
        refused(house.record((0..3).map(|_| noted(&rosa, "Three at once.")).collect()).await).is(Reason::QuotaUsed).metadata["events_per_day"],
        "5"
    );
    house.record(vec![noted(&uuid::Uuid::new_v4().to_string(), "What is not written counts for nothing.")]).await.expect_err("nobody");
    assert_eq!(many(&house, notes(&rosa, 4)).await, [None, None, Some(Reason::QuotaUsed), Some(Reason::QuotaUsed)]);
    refused(house.record(vec![noted(&rosa, "One too many.")]).await).is(Reason::QuotaUsed);
    house.for_resident(&rosa).story(&rosa, place.head()).await;
    // By the log, and not by what one process remembers.
    let place = Place::open_with(place.close().await, serving(quota(3))).await;
    let house = place.with_token(house.token());
    refused(house.record(vec![noted(&rosa, "Nor after a restart.")]).await).is(Reason::QuotaUsed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_comes_too_fast_is_slowed_down_and_none_of_it_is_lost() {
    let place = served(Limit { requests: Pace { per_second: 200, at_once: 20 }, events_per_day: 0 }).await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let begun = tokio::time::Instant::now();
    assert_eq!(many(&house, notes(&rosa, 120)).await, vec![None; 120]);
    // No machine is too slow for this: 100 that do not come at once take half a second at least.
    assert!(begun.elapsed().as_millis() >= 450, "{:?}", begun.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_guesses_tokens_is_soon_turned_away_and_good_callers_are_not() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let guessing = Caller::new(place.connection().await, "tl_guessed");
    let mut reasons = Vec::new();
    while !reasons.contains(&"RATE_LIMITED".to_owned()) {
        reasons.push(refused(guessing.record(vec![noted(&rosa, "Mine?")]).await).reason);
    }
    assert!(reasons.iter().any(|reason| reason == "TOKEN_UNKNOWN"));
    house.write(noted(&rosa, "As ever.")).await;
}
