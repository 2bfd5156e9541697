//! A supporter adds what happened: looks how it will read, sends it once or twice, and takes it back.

use crate::scene::{Scene, request_id};

fn form(request_id: &str, rest: &str) -> String {
    format!("request_id={request_id}&date=2026-03-14&{rest}")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_added_stands_in_the_story_at_once() {
    let scene = Scene::new().await;
    let mut browser = scene.amina().await;
    let page = browser.get(&scene.story(&scene.rosa, "/add")).await.is(200);
    let filled = form(&request_id(&page), "kind=met&manner=in-person&words=She+sang.%0D%0AThen+we+ate.&whose=mine&then=add");
    let added = browser.post(&scene.story(&scene.rosa, "/add"), &filled).await.is(303);
    let position = added.location().split("#entry-").nth(1).expect("it says where").to_owned();
    let story = browser.follow(added).await.is(200);
    let undo = story.body.split("class=\"undo\"").next().and_then(|before| before.rsplit("action=\"").next()?.split('"').next());
    let undo = undo.expect("it can be undone for a minute").to_owned();
    let undo_id = request_id(&story);
    let story = story.body;
    assert!(
        story.contains(&format!("id=\"entry-{position}\">"))
            && story.contains("She sang.\nThen we ate.")
            && story.contains("14 March 2026"),
        "{story}"
    );
    let undone = browser.post(&scene.url(&undo), &format!("request_id={undo_id}&because=mistake")).await.is(303);
    let story = browser.follow(undone).await.is(200).body;
    assert!(story.contains("This was taken back.") && !story.contains("class=\"undo\""), "{story}");
}

#[tokio::test(flavor = "multi_thread")]
async fn how_it_will_read_is_shown_before_anything_is_written() {
    let scene = Scene::new().await;
    let mut browser = scene.amina().await;
    let page = browser.get(&scene.story(&scene.rosa, "/add")).await;
    let (head, id) = (scene.place.head(), request_id(&page));
    let filled = form(&id, "kind=strength_shared&what=mends+bicycles&words=He+showed+me.&whose=theirs&then=look");
    let look = browser.post(&scene.story(&scene.rosa, "/add"), &filled).await.is(200);
    let preview = look.body.split("class=\"preview\"").nth(1).and_then(|rest| rest.split("</section>").next()).expect("it is shown");
    assert!(preview.contains("mends bicycles") && preview.contains("He showed me."), "{preview}");
    assert_eq!(scene.place.head(), head);
    // The form is as it was, and is still the same request.
    assert!(look.body.contains("value=\"mends bicycles\"") && request_id(&look) == id);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_sent_twice_is_written_once() {
    let scene = Scene::new().await;
    let (mut one, mut other) = (scene.amina().await, scene.amina().await);
    let filled = form(&request_id(&one.get(&scene.story(&scene.rosa, "/add")).await), "kind=noted&what=the+gate+sticks&then=add");
    let url = scene.story(&scene.rosa, "/add");
    let (first, second) = tokio::join!(one.post(&url, &filled), other.post(&url, &filled));
    assert_eq!(first.is(303).location(), second.is(303).location());
    let story = one.get(&scene.story(&scene.rosa, "")).await.body;
    assert_eq!(story.matches("the gate sticks").count(), 1, "{story}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_wrote_oneself_can_be_taken_back_and_nothing_else() {
    let scene = Scene::new().await;
    let mut browser = scene.amina().await;
    let page = browser.get(&scene.story(&scene.rosa, "/add")).await;
    let added =
        browser.post(&scene.story(&scene.rosa, "/add"), &form(&request_id(&page), "kind=noted&what=not+hers+at+all&then=add")).await;
    let story = browser.follow(added).await.body;
    let entry = story.split("not hers at all").nth(1).and_then(|rest| rest.split("</li>").next()).expect("it is there");
    let link = entry.split("href=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("it can be taken back");
    let asked = browser.get(&scene.url(link)).await.is(200);
    let without_why = browser.post(&scene.url(link), &format!("request_id={}", request_id(&asked))).await.is(400);
    let filled = format!("request_id={}&because=wrong-person", request_id(&without_why));
    let taken_back = browser.post(&scene.url(link), &filled).await.is(303);
    assert!(!browser.follow(taken_back).await.body.contains("not hers at all"));
    // Once is enough, and whoever tries again is told so.
    let again = browser.post(&scene.url(link), "request_id=01890000-0000-7000-8000-0000000000aa&because=mistake").await.is(409);
    assert!(again.body.contains("taken back already"), "{}", again.body);
    // What another agency wrote of somebody else is not there for them.
    let theirs = scene.other.write(throughline_tests::events::noted(&scene.sam, "likes jazz")).await;
    let forged = scene.url(&format!("/story/{}/entry/{}/take-back", scene.rosa, theirs.event));
    let head = scene.place.head();
    let tried = browser.post(&forged, "request_id=01890000-0000-7000-8000-000000000000&because=mistake").await;
    assert!((400..500).contains(&tried.status), "{} {}", tried.status, tried.body);
    assert_eq!(scene.place.head(), head);
}
