//! Somebody reads and speaks for somebody else: named by an agency, under any of their profiles, until it is contested or their day has come.

use std::time::Duration;

use throughline_proto::v1::{
    Answer, Bond, BondTold, Details, DisagreementAdded, Event, HelpKind, ListLooksRequest, LivesTogether, Party, ProxyBasis, ProxyMay,
    ProxyNamed, Reason, WatchStoryRequest, WatchStoryResponse, Yes, YesBasis, event::Kind, party, watch_story_response::News,
};
use throughline_tests::{
    Caller, Place,
    events::{about, answered, days_ago, met, noted, offered, on, with_words},
    refused,
};
use tokio::time::timeout;
use tonic::Streaming;

const PATIENCE: Duration = Duration::from_secs(30);

fn resident(person: &str) -> Option<Party> {
    Some(Party { party: Some(party::Party::Resident(person.to_owned())) })
}

/// With parental responsibility, and the child's view.
fn mother(mum: &str, agency: &Caller) -> ProxyNamed {
    ProxyNamed {
        proxy: mum.to_owned(),
        basis: ProxyBasis::ParentalResponsibility.into(),
        rests_on: "birth certificate, seen".into(),
        may: ProxyMay::Read.into(),
        until: "2030-01-01".into(),
        yes: Some(Yes {
            basis: YesBasis::Parent.into(),
            given_by: resident(mum),
            heard_by: agency.reader().to_owned(),
            view: "fine with her".into(),
            ..Yes::default()
        }),
        ..ProxyNamed::default()
    }
}

fn attorney(proxy: &str, agency: &Caller) -> ProxyNamed {
    ProxyNamed {
        proxy: proxy.to_owned(),
        basis: ProxyBasis::LastingPowerOfAttorney.into(),
        rests_on: "lasting power of attorney, seen".into(),
        may: ProxyMay::ReadAndSpeak.into(),
        decided_by: agency.reader().to_owned(),
        ..ProxyNamed::default()
    }
}

fn named(person: &str, it: ProxyNamed) -> Event {
    about(person, Kind::ProxyNamed(it))
}

fn disagreed(person: &str, event: &str, by: &str) -> Event {
    let it = DisagreementAdded { event: event.to_owned(), by: resident(by), view: "I would rather not".into() };
    on(days_ago(1), about(person, Kind::DisagreementAdded(it)))
}

/// The next that is no heartbeat, before long; nothing once the stream has ended for this reason.
async fn next(stream: &mut Streaming<WatchStoryResponse>) -> Result<News, tonic::Status> {
    loop {
        let news = timeout(PATIENCE, stream.message()).await.expect("it tells something")?;
        match news.and_then(|news| news.news) {
            Some(News::Heartbeat(_)) => {}
            Some(news) => return Ok(news),
            None => return Err(tonic::Status::ok("ended")),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mother_reads_her_sons_story_until_he_contests_it_and_her_open_stream_ends_with_it() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let born = Details { known_as: "Tom".into(), born: "2012-06-15".into(), ..Details::default() };
    let (tom, mum) = (house.hears_of_all(born).await, house.hears_of("Anna").await);
    house.write(with_words(noted(&tom, "Likes boats."), &tom, "He builds them himself.")).await;
    let her = house.for_resident(&mum);
    refused(her.try_story(&tom, place.seen().await).await).is(Reason::PersonUnknown);
    // Who is who to whom, and who lives where, lets nobody read.
    let bond = BondTold { of: mum.clone(), to: tom.clone(), bond: Bond::ParentalResponsibility.into(), ended: false };
    house.write(about(&tom, Kind::BondTold(bond))).await;
    let mut home = about(&tom, Kind::LivesTogether(LivesTogether::default()));
    home.people.extend(about(&mum, Kind::LivesTogether(LivesTogether::default())).people);
    house.write(home).await;
    refused(her.try_story(&tom, place.seen().await).await).is(Reason::PersonUnknown);

    let naming = house.write(named(&tom, mother(&mum, &house))).await;
    let read = format!("{:?}", her.story(&tom, naming.position).await);
    assert!(read.contains("Likes boats.") && read.contains("He builds them himself."), "{read}");
    assert!(!read.contains("known_as: \"Tom\""), "names and ways to be reached were not opened");
    let mut stream =
        her.stories().watch_story(WatchStoryRequest { person: tom.clone(), ..Default::default() }).await.expect("it is open").into_inner();
    while !matches!(next(&mut stream).await.expect("it goes on"), News::CaughtUp(_)) {}
    let contest = house.for_resident(&tom).write(disagreed(&tom, &naming.event, &tom)).await;
    assert_eq!(refused::<News>(next(&mut stream).await).reason, "PERSON_UNKNOWN");
    refused(her.try_story(&tom, contest.position).await).is(Reason::PersonUnknown);

    // Named again without a word about it, she is refused; the agency says why.
    refused(house.record(vec![named(&tom, mother(&mum, &house))]).await).is(Reason::ProxyContested);
    let after = ProxyNamed { after_contest: contest.event.clone(), why: "they talked, and he agrees".into(), ..mother(&mum, &house) };
    let again = house.write(on(days_ago(0), named(&tom, after))).await;
    let read = her.story(&tom, again.position).await;
    assert!(!format!("{read:?}").contains("I would rather not"), "what he said of it is not hers to read");
    // He sees that somebody who reads for him looked.
    let request = ListLooksRequest { person: tom.clone(), ..ListLooksRequest::default() };
    let looks = house.for_resident(&tom).audit().list_looks(request).await.expect("his").into_inner().looks;
    assert!(looks.iter().any(|look| look.sentence.starts_with("Somebody who reads for them, with Harmony House, read")), "{looks:?}");
    assert!(looks.iter().all(|look| look.reader.is_none()));
}

#[tokio::test(flavor = "multi_thread")]
async fn parental_responsibility_ends_by_the_eighteenth_birthday_that_the_agency_knows() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let born = |date: &str| Details { known_as: "Tom".into(), born: date.into(), ..Details::default() };
    let (tom, mum) = (house.hears_of_all(born("2010-06-15")).await, house.hears_of("Anna").await);
    let until = |until: &str| named(&tom, ProxyNamed { until: until.into(), ..mother(&mum, &house) });
    refused(house.record(vec![until("2028-06-16")]).await).is(Reason::ProxyPastEighteen);
    house.write(until("2028-06-15")).await;
    // For somebody who is 18 today it has ended, for somebody who will be tomorrow it has not.
    let birthday = |days: i64| {
        let Some(throughline_proto::v1::happened::Moment::Date(day)) = days_ago(days).moment else { unreachable!("a date") };
        day
    };
    for (date, reads) in [(birthday(0), false), (birthday(-2), true)] {
        let child = house.hears_of_all(born("2015-06-15")).await;
        let position = house.write(named(&child, ProxyNamed { until: date, ..mother(&mum, &house) })).await.position;
        assert_eq!(house.for_resident(&mum).try_story(&child, position).await.is_ok(), reads);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_with_a_power_of_attorney_answers_an_offer_and_the_record_says_on_which_footing() {
    let place = Place::new().await;
    let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
    let (rosa, son, his) = (house.hears_of("Rosa").await, house.hears_of("Omar").await, city.hears_of("Omar").await);
    let offer = house.write(offered(&rosa, "a lift", HelpKind::GettingAbout)).await.event;
    let his_own = city.for_resident(&his);
    let naming = house.write(named(&rosa, attorney(&son, &house))).await;
    // Care City knows him by a profile that nobody said is the same person.
    refused(his_own.try_story(&rosa, naming.position).await).is(Reason::PersonUnknown);
    refused(his_own.record(vec![answered(&offer, Answer::Yes)]).await).is(Reason::OfferUnknown);
    house.joins(&[&son, &his], house.reader()).await;
    let position = place.seen().await;
    assert!(his_own.try_story(&rosa, position).await.is_ok());
    let said = his_own.write(answered(&offer, Answer::Yes)).await;
    let story = house.for_resident(&rosa).story(&rosa, said.position).await;
    let entry =
        story.entries.iter().find(|entry| entry.position == said.position).and_then(|entry| entry.event.as_ref()).expect("it is there");
    assert_eq!((entry.by_proxy.as_str(), entry.told_by.clone()), (naming.event.as_str(), resident(&his)));
    // Once they are two people again, he is nobody to her.
    house.separates(&[&son]).await;
    refused(his_own.try_story(&rosa, place.seen().await).await).is(Reason::PersonUnknown);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_only_read_says_nothing_and_nobody_reads_through_two() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let born = Details { known_as: "Rosa".into(), born: "2012-06-15".into(), ..Details::default() };
    let (rosa, anna, gran) = (house.hears_of_all(born).await, house.hears_of("Anna").await, house.hears_of("Mei").await);
    house.write(named(&rosa, mother(&anna, &house))).await;
    house.write(named(&anna, attorney(&gran, &house))).await;
    house.write(named(&gran, attorney(&rosa, &house))).await;
    let offer = house.write(offered(&rosa, "a lift", HelpKind::GettingAbout)).await.event;
    let position = place.seen().await;
    refused(house.for_resident(&anna).record(vec![answered(&offer, Answer::Yes)]).await).is(Reason::ProxyMayOnlyRead);
    assert!(house.for_resident(&gran).try_story(&anna, position).await.is_ok());
    refused(house.for_resident(&gran).try_story(&rosa, position).await).is(Reason::PersonUnknown);
    refused(house.record(vec![named(&rosa, attorney(&rosa, &house))]).await).is(Reason::WithThemselves);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mother_of_twins_reads_only_where_she_was_named() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let twin = |name: &str| Details { known_as: name.into(), born: "2012-06-15".into(), ..Details::default() };
    let (tom, tim) = (house.hears_of_all(twin("Tom")).await, house.hears_of_all(twin("Tim")).await);
    let mum = house.hears_of("Anna").await;
    let mut both = met(&tom, house.reader());
    both.people.extend(met(&tim, house.reader()).people);
    house.write(both).await;
    let position = house.write(named(&tom, mother(&mum, &house))).await.position;
    let her = house.for_resident(&mum);
    assert!(her.try_story(&tom, position).await.is_ok());
    refused(her.try_story(&tim, position).await).is(Reason::PersonUnknown);
    let mut for_both = named(&tom, mother(&mum, &house));
    for_both.people.extend(named(&tim, mother(&mum, &house)).people);
    refused(house.record(vec![for_both]).await).is(Reason::FieldInvalid);
}
