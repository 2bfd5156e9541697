//! The portal and nobody else sees people in; it does nothing else but in the name of whoever is signed in. And what its pages hold to.

use throughline_proto::v1::{
    ConnectAccountRequest, FindAccountRequest, GetStoryRequest, InviteRequest, ListMyPeopleRequest, Reason, ReplayRequest,
    UseInvitationRequest, audit_service_client::AuditServiceClient, record_service_client::RecordServiceClient,
    story_service_client::StoryServiceClient,
};
use throughline_tests::{Browser, events, refused};

use crate::scene::{HOUSE, Scene, call};

#[tokio::test(flavor = "multi_thread")]
async fn the_portal_by_itself_only_sees_people_in() {
    let scene = Scene::new().await;
    let (token, channel) = (scene.token(), scene.house.channel());
    let story = GetStoryRequest { person: scene.rosa.clone(), ..GetStoryRequest::default() };
    refused(StoryServiceClient::new(channel.clone()).get_story(call(&token, None, story)).await).is(Reason::NotAllowed);
    let request = throughline_tests::caller::request(vec![events::noted(&scene.rosa, "Not the portal's to say.")]);
    refused(RecordServiceClient::new(channel.clone()).record(call(&token, None, request)).await).is(Reason::NotAllowed);
    refused(AuditServiceClient::new(channel).replay(call(&token, None, ReplayRequest::default())).await).is(Reason::NotAllowed);
    let asked = InviteRequest { resident: scene.rosa.clone(), ..InviteRequest::default() };
    refused(scene.door().invite(call(&token, None, asked.clone())).await).is(Reason::NotAllowed);
    let amina = format!("{HOUSE}/supporter/{}", scene.amina);
    refused(scene.door().invite(call(&token, Some(&amina), asked)).await).is(Reason::NotAllowed);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agencys_token_is_not_the_portals() {
    let scene = Scene::new().await;
    let token = scene.house.token();
    let link = scene.invited_resident().await;
    let asked = UseInvitationRequest { token: link.clone() };
    refused(scene.door().use_invitation(call(token, None, asked)).await).is(Reason::NotAllowed);
    let account = FindAccountRequest { issuer: "https://id.example.org".into(), subject: "1".into() };
    refused(scene.door().find_account(call(token, None, account)).await).is(Reason::NotAllowed);
    let rosa = format!("resident/{}", scene.rosa);
    let account = ConnectAccountRequest { issuer: "https://id.example.org".into(), subject: "1".into(), ended: false };
    refused(scene.door().connect_account(call(token, Some(&rosa), account)).await).is(Reason::NotAllowed);
    let amina = format!("{HOUSE}/supporter/{}", scene.amina);
    let people = call(token, Some(&amina), ListMyPeopleRequest::default());
    refused(StoryServiceClient::new(scene.house.channel()).list_my_people(people).await).is(Reason::NotYoursToActFor);
    scene.signed_in(&link).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_portal_names_a_person_of_the_agency_that_it_says() {
    let scene = Scene::new().await;
    scene.place.agency("care-city").await;
    let token = scene.token();
    for person in [
        format!("care-city/supporter/{}", scene.amina),
        format!("keeper/supporter/{}", scene.amina),
        format!("portal/supporter/{}", scene.amina),
        format!("supporter/{}", scene.amina),
        format!("{HOUSE}/resident/{}", scene.rosa),
        "resident/6f1c1c4e-52cd-4c1b-9f0a-0d8f3f5a7b10".to_owned(),
        "harmony-house".to_owned(),
    ] {
        let people = call(&token, Some(&person), ListMyPeopleRequest::default());
        refused(StoryServiceClient::new(scene.house.channel()).list_my_people(people).await).is(Reason::NotYoursToActFor);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changes_something_comes_from_a_page_of_the_portals_own() {
    let scene = Scene::new().await;
    let url = scene.url(&format!("/invitation/{}", scene.invited_resident().await));
    let mut browser = Browser::default();
    for headers in [&[][..], &[("sec-fetch-site", "cross-site")], &[("origin", "http://elsewhere.example.org")], &[("origin", "null")]] {
        browser.send("POST", &url, headers, Some("")).await.is(403);
    }
    browser.send("POST", &url, &[("origin", scene.portal.as_str())], Some("")).await.is(303);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_name_that_leads_to_the_portal_is_not_its_own() {
    let scene = Scene::new().await;
    Browser::default().send("GET", &scene.url("/"), &[("host", "elsewhere.example.org")], None).await.is(421);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_tells_the_browser_to_keep_nothing_and_to_run_nothing() {
    let scene = Scene::new().await;
    let mut browser = scene.signed_in(&scene.invited_resident().await).await;
    for path in ["/", "/sign-in", "/style.css", "/nothing", "/invitation/x", "/sign-in/back?state=x&code=y"] {
        let page = browser.get(&scene.url(path)).await;
        assert_eq!(page.header("cache-control"), Some("no-store"), "{path}");
        assert_eq!(page.header("referrer-policy"), Some("no-referrer"), "{path}");
        assert_eq!(page.header("x-content-type-options"), Some("nosniff"), "{path}");
        let policy = page.header("content-security-policy").expect("a policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'self'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_address_somebody_comes_to_a_page_says_what_to_do() {
    let scene = Scene::new().await;
    let mut browser = Browser::default();
    let ways = [
        ("POST", "/invitation/%ff", 400),
        ("GET", "/sign-in/back?state=x&state=y", 400),
        ("GET", "/sign-out", 405),
        ("GET", "/account", 405),
        ("POST", "/", 405),
        ("DELETE", "/invitation/x", 405),
        ("GET", "/nothing", 404),
    ];
    for (method, path, status) in ways {
        let page = browser.send(method, &scene.url(path), &[("sec-fetch-site", "same-origin")], None).await.is(status);
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"), "{method} {path}");
        assert!(page.body.contains("That did not work") && page.body.contains("To the start"), "{method} {path}: {}", page.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_that_was_there_before_somebody_signed_in_is_not_kept() {
    let scene = Scene::new().await;
    let mut browser = Browser::default();
    browser.put(&scene.portal, "put-there-by-somebody-else");
    let token = scene.invited_resident().await;
    let page = scene.takes_up(&mut browser, &token).await.is(303);
    let cookie = page.header("set-cookie").expect("a cookie");
    for part in ["__Host-session=", "Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
        assert!(cookie.contains(part) && !cookie.contains("Domain"), "{cookie}");
    }
    let mut somebody_else = Browser::default();
    somebody_else.put(&scene.portal, "put-there-by-somebody-else");
    assert!(!somebody_else.get(&scene.url("/")).await.body.contains("My story"));
    assert!(browser.get(&scene.url("/")).await.body.contains("My story"));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_signs_out_is_out_also_with_the_old_cookie() {
    let scene = Scene::new().await;
    let mut browser = scene.signed_in(&scene.invited_resident().await).await;
    let mut kept = browser.clone();
    browser.post(&scene.url("/sign-out"), "").await.is(303);
    assert!(browser.cookie(&scene.portal).is_none());
    assert!(!kept.get(&scene.url("/")).await.body.contains("My story"));
}
