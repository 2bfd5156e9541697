//! Signing in with an account at a real provider, from the first invitation to disconnecting.

use throughline_proto::v1::InviteRequest;
use throughline_tests::{Browser, Page};

use crate::scene::{Scene, invite};

/// Goes through the provider's own pages as this person; gives the address with which it sends the browser back.
async fn at_the_provider(browser: &mut Browser, scene: &Scene, begun: Page, login: &str) -> String {
    let mut page = begun;
    for _ in 0..12 {
        if (300..400).contains(&page.status) {
            let next = page.location();
            if next.starts_with(&scene.portal) {
                return next;
            }
            page = browser.get(&next).await;
        } else {
            let form = if page.body.contains("name=\"login\"") {
                format!("prompt=login&login={login}&password=x")
            } else {
                "prompt=consent".into()
            };
            page = browser.post(&page.form(), &form).await;
        }
    }
    panic!("the provider does not send back: {}", page.body)
}

/// Signs in from the start.
async fn signs_in(browser: &mut Browser, scene: &Scene, login: &str) -> Page {
    let begun = browser.get(&scene.url("/sign-in")).await.is(303);
    let back = at_the_provider(browser, scene, begun, login).await;
    let page = browser.get(&back).await;
    browser.follow(page).await
}

/// Comes in by an invitation, and connects an account.
async fn connected(scene: &Scene, token: &str, login: &str) -> Browser {
    let mut browser = scene.signed_in(token).await;
    let before = browser.cookie(&scene.portal).map(str::to_owned);
    let begun = browser.post(&scene.url("/account"), "").await.is(303);
    let back = at_the_provider(&mut browser, scene, begun, login).await;
    browser.get(&back).await.is(303);
    assert_ne!(browser.cookie(&scene.portal).map(str::to_owned), before, "another session");
    browser
}

#[tokio::test(flavor = "multi_thread")]
async fn who_connected_an_account_signs_in_with_it_and_sees_only_their_own() {
    let (scene, _provider) = Scene::with_provider().await;
    let sam = scene.house.hears_of("Sam").await;
    scene.place.seen().await;
    let of_sam = invite(&scene.house, InviteRequest { resident: sam, ..InviteRequest::default() }).await.expect("made").token;
    connected(&scene, &scene.invited_supporter().await, "amina").await;
    connected(&scene, &of_sam, "sam").await;
    let page = signs_in(&mut Browser::default(), &scene, "amina").await.is(200);
    assert!(page.body.contains("The people I’m alongside") && !page.body.contains("My story"), "{}", page.body);
    let page = signs_in(&mut Browser::default(), &scene, "sam").await.is(200);
    assert!(page.body.contains("My story"), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_next_to_the_same_browser_is_asked_who_they_are() {
    let (scene, _provider) = Scene::with_provider().await;
    let mut browser = connected(&scene, &scene.invited_resident().await, "rosa").await;
    browser.post(&scene.url("/sign-out"), "").await.is(303);
    // The provider knows the browser, and has its owner's consent; it asks all the same.
    let begun = browser.get(&scene.url("/sign-in")).await.is(303);
    assert!(browser.clone().follow(begun).await.is(200).body.contains("name=\"login\""));
    // Nor is Rosa's account connected to whoever comes in next.
    scene.takes_up(&mut browser, &scene.invited_supporter().await).await.is(303);
    let begun = browser.post(&scene.url("/account"), "").await.is(303);
    assert!(browser.follow(begun).await.is(200).body.contains("name=\"login\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_nobody_connected_lets_nobody_in() {
    let (scene, _provider) = Scene::with_provider().await;
    let mut browser = Browser::default();
    let page = signs_in(&mut browser, &scene, "stranger").await.is(404);
    assert!(page.body.contains("nobody here is connected to that account"), "{}", page.body);
    assert!(!browser.get(&scene.url("/")).await.body.contains("Sign out"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_disconnected_by_its_owner_or_with_the_next_invitation() {
    let (scene, _provider) = Scene::with_provider().await;
    let mut browser = connected(&scene, &scene.invited_resident().await, "rosa").await;
    browser.post(&scene.url("/account/disconnect"), "").await.is(303);
    signs_in(&mut Browser::default(), &scene, "rosa").await.is(404);

    connected(&scene, &scene.invited_resident().await, "rosa").await;
    signs_in(&mut Browser::default(), &scene, "rosa").await.is(200);
    let anew = InviteRequest { resident: scene.rosa.clone(), disconnect_accounts: true, ..InviteRequest::default() };
    invite(&scene.house, anew).await.expect("it is made");
    signs_in(&mut Browser::default(), &scene, "rosa").await.is(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_counts_once_and_for_the_browser_that_began() {
    let (scene, _provider) = Scene::with_provider().await;
    connected(&scene, &scene.invited_resident().await, "rosa").await;
    let mut browser = Browser::default();
    let begun = browser.get(&scene.url("/sign-in")).await.is(303);
    let back = at_the_provider(&mut browser, &scene, begun, "rosa").await;

    // Another browser, with an attempt of its own or with none.
    let mut other = Browser::default();
    assert!(other.get(&back).await.is(400).body.contains("another attempt"));
    other.get(&scene.url("/sign-in")).await.is(303);
    assert!(other.get(&back).await.is(400).body.contains("another attempt"));
    // The right browser, with another state.
    let state = back.split("state=").nth(1).and_then(|rest| rest.split('&').next()).expect("a state");
    browser.get(&back.replace(state, "another")).await.is(400);

    browser.get(&back).await.is(303);
    assert!(browser.get(&back).await.is(400).body.contains("another attempt"), "the same answer again");
    assert!(browser.get(&scene.url("/")).await.body.contains("My story"), "and they stay signed in");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_was_used_in_another_attempt_is_not_taken() {
    let (scene, _provider) = Scene::with_provider().await;
    connected(&scene, &scene.invited_resident().await, "rosa").await;
    let mut browser = Browser::default();
    let code_of = |back: &str| back.split("code=").nth(1).and_then(|rest| rest.split('&').next()).expect("a code").to_owned();
    let begun = browser.get(&scene.url("/sign-in")).await.is(303);
    let first = at_the_provider(&mut browser, &scene, begun, "rosa").await;
    browser.get(&first).await.is(303);
    browser.post(&scene.url("/sign-out"), "").await.is(303);
    let begun = browser.get(&scene.url("/sign-in")).await.is(303);
    let second = at_the_provider(&mut browser, &scene, begun, "rosa").await;
    let replayed = second.replace(&code_of(&second), &code_of(&first));
    assert!(browser.get(&replayed).await.is(400).body.contains("no longer takes this answer"));
    assert!(!browser.get(&scene.url("/")).await.body.contains("My story"));
}
