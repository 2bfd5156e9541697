//! Policies that a place adopts hold at once, at every node; those that cannot hold are refused, and those before them go on holding.

use throughline_access::policies::{EMBEDDED, digest};
use throughline_proto::v1::{Event, PolicyAdopted, Reason, event::Kind};
use throughline_tests::{
    Place,
    events::{noted, of_nobody},
    refused,
};

/// The embedded policies and one more.
fn adopting(more: &str) -> Event {
    let text = format!("{EMBEDDED}\n{more}");
    of_nobody(Kind::PolicyAdopted(PolicyAdopted { policy: "ours 1".into(), digest: digest(&text).to_vec(), text }))
}

const NOTHING_NOTED: &str =
    r#"@id("nothing-noted") forbid (principal, action, resource is Throughline::Entry) when { resource.kind == "noted" };"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_that_the_keeper_adopts_holds_from_then_on_and_after_a_restart() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let position = house.write(noted(&rosa, "Keeps bees.")).await.position;
    assert_eq!(house.story(&rosa, position).await.entries.len(), 2);
    let adopted = place.keeper().write(adopting(NOTHING_NOTED)).await.position;
    assert_eq!(house.story(&rosa, adopted).await.entries.len(), 1);
    let place = place.reopened().await;
    let house = house.at(place.connection().await);
    assert_eq!(house.story(&rosa, adopted).await.entries.len(), 1);
    // And another takes its place.
    let adopted = place.keeper().write(adopting("")).await.position;
    assert_eq!(house.story(&rosa, adopted).await.entries.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_keeper_adopts_policies() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    refused(house.record(vec![adopting("")]).await).is(Reason::NotAllowed);
}

#[tokio::test(flavor = "multi_thread")]
async fn policies_that_cannot_be_read_or_lock_somebody_out_or_in_are_refused_and_the_old_ones_stay() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let before = place.seen().await;
    for wrong in [
        "permit (everybody);",
        r#"@id("x") permit (principal, action, resource) when { resource.colour == "red" };"#,
        r#"@id("x") forbid (principal, action, resource);"#,
        r#"@id("x") permit (principal, action == Throughline::Action::"call", resource);"#,
        r#"@id("x") forbid (principal, action, resource is Throughline::Method) when { resource.name == "FindPeople" };"#,
    ] {
        let told = refused(place.keeper().record(vec![adopting(wrong)]).await);
        told.is(Reason::PoliciesUnfit);
        assert!(told.fields == ["events[0].policy_adopted.text"], "{told:?}");
    }
    let mut digest_of_another = adopting("");
    if let Some(Kind::PolicyAdopted(adopted)) = &mut digest_of_another.kind {
        adopted.digest = vec![7; 32];
    }
    refused(place.keeper().record(vec![digest_of_another]).await).is(Reason::FieldInvalid);
    assert_eq!(place.head(), before);
    assert_eq!(house.story(&rosa, before).await.entries.len(), 1);
}
