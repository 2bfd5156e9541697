//! The way to the services: gRPC, with the portal's own token or certificate, and in every call for whom it is made.

use std::{fmt, time::Duration};

use throughline_proto::{
    ACTING_FOR, PURPOSE, SIGNED_IN_AT,
    v1::{
        audit_service_client::AuditServiceClient, people_service_client::PeopleServiceClient, record_service_client::RecordServiceClient,
        sign_in_service_client::SignInServiceClient, story_service_client::StoryServiceClient,
    },
};
use tonic::{
    Request,
    metadata::{Ascii, MetadataValue},
    transport::Channel,
};

use crate::session::SignedIn;

/// How long a page waits.
const PATIENCE: Duration = Duration::from_secs(15);
/// A page of a story with everybody's words.
const LARGEST_ANSWER_BYTES: usize = 64 << 20;

/// Where the services are, and as what the portal calls them.
#[derive(Clone)]
pub struct Way {
    channel: Channel,
    token: Option<MetadataValue<Ascii>>,
}

impl Way {
    /// Over this channel. Without a token the channel's certificate says that it is the portal; a token that no header holds is none.
    pub fn new(channel: Channel, token: Option<&str>) -> Self {
        let token = token.and_then(|token| format!("Bearer {token}").parse().ok()).map(|mut token: MetadataValue<Ascii>| {
            token.set_sensitive(true);
            token
        });
        Self { channel, token }
    }

    /// SignInService.
    pub(crate) fn door(&self) -> SignInServiceClient<Channel> {
        SignInServiceClient::new(self.channel.clone())
    }

    /// AuditService.
    pub(crate) fn audit(&self) -> AuditServiceClient<Channel> {
        AuditServiceClient::new(self.channel.clone())
    }

    /// PeopleService.
    pub(crate) fn people(&self) -> PeopleServiceClient<Channel> {
        PeopleServiceClient::new(self.channel.clone())
    }

    /// RecordService.
    pub(crate) fn record(&self) -> RecordServiceClient<Channel> {
        RecordServiceClient::new(self.channel.clone())
    }

    /// StoryService.
    pub(crate) fn stories(&self) -> StoryServiceClient<Channel> {
        StoryServiceClient::new(self.channel.clone()).max_decoding_message_size(LARGEST_ANSWER_BYTES)
    }

    /// A call by the portal itself.
    pub(crate) fn by_itself<T>(&self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        request.set_timeout(PATIENCE);
        if let Some(token) = &self.token {
            request.metadata_mut().insert("authorization", token.clone());
        }
        request
    }

    /// A call for somebody who reads, and says what for; an empty purpose is none.
    pub(crate) fn reading_for<T>(&self, person: &SignedIn, purpose: &'static str, message: T) -> Request<T> {
        let mut request = self.acting_for(person, message);
        if !purpose.is_empty() {
            request.metadata_mut().insert(PURPOSE, MetadataValue::from_static(purpose));
        }
        request
    }

    /// A call for somebody that goes on for a while.
    pub(crate) fn listening_for<T>(&self, person: &SignedIn, lasts: Duration, message: T) -> Request<T> {
        let mut request = self.acting_for(person, message);
        request.set_timeout(lasts);
        request
    }

    /// A call for somebody who is signed in, which says since when they are: the services decide whether that still counts.
    pub(crate) fn acting_for<T>(&self, person: &SignedIn, message: T) -> Request<T> {
        let mut request = self.by_itself(message);
        // Given by the services themselves. Without it they would answer nothing.
        if let Ok(acting_for) = person.acting_for.parse() {
            request.metadata_mut().insert(ACTING_FOR, acting_for);
        }
        request.metadata_mut().insert(SIGNED_IN_AT, person.signed_in_at.into());
        request
    }
}

impl fmt::Debug for Way {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Way").finish_non_exhaustive()
    }
}
