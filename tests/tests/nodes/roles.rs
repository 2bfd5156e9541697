//! `serve --role`: a node has the services of its roles and no others, and says who has them.

use std::time::Duration;

use throughline_proto::v1::Reason;
use throughline_tests::{
    Process,
    events::noted,
    place,
    process::{add_agency, run, text},
    refused,
};
use tonic::Code;
use tonic_health::pb::{HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient};

use crate::beginning::status;

#[tokio::test(flavor = "multi_thread")]
async fn a_node_answers_for_its_roles_and_names_the_role_for_everything_else() {
    let folder = tempfile::tempdir().expect("a folder");
    place::begin(folder.path());
    let token = add_agency(folder.path(), "Harmony House");
    let node = Process::start_with(folder.path(), &["--role", "timeline", "--role", "audit"], &[]);
    let house = node.caller(&token).await;
    let nobody = uuid::Uuid::new_v4().to_string();

    refused(house.for_resident(&nobody).try_story(&nobody, 0).await).is(Reason::PersonUnknown);
    let elsewhere = refused(house.record(vec![noted(&nobody, "Not here.")]).await);
    assert_eq!(elsewhere.code, Code::Unimplemented);
    assert!(elsewhere.message.contains("--role record"), "{}", elsewhere.message);

    let channel = node.connect().await;
    // Health follows readiness a moment later.
    for service in ["throughline.v1.StoryService", ""] {
        let serves = async { while status(&channel, service).await != ServingStatus::Serving {} };
        tokio::time::timeout(Duration::from_secs(30), serves).await.expect("it says that it serves");
    }
    let request = HealthCheckRequest { service: "throughline.v1.RecordService".to_owned() };
    let unknown = HealthClient::new(channel).check(request).await.expect_err("it has no such service");
    assert_eq!(unknown.code(), Code::NotFound);
}

#[test]
fn a_role_that_there_is_not_is_wrong_use() {
    let folder = tempfile::tempdir().expect("a folder");
    for (role, said) in [("scribe", "there are record, timeline, audit, fanout"), ("portal", "record and timeline"), ("fanout", "--nats")] {
        let output = run(&["serve", "--data", text(folder.path()), "--metrics", "off", "--role", role]);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(2) && told.contains(said), "{role}: {told}");
    }
}
