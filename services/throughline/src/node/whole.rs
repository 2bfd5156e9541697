//! All services of a node, with what lies before each call of them: one service, which the server serves on its sockets and which a command of
//! this process calls as it is.

use std::{collections::HashSet, sync::Arc};

use http::Request;
use prost_reflect::{DescriptorPool, MethodDescriptor};
use throughline_access::{
    Credential,
    limits::{Counter, Limits, counted_as},
};
use throughline_proto::{
    DESCRIPTORS,
    v1::{
        audit_service_server::AuditServiceServer, people_service_server::PeopleServiceServer, record_service_server::RecordServiceServer,
        sign_in_service_server::SignInServiceServer, story_service_server::StoryServiceServer,
    },
};
use tonic::{body::Body, service::Routes};
use tonic_health::pb::health_server::{Health, HealthServer};
use tower::{BoxError, ServiceBuilder, ServiceExt};

use super::{
    Opened, Services,
    busy::BusyLayer,
    calls::CallsLayer,
    errors::ErrorInfoLayer,
    gate::GateLayer,
    limits::{LimitsLayer, OfViews},
    spans::SpansLayer,
    still::StillLayer,
};
use crate::{
    config::{Role, Roles},
    connect::Here,
};

/// The largest message that is read at all; what an event, words or a request may have is checked after that, with a better answer.
const LARGEST_MESSAGE_BYTES: usize = 16 << 20;
/// How many calls may be under way, on all connections together; one caller alone may have half of them.
const MOST_CALLS: usize = 4_096;
/// How many streams may be open likewise.
const MOST_STREAMS: usize = 8_192;

/// The services of these roles, behind the layers that count, bound, time and explain every call.
pub fn whole(opened: &Opened, services: Services, health: HealthServer<impl Health>, roles: &Roles, limits: Limits) -> Here {
    let access = Arc::clone(&opened.access);
    let is_stream = is_stream();
    let still = StillLayer::new(Arc::clone(&access), is_stream.clone());
    let agency = move |headers: &_, extensions: &_| {
        let agency = access.agency(&Credential::of(headers, extensions)).ok()?;
        Some(counted_as(agency, headers))
    };
    let counter = Counter::new(limits, OfViews(Arc::clone(&opened.views)));
    let layered = ServiceBuilder::new()
        .layer(SpansLayer)
        .layer(CallsLayer::new())
        .layer(ErrorInfoLayer::new(roles.clone()))
        .layer(LimitsLayer::new(counter, is_stream.clone(), agency.clone()))
        .layer(BusyLayer::new(MOST_CALLS, MOST_STREAMS, is_stream, agency))
        .layer(still)
        .layer(GateLayer::new(Arc::clone(&opened.views)))
        .service(routes(services, roles, health).prepare());
    let answering = ServiceExt::<Request<Body>>::map_response(layered, |response| response.map(Body::new));
    Here::new(ServiceExt::<Request<Body>>::map_err(answering, BoxError::from))
}

/// Whether a path is that of a stream. Health and reflection may be streamed too; they are of the libraries, and short or idle.
fn is_stream() -> impl Fn(&str) -> bool + Clone + Send + Sync + 'static {
    let pool = DescriptorPool::decode(DESCRIPTORS).unwrap_or_default();
    let methods = pool.services().flat_map(|service| service.methods().collect::<Vec<_>>());
    let streams: HashSet<String> = methods
        .filter(MethodDescriptor::is_server_streaming)
        .map(|method| format!("/{}/{}", method.parent_service().full_name(), method.name()))
        .collect();
    let streams = Arc::new(streams);
    move |path: &str| streams.contains(path) || !path.starts_with("/throughline.")
}

fn routes(services: Services, roles: &Roles, health: HealthServer<impl Health>) -> Routes {
    let mut routes = Routes::builder();
    routes.add_service(health);
    if roles.has(Role::Record) {
        routes.add_service(RecordServiceServer::new(services.record).max_decoding_message_size(LARGEST_MESSAGE_BYTES));
        routes.add_service(PeopleServiceServer::new(services.people));
        routes.add_service(SignInServiceServer::new(services.sign_in));
    }
    if roles.has(Role::Timeline) {
        routes.add_service(StoryServiceServer::new(services.story).max_encoding_message_size(usize::MAX));
    }
    if roles.has(Role::Audit) {
        routes.add_service(AuditServiceServer::new(services.audit).max_encoding_message_size(usize::MAX));
    }
    // Reflection of our own descriptors cannot fail to be built; if it did, the services are worth more than it.
    if let Ok(reflection) = reflection().build_v1() {
        routes.add_service(reflection);
    }
    if let Ok(reflection) = reflection().build_v1alpha() {
        routes.add_service(reflection);
    }
    routes.routes()
}

fn reflection() -> tonic_reflection::server::Builder<'static> {
    tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(DESCRIPTORS)
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
}
