//! A link lets in whom it is for, once, within a day; and nobody learns from it whether another was ever there.

use throughline_proto::v1::{
    InvitationMade, InviteRequest, Reason, SupporterLeft, UseInvitationRequest, event::Kind, record_service_client::RecordServiceClient,
};
use throughline_tests::{Browser, events, refused};

use crate::scene::{Scene, call, invite};

const DOES_NOT_COUNT: &str = "This link does not count";

#[tokio::test(flavor = "multi_thread")]
async fn a_resident_comes_in_with_a_link_and_sees_their_own_story() {
    let scene = Scene::new().await;
    scene.house.hears_of("Somebody Else").await;
    scene.house.write(events::noted(&scene.rosa, "Keeps bees.")).await;
    scene.place.seen().await;
    let mut browser = Browser::default();
    let token = scene.invited_resident().await;
    // A preview of the link uses nothing up.
    for _ in 0..3 {
        let page = Browser::default().get(&scene.url(&format!("/invitation/{token}"))).await.is(200);
        assert!(page.body.contains("Come in") && page.header("set-cookie").is_none());
    }
    let page = scene.takes_up(&mut browser, &token).await.is(303);
    let page = browser.follow(page).await.is(200);
    assert!(page.body.contains("My story") && page.body.matches(" id=\"entry-").count() == 2, "{}", page.body);
    let cookie = browser.cookie(&scene.portal).expect("a session");
    assert!(!page.body.contains(cookie));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supporter_comes_in_with_a_link_and_sees_the_people_they_are_alongside() {
    let scene = Scene::new().await;
    let other = scene.house.is_joined_by("Ben").await;
    let sam = scene.house.hears_of("Sam").await;
    scene.house.write(events::alongside(&scene.rosa, &scene.amina)).await;
    scene.house.write(events::alongside(&sam, &other)).await;
    scene.place.seen().await;
    let mut browser = scene.signed_in(&scene.invited_supporter().await).await;
    let page = browser.get(&scene.url("/")).await.is(200);
    assert!(page.body.contains("Rosa") && !page.body.contains("Sam"), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_counts_once() {
    let scene = Scene::new().await;
    let token = scene.invited_resident().await;
    scene.signed_in(&token).await;
    let mut browser = Browser::default();
    let page = scene.takes_up(&mut browser, &token).await.is(404);
    assert!(page.body.contains(DOES_NOT_COUNT) && browser.cookie(&scene.portal).is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_counts_for_a_day_and_not_a_minute_longer() {
    let (scene, clock) = Scene::by_a_clock().await;
    let (in_time, late) = (scene.invited_resident().await, scene.invited_supporter().await);
    clock.forward(24 * 60 - 1);
    scene.signed_in(&in_time).await;
    clock.forward(1);
    let mut browser = Browser::default();
    let page = scene.takes_up(&mut browser, &late).await.is(404);
    assert!(page.body.contains(DOES_NOT_COUNT) && browser.cookie(&scene.portal).is_none());
    let request = call(&scene.token(), None, UseInvitationRequest { token: late });
    refused(scene.door().use_invitation(request).await).is(Reason::InvitationUnknown);
    // The next one counts from now.
    scene.signed_in(&scene.invited_supporter().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_at_the_same_moment_one_is_let_in() {
    let scene = Scene::new().await;
    for _ in 0..5 {
        let token = scene.invited_resident().await;
        let (mut one, mut other) = (Browser::default(), Browser::default());
        let (first, second) = tokio::join!(scene.takes_up(&mut one, &token), scene.takes_up(&mut other, &token));
        let mut statuses = [first.status, second.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 404]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn used_expired_replaced_and_made_up_links_are_answered_alike() {
    let scene = Scene::new().await;
    let used = scene.invited_resident().await;
    scene.signed_in(&used).await;
    let replaced = scene.invited_supporter().await;
    scene.invited_supporter().await;
    let mut answers = Vec::new();
    let never_made = "A".repeat(43);
    for token in [used.as_str(), replaced.as_str(), &never_made, "never-made", "", &format!("{used}A"), &used.replace('A', "/")] {
        let request = call(&scene.token(), None, UseInvitationRequest { token: token.to_owned() });
        let refusal = refused(scene.door().use_invitation(request).await);
        refusal.is(Reason::InvitationUnknown);
        answers.push(refusal.message.clone());
    }
    answers.dedup();
    assert_eq!(answers.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_link_of_a_supporter_who_left_does_not_count_and_who_is_signed_in_sees_nothing_more() {
    let scene = Scene::new().await;
    let mut browser = scene.signed_in(&scene.invited_supporter().await).await;
    browser.get(&scene.url("/")).await.is(200);
    let token = scene.invited_supporter().await;
    let left = SupporterLeft { supporter: scene.amina.clone(), promised_by: scene.house.reader().to_owned() };
    scene.house.write(events::of_nobody(Kind::SupporterLeft(left))).await;
    scene.place.seen().await;
    scene.takes_up(&mut Browser::default(), &token).await.is(404);
    browser.get(&scene.url("/")).await.is(403);
    assert!(browser.cookie(&scene.portal).is_none(), "they are signed out");
    let again = invite(&scene.house, InviteRequest { supporter: scene.amina.clone(), ..InviteRequest::default() }).await;
    refused(again).is(Reason::SupporterUnknown);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_invites_its_own_people_and_nobody_elses() {
    let scene = Scene::new().await;
    let city = scene.place.agency("care-city").await;
    let supporter = |supporter: &str| InviteRequest { supporter: supporter.to_owned(), ..InviteRequest::default() };
    let resident = |resident: &str| InviteRequest { resident: resident.to_owned(), ..InviteRequest::default() };
    let made_up = "6f1c1c4e-52cd-4c1b-9f0a-0d8f3f5a7b10";
    for asked in [supporter(&scene.amina), supporter(made_up)] {
        refused(invite(&city, asked).await).is(Reason::SupporterUnknown);
    }
    for asked in [resident(&scene.rosa), resident(made_up)] {
        refused(invite(&city, asked).await).is(Reason::PersonUnknown);
    }
    let both = InviteRequest { supporter: scene.amina.clone(), resident: scene.rosa.clone(), ..InviteRequest::default() };
    refused(invite(&scene.house, both).await).is(Reason::FieldInvalid);
    assert!(invite(&scene.place.keeper(), resident(&scene.rosa)).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_is_not_written_by_record() {
    let scene = Scene::new().await;
    let made = InvitationMade {
        supporter: scene.amina.clone(),
        token_digest: vec![1; 32],
        until_unix_us: i64::MAX.cast_unsigned(),
        ..InvitationMade::default()
    };
    let event = events::of_nobody(Kind::InvitationMade(made));
    let written = RecordServiceClient::new(scene.house.transport()).record(throughline_tests::caller::request(vec![event])).await;
    refused(written).is(Reason::NotForRecord);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_links_token_and_a_sessions_secret_lie_in_no_file_of_the_place() {
    let scene = Scene::new().await;
    let token = scene.invited_resident().await;
    let browser = scene.signed_in(&token).await;
    let cookie = browser.cookie(&scene.portal).expect("a session").to_owned();
    let folder = scene.place.close().await;
    let mut looked_at = 0;
    for entry in std::fs::read_dir(folder.path()).expect("a folder") {
        let path = entry.expect("an entry").path();
        let Ok(bytes) = std::fs::read(&path) else { continue };
        looked_at += 1;
        for secret in [&token, &cookie] {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{}", path.display());
        }
    }
    assert!(looked_at > 3);
}
