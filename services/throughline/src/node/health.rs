//! gRPC health, service by service: it follows readiness, and says that nothing is served as soon as the node begins to stop.

use std::time::Duration;

use tonic_health::{ServingStatus, server::HealthReporter};

use super::readiness::Readiness;
use crate::config::Role;

/// How often it is looked whether something has changed.
const LOOK: Duration = Duration::from_millis(200);
/// The node as a whole.
const WHOLE: &str = "";

/// Says once how it is.
pub async fn tell(health: &HealthReporter, readiness: &Readiness) {
    for role in readiness.roles().iter() {
        for service in role.services() {
            health.set_service_status(service, status(readiness.is_ready(role))).await;
        }
    }
    health.set_service_status(WHOLE, status(readiness.is_node_ready())).await;
}

/// Goes on saying how it is.
pub async fn follow(health: HealthReporter, readiness: Readiness) {
    let mut told = None;
    loop {
        let now: Vec<_> = Role::ALL.into_iter().map(|role| readiness.is_ready(role)).collect();
        if told.as_ref() != Some(&now) {
            tell(&health, &readiness).await;
            told = Some(now);
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Ends the streams of those who watch, who would otherwise keep the server from ending.
pub async fn end(health: &mut HealthReporter, readiness: &Readiness) {
    for service in readiness.roles().iter().flat_map(Role::services).chain([&WHOLE]) {
        health.clear_service_status(service).await;
    }
}

fn status(is_ready: bool) -> ServingStatus {
    if is_ready { ServingStatus::Serving } else { ServingStatus::NotServing }
}
