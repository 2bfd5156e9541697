//! A supporter reads: their own first page, and a story with who is alongside, what was promised and what happened.

use throughline_proto::v1::{GroupFormed, HelpKind, StrengthShared, WithdrawnBecause, event::Kind};
use throughline_tests::events;

use crate::scene::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn home_leads_to_the_stories_of_those_one_is_alongside() {
    let scene = Scene::new().await;
    scene.house.write(events::asked(&scene.rosa, "a lift to the clinic")).await;
    scene.place.seen().await;
    let mut browser = scene.amina().await;
    let home = browser.get(&scene.url("/")).await.is(200).body;
    assert!(
        home.contains(&format!("href=\"/story/{}\"", scene.rosa)) && home.contains("Rosa") && home.contains("a lift to the clinic"),
        "{home}"
    );
    assert!(!home.contains("Sam") && !home.contains(&scene.sam), "{home}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_story_tells_who_this_is_who_is_alongside_and_what_happened() {
    let scene = Scene::new().await;
    let knits = StrengthShared { what: "knits for half the street".into() };
    scene.house.write(events::about(&scene.rosa, Kind::StrengthShared(knits))).await;
    let met = events::on(events::day("2026-03-14"), events::met(&scene.rosa, &scene.amina));
    scene.house.write(events::with_words(met, &scene.rosa, "We had tea.")).await;
    scene.house.write(events::offered(&scene.rosa, "a place at the choir", HelpKind::Making)).await;
    scene.place.seen().await;
    let story = scene.amina().await.get(&scene.story(&scene.rosa, "")).await.is(200).body;
    for told in [
        "dir=\"auto\">Rosa</h1>",
        "knits for half the street",
        "a place at the choir – offered, no answer yet",
        "March 2026",
        "We had tea.",
    ] {
        assert!(story.contains(told), "{told}: {story}");
    }
    let alongside = story.split("Who is alongside").nth(1).and_then(|rest| rest.split("</section>").next()).expect("it is told");
    assert!(alongside.contains(">You<"), "{alongside}");
    assert!(story.contains("There may be more that is private."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_story_is_read_page_by_page_and_some_of_it_alone() {
    let scene = Scene::new().await;
    for number in 0..60 {
        scene.house.write(events::noted(&scene.rosa, &format!("note number {number}."))).await;
    }
    scene.house.write(events::met(&scene.rosa, &scene.amina)).await;
    scene.place.seen().await;
    let mut browser = scene.amina().await;
    let mut url = scene.story(&scene.rosa, "");
    let (mut entries, mut pages) = (0, 0);
    loop {
        let page = browser.get(&url).await.is(200).body;
        (entries, pages) = (entries + page.matches(" id=\"entry-").count(), pages + 1);
        let Some(older) = page.split("?page=").nth(1).and_then(|rest| rest.split('"').next()) else { break };
        url = scene.story(&scene.rosa, &format!("?page={older}"));
    }
    // First heard of, alongside, and met besides.
    assert_eq!((entries, pages), (63, 2));
    let met = browser.get(&scene.story(&scene.rosa, "?kind=met")).await.is(200).body;
    assert_eq!(met.matches(" id=\"entry-").count(), 1, "{met}");
    assert!(met.contains("Only some of the story is shown."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_story_that_is_not_for_somebody_looks_like_one_that_is_not_there() {
    let scene = Scene::new().await;
    let mut browser = scene.amina().await;
    let not_theirs = browser.get(&scene.story(&scene.sam, "")).await.is(404).body;
    let nobody = browser.get(&scene.story("00000000-0000-7000-8000-000000000000", "")).await.is(404).body;
    assert_eq!(not_theirs, nobody);
    // Nor is anybody signed out for having followed a wrong link.
    browser.get(&scene.story(&scene.rosa, "")).await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_back_as_unsafe_is_no_longer_on_the_page() {
    let scene = Scene::new().await;
    let written = scene.house.write(events::noted(&scene.rosa, "where she hides the key")).await;
    scene.place.seen().await;
    let mut browser = scene.amina().await;
    assert!(browser.get(&scene.story(&scene.rosa, "")).await.is(200).body.contains("where she hides the key"));
    scene.house.write(events::withdrawn(&written.event, WithdrawnBecause::UnsafeToShow)).await;
    scene.place.seen().await;
    assert!(!browser.get(&scene.story(&scene.rosa, "")).await.is(200).body.contains("where she hides the key"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resident_reads_their_own_story_and_takes_nothing_back() {
    let scene = Scene::new().await;
    scene.house.write(events::met(&scene.rosa, &scene.amina)).await;
    scene.place.seen().await;
    let page = scene.rosa().await.get(&scene.url("/")).await.is(200).body;
    assert!(page.contains("My story") && page.contains("You met ") && !page.contains("take-back"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_is_found_by_name_among_those_whom_the_agency_knows() {
    let scene = Scene::new().await;
    let mut browser = scene.amina().await;
    let found = browser.get(&scene.url("/find?name=rosa")).await.is(200).body;
    assert!(found.contains(&format!("href=\"/story/{}\"", scene.rosa)), "{found}");
    let choir = GroupFormed { name: "The Friday choir".into(), description: "sings for tea".into(), ..GroupFormed::default() };
    scene.house.write(events::of_nobody(Kind::GroupFormed(choir))).await;
    scene.place.seen().await;
    let found = browser.get(&scene.url("/find?name=choir+friday")).await.is(200).body;
    assert!(found.contains("The Friday choir") && found.contains("A group, from Harmony House"), "{found}");
    for nobody in ["Sam", "%3Cscript%3E", "%F0%9F%99%82"] {
        let page = browser.get(&scene.url(&format!("/find?name={nobody}"))).await.is(200).body;
        assert!(page.contains("Nobody by that name") && !page.contains(&scene.sam) && !page.contains("<script>"), "{page}");
    }
    assert_eq!(scene.rosa().await.get(&scene.url("/find?name=rosa")).await.is(303).location(), scene.url("/"));
}
