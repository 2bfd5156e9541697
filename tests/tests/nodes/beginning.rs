//! A node that begins: it listens at once, says how far behind it is, and turns calls away until its views are whole.

use std::net::{Ipv4Addr, SocketAddr};

use throughline::{
    config::{Listen, Role, Settings},
    node::{Folder, Opened, Running, Serving},
};
use throughline_proto::v1::Reason;
use throughline_tests::{Place, events::noted, place::connect, refused};
use tonic::transport::{Channel, Endpoint};
use tonic_health::pb::{HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient};

/// How a service is, by gRPC health.
pub async fn status(channel: &Channel, service: &str) -> ServingStatus {
    let request = HealthCheckRequest { service: service.to_owned() };
    HealthClient::new(channel.clone()).check(request).await.expect("it is known").into_inner().status()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_is_behind_listens_says_how_far_and_turns_calls_away_until_it_has_caught_up() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    for _ in 0..8 {
        house.record((0..1_000).map(|number| noted(&rosa, &format!("Note {number}."))).collect()).await.expect("taken in");
    }
    // Nobody holds a connection while the place ends.
    let house = house.at(Endpoint::from_static("http://127.0.0.1:1").connect_lazy());
    let folder = place.close().await;
    for file in ["views.sqlite", "views.sqlite-wal", "views.sqlite-shm"] {
        _ = std::fs::remove_file(folder.path().join(file));
    }

    let at = Folder::new(folder.path());
    let wanted = at.place().expect("readable").expect("a place");
    let settings = Settings::load(&throughline::cli::ServeArgs { data: Some(folder.path().to_owned()), ..Default::default() });
    let mut opened = Opened::begin_with(&at, &wanted, &settings.expect("settings")).await.expect("it opens");
    let serving = Serving { metrics: Listen::Off, ..SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into() };
    let running = Running::start(&mut opened, serving).await.expect("it listens");
    let channel = connect(&format!("http://{}", running.address)).await;
    let house = house.at(channel.clone());

    let told = running.readiness.told();
    assert_eq!((told["ready"].as_bool(), told["confirmed_seconds_ago"].is_null()), (Some(false), true));
    assert_eq!(told["roles"]["timeline"]["events_behind"], told["head"]);
    for service in ["throughline.v1.RecordService", "throughline.v1.StoryService", "throughline.v1.AuditService", ""] {
        assert_eq!(status(&channel, service).await, ServingStatus::NotServing, "{service}");
    }
    refused(house.try_story(&rosa, 0).await).is(Reason::ViewUnconfirmed);

    opened.caught_up().await.expect("it catches up");
    assert_eq!(house.story(&rosa, 0).await.entries.len(), 500);
    assert!(running.readiness.is_ready(Role::Record) && !running.readiness.is_ready(Role::Fanout), "it has not that role");
    while status(&channel, "throughline.v1.StoryService").await != ServingStatus::Serving {
        tokio::task::yield_now().await;
    }
    drop((house, channel));
    running.stop().await.expect("it stops");
    opened.close().await.expect("it closes");
}
