//! Once all of somebody's accounts are disconnected, whoever came in before is out: by whichever profile, and in whatever they had begun.

use throughline_proto::{
    SIGNED_IN_AT,
    v1::{
        ConnectAccountRequest, EraseProfilesRequest, FindAccountRequest, GetStoryRequest, InviteRequest, Reason, UseInvitationRequest,
        WatchStoryRequest, story_service_client::StoryServiceClient, watch_story_response,
    },
};
use throughline_tests::{
    Browser, Caller,
    events::{day, noted},
    refused,
};
use tonic::Request;
use uuid::Uuid;

use crate::scene::{Scene, call, call_as_of, invite};

const ISSUER: &str = "https://id.example.org";

/// As after a link that went to somebody else: a new one, and everything else ends. Gives the new link.
async fn disconnects(agency: &Caller, resident: &str) -> String {
    let asked = InviteRequest { resident: resident.to_owned(), disconnect_accounts: true, ..InviteRequest::default() };
    invite(agency, asked).await.expect("it is made").token
}

/// Connects an account in the name of somebody who signed in as of there.
fn connects(scene: &Scene, acting_for: &str, signed_in_at: u64, subject: &str) -> Request<ConnectAccountRequest> {
    let asked = ConnectAccountRequest { issuer: ISSUER.into(), subject: subject.into(), ended: false };
    call_as_of(&scene.token(), acting_for, signed_in_at, asked)
}

/// Asks for whom the portal calls who comes with this account, and as of when.
async fn found(scene: &Scene, subject: &str) -> Result<(String, u64), tonic::Status> {
    let asked = FindAccountRequest { issuer: ISSUER.into(), subject: subject.into() };
    let found = scene.door().find_account(call(&scene.token(), None, asked)).await?.into_inner();
    Ok((found.acting_for, found.signed_in_at))
}

/// Comes in with a link; gives as of when.
async fn comes_in(scene: &Scene, token: &str) -> u64 {
    let asked = UseInvitationRequest { token: token.to_owned() };
    scene.door().use_invitation(call(&scene.token(), None, asked)).await.expect("it counts").into_inner().signed_in_at
}

#[tokio::test(flavor = "multi_thread")]
async fn who_came_in_before_is_signed_out_and_who_comes_after_is_not() {
    let scene = Scene::new().await;
    let mut before = scene.signed_in(&scene.invited_resident().await).await;
    let mut supporter = scene.signed_in(&scene.invited_supporter().await).await;
    before.get(&scene.url("/")).await.is(200);
    let link = disconnects(&scene.house, &scene.rosa).await;
    scene.place.seen().await;
    let page = before.get(&scene.url("/")).await.is(403);
    assert!(!page.body.contains("My story") && before.cookie(&scene.portal).is_none(), "{}", page.body);
    let mut after = scene.signed_in(&link).await;
    assert!(after.get(&scene.url("/")).await.is(200).body.contains("My story"));
    // Nobody else is.
    supporter.get(&scene.url("/")).await.is(200);
    let of_amina = InviteRequest { supporter: scene.amina.clone(), disconnect_accounts: true, ..InviteRequest::default() };
    invite(&scene.house, of_amina).await.expect("it is made");
    scene.place.seen().await;
    supporter.get(&scene.url("/")).await.is(403);
    after.get(&scene.url("/")).await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_portals_credential_speaks_for_nobody_who_signed_in_before_or_who_does_not_say_when() {
    let scene = Scene::new().await;
    let rosa = format!("resident/{}", scene.rosa);
    let before = comes_in(&scene, &scene.invited_resident().await).await;
    let story = || GetStoryRequest { person: scene.rosa.clone(), ..GetStoryRequest::default() };
    let mut stories = StoryServiceClient::new(scene.house.channel());
    let unsaid = call(&scene.token(), Some(&rosa), story());
    stories.get_story(unsaid).await.expect("nothing was disconnected");
    let link = disconnects(&scene.house, &scene.rosa).await;
    scene.place.seen().await;
    refused(stories.get_story(call(&scene.token(), Some(&rosa), story())).await).is(Reason::NotYoursToActFor);
    refused(stories.get_story(call_as_of(&scene.token(), &rosa, before, story())).await).is(Reason::NotYoursToActFor);
    let mut said_twice = call_as_of(&scene.token(), &rosa, u64::MAX, story());
    said_twice.metadata_mut().append(SIGNED_IN_AT, before.into());
    refused(stories.get_story(said_twice).await).is(Reason::NotYoursToActFor);
    let after = comes_in(&scene, &link).await;
    stories.get_story(call_as_of(&scene.token(), &rosa, after, story())).await.expect("they came in after");
    // Nor does an agency's own system need to say it.
    let amina = format!("supporter/{}", scene.amina);
    scene
        .door()
        .invite(call(scene.house.token(), Some(&amina), InviteRequest { resident: scene.rosa.clone(), ..InviteRequest::default() }))
        .await
        .expect("it is made");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_came_in_before_connects_no_account_to_come_back_with() {
    let scene = Scene::new().await;
    let rosa = format!("resident/{}", scene.rosa);
    let before = comes_in(&scene, &scene.invited_resident().await).await;
    scene.door().connect_account(connects(&scene, &rosa, before, "first")).await.expect("they are signed in");
    assert_eq!(found(&scene, "first").await.expect("it is theirs").0, rosa);
    let link = disconnects(&scene.house, &scene.rosa).await;
    refused(scene.door().connect_account(connects(&scene, &rosa, before, "second")).await).is(Reason::NotYoursToActFor);
    for account in ["first", "second"] {
        refused(found(&scene, account).await).is(Reason::AccountUnknown);
    }
    let after = comes_in(&scene, &link).await;
    scene.door().connect_account(connects(&scene, &rosa, after, "third")).await.expect("they came in after");
    let (acting_for, signed_in_at) = found(&scene, "third").await.expect("it is theirs");
    assert!(acting_for == rosa && signed_in_at > after);
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_links_and_sessions_by_another_agencys_profile_of_the_same_person_end_too() {
    let scene = Scene::new().await;
    let city = scene.place.agency("care-city").await;
    let (theirs, alone) = (city.hears_of("Rosa").await, city.hears_of("Sam").await);
    scene.place.seen().await;
    scene.house.joins(&[&scene.rosa, &theirs], scene.house.reader()).await;
    let acting_for = |profile: &str| format!("resident/{profile}");
    let link = |profile: &str| InviteRequest { resident: profile.to_owned(), ..InviteRequest::default() };
    for (profile, account) in [(&theirs, "of-rosa"), (&alone, "of-sam")] {
        let at = comes_in(&scene, &invite(&city, link(profile)).await.expect("it is made").token).await;
        scene.door().connect_account(connects(&scene, &acting_for(profile), at, account)).await.expect("they are signed in");
    }
    let mut browser = scene.signed_in(&invite(&city, link(&theirs)).await.expect("it is made").token).await;
    browser.get(&scene.url("/")).await.is(200);
    let (of_rosa, of_sam) =
        (invite(&city, link(&theirs)).await.expect("made").token, invite(&city, link(&alone)).await.expect("made").token);

    let receipt = {
        let asked = InviteRequest { disconnect_accounts: true, ..link(&scene.rosa) };
        invite(&scene.house, asked).await.expect("it is made").receipt.expect("a receipt")
    };
    assert_eq!(receipt.entries.len(), 2, "it does not tell how many agencies know her");
    scene.place.seen().await;
    refused(found(&scene, "of-rosa").await).is(Reason::AccountUnknown);
    assert_eq!(found(&scene, "of-sam").await.expect("it is his").0, acting_for(&alone));
    browser.get(&scene.url("/")).await.is(403);
    scene.takes_up(&mut Browser::default(), &of_rosa).await.is(404);
    scene.signed_in(&of_sam).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_comes_in_as_somebody_who_was_erased() {
    let scene = Scene::new().await;
    let rosa = format!("resident/{}", scene.rosa);
    let signed_in_at = comes_in(&scene, &scene.invited_resident().await).await;
    scene.door().connect_account(connects(&scene, &rosa, signed_in_at, "rosa's own")).await.expect("it is connected");
    let mut browser = scene.signed_in(&scene.invited_resident().await).await;
    browser.get(&scene.url("/")).await.is(200);
    let link = scene.invited_resident().await;
    let erase = EraseProfilesRequest {
        request_id: Uuid::new_v4().to_string(),
        happened: Some(day("2026-01-05")),
        profiles: vec![scene.rosa.clone()],
        basis: "UK GDPR article 17(1)(b)".to_owned(),
        ..EraseProfilesRequest::default()
    };
    scene.place.keeper().people().erase_profiles(erase).await.expect("it is taken in");
    scene.place.seen().await;
    let page = browser.get(&scene.url("/")).await;
    assert!(page.status != 200 && !page.body.contains("My story"), "{}", page.body);
    scene.takes_up(&mut Browser::default(), &link).await.is(404);
    refused(found(&scene, "rosa's own").await).is(Reason::AccountUnknown);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_was_open_ends() {
    let scene = Scene::new().await;
    let rosa = format!("resident/{}", scene.rosa);
    let before = comes_in(&scene, &scene.invited_resident().await).await;
    let watch = WatchStoryRequest { person: scene.rosa.clone(), ..WatchStoryRequest::default() };
    let mut stories = StoryServiceClient::new(scene.house.channel());
    let mut stream = stories.watch_story(call_as_of(&scene.token(), &rosa, before, watch)).await.expect("it is hers").into_inner();
    assert!(stream.message().await.expect("it goes on").is_some());
    disconnects(&scene.house, &scene.rosa).await;
    let later = scene.house.write(noted(&scene.rosa, "After that.")).await.position;
    let ended = loop {
        match stream.message().await {
            Ok(Some(message)) => {
                let news = message.news.expect("news");
                assert!(!matches!(news, watch_story_response::News::Entry(entry) if entry.position >= later), "it is told no more");
            }
            Ok(None) => panic!("it says why it ends"),
            Err(status) => break Err::<(), _>(status),
        }
    };
    refused(ended).is(Reason::NotYoursToActFor);
}
