//! Who stops walking alongside: what it promises, how the promise ends, and what reading ends with it.

use throughline_proto::v1::{
    EndedBecause, Entry, GetStoryResponse, ListMyPeopleRequest, ListOpenPromisesRequest, Promise, PromiseKind, PromiseState, SupporterLeft,
    Withdrawn, WithdrawnBecause, event::Kind,
};
use throughline_tests::{
    Caller, Place,
    events::{alongside, alongside_ended, day, met, of_nobody, on},
    refused,
};

use super::beside::Beside;

fn search(story: &GetStoryResponse) -> Option<Promise> {
    let promises = &story.story.as_ref().expect("a story").promises;
    promises.iter().find(|promise| promise.kind() == PromiseKind::FindSomebody).cloned()
}

async fn open_in_the_name_of(caller: &Caller, supporter: &str, place: &Place) -> usize {
    let at_least_position = place.head();
    let request = ListOpenPromisesRequest { supporter: supporter.to_owned(), at_least_position, ..Default::default() };
    caller.stories().list_open_promises(request).await.expect("a list").into_inner().promises.len()
}

fn left(supporter: &str, promised_by: &str) -> throughline_proto::v1::Event {
    let left = SupporterLeft { supporter: supporter.to_owned(), promised_by: promised_by.to_owned() };
    on(day("2025-06-01"), of_nobody(Kind::SupporterLeft(left)))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supporter_who_leaves_makes_a_promise_that_only_a_meeting_with_somebody_new_ends() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let (amira, ben) = (house.is_joined_by("Amira").await, house.is_joined_by("Ben").await);
    let (rosa, sam) = (house.hears_of("Rosa").await, house.hears_of("Sam").await);
    for person in [&rosa, &sam] {
        house.write(alongside(person, &amira)).await;
    }
    house.write(alongside(&sam, &ben)).await;

    let position = house.write(left(&amira, &ben)).await.position;
    let promise = search(&house.story(&rosa, position).await).expect("nobody is left with Rosa");
    assert_eq!(promise.state(), PromiseState::Open);
    assert_eq!(search(&house.story(&sam, position).await), None, "Ben is still with Sam");
    assert_eq!(open_in_the_name_of(&house, &ben, &place).await, 1);

    // Meeting without a yes to somebody new does not end it; nor does a yes alone.
    house.write(on(day("2025-06-05"), met(&rosa, &ben))).await;
    assert_eq!(open_in_the_name_of(&house, &ben, &place).await, 1);
    house.write(on(day("2025-06-10"), alongside(&rosa, &ben))).await;
    assert_eq!(open_in_the_name_of(&house, &ben, &place).await, 1);
    let position = house.write(on(day("2025-06-11"), met(&rosa, &ben))).await.position;
    assert_eq!(open_in_the_name_of(&house, &ben, &place).await, 0);
    assert_eq!(search(&house.story(&rosa, position).await).expect("it was made").state(), PromiseState::SeenThrough);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_left_reads_and_writes_no_more() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let amira = house.is_joined_by("Amira").await;
    let rosa = house.hears_of("Rosa").await;
    let position = house.write(alongside(&rosa, &amira)).await.position;
    let as_amira = house.for_supporter(&amira);
    as_amira.story(&rosa, position).await;
    let position = house.write(left(&amira, "")).await.position;
    house.story(&rosa, position).await;
    assert_eq!(refused(as_amira.try_story(&rosa, 0).await).reason, "NOT_YOURS_TO_ACT_FOR");
    assert_eq!(refused(as_amira.record(vec![met(&rosa, &amira)]).await).reason, "NOT_YOURS_TO_ACT_FOR");
    let request = ListMyPeopleRequest { supporter: amira.clone(), at_least_position: position, ..Default::default() };
    assert!(house.stories().list_my_people(request).await.expect("a list").into_inner().people.is_empty());
    assert_eq!(refused(house.record(vec![alongside(&rosa, &amira)]).await).reason, "NOT_ALONGSIDE");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_thank_you_promises_nothing() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let amira = house.is_joined_by("Amira").await;
    let (rosa, sam) = (house.hears_of("Rosa").await, house.hears_of("Sam").await);
    for (person, because) in [(&rosa, EndedBecause::ResidentChose), (&sam, EndedBecause::FundingEnded)] {
        house.write(alongside(person, &amira)).await;
        house.write(alongside_ended(person, &amira, because)).await;
    }
    assert_eq!(search(&house.story(&rosa, place.head()).await), None);
    assert_eq!(search(&house.story(&sam, place.head()).await).map(|promise| promise.state()), Some(PromiseState::Open));
}

/// What Care City reads of what Harmony House met.
async fn meetings_read(beside: &Beside) -> Vec<Entry> {
    let story = beside.city.story(&beside.profiles[1], beside.place.head()).await;
    let theirs = |entry: &Entry| {
        entry.event.as_ref().is_some_and(|event| event.agency == "harmony-house" && matches!(event.kind, Some(Kind::Met(_))))
    };
    story.entries.into_iter().filter(theirs).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn walking_alongside_with_a_yes_reads_sentences_and_not_words() {
    let beside = Beside::new().await;
    let read = meetings_read(&beside).await;
    assert_eq!(read.len(), 1);
    assert!(!read[0].sentence.is_empty() && read[0].event.as_ref().is_some_and(|event| event.words.is_empty()));
}

#[tokio::test(flavor = "multi_thread")]
async fn walking_alongside_that_was_withdrawn_ends_reading() {
    let beside = Beside::new().await;
    let withdrawn = Withdrawn { event: beside.began.clone(), because: WithdrawnBecause::Mistake.into(), why: String::new() };
    beside.city.write(of_nobody(Kind::Withdrawn(withdrawn))).await;
    assert!(meetings_read(&beside).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn walking_alongside_that_ended_ends_reading() {
    let beside = Beside::new().await;
    beside.city.write(alongside_ended(&beside.profiles[1], &beside.ben, EndedBecause::ResidentChose)).await;
    assert!(meetings_read(&beside).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn walking_alongside_without_a_yes_is_kept_and_reads_nothing() {
    let beside = Beside::new().await;
    beside.city.write(alongside_ended(&beside.profiles[1], &beside.ben, EndedBecause::Other)).await;
    let mut event = on(day("2025-07-01"), alongside(&beside.profiles[1], &beside.ben));
    if let Some(Kind::AlongsideStarted(started)) = &mut event.kind {
        started.yes = None;
    }
    beside.city.write(event).await;
    assert!(meetings_read(&beside).await.is_empty());
    let story = beside.city.story(&beside.profiles[1], beside.place.head()).await.story.expect("a story");
    assert!(story.alongside.iter().any(|one| one.until.is_none() && !one.with_yes), "it is kept, and marked");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_stream_sends_no_more_once_reading_has_ended() {
    use throughline_proto::v1::{WatchStoryRequest, watch_story_response::News};
    let beside = Beside::new().await;
    beside.place.seen().await;
    let request =
        WatchStoryRequest { person: beside.profiles[1].clone(), after_position: beside.place.head(), ..WatchStoryRequest::default() };
    let mut stream = beside.city.stories().watch_story(request).await.expect("it may").into_inner();
    let ended = beside.city.write(alongside_ended(&beside.profiles[1], &beside.ben, EndedBecause::ResidentChose)).await.position;
    beside.house.write(on(day("2025-08-01"), met(&beside.profiles[0], ""))).await;
    let last = beside.city.write(on(day("2025-08-02"), met(&beside.profiles[1], &beside.ben))).await.position;
    let mut came = Vec::new();
    while came.last() != Some(&last) {
        if let Some(News::Entry(entry)) = stream.message().await.expect("it goes on").expect("news").news {
            came.push(entry.position);
        }
    }
    assert_eq!(came, [ended, last]);
}
