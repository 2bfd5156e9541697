//! One story at a record, or as it was known at a moment.

use std::fs;

use prost::Message as _;
use throughline_proto::v1::{GetStoryAsKnownRequest, WithdrawnBecause};
use throughline_tests::{
    Place,
    events::{alongside, day, details_changed, met, named, noted, on, with_words, withdrawn},
};
use throughline_views::{moment_text, now_us};

use crate::scene::{a_moment, about, ask, at, corrected, known_at, noted_by_a_clock, sentences};

const HOUR_US: i64 = 3_600_000_000;

#[tokio::test(flavor = "multi_thread")]
async fn what_was_recorded_later_was_not_known_however_early_it_happened() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let first = house.write(on(day("2025-06-02"), with_words(noted(&rosa, "Keeps bees"), &rosa, "In the yard."))).await;
    let moment = a_moment().await;
    house.write(on(day("2025-06-01"), noted(&rosa, "Sings"))).await;
    let then = ask(&place, known_at(&rosa, &moment)).await;
    assert_eq!(sentences(&then), ["Harmony House first heard of Rosa.", "Harmony House noted: Keeps bees."]);
    let known = then.known.clone().expect("a point");
    assert_eq!((known.position, known.moment.as_str()), (first.position, moment.as_str()));
    let words = then.entries[0].event.as_ref().expect("facts").words[0].text.as_str();
    assert_eq!((words, then.details.as_ref().expect("details").known_as.as_str()), ("In the yard.", "Rosa"));
    // By its position it is the same.
    assert_eq!(ask(&place, at(&rosa, first.position)).await.entries, then.entries);
    let now = ask(&place, about(&rosa)).await;
    assert_eq!(sentences(&now)[1..], ["Harmony House noted: Sings.", "Harmony House noted: Keeps bees."]);
    let long_ago = ask(&place, known_at(&rosa, "2020-01-01T00:00:00Z")).await;
    assert_eq!((long_ago.entries_in_all, long_ago.profiles, long_ago.hidden), (0, vec![rosa], false));
}

#[tokio::test(flavor = "multi_thread")]
async fn profiles_are_one_person_as_long_as_they_were_said_to_be() {
    let place = Place::new().await;
    let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
    let (rosa, hers) = (house.hears_of("Rosa").await, city.hears_of("Rose").await);
    let theirs = city.write(noted(&hers, "Paints")).await;
    let joined = house.joins(&[&rosa, &hers], house.reader()).await;
    house.separates(&[&hers]).await;
    place.seen().await;
    let joined = joined.entries.last().expect("an entry").position;
    let tells_of_hers = |story: &throughline_proto::v1::GetStoryAsKnownResponse| sentences(story).contains(&"Care City noted: Paints.");
    let (before, then, now) =
        (ask(&place, at(&rosa, theirs.position)).await, ask(&place, at(&rosa, joined)).await, ask(&place, about(&rosa)).await);
    assert_eq!([&before, &then, &now].map(|story| story.profiles.len()), [1, 2, 1]);
    assert_eq!([&before, &then, &now].map(tells_of_hers), [false, true, false]);
    // By either profile it is the same story then.
    assert_eq!(ask(&place, at(&hers, joined)).await.entries, then.entries);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_put_right_or_taken_back_later_stands_as_it_was_written_then() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let (bees, wrong) = (house.write(noted(&rosa, "Keeps beans")).await, house.write(noted(&rosa, "Is somebody else")).await);
    house.write(corrected(&bees.event, "Keeps bees")).await;
    house.write(withdrawn(&wrong.event, WithdrawnBecause::UnsafeToShow)).await;
    let now = place.seen().await;
    let then = ask(&place, at(&rosa, wrong.position)).await;
    assert_eq!(sentences(&then)[1..], ["Harmony House noted: Keeps beans.", "Harmony House noted: Is somebody else."]);
    assert!(then.entries.iter().all(|entry| entry.changes.is_empty()) && then.story.expect("a story").changes.is_empty());
    let now = ask(&place, at(&rosa, now)).await;
    assert_eq!(now.entries.iter().filter(|entry| !entry.changes.is_empty()).count(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_called_what_they_were_called_then_and_who_was_alongside_is_told() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let amira = house.is_joined_by("Amira").await;
    let rosa = house.hears_of("Rosa").await;
    house.write(alongside(&rosa, &amira)).await;
    let then = house.write(met(&rosa, &amira)).await.position;
    house.write(details_changed(&rosa, named("Rosie"))).await;
    place.seen().await;
    let (then, now) = (ask(&place, at(&rosa, then)).await, ask(&place, about(&rosa)).await);
    assert!(sentences(&then).contains(&"Rosa met Amira from Harmony House."), "{:?}", sentences(&then));
    assert!(sentences(&now).contains(&"Rosie met Amira from Harmony House."), "{:?}", sentences(&now));
    assert_eq!(then.standing, ["Amira from Harmony House walks beside Rosa."]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_jumped_back_hides_nothing_and_shows_nothing_too_early() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let now = now_us();
    for (what, recorded_at_us) in [("One", now), ("Two", now - 5 * HOUR_US), ("Three", now + HOUR_US)] {
        noted_by_a_clock(&place, &rosa, what, recorded_at_us).await;
    }
    // Far more than lies between two moments that are written down.
    for number in 0..300 {
        noted_by_a_clock(&place, &rosa, &format!("more {number}"), now - 9 * HOUR_US).await;
    }
    // What the clock dated five hours back was taken in after "One", and was known no sooner.
    let told = ask(&place, known_at(&rosa, &moment_text(now - 2 * HOUR_US))).await;
    assert_eq!(told.entries_in_all, 0, "{told:?}");
    let told = ask(&place, known_at(&rosa, &moment_text(now))).await;
    assert_eq!(sentences(&told)[1..], ["Harmony House noted: One.", "Harmony House noted: Two."]);
    let two = told.known.expect("a point").position;
    let moments = place.views().read_here(|snapshot| {
        let moment = |position| snapshot.moment_of(position).map(Option::unwrap_or_default);
        let (last, all) = (snapshot.position()?, snapshot.known_at(now + HOUR_US)?);
        Ok::<_, throughline_views::ViewError>([
            [moment(two)?, now],
            [moment(two + 1)?, now + HOUR_US],
            [all.cast_signed(), last.cast_signed()],
        ])
    });
    // Three hundred that were dated back were known as soon as they came.
    assert!(moments.expect("read").iter().all(|[found, expected]| found == expected));
    let all = ask(&place, at(&rosa, place.seen().await)).await;
    assert_eq!((all.entries_in_all, all.known.expect("a point").moment), (304, moment_text(now + HOUR_US)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_erased_since_says_when_and_on_what_basis_and_nothing_of_what_it_was() {
    let place = Place::new().await;
    let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
    let (rosa, hers) = (house.hears_of("Zephyrine").await, city.hears_of("Rosa").await);
    house.write(noted(&rosa, "Sings to quinces")).await;
    city.write(noted(&hers, "Paints")).await;
    house.joins(&[&rosa, &hers], house.reader()).await;
    let before = place.seen().await;
    house.separates(&[&hers]).await;
    let erase = throughline_tests::events::erasure(&[&rosa]);
    place.keeper().people().erase_profiles(erase).await.expect("the keeper may");
    place.seen().await;
    let then = ask(&place, at(&hers, before)).await;
    let erased: Vec<_> = then.erased.iter().map(|erased| erased.sentence.as_str()).collect();
    assert_eq!(erased, ["Erased on 1 October 2025, on this basis: UK GDPR article 17(1)(b)."]);
    assert!(sentences(&then).contains(&"Care City noted: Paints.") && then.profiles.len() == 2, "{then:?}");
    let alone = ask(&place, at(&rosa, before)).await;
    assert!(!format!("{then:?}{alone:?}").contains("quinces") && !format!("{then:?}{alone:?}").contains("Zephyrine"));
    // Of her nothing is written any more; that somebody looked is, where everybody who is still there sees it.
    let head = place.seen().await;
    let request = throughline_proto::v1::ReplayRequest { person: rosa.clone(), reason: "curious".into(), ..Default::default() };
    place.keeper().replays(request).await;
    let look = place.log().read(head, 1).await.expect("read").pop().expect("a look");
    let look = throughline_log::open_facts(&look, &place.keys()).expect("in clear");
    assert!(matches!(look.kind, Some(throughline_proto::v1::event::Kind::Looked(looked)) if looked.reason == "curious"));
    // A replay says it where it stood.
    let (records, _) = place.keeper().replays(throughline_proto::v1::ReplayRequest::default()).await;
    let gone: Vec<_> = records.iter().filter(|record| record.unreadable == "erased").collect();
    let says = |record: &&throughline_proto::v1::ReplayedRecord| {
        record.erased.as_ref().is_some_and(|erased| erased.sentence == then.erased[0].sentence)
    };
    assert!(gone.len() >= 2 && gone.iter().all(says), "{gone:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_question_has_the_same_answer_to_the_byte_whatever_was_written_since_and_wherever_it_is_asked() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let token = house.token().to_owned();
    let amira = house.is_joined_by("Amira").await;
    let rosa = house.hears_of("Rosa").await;
    house.write(alongside(&rosa, &amira)).await;
    house.write(with_words(met(&rosa, &amira), &rosa, "On the sofa.")).await;
    let (position, moment) = (place.seen().await, a_moment().await);
    drop(house);
    let asked = async |place: &Place| {
        let (by_position, by_moment) = (ask(place, at(&rosa, position)).await, ask(place, known_at(&rosa, &moment)).await);
        (by_position.encode_to_vec(), by_moment.encode_to_vec())
    };
    let first = asked(&place).await;
    assert_eq!(asked(&place).await, first);
    let house = place.with_token(&token);
    house.write(noted(&rosa, "Sings")).await;
    house.write(details_changed(&rosa, named("Rosie"))).await;
    house.write(corrected(&house.write(noted(&rosa, "Hums")).await.event, "Whistles")).await;
    assert_eq!(asked(&place).await, first, "what came since changes nothing");
    drop(house);
    let folder = place.close().await;
    for file in ["views.sqlite", "views.sqlite-wal", "views.sqlite-shm"] {
        // The last two are only there while it is open.
        _ = fs::remove_file(folder.path().join(file));
    }
    let place = Place::open(folder).await;
    place.seen().await;
    assert_eq!(asked(&place).await, first, "views that were made anew say the same");
    assert_eq!(place.differences().await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_story_comes_page_by_page() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    for number in 0..11 {
        house.write(on(day(&format!("2025-03-{:02}", number + 1)), noted(&rosa, &format!("Note {number}")))).await;
    }
    let position = place.seen().await;
    let whole = ask(&place, at(&rosa, position)).await;
    let mut request = GetStoryAsKnownRequest { page_size: 5, ..at(&rosa, position) };
    let (mut entries, mut pages) = (Vec::new(), 0);
    loop {
        let mut page = ask(&place, request.clone()).await;
        entries.append(&mut page.entries);
        pages += 1;
        assert_eq!(page.entries_in_all, 12);
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    assert_eq!((entries, pages), (whole.entries, 3));
}
