//! Every method that the server says it has asks the policies by its own name, before it looks at anything: found by reflection, so that none
//! is forgotten.

use std::{collections::BTreeMap, time::Duration};

use throughline::call::reflection::descriptors;
use throughline_access::{
    Method, Tokens,
    policies::{EMBEDDED, digest},
};
use throughline_proto::v1::{PolicyAdopted, event::Kind};
use throughline_tests::{
    Caller, Place,
    events::{of_nobody, role_held},
    raw, refused,
};
use tokio::time::timeout;

/// What the callers say they call for. Each method is barred for this purpose, and for no other: some must not be left to nobody.
const PURPOSE: &str = "planning";
/// A stream that has said nothing by then was let in, and waits for news.
const LET_IN: Duration = Duration::from_millis(500);
/// gRPC's own services are everybody's: which roles a node has, and what it can be asked, is no secret.
const OWN: &str = "grpc.";

/// Somebody who is answered while nothing bars them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    /// An agency's system.
    System,
    Supporter,
    Lead,
    Resident,
    Keeper,
    /// The portal, which sees people to the door. No policy is asked: whatever a place adopts, people come in.
    Portal,
}

/// Who calls what. Whoever adds a method says here who is to be tried.
fn who_calls(method: Method) -> Who {
    match method {
        Method::Record
        | Method::RecordMany
        | Method::LookUpReferences
        | Method::FirstHearOf
        | Method::JoinProfiles
        | Method::SeparateProfiles
        | Method::ListRoles
        | Method::FindGroups
        | Method::GetCheckpoint
        | Method::GetInclusionProof
        | Method::GetConsistencyProof
        | Method::Invite => Who::System,
        Method::GetStory
        | Method::ListEntries
        | Method::WatchStory
        | Method::ListChanges
        | Method::WatchChanges
        | Method::ListMyPeople
        | Method::ListOpenPromises
        | Method::ListQuietStories
        | Method::OpenInEmergency
        | Method::FindPeople
        | Method::MatchPeople => Who::Supporter,
        Method::ListEmergencyOpenings => Who::Lead,
        Method::ExportStory | Method::ListLooks | Method::ListWordsHeld => Who::Resident,
        Method::EraseProfiles
        | Method::GetErasure
        | Method::Explain
        | Method::GetStoryAsKnown
        | Method::CompareStory
        | Method::ListAgencies
        | Method::DescribeChange
        | Method::DescribeProcessing
        | Method::ListDue
        | Method::ListRetention
        | Method::Replay => Who::Keeper,
        Method::UseInvitation | Method::FindAccount | Method::ConnectAccount | Method::EndSessions => Who::Portal,
    }
}

struct Scene {
    place: Place,
    /// The paths of the methods, by their name, as the server lists them.
    paths: BTreeMap<String, String>,
    callers: BTreeMap<Who, Caller>,
}

async fn scene() -> Scene {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let lead = house.is_joined_by("Lena").await;
    house.write(role_held("harmony-house/safeguarding-lead", &lead, false)).await;
    place.seen().await;
    let portal = Tokens::portal_token(place.folder.path()).expect("it has one");
    let callers = [
        (Who::System, house.clone()),
        (Who::Supporter, house.for_supporter(house.reader())),
        (Who::Lead, house.for_supporter(&lead)),
        (Who::Resident, house.for_resident(&rosa)),
        (Who::Keeper, place.keeper()),
        (Who::Portal, place.with_token(&portal)),
    ];
    let callers = callers.map(|(who, caller)| (who, caller.reading_for(PURPOSE))).into();
    Scene { paths: paths(&house).await, place, callers }
}

async fn paths(caller: &Caller) -> BTreeMap<String, String> {
    let pool = descriptors(caller.transport()).await.expect("the server says what it has");
    let services = pool.services().filter(|service| !service.full_name().starts_with(OWN));
    let methods = services.flat_map(|service| service.methods().collect::<Vec<_>>());
    methods.map(|method| (method.name().to_owned(), format!("/{}/{}", method.parent_service().full_name(), method.name()))).collect()
}

impl Scene {
    /// From now on this method is barred, and all others are not. The keeper adopts it for the very purpose that was barred, and is never.
    async fn bar(&self, method: Method) {
        let forbids = format!(
            r#"@id("barred") forbid (principal, action, resource is Throughline::Method)
               when {{ resource.name == "{}" && context.purpose == "{PURPOSE}" }};"#,
            method.name()
        );
        let text = format!("{EMBEDDED}\n{forbids}");
        let adopted = PolicyAdopted { policy: method.name().to_owned(), digest: digest(&text).to_vec(), text };
        self.callers[&Who::Keeper].write(of_nobody(Kind::PolicyAdopted(adopted))).await;
        self.place.seen().await;
    }

    /// The reason for which whoever calls this is refused, with nothing in their message; none if they are let in.
    async fn reason(&self, method: Method) -> Option<String> {
        let transport = self.callers[&who_calls(method)].transport();
        let answer = timeout(LET_IN, raw::call(transport, &self.paths[method.name()], Vec::new())).await;
        answer.ok()?.err().map(|status| refused::<()>(Err(status)).reason)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_policies_know_every_method_that_the_server_lists_and_no_other() {
    let scene = scene().await;
    let mut known: Vec<&str> = Method::ALL.iter().map(|method| method.name()).collect();
    known.sort_unstable();
    assert_eq!(scene.paths.keys().map(String::as_str).collect::<Vec<_>>(), known);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_method_asks_the_policies_by_its_own_name_before_it_looks_at_anything() {
    let scene = scene().await;
    for method in Method::ALL.iter().copied() {
        let before = scene.reason(method).await;
        assert_ne!(before.as_deref(), Some("NOT_ALLOWED"), "{method:?} is not for whom it is tried");
        scene.bar(method).await;
        let after = scene.reason(method).await;
        match who_calls(method) {
            Who::Portal => assert_eq!(after, before, "{method:?}: whatever was adopted, people come in"),
            _ => assert_eq!(after.as_deref(), Some("NOT_ALLOWED"), "{method:?} does not ask by its own name"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_method_wants_to_know_who_calls() {
    let scene = scene().await;
    let stranger = Caller::new(scene.place.connection().await, "tl_not_a_token");
    for path in scene.paths.values() {
        assert_eq!(refused(raw::call(stranger.transport(), path, Vec::new()).await).reason, "TOKEN_UNKNOWN", "{path} does not ask");
    }
}
