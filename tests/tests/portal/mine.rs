//! A resident answers an offer, adds their own words, and leaves quickly.

use throughline_proto::v1::{HelpKind, PromiseState};
use throughline_tests::{Page, events};

use crate::scene::{Scene, request_id};

/// The form that stands behind this text.
fn hidden<'a>(page: &'a Page, after: &str, name: &str) -> &'a str {
    let rest = page.body.split(after).nth(1).expect("it is there");
    rest.split(&format!("name=\"{name}\" value=\"")).nth(1).and_then(|rest| rest.split('"').next()).expect("it has one")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_is_answered_with_yes_not_now_or_no() {
    for (answer, state) in [("yes", PromiseState::Open), ("not-now", PromiseState::NotNow), ("no", PromiseState::SaidNo)] {
        let scene = Scene::new().await;
        scene.house.write(events::offered(&scene.rosa, "a place at the choir", HelpKind::Making)).await;
        scene.place.seen().await;
        let mut browser = scene.rosa().await;
        let page = browser.get(&scene.url("/")).await.is(200);
        let (id, offer) = (hidden(&page, "a place at the choir", "request_id"), hidden(&page, "a place at the choir", "offer"));
        let filled = format!("request_id={id}&offer={offer}&answer={answer}");
        let answered = browser.post(&scene.url("/my/answer"), &filled).await.is(303);
        let again = browser.post(&scene.url("/my/answer"), &filled).await.is(303);
        assert_eq!(answered.location(), again.location());
        let page = browser.follow(answered).await.is(200);
        // "Not now" can be answered again.
        assert_eq!(page.body.contains("Offered to me"), answer == "not-now", "{}", page.body);
        let story = scene.house.with_a_reader().await.story(&scene.rosa, 0).await.story.expect("a story");
        assert_eq!(story.promises[0].state(), state);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_comes_too_late_is_told_so_and_none_is_a_mistake() {
    let scene = Scene::new().await;
    scene.house.write(events::offered(&scene.rosa, "a place at the choir", HelpKind::Making)).await;
    scene.place.seen().await;
    let mut browser = scene.rosa().await;
    let page = browser.get(&scene.url("/")).await.is(200);
    let offer = hidden(&page, "a place at the choir", "offer");
    let filled = |id: &str, answer: &str| format!("request_id=01890000-0000-7000-8000-00000000000{id}&offer={offer}&answer={answer}");
    browser.post(&scene.url("/my/answer"), &filled("1", "perhaps")).await.is(400);
    browser.post(&scene.url("/my/answer"), &filled("2", "no")).await.is(303);
    let late = browser.post(&scene.url("/my/answer"), &filled("3", "yes")).await;
    let nobodys = browser.post(&scene.url("/my/answer"), &filled("4", "yes").replace(offer, "01890000-0000-7000-8000-0000000000ff")).await;
    for page in [late, nobodys] {
        assert!((400..500).contains(&page.status) && page.body.contains("To the start"), "{} {}", page.status, page.body);
    }
    // A supporter answers for nobody.
    let amina = scene.amina().await.post(&scene.url("/my/answer"), &filled("5", "yes")).await.is(303);
    assert_eq!(amina.location(), scene.url("/"));
    let story = scene.house.with_a_reader().await.story(&scene.rosa, 0).await.story.expect("a story");
    assert_eq!(story.promises[0].state(), PromiseState::SaidNo);
}

#[tokio::test(flavor = "multi_thread")]
async fn their_own_words_stand_in_their_story_as_theirs() {
    let scene = Scene::new().await;
    let mut browser = scene.rosa().await;
    for (kind, words) in
        [("noted", "I miss the sea.%0D%0AAnd the gulls."), ("hope_shared", "to see my grandson play"), ("strength_shared", "mending nets")]
    {
        let page = browser.get(&scene.url("/")).await.is(200);
        let filled = format!("request_id={}&kind={kind}&words={}", request_id(&page), words.replace(' ', "+"));
        let said = browser.post(&scene.url("/my/words"), &filled).await.is(303);
        let story = browser.follow(said).await.is(200).body;
        assert!(story.contains(&words.replace("%0D%0A", "\n")), "{story}");
    }
    let page = browser.get(&scene.url("/")).await;
    assert!(page.body.contains("In your own words"), "{}", page.body);
    let head = scene.place.head();
    let page = browser
        .post(&scene.url("/my/words"), &format!("request_id={}&kind=hope_shared&words={}", request_id(&page), "a".repeat(600)))
        .await;
    assert!(page.status == 400 && page.body.contains(&"a".repeat(600)), "{}", page.body);
    browser.post(&scene.url("/my/words"), &format!("request_id={}&kind=noted&words=+", request_id(&page))).await.is(400);
    assert_eq!(scene.place.head(), head);
}

#[tokio::test(flavor = "multi_thread")]
async fn leaving_quickly_signs_out_and_goes_elsewhere() {
    let scene = Scene::new().await;
    let mut browser = scene.rosa().await;
    let kept = browser.clone();
    let left = browser.post(&scene.url("/leave"), "").await.is(303);
    assert!(!left.location().starts_with(&scene.url("")), "{}", left.location());
    for mut browser in [browser, kept] {
        assert!(!browser.get(&scene.url("/")).await.is(200).body.contains("My story"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tried_and_no_answer_is_one_press() {
    let scene = Scene::new().await;
    let mut browser = scene.amina().await;
    let page = browser.get(&scene.story(&scene.rosa, "")).await.is(200);
    let date = hidden(&page, "Add what happened", "date");
    let filled = format!("request_id={}&kind=reached_out&date={date}", request_id(&page));
    let added = browser.post(&scene.story(&scene.rosa, "/add"), &filled).await.is(303);
    assert!(browser.follow(added).await.is(200).body.contains("got no reply"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_looked_is_told_without_a_name() {
    let scene = Scene::new().await;
    let mut browser = scene.rosa().await;
    assert!(browser.get(&scene.url("/my/looks")).await.is(200).body.contains("Nobody has looked"));
    let mut amina = scene.amina().await;
    amina.get(&scene.story(&scene.rosa, "")).await.is(200);
    scene.place.seen().await;
    let looks = browser.get(&scene.url("/my/looks")).await.is(200).body;
    assert!(looks.contains("Harmony House") && !looks.contains("Amina") && looks.matches("<p class=\"when\">").count() == 1, "{looks}");
    assert_eq!(amina.get(&scene.url("/my/looks")).await.is(303).location(), scene.url("/"));
}

#[tokio::test(flavor = "multi_thread")]
async fn how_they_see_an_entry_stands_beside_it() {
    let scene = Scene::new().await;
    let written = scene.house.write(events::noted(&scene.rosa, "keeps wasps")).await;
    scene.place.seen().await;
    let mut browser = scene.rosa().await;
    let url = scene.url(&format!("/my/entry/{}/disagree", written.event));
    assert!(browser.get(&scene.url("/")).await.body.contains(&format!("/my/entry/{}/disagree", written.event)));
    let page = browser.get(&url).await.is(200);
    browser.post(&url, &format!("request_id={}&view=+", request_id(&page))).await.is(400);
    let said = browser.post(&url, &format!("request_id={}&view=They+are+bees.", request_id(&page))).await.is(303);
    let story = browser.follow(said).await.is(200).body;
    assert!(story.contains("Somebody disagrees with this.") && story.contains("They are bees."), "{story}");
    // Of an entry that is not theirs they learn nothing.
    let sams = scene.other.write(events::noted(&scene.sam, "likes jazz")).await;
    let forged = scene.url(&format!("/my/entry/{}/disagree", sams.event));
    let tried = browser.post(&forged, "request_id=01890000-0000-7000-8000-000000000000&view=no").await;
    assert!((400..500).contains(&tried.status) && !tried.body.contains("jazz"), "{} {}", tried.status, tried.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rest_is_chosen_and_ended() {
    let scene = Scene::new().await;
    let mut browser = scene.rosa().await;
    for (ended, told) in [("no", "You are resting."), ("yes", "like a rest")] {
        let page = browser.get(&scene.url("/")).await.is(200);
        let id = hidden(&page, "action=\"/my/rest\"", "request_id");
        let done = browser.post(&scene.url("/my/rest"), &format!("request_id={id}&ended={ended}")).await.is(303);
        assert!(browser.follow(done).await.is(200).body.contains(told));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn they_take_their_story_with_them_as_one_zip() {
    let scene = Scene::new().await;
    let zip = scene.rosa().await.get(&scene.url("/my/export")).await.is(200);
    assert_eq!(zip.header("content-type"), Some("application/zip"));
    assert!(zip.body.starts_with("PK") && zip.body.contains("story.html"));
    // They are signed in: it is their own story that they read.
    scene.place.seen().await;
    assert!(scene.rosa().await.get(&scene.url("/my/looks")).await.body.contains("Nobody has looked"));
    assert_eq!(scene.amina().await.get(&scene.url("/my/export")).await.is(303).location(), scene.url("/"));
}
