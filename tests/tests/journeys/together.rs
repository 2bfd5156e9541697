//! Several who write about one person at once: all succeed, or are told why; and what can happen once happens once.

use std::collections::HashSet;

use throughline_proto::v1::{
    Answer, AskPickedUp, Event, HelpKind, Part, ProfilesJoined, ProfilesSeparated, PromiseState, Receipt, RecordRequest, Role, event::Kind,
};
use throughline_tests::{
    Caller, Place,
    caller::{newest, request},
    events::{about, alongside, answered, asked, noted, of_nobody, offered, yes},
    refused,
};
use tokio::task::JoinSet;
use tonic::Status;

/// One person whom two agencies know, each under a profile of its own.
struct Shared {
    place: Place,
    callers: [Caller; 2],
    profiles: [String; 2],
}

impl Shared {
    async fn new() -> Self {
        let place = Place::new().await;
        let callers = [place.agency("harmony-house").await, place.agency("care-city").await];
        let amira = callers[0].is_joined_by("Amira").await;
        let profiles = [callers[0].hears_of("Rosa").await, callers[1].hears_of("Rosa B").await];
        callers[0].joins(&[&profiles[0], &profiles[1]], &amira).await;
        callers[0].write(alongside(&profiles[0], &amira)).await;
        Self { place, callers, profiles }
    }

    /// Sixty-four requests at once, by turns of the one and of the other agency.
    async fn at_once(&self, event: impl Fn(usize, &str) -> Event) -> Vec<Result<Receipt, Status>> {
        let mut tasks = JoinSet::new();
        for number in 0..64 {
            let who = number % 2;
            let (caller, event) = (self.callers[who].clone(), event(number, &self.profiles[who]));
            tasks.spawn(async move { caller.record(vec![event]).await });
        }
        tasks.join_all().await
    }
}

fn all_taken(outcomes: Vec<Result<Receipt, Status>>) -> Vec<Receipt> {
    outcomes.into_iter().map(|outcome| outcome.expect("it is taken in")).collect()
}

/// Exactly one was taken in; all others were told why, alike.
fn exactly_one(outcomes: Vec<Result<Receipt, Status>>, reason: &str) -> Receipt {
    let (won, lost): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
    assert_eq!(won.len(), 1, "one of them");
    for outcome in lost {
        assert_eq!(refused(outcome).reason, reason);
    }
    won.into_iter().next().expect("one").expect("taken in")
}

#[tokio::test(flavor = "multi_thread")]
async fn two_agencies_that_write_about_one_person_at_once_both_succeed() {
    let shared = Shared::new().await;
    let receipts = all_taken(shared.at_once(|number, person| noted(person, &format!("Note {number}."))).await);
    let positions: HashSet<u64> = receipts.iter().map(newest).collect();
    assert_eq!(positions.len(), 64);
    let story = shared.callers[0].for_resident(&shared.profiles[0]).story(&shared.profiles[0], shared.place.head()).await;
    let told: HashSet<u64> = story.entries.iter().map(|entry| entry.position).collect();
    assert!(positions.is_subset(&told));
}

#[tokio::test(flavor = "multi_thread")]
async fn offers_that_rest_on_the_same_story_are_all_taken_in() {
    let shared = Shared::new().await;
    let receipts = all_taken(shared.at_once(|number, person| offered(person, &format!("Offer {number}"), HelpKind::Food)).await);
    let head = receipts.iter().map(newest).max().expect("a position");
    let story = shared.callers[0].for_resident(&shared.profiles[0]).story(&shared.profiles[0], head).await;
    assert_eq!(story.story.expect("a story").promises.len(), 64);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_answers_to_one_offer_exactly_one_is_taken_in() {
    let shared = Shared::new().await;
    let offer = shared.callers[0].write(offered(&shared.profiles[0], "A lift", HelpKind::GettingAbout)).await;
    let answer = |number| if number % 3 == 0 { Answer::Yes } else { Answer::No };
    let outcomes = shared.at_once(|number, _| answered(&offer.event, answer(number))).await;
    let won = exactly_one(outcomes, "OFFER_ALREADY_ANSWERED");
    let story = shared.callers[0].story(&shared.profiles[0], newest(&won)).await.story.expect("a story");
    assert_eq!(story.promises[0].last_event, won.entries[0].event);
    assert!(matches!(story.promises[0].state(), PromiseState::Open | PromiseState::SaidNo));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_would_see_to_an_ask_exactly_one_does() {
    let shared = Shared::new().await;
    let ask = shared.callers[0].write(asked(&shared.profiles[0], "A ramp at the front door")).await;
    let picked_up = |_, _: &str| of_nobody(Kind::AskPickedUp(AskPickedUp { ask: ask.event.clone(), by: None }));
    exactly_one(shared.at_once(picked_up).await, "ASK_ALREADY_PICKED_UP");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_sent_many_times_at_once_is_applied_once() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let head = place.head();
    let request = request(vec![offered(&rosa, "A lift", HelpKind::GettingAbout), noted(&rosa, "Twice.")]);
    let mut tasks = JoinSet::new();
    for _ in 0..64 {
        let (house, request) = (house.clone(), request.clone());
        tasks.spawn(async move { house.send(request).await });
    }
    let receipts = all_taken(tasks.join_all().await);
    assert!(receipts.iter().all(|receipt| receipt.entries == receipts[0].entries));
    assert_eq!(receipts.iter().filter(|receipt| !receipt.repeated_request).count(), 1);
    assert_eq!(place.head(), head + 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_names_a_position_is_told_that_the_story_moved_on() {
    let shared = Shared::new().await;
    let since = shared.place.head();
    let mut tasks = JoinSet::new();
    for who in [0, 1] {
        let (caller, event) = (shared.callers[who].clone(), noted(&shared.profiles[who], "Decided from what I read."));
        let request = RecordRequest { nothing_new_since: since, ..request(vec![event]) };
        tasks.spawn(async move { caller.send(request).await });
    }
    let outcomes = tasks.join_all().await;
    // Two profiles of one story are one story, also for a condition.
    exactly_one(outcomes, "STORY_MOVED_ON");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_names_the_position_of_a_join_is_held_to_it_before_the_view_has_come_as_far() {
    let place = Place::new().await;
    let callers = [place.agency("harmony-house").await, place.agency("care-city").await];
    let amira = callers[0].is_joined_by("Amira").await;
    // Again and again: a view that follows at once would hide it.
    for _ in 0..20 {
        let profiles = [callers[0].hears_of("Rosa").await, callers[1].hears_of("Rosa B").await];
        let nothing_new_since = newest(&callers[0].joins(&[&profiles[0], &profiles[1]], &amira).await);
        let mut outcomes = Vec::new();
        for (caller, profile) in callers.iter().zip(&profiles) {
            let decided = request(vec![noted(profile, "Decided from what I read.")]);
            outcomes.push(caller.send(RecordRequest { nothing_new_since, ..decided }).await);
        }
        exactly_one(outcomes, "STORY_MOVED_ON");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_names_a_position_that_the_view_has_not_come_to_is_held_to_the_rules_of_it() {
    let shared = Shared::new().await;
    // Again and again: a view that follows at once would hide it.
    for _ in 0..20 {
        let offer = shared.callers[0].write(offered(&shared.profiles[0], "A lift", HelpKind::GettingAbout)).await;
        let nothing_new_since = newest(&shared.callers[1].record(vec![answered(&offer.event, Answer::Yes)]).await.expect("taken in"));
        let second = RecordRequest { nothing_new_since, ..request(vec![answered(&offer.event, Answer::No)]) };
        assert_eq!(refused(shared.callers[0].send(second).await).reason, "OFFER_ALREADY_ANSWERED");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_join_is_news_about_all_whom_it_joins_whomever_it_names() {
    let place = Place::new().await;
    let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
    let carl = city.is_joined_by("Carl").await;
    // Again and again: a view that follows at once would hide it.
    for _ in 0..20 {
        let (rosa, rose) = (house.hears_of("Rosa").await, city.hears_of("Rose").await);
        let profiles = vec![rose.clone(), rosa.clone()];
        let joined = ProfilesJoined { profiles, yes: Some(yes(&rose, &carl)), ..ProfilesJoined::default() };
        let nothing_new_since = city.write(about(&rose, Kind::ProfilesJoined(joined))).await.position;
        city.write(noted(&rose, "Of whom it names.")).await;
        let decided = RecordRequest { nothing_new_since, ..request(vec![noted(&rosa, "Of the other.")]) };
        assert_eq!(refused(house.send(decided).await).reason, "STORY_MOVED_ON");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_joined_with_whoever_leaves_is_told_and_who_came_in_by_others_is_not() {
    let place = Place::new().await;
    let (house, city, kitchen) =
        (place.agency("harmony-house").await, place.agency("care-city").await, place.agency("street-kitchen").await);
    let (carl, kit) = (city.is_joined_by("Carl").await, kitchen.is_joined_by("Kit").await);
    let (rosa, rose, rosie) = (house.hears_of("Rosa").await, city.hears_of("Rose").await, kitchen.hears_of("Rosie").await);
    let joined = |profiles: [&String; 2], heard_by: &str| {
        let yes = Some(yes(profiles[0], heard_by));
        Kind::ProfilesJoined(ProfilesJoined { profiles: profiles.map(String::clone).to_vec(), yes, ..ProfilesJoined::default() })
    };
    city.write(of_nobody(joined([&rose, &rosa], &carl))).await;
    kitchen.write(of_nobody(joined([&rosie, &rose], &kit))).await;
    let separated = ProfilesSeparated { profiles: vec![rosie.clone()], why: "They are sisters.".into() };
    let position = kitchen.write(of_nobody(Kind::ProfilesSeparated(separated))).await.position;
    let told = async |agency: &Caller, profile: &String| {
        let entries = agency.story(profile, position).await.entries;
        entries.into_iter().find(|entry| entry.position == position).and_then(|entry| entry.event)
    };
    let at_the_city = told(&city, &rose).await.expect("they were joined");
    let named: Vec<&String> = at_the_city.people.iter().map(|part| &part.person).collect();
    assert_eq!((named.len(), named.contains(&&rose), named.contains(&&rosie)), (2, true, true), "{named:?}");
    assert!(at_the_city.words.is_empty(), "why is told of whoever leaves");
    assert!(told(&kitchen, &rosie).await.is_some_and(|event| event.words.iter().any(|words| words.text == "They are sisters.")));
    assert_eq!(told(&house, &rosa).await, None, "nobody told them that the two were one");
    // In one request as well, of what it joined itself.
    let both =
        [joined([&rosie, &rose], &kit), Kind::ProfilesSeparated(ProfilesSeparated { profiles: vec![rosie.clone()], why: String::new() })];
    let mut both = both.map(of_nobody);
    // Whoever else is named is not told either.
    both[1].people.push(Part { person: rosa.clone(), role: Role::About.into() });
    let position = newest(&kitchen.record(both.to_vec()).await.expect("taken in"));
    house.story(&rosa, position).await.entries.iter().for_each(|entry| assert_ne!(entry.position, position));
    let entries = city.story(&rose, position).await.entries;
    assert!(entries.iter().any(|entry| entry.position == position), "{entries:?}");
}
