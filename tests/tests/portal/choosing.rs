//! A resident chooses who sees what, draws their life map, and signs out everywhere; an open page hears of news.

use throughline_proto::v1::{Colour, SharingLevel};
use throughline_tests::events;

use crate::scene::{Scene, request_id};

#[tokio::test(flavor = "multi_thread")]
async fn what_each_agency_would_see_is_shown_before_it_is_chosen() {
    let scene = Scene::new().await;
    let ann = scene.other.is_joined_by("Ann").await;
    let rosa_too = scene.other.hears_of("Rosa").await;
    scene.house.joins(&[&scene.rosa, &rosa_too], &scene.amina).await;
    scene.other.write(events::alongside(&rosa_too, &ann)).await;
    scene.house.write(events::noted(&scene.rosa, "the choir meets on Fridays")).await;
    scene.place.seen().await;
    let mut browser = scene.rosa().await;
    let page = browser.get(&scene.url("/my/sharing")).await.is(200);
    assert!(page.body.contains("value=\"nothing\" checked"), "it begins from just us: {}", page.body);
    let filled = format!("request_id={}&what=by-harmony-house&with=care-city&level=nothing", request_id(&page));
    let shown = browser.post(&scene.url("/my/sharing"), &format!("{filled}&then=look")).await.is(200).body;
    let told = |page: &str, agency: &str| {
        let rest = page.split(&format!("{agency} would see")).nth(1).expect("it is told");
        rest.split("</details>").next().expect("it ends").to_owned()
    };
    assert!(told(&shown, "Harmony House").contains("choir") && !told(&shown, "Care City").contains("choir"), "{shown}");
    let before = scene.house.with_reader(&scene.amina).story(&scene.rosa, 0).await.story.expect("a story");
    assert!(before.sharing.is_empty(), "looking chooses nothing");
    let chosen = browser.post(&scene.url("/my/sharing"), &format!("{filled}&then=choose")).await.is(303);
    browser.follow(chosen).await.is(200);
    let after = scene.house.with_reader(&scene.amina).story(&scene.rosa, 0).await.story.expect("a story");
    let choice = after.sharing[0].choice.as_ref().expect("a choice");
    assert_eq!((choice.level(), choice.agencies.as_slice()), (SharingLevel::Nothing, ["care-city".to_owned()].as_slice()));
    let page = browser.get(&scene.url("/my/sharing")).await.is(200).body;
    assert!(page.contains("What Harmony House wrote – Care City: Just us"), "{page}");
    for wrong in ["what=everything&level=all", "what=shoes&level=nothing", "what=everything&level=words&until=2026-02-31"] {
        browser.post(&scene.url("/my/sharing"), wrong).await.is(400);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_life_map_is_drawn_and_anything_is_skipped() {
    let scene = Scene::new().await;
    let mut browser = scene.rosa().await;
    let page = browser.get(&scene.url("/my/map")).await.is(200);
    let id = request_id(&page);
    let nothing = browser.post(&scene.url("/my/map"), &format!("request_id={id}&hope=")).await.is(400);
    assert!(nothing.body.contains("Choose a colour for one thing at least."), "{}", nothing.body);
    let filled = format!("request_id={id}&hope=green&savings=red&sleep=&shoes=green");
    let drawn = browser.post(&scene.url("/my/map"), &filled).await.is(303);
    assert_eq!(drawn.location(), browser.post(&scene.url("/my/map"), &filled).await.is(303).location(), "it is drawn once");
    browser.follow(drawn).await.is(200);
    let story = scene.house.with_reader(&scene.amina).story(&scene.rosa, 0).await.story.expect("a story");
    let map = story.life_map_now.expect("a map");
    let answers: Vec<_> = map.answers.iter().map(|answer| (answer.indicator.as_str(), answer.colour())).collect();
    assert_eq!(answers, [("savings", Colour::Red), ("hope", Colour::Green)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_everywhere_ends_every_session_and_leaves_others() {
    let scene = Scene::new().await;
    let (mut here, mut there, mut amina) = (scene.rosa().await, scene.rosa().await, scene.amina().await);
    here.post(&scene.url("/sign-out/everywhere"), "").await.is(303);
    scene.place.seen().await;
    for browser in [&mut here, &mut there] {
        assert!(!browser.get(&scene.url("/")).await.body.contains("Add my own words"));
    }
    assert!(amina.get(&scene.url("/")).await.is(200).body.contains("The people I"));
    assert!(scene.rosa().await.get(&scene.url("/")).await.is(200).body.contains("My story"), "a new link lets them in again");
}

#[tokio::test(flavor = "multi_thread")]
async fn styles_and_the_script_are_kept_by_browsers_and_pages_are_not() {
    let scene = Scene::new().await;
    let mut browser = scene.rosa().await;
    let page = browser.get(&scene.url("/")).await.is(200);
    assert_eq!(page.header("cache-control"), Some("no-store"));
    for ending in [".css\"", ".js\"", ".svg\""] {
        let before = page.body.split(ending).next().expect("it is asked for");
        let path = format!("{}{}", before.rsplit('"').next().expect("a path"), ending.trim_end_matches('"'));
        let file = browser.get(&scene.url(&path)).await.is(200);
        assert_eq!(file.header("cache-control"), Some("public, max-age=31536000, immutable"), "{path}");
    }
    browser.get(&scene.url("/style-0.css")).await.is(404);
}
