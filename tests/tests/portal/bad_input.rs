//! Whatever is not right is said, with what was typed still there; markup is text; nobody writes for another, and nothing by accident.

use throughline_proto::v1::{Reason, WithdrawnBecause};
use throughline_tests::Browser;

use crate::scene::{Scene, request_id};

const ID: &str = "01890000-0000-7000-8000-000000000001";

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_is_still_there_when_something_is_missing() {
    let scene = Scene::new().await;
    let mut browser = scene.amina().await;
    let url = scene.story(&scene.rosa, "/add");
    let head = scene.place.head();
    for (filled, said) in [
        ("kind=noted&what=&date=2026-03-14&words=Kept+words", "Say in a few words"),
        ("kind=met&date=2026-02-31&words=Kept+words", "not in the calendar"),
        ("kind=met&date=&words=Kept+words", "on which day"),
        ("kind=toppled&date=2026-03-14&words=Kept+words", "Choose what happened"),
        ("date=2026-03-14&words=Kept+words", "Choose what happened"),
        ("kind=met&date=2199-01-01&words=Kept+words", "Not written yet"),
        ("kind=offered_help&what=a+lift&date=2026-03-14&words=Kept+words", "Choose what kind of help"),
    ] {
        let page = browser.post(&url, &format!("request_id={ID}&{filled}")).await.is(400);
        assert!(page.body.contains(said) && page.body.contains("Kept words") && request_id(&page) == ID, "{filled}: {}", page.body);
    }
    let bad_id = browser.post(&url, "request_id=mine&kind=met&date=2026-03-14&words=Kept+words").await.is(400);
    assert!(bad_id.body.contains("Kept words"), "{}", bad_id.body);
    assert_eq!(scene.place.head(), head);
}

#[tokio::test(flavor = "multi_thread")]
async fn markup_and_marks_of_direction_are_text() {
    let scene = Scene::new().await;
    let mut browser = scene.amina().await;
    let (markup, turned) = ("%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%3E%3Cimg+src%3Dx%3E", "%E2%80%AEevil");
    let filled = format!("request_id={ID}&date=2026-03-14&kind=noted&what={markup}&words={markup}{turned}&then=look");
    let page = browser.post(&scene.story(&scene.rosa, "/add"), &filled).await;
    let filled = filled.replace("then=look", "then=add");
    let added = browser.post(&scene.story(&scene.rosa, "/add"), &filled).await;
    let story = browser.follow(added).await;
    for body in [&page.body, &story.body] {
        assert!(body.contains("&#60;script&#62;") && !body.contains("<script>") && !body.contains("<img"), "{body}");
    }
    // What turns the reading around is kept in a box of its own.
    assert!(story.body.contains("<blockquote dir=\"auto\">"));
}

#[tokio::test(flavor = "multi_thread")]
async fn words_up_to_eight_kibibytes_of_emoji_are_taken_and_more_is_said_to_be_too_much() {
    let scene = Scene::new().await;
    let mut browser = scene.amina().await;
    let url = scene.story(&scene.rosa, "/add");
    let emoji = |count: usize| "%F0%9F%99%82".repeat(count);
    let filled = |id: &str, count| format!("request_id={id}&date=2026-03-14&kind=met&words={}&then=add", emoji(count));
    let fits = browser.post(&url, &filled(ID, 2_048)).await.is(303);
    assert!(browser.follow(fits).await.is(200).body.contains("🙂🙂"));
    let too_long = browser.post(&url, &filled("01890000-0000-7000-8000-000000000002", 2_049)).await.is(400);
    assert!(too_long.body.contains("This is too long: take away about 1 in 100") && too_long.body.contains("🙂"));
    let huge = browser.post(&url, &format!("request_id={ID}&words={}", "a".repeat(3 << 20))).await;
    assert!(
        (400..500).contains(&huge.status) && huge.body.contains("Nothing was written") | huge.body.contains("nothing was written"),
        "{}",
        huge.status
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_writes_from_another_site_or_without_being_signed_in() {
    let scene = Scene::new().await;
    let mut browser = scene.amina().await;
    let url = scene.story(&scene.rosa, "/add");
    let filled = format!("request_id={ID}&date=2026-03-14&kind=met&then=add");
    browser.send("POST", &url, &[("sec-fetch-site", "cross-site")], Some(&filled)).await.is(403);
    browser.send("POST", &url, &[("origin", "http://elsewhere.example.org")], Some(&filled)).await.is(403);
    browser.send("PUT", &url, &[("sec-fetch-site", "same-origin")], None).await.is(405);
    let stranger = Browser::default().post(&url, &format!("{filled}&words=Kept+words")).await.is(401);
    assert!(stranger.body.contains("no longer signed in") && stranger.body.contains("Kept words"), "{}", stranger.body);
    let stranger = Browser::default().post(&scene.url("/my/words"), &format!("request_id={ID}&words=Kept+words")).await.is(401);
    assert!(stranger.body.contains("no longer signed in") && stranger.body.contains("Kept words"), "{}", stranger.body);
    browser.post(&scene.story(&scene.sam, "/add"), &filled).await;
    let mut rosa = scene.rosa().await;
    rosa.post(&scene.story(&scene.sam, "/add"), &filled).await;
    let story = scene.other.story(&scene.sam, 0).await;
    assert_eq!(story.entries.len(), 1);
    let story = scene.house.with_a_reader().await.story(&scene.rosa, 0).await;
    assert!(story.entries.iter().all(|entry| !entry.sentence.contains("met")), "{:?}", story.entries);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resident_neither_writes_as_the_agency_nor_takes_back_what_it_wrote() {
    let scene = Scene::new().await;
    let written = scene.house.write(throughline_tests::events::noted(&scene.rosa, "keeps bees")).await;
    scene.place.seen().await;
    let mut rosa = scene.rosa().await;
    let take_back = scene.story(&scene.rosa, &format!("/entry/{}/take-back", written.event));
    for url in [&scene.story(&scene.rosa, ""), &scene.story(&scene.rosa, "/add"), &take_back] {
        assert_eq!(rosa.get(url).await.is(303).location(), scene.url("/"), "{url}");
    }
    let head = scene.place.head();
    rosa.post(&scene.story(&scene.rosa, "/add"), &format!("request_id={ID}&date=2026-03-14&kind=met&then=add")).await.is(401);
    rosa.post(&take_back, &format!("request_id={ID}&because=unsafe")).await.is(401);
    assert_eq!(scene.place.head(), head);
    // Nor by another way than the portal's pages.
    let as_rosa = scene.house.for_resident(&scene.rosa);
    let tried = as_rosa.record(vec![throughline_tests::events::withdrawn(&written.event, WithdrawnBecause::UnsafeToShow)]).await;
    throughline_tests::refused(tried).is(Reason::NotYoursToChange);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_changed_after_it_was_written_is_not_written_unseen() {
    let scene = Scene::new().await;
    let mut browser = scene.amina().await;
    let url = scene.story(&scene.rosa, "/add");
    let filled = |words: &str| format!("request_id={ID}&date=2026-03-14&kind=met&words={words}&then=add");
    browser.post(&url, &filled("first")).await.is(303);
    // As after an answer that was lost.
    let changed = browser.post(&url, &filled("second")).await.is(409);
    assert!(changed.body.contains("An earlier version of this was written already") && changed.body.contains("second"), "{}", changed.body);
    assert_ne!(request_id(&changed), ID);
    browser.post(&url, &filled("second").replace(ID, &request_id(&changed))).await.is(303);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_not_right_has_a_page_that_says_so() {
    let scene = Scene::new().await;
    let mut browser = scene.amina().await;
    for path in ["/story/nobody", "/story/..%2f..%2fetc%2fpasswd", "/story/%ff", "/story/x?page=%00"] {
        let page = browser.get(&scene.url(path)).await;
        assert!(matches!(page.status, 400 | 404) && page.body.contains("To the start"), "{path}: {} {}", page.status, page.body);
    }
    for rest in ["?page=ffff", "?page=%F0%9F%99%82", "?since=-1", "?since=none", "?kind=%3Cscript%3E"] {
        let page = browser.get(&scene.story(&scene.rosa, rest)).await;
        assert!(matches!(page.status, 200 | 400) && !page.body.contains("<script>"), "{rest}: {} {}", page.status, page.body);
    }
}
