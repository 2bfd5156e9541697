//! Who is told of what, and what a message says.

use std::{collections::BTreeSet, fs, path::Path};

use throughline_fanout::Settings;
use throughline_log::Followed;
use throughline_proto::v1::{Answer, EndedBecause, HelpKind, ListChangesRequest, SupporterLeft, Withdrawn, WithdrawnBecause, event::Kind};
use throughline_tests::{
    Caller, Place,
    events::{alongside, alongside_ended, answered, asked, met, noted, of_nobody, offered, with_words},
};

use crate::newsroom::{Heard, Newsroom, info, jetstream, settings, subject};

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_alongside_with_a_yes_is_told_and_another_is_not() {
    let room = Newsroom::new().await;
    let (house, city) = (room.place.agency("harmony-house").await, room.place.agency("care-city").await);
    room.place.agency("green-shoots").await;
    let (amira, ben) = (house.is_joined_by("Amira").await, city.is_joined_by("Ben").await);
    let (rosa, rosie) = (house.hears_of("Rosa").await, city.hears_of("Rosie").await);
    house.joins(&[&rosa, &rosie], &amira).await;
    let mut publisher = room.publishes().await;
    publisher.reaches(room.place.seen().await).await;
    let before = room.told("care-city").await;
    let met = house.write(met(&rosa, &amira)).await;
    publisher.reaches(met.position).await;
    assert_eq!(room.told("care-city").await, before, "it is not alongside yet");
    assert_eq!(room.told("harmony-house").await.last(), Some(&met.position));
    city.write(alongside(&rosie, &ben)).await;
    let asked = house.write(asked(&rosa, "A ramp")).await;
    publisher.reaches(asked.position).await;
    assert_eq!(room.told("care-city").await.last(), Some(&asked.position));
    assert_eq!(room.told("green-shoots").await, [0_u64; 0]);
    publisher.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_says_that_there_is_something_new_and_the_position_and_nothing_else() {
    let room = Newsroom::new().await;
    let house = room.place.agency("harmony-house").await;
    let amira = house.is_joined_by("Zebulon-Quartz").await;
    let rosa = house.hears_of("Quixana-Rosewater").await;
    house.write(alongside(&rosa, &amira)).await;
    let noted = house.write(with_words(noted(&rosa, "A xylophonic secret"), &rosa, "Vermilion whispers")).await;
    room.publishes_once(settings()).await;
    let all = room.everything().await;
    let [heard] = &all[..] else { panic!("everything that waited is one piece of news: {all:?}") };
    assert_eq!(heard.subject, subject("harmony-house"));
    assert_eq!(heard.payload, format!("{{\"position\":\"{}\"}}", noted.position));
    let id = format!("{}-harmony-house", noted.position);
    let expected = [
        ("ce-specversion", "1.0"),
        ("ce-type", "org.throughline.story-changed.v1"),
        ("ce-source", room.place.opened.place.origin().as_str()),
        ("ce-id", &id),
        ("Nats-Msg-Id", &id),
        ("content-type", "application/json"),
        ("Nats-Expected-Stream", crate::newsroom::STREAM),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let (time, rest): (Vec<_>, Vec<_>) = heard.headers.iter().cloned().partition(|(name, _)| name == "ce-time");
    assert_eq!(rest.into_iter().collect::<BTreeSet<_>>(), expected.into_iter().collect());
    assert!(time[0].1.ends_with('Z') && time[0].1.len() >= "2026-03-14T15:30:00Z".len(), "{time:?}");
    let canaries = ["Zebulon", "Quixana", "xylophonic", "Vermilion", "noted", "alongside", "first_heard", &rosa, &amira, &noted.event];
    for canary in canaries {
        assert!(!format!("{heard:?}").contains(canary), "{canary}");
        assert_eq!(holding(&room.nats.store(), canary), 0, "{canary} lies in JetStream's files");
    }
    assert_ne!(holding(&room.nats.store(), "story-changed"), 0, "what is there is found");
}

/// How many files below a folder hold a text.
pub fn holding(folder: &Path, text: &str) -> usize {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let holds = |path: &Path| fs::read(path).expect("a file").windows(text.len()).any(|window| window == text.as_bytes());
    entries.map(|path| if path.is_dir() { holding(&path, text) } else { usize::from(holds(&path)) }).sum()
}

/// A little of everything, and what only one side may read. And the position of a record that is no entry and opens what was there.
async fn a_year(place: &Place) -> ([Caller; 3], u64) {
    let agencies = [place.agency("harmony-house").await, place.agency("care-city").await, place.agency("green-shoots").await];
    let [house, city, _] = &agencies;
    let (amira, ben) = (house.is_joined_by("Amira").await, city.is_joined_by("Ben").await);
    let (rosa, rosie, sam) = (house.hears_of("Rosa").await, city.hears_of("Rosie").await, house.hears_of("Sam").await);
    house.write(alongside(&rosa, &amira)).await;
    house.write(met(&rosa, &amira)).await;
    city.write(alongside(&rosie, &ben)).await;
    city.write(with_words(noted(&rosie, "Something"), &rosie, "Words")).await;
    house.write(noted(&sam, "Nobody else's")).await;
    let offer = house.write(offered(&rosa, "A lift", HelpKind::GettingAbout)).await;
    house.joins(&[&rosa, &rosie], &amira).await;
    city.write(answered(&offer.event, Answer::Yes)).await;
    let ask = house.write(asked(&rosa, "A ramp")).await;
    house.write(of_nobody(Kind::Withdrawn(mistake(&ask.event)))).await;
    city.write(alongside_ended(&rosie, &ben, EndedBecause::FundingEnded)).await;
    house.write(met(&sam, &amira)).await;
    let left = house.write(of_nobody(Kind::SupporterLeft(SupporterLeft { supporter: amira, promised_by: String::new() }))).await;
    let back = house.write(of_nobody(Kind::Withdrawn(mistake(&left.event)))).await;
    house.write(met(&rosa, "")).await;
    (agencies, back.position)
}

fn mistake(event: &str) -> Withdrawn {
    Withdrawn { event: event.to_owned(), because: WithdrawnBecause::Mistake.into(), why: String::new() }
}

/// The positions that ListChanges gives an agency.
async fn listed(agency: &Caller) -> BTreeSet<u64> {
    let request = ListChangesRequest { page_size: 1_000, ..ListChangesRequest::default() };
    let answer = agency.stories().list_changes(request).await.expect("it is answered").into_inner();
    answer.entries.iter().map(|entry| entry.position).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_is_told_of_exactly_what_list_changes_gives_it_and_of_what_opened() {
    let room = Newsroom::new().await;
    let (agencies, opened) = a_year(&room.place).await;
    // Each record by itself, so that each must be told to the right ones.
    room.publishes_once(Settings { batch: 1, ..settings() }).await;
    for (agency, word) in agencies.iter().zip(["harmony-house", "care-city", "green-shoots"]) {
        let told: BTreeSet<u64> = room.told(word).await.into_iter().collect();
        let listed = listed(agency).await;
        // That its supporter has not left after all gives the first its sight back, and is an entry of no story.
        let besides = if word == "harmony-house" { vec![opened] } else { Vec::new() };
        assert_eq!(told.difference(&listed).copied().collect::<Vec<_>>(), besides, "{word}");
        assert_eq!(listed.difference(&told).count(), 0, "{word}");
    }
    assert!(!listed(&agencies[1]).await.is_empty() && listed(&agencies[2]).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn news_that_is_told_again_is_known_by_its_position() {
    let room = Newsroom::new().await;
    a_year(&room.place).await;
    let short = Settings { duplicate_window: std::time::Duration::from_millis(100), ..settings() };
    room.publishes_once(short.clone()).await;
    let first = room.everything().await;
    let context = jetstream(&room.nats.url()).await;
    // Everything is told again, as after a crash between the acknowledgement and the saving.
    let saved = room.place.log().followed("fanout").await.expect("read").expect("saved");
    room.place.log().save_followed("fanout", Followed { position: 0, note: saved.note.clone() }).await.expect("saved");
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    room.publishes_once(short).await;
    let again = room.everything().await;
    assert_eq!(again.len(), 2 * first.len());
    let ids = |all: &[Heard]| all.iter().map(|heard| heard.header("ce-id").to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(ids(&again), ids(&first));
    // And within JetStream's own window it is not even kept twice.
    room.place.log().save_followed("fanout", Followed { position: 0, note: saved.note }).await.expect("saved");
    room.publishes_once(settings()).await;
    let before = info(&context).await.state.messages;
    let saved = room.place.log().followed("fanout").await.expect("read").expect("saved");
    room.place.log().save_followed("fanout", Followed { position: 0, ..saved }).await.expect("saved");
    room.publishes_once(settings()).await;
    assert_eq!(info(&context).await.state.messages, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_that_joins_has_a_consumer_before_it_has_news() {
    let room = Newsroom::new().await;
    let mut publisher = room.publishes().await;
    room.place.agency("harmony-house").await;
    publisher.reaches(room.place.seen().await).await;
    let consumer: async_nats::jetstream::consumer::PullConsumer =
        jetstream(&room.nats.url()).await.get_consumer_from_stream("harmony-house", crate::newsroom::STREAM).await.expect("it is there");
    assert_eq!(consumer.cached_info().config.filter_subject, subject("harmony-house"));
    publisher.stop().await;
}
