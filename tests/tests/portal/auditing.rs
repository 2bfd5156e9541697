//! An auditor whom the keeper invited looks at proofs, at stories as they were known, at differences and looks; and changes nothing.

use throughline_access::Tokens;
use throughline_proto::v1::{InviteRequest, ListLooksRequest, Reason, RecordRequest, sign_in_service_client::SignInServiceClient};
use throughline_tests::{Browser, Caller, events, refused};

use crate::scene::Scene;

async fn comes_in(scene: &Scene, keeper: &Caller) -> Browser {
    let asked = InviteRequest { auditor: "grant-audit".into(), ..InviteRequest::default() };
    let invited = SignInServiceClient::new(keeper.transport()).invite(asked).await.expect("it is made").into_inner();
    let mut browser = Browser::default();
    browser.post(&scene.url(&format!("/invitation/{}", invited.token)), "").await.is(303);
    browser
}

#[tokio::test(flavor = "multi_thread")]
async fn an_auditor_reads_structure_and_words_only_with_a_reason() {
    let scene = Scene::new().await;
    scene.house.write(events::noted(&scene.rosa, "the choir meets on Fridays")).await;
    scene.place.seen().await;
    let mut browser = comes_in(&scene, &scene.place.keeper()).await;
    assert!(browser.get(&scene.url("/")).await.is(200).body.contains("Opened in an emergency"));
    let story = |rest: &str| scene.url(&format!("/audit/story?person={}{rest}", scene.rosa));
    let structure = browser.get(&story("")).await.is(200).body;
    assert!(structure.contains("Give a reason to read more") && !structure.contains("choir"), "{structure}");
    let words = browser.get(&story("&reason=a+yearly+review")).await.is(200).body;
    assert!(words.contains("the choir meets on Fridays"), "{words}");
    let before = browser.get(&story("&reason=a+yearly+review&by=slider&back=30")).await.is(200).body;
    assert!(!before.contains("choir") && before.contains("0 entries in all"), "{before}");
    let changed =
        browser.get(&scene.url(&format!("/audit/differences?person={}&from=2026-01-01&reason=review", scene.rosa))).await.is(200).body;
    assert!(changed.contains("the choir meets on Fridays"), "{changed}");
    scene.place.seen().await;
    let looks = browser.get(&scene.url(&format!("/audit/looks?person={}", scene.rosa))).await.is(200).body;
    assert!(looks.contains("a yearly review"), "looks are written down: {looks}");
    let told = scene.rosa().await.get(&scene.url("/my/looks")).await.is(200).body;
    assert!(told.contains("a yearly review"), "and the person is told: {told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_auditor_writes_nothing_and_only_the_keeper_invites_one() {
    let scene = Scene::new().await;
    let mut browser = comes_in(&scene, &scene.place.keeper()).await;
    for path in ["/agency", "/find?name=rosa", "/my/looks", "/my/sharing"] {
        assert_eq!(browser.get(&scene.url(path)).await.is(303).location(), scene.url("/"), "{path}");
    }
    let add = scene.story(&scene.rosa, "/add");
    browser.post(&add, "kind=met&date=2026-03-14").await.is(401);
    // Nor does the portal's own credential let an auditor write, or read as people do.
    let portal = Tokens::portal_token(scene.place.folder.path()).expect("it has one");
    let mut caller = scene.place.with_token(&portal).records();
    let mut request = tonic::Request::new(RecordRequest {
        events: vec![events::noted(&scene.rosa, "x")],
        ..throughline_tests::caller::request(Vec::new())
    });
    request.metadata_mut().insert("throughline-acting-for", "auditor/grant-audit".parse().expect("a value"));
    assert_eq!(refused(caller.record(request).await).reason, Reason::NotAllowed.name());
    // An auditor is whoever came in by the keeper's invitation, and nobody else by that name or another.
    let known = |auditor: &str| {
        let mut request = tonic::Request::new(ListLooksRequest { person: scene.rosa.clone(), ..ListLooksRequest::default() });
        request.metadata_mut().insert("throughline-acting-for", format!("auditor/{auditor}").parse().expect("a value"));
        request
    };
    let mut audit = scene.place.with_token(&portal).audit();
    audit.list_looks(known("grant-audit")).await.expect("they came in");
    assert_eq!(refused(audit.list_looks(known("nobody")).await).reason, Reason::NotYoursToActFor.name());
    let asked = InviteRequest { auditor: "grant-audit".into(), ..InviteRequest::default() };
    let refusal = refused(SignInServiceClient::new(scene.house.transport()).invite(asked).await);
    assert_eq!(refusal.reason, Reason::NotAllowed.name());
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_sees_an_auditors_pages() {
    let scene = Scene::new().await;
    for mut browser in [scene.amina().await, scene.rosa().await, Browser::default()] {
        for path in ["/audit", "/audit/story", "/audit/differences", "/audit/looks"] {
            assert_eq!(browser.get(&scene.url(path)).await.is(303).location(), scene.url("/"), "{path}");
        }
    }
}
