//! Every method that the server has goes through the one place that asks: found by reflection, so that none is forgotten.

use prost_reflect::{DescriptorPool, MethodDescriptor};
use throughline_access::policies::{EMBEDDED, digest};
use throughline_proto::{
    DESCRIPTORS,
    v1::{PolicyAdopted, event::Kind},
};
use throughline_tests::{Caller, Place, events::of_nobody, raw, refused};

/// An agency that no policy lets do anything.
const BARRED: &str = r#"@id("barred") forbid (principal, action, resource) when { principal.agency == "barred" };"#;

fn methods() -> Vec<MethodDescriptor> {
    let pool = DescriptorPool::decode(DESCRIPTORS).expect("our own descriptors");
    pool.services().flat_map(|service| service.methods().collect::<Vec<_>>()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_method_asks_the_policies_before_it_looks_at_anything() {
    let place = Place::new().await;
    let barred = place.agency("barred").await;
    let text = format!("{EMBEDDED}\n{BARRED}");
    let adopted = PolicyAdopted { policy: "barred".into(), digest: digest(&text).to_vec(), text };
    place.keeper().write(of_nobody(Kind::PolicyAdopted(adopted))).await;
    place.seen().await;
    let person = barred.for_supporter(barred.reader());
    let methods = methods();
    assert!(methods.len() >= 17, "{}", methods.len());
    for method in methods {
        let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
        let told = raw::call(person.transport(), &path, Vec::new()).await.expect_err("it is barred");
        assert_eq!(refused::<()>(Err(told)).reason, "NOT_ALLOWED", "{path} does not ask");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_method_wants_to_know_who_calls() {
    let place = Place::new().await;
    let stranger = Caller::new(place.connection().await, "tl_not_a_token");
    for method in methods() {
        let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
        assert_eq!(refused(raw::call(stranger.transport(), &path, Vec::new()).await).reason, "TOKEN_UNKNOWN", "{path} does not ask");
    }
}
