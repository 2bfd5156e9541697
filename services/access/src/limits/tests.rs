//! Limits with a log and a clock that a test sets.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use super::*;

const NOON: i64 = 20_000 * DAY_US + DAY_US / 2;

#[derive(Clone, Default)]
struct Log {
    now_us: Arc<AtomicI64>,
    written: Arc<AtomicU64>,
}

impl Written for Log {
    fn written(&self, _: &str, _: i64) -> u64 {
        self.written.load(Ordering::Relaxed)
    }

    fn now_us(&self) -> i64 {
        self.now_us.load(Ordering::Relaxed)
    }
}

fn limits(requests_per_second: u32, events_per_day: u64) -> Limits {
    Limits { usual: Limit { requests: Pace { per_second: requests_per_second, at_once: 1 }, events_per_day }, agencies: HashMap::new() }
}

fn counter(limits: Limits) -> (Arc<Counter>, Log) {
    let log = Log::default();
    log.now_us.store(NOON, Ordering::Relaxed);
    (Counter::new(limits, log.clone()), log)
}

#[test]
fn a_day_has_so_many_events_and_the_next_has_as_many_again() {
    let (counter, log) = counter(limits(0, 3));
    let house = counter.allowance("harmony-house");
    house.take_events(2).unwrap().keep();
    let refusal = house.take_events(2).unwrap_err();
    assert_eq!((refusal.reason, refusal.retry_after), (Reason::QuotaUsed, Some(Duration::from_secs(43_200))));
    house.take_events(1).unwrap().keep();
    house.take_events(1).unwrap_err();
    log.now_us.fetch_add(DAY_US / 2, Ordering::Relaxed);
    house.take_events(3).unwrap().keep();
}

#[test]
fn what_was_not_written_is_given_back() {
    let (counter, _) = counter(limits(0, 1));
    let house = counter.allowance("harmony-house");
    drop(house.take_events(1).unwrap());
    house.take_events(1).unwrap().keep();
    house.take_events(1).unwrap_err();
}

#[test]
fn what_the_log_has_counts_whoever_wrote_it_and_whenever_this_node_began() {
    let (counter, log) = counter(limits(0, 10));
    log.written.store(9, Ordering::Relaxed);
    let house = counter.allowance("harmony-house");
    house.take_events(2).unwrap_err();
    house.take_events(1).unwrap().keep();
    house.take_events(1).unwrap_err();
}

#[test]
fn one_agency_does_not_use_what_is_anothers_and_the_keeper_has_no_limit() {
    let (counter, _) = counter(limits(1, 1));
    for agency in ["harmony-house", "care-city"] {
        let allowance = counter.allowance(agency);
        allowance.take_request().unwrap();
        assert_eq!(counter.allowance(agency).take_request().unwrap_err().reason, Reason::RateLimited);
        allowance.take_events(1).unwrap().keep();
    }
    let keeper = counter.allowance(KEEPER);
    assert!((0..100).all(|_| keeper.take_request().is_ok() && keeper.take_events(1_000).is_ok()));
}

#[test]
fn an_agency_that_is_named_has_its_own_limit() {
    let mut limits = limits(1, 1);
    limits.agencies.insert("care-city".to_owned(), Limit { events_per_day: 5, ..Limit::NONE });
    let (counter, _) = counter(limits);
    let city = counter.allowance("care-city");
    assert!((0..100).all(|_| city.take_request().is_ok()));
    city.take_events(5).unwrap().keep();
    city.take_events(1).unwrap_err();
}

#[test]
fn strangers_share_what_there_is_for_them() {
    let (counter, _) = counter(Limits::none());
    let turned_away = (0..10_000).find_map(|_| counter.take_stranger().err());
    assert_eq!(turned_away.expect("there were too many").reason, Reason::RateLimited);
}

#[test]
fn whoever_only_passes_by_the_portal_keeps_nobody_out_who_is_signed_in_there() {
    let (counter, log) = counter(limits(1, 10));
    let for_somebody = HeaderMap::from_iter([(ACTING_FOR.parse().unwrap(), "resident/…".parse().unwrap())]);
    let passing_by = counter.allowance(&counted_as(PORTAL.to_owned(), &HeaderMap::new()));
    passing_by.take_request().unwrap();
    assert_eq!(passing_by.take_request().unwrap_err().reason, Reason::RateLimited);
    let signed_in = counter.allowance(&counted_as(PORTAL.to_owned(), &for_somebody));
    signed_in.take_request().unwrap();
    // Agencies' systems call for nobody as well, and are counted as ever. What the portal writes is of its one day.
    assert_eq!(counted_as("harmony-house".to_owned(), &HeaderMap::new()), "harmony-house");
    log.written.store(10, Ordering::Relaxed);
    assert_eq!(passing_by.take_events(1).unwrap_err().reason, Reason::QuotaUsed);
}
