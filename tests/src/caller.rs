//! Somebody who calls: an agency's system with its token, and for whom it acts. Clients are the generated ones; what goes well is unwrapped.

use std::time::Duration;

use throughline::connect::{Credentials, Transport, Way};
use throughline_proto::v1::{
    Details, Event, FindPeopleRequest, FirstHearOfRequest, FoundPerson, GetErasureRequest, GetStoryRequest, GetStoryResponse,
    JoinProfilesRequest, Receipt, RecordManyRequest, RecordRequest, ReplayEnd, ReplayRequest, ReplayedRecord, SeparateProfilesRequest,
    SupporterJoined, Words, audit_service_client::AuditServiceClient, event::Kind, people_service_client::PeopleServiceClient,
    record_service_client::RecordServiceClient, replay_response::Item, story_service_client::StoryServiceClient,
};
use tokio::time::Instant;
use tonic::{Status, service::interceptor::InterceptedService, transport::Channel};
use uuid::Uuid;

use crate::events::{self, day};

/// A story page with everybody's words may be larger than gRPC's usual 4 MiB.
const LARGEST_ANSWER_BYTES: usize = 64 << 20;

/// Far longer than anything takes, so that a test that hangs says so.
const PATIENCE: Duration = Duration::from_secs(60);
const A_MOMENT: Duration = Duration::from_millis(20);

/// The supporter for whom an agency reads where a test names nobody.
pub const READER: &str = "Rita";

/// Why an auditor reads where a test gives no reason of its own.
pub const REASON: &str = "it is tried out";

/// Somebody who calls.
#[derive(Debug, Clone)]
pub struct Caller {
    channel: Channel,
    token: Option<String>,
    acting_for: Option<String>,
    /// The supporter who reads where nobody else is named: systems do not.
    reads_for: Option<String>,
    purpose: Option<&'static str>,
}

/// What the log said of one event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Its position.
    pub position: u64,
    /// Its id.
    pub event: String,
    /// The first person concerned.
    pub person: String,
}

impl Caller {
    /// The keeper erases somebody, and every node has confirmed. Gives the position of the record.
    pub async fn erases(&self, person: &str) -> u64 {
        let erased = self.people().erase_profiles(events::erasure(&[person])).await.expect("the keeper may").into_inner();
        let at_least_position = newest(&erased.receipt.expect("a receipt"));
        let asked = GetErasureRequest { person: person.to_owned(), at_least_position };
        let give_up = Instant::now() + PATIENCE;
        while !self.people().get_erasure(asked.clone()).await.expect("the keeper may").into_inner().complete {
            assert!(Instant::now() < give_up, "the erasure is not complete");
            tokio::time::sleep(A_MOMENT).await;
        }
        at_least_position
    }

    /// An agency's own system.
    pub fn new(channel: Channel, token: &str) -> Self {
        Self { channel, token: Some(token.to_owned()), acting_for: None, reads_for: None, purpose: None }
    }

    /// One whose connection says by its certificate who calls.
    pub fn by_certificate(channel: Channel) -> Self {
        Self { channel, token: None, acting_for: None, reads_for: None, purpose: None }
    }

    /// The same agency, which writes by itself and reads for a supporter who joins now.
    pub async fn with_a_reader(&self) -> Self {
        self.with_reader(&self.is_joined_by(READER).await)
    }

    /// The same caller, stating what they read for.
    #[must_use]
    pub fn reading_for(&self, purpose: &'static str) -> Self {
        Self { purpose: Some(purpose), ..self.clone() }
    }

    /// The same agency, which reads for this supporter of its.
    #[must_use]
    pub fn with_reader(&self, reader: &str) -> Self {
        Self { reads_for: Some(format!("supporter/{reader}")), ..self.clone() }
    }

    /// The supporter for whom it reads.
    pub fn reader(&self) -> &str {
        self.reads_for.as_deref().and_then(|reads_for| reads_for.strip_prefix("supporter/")).expect("it has a reader")
    }

    /// The same agency, acting for one of its supporters.
    #[must_use]
    pub fn for_supporter(&self, supporter: &str) -> Self {
        Self { acting_for: Some(format!("supporter/{supporter}")), ..self.clone() }
    }

    /// The same agency, acting for a resident.
    #[must_use]
    pub fn for_resident(&self, person: &str) -> Self {
        Self { acting_for: Some(format!("resident/{person}")), ..self.clone() }
    }

    /// The same caller, at another server.
    #[must_use]
    pub fn at(&self, channel: Channel) -> Self {
        Self { channel, ..self.clone() }
    }

    /// The channel, for what the generated clients cannot send.
    pub fn channel(&self) -> Channel {
        self.channel.clone()
    }

    /// The agency's token.
    pub fn token(&self) -> &str {
        self.token.as_deref().expect("a caller with a token")
    }

    /// The channel, with token and all.
    pub fn transport(&self) -> Transport {
        self.transport_for(self.acting_for.as_deref())
    }

    /// The same, for reading.
    pub fn reading(&self) -> Transport {
        self.transport_for(self.acting_for.as_deref().or(self.reads_for.as_deref()))
    }

    fn transport_for(&self, acting_for: Option<&str>) -> Transport {
        let credentials = Credentials::new(self.token.as_deref(), acting_for).and_then(|credentials| credentials.reading_for(self.purpose));
        let credentials = credentials.expect("credentials that can travel");
        InterceptedService::new(Way::Away(self.channel.clone()), credentials)
    }

    /// RecordService.
    pub fn records(&self) -> RecordServiceClient<Transport> {
        RecordServiceClient::new(self.transport()).max_encoding_message_size(usize::MAX)
    }

    /// StoryService.
    pub fn stories(&self) -> StoryServiceClient<Transport> {
        StoryServiceClient::new(self.reading()).max_decoding_message_size(LARGEST_ANSWER_BYTES)
    }

    /// PeopleService, to find people.
    pub fn people(&self) -> PeopleServiceClient<Transport> {
        PeopleServiceClient::new(self.reading())
    }

    /// PeopleService, to write.
    pub fn writes_people(&self) -> PeopleServiceClient<Transport> {
        PeopleServiceClient::new(self.transport())
    }

    /// AuditService.
    pub fn audit(&self) -> AuditServiceClient<Transport> {
        AuditServiceClient::new(self.transport()).max_decoding_message_size(LARGEST_ANSWER_BYTES)
    }

    /// Sends one request as it is.
    pub async fn send(&self, request: RecordRequest) -> Result<Receipt, Status> {
        let answer = self.records().record(request).await?.into_inner();
        Ok(answer.receipt.expect("a request that was taken in has a receipt"))
    }

    /// Records events as one new request.
    pub async fn record(&self, events: Vec<Event>) -> Result<Receipt, Status> {
        self.send(request(events)).await
    }

    /// Records one event that must be taken in.
    pub async fn write(&self, event: Event) -> Written {
        let receipt = self.record(vec![event]).await.expect("it is taken in");
        written(&receipt).remove(0)
    }

    /// First hears of somebody; their name is all that is known. Returns the profile.
    pub async fn hears_of(&self, name: &str) -> String {
        self.hears_of_all(events::named(name)).await
    }

    /// First hears of somebody with these details. Returns the profile.
    pub async fn hears_of_all(&self, details: Details) -> String {
        let request = FirstHearOfRequest {
            request_id: Uuid::new_v4().to_string(),
            happened: Some(day("2025-01-06")),
            details: Some(details),
            ..FirstHearOfRequest::default()
        };
        self.writes_people().first_hear_of(request).await.expect("it is taken in").into_inner().person
    }

    /// A supporter takes part. Returns who.
    pub async fn is_joined_by(&self, name: &str) -> String {
        let words = Words { details: Some(events::named(name)), ..Words::default() };
        let kind = Kind::SupporterJoined(SupporterJoined { what_they_do: "link worker".into(), ..SupporterJoined::default() });
        self.write(Event { words: vec![words], ..events::of_nobody(kind) }).await.person
    }

    /// Joins profiles, with the yes of the first of them, heard by this supporter.
    pub async fn joins(&self, profiles: &[&str], heard_by: &str) -> Receipt {
        let request = JoinProfilesRequest {
            request_id: Uuid::new_v4().to_string(),
            happened: Some(day("2025-03-01")),
            profiles: profiles.iter().map(|&profile| profile.to_owned()).collect(),
            yes: Some(events::yes(profiles[0], heard_by)),
            ..JoinProfilesRequest::default()
        };
        self.writes_people().join_profiles(request).await.expect("it is taken in").into_inner().receipt.expect("a receipt")
    }

    /// Separates profiles from the others of their story.
    pub async fn separates(&self, profiles: &[&str]) -> Receipt {
        let request = SeparateProfilesRequest {
            request_id: Uuid::new_v4().to_string(),
            happened: Some(day("2025-09-01")),
            profiles: profiles.iter().map(|&profile| profile.to_owned()).collect(),
            why: "They are two people of one name.".into(),
        };
        self.writes_people().separate_profiles(request).await.expect("it is taken in").into_inner().receipt.expect("a receipt")
    }

    /// A story as of a position at least, or why not.
    pub async fn try_story(&self, person: &str, at_least_position: u64) -> Result<GetStoryResponse, Status> {
        let request = GetStoryRequest { person: person.to_owned(), page_size: 500, at_least_position, ..GetStoryRequest::default() };
        Ok(self.stories().get_story(request).await?.into_inner())
    }

    /// A story as of a position at least.
    pub async fn story(&self, person: &str, at_least_position: u64) -> GetStoryResponse {
        self.try_story(person, at_least_position).await.expect("it may be read")
    }

    /// Who is found by a name.
    pub async fn finds(&self, name: &str, at_least_position: u64) -> Vec<FoundPerson> {
        let request = FindPeopleRequest { name: name.to_owned(), at_least_position, ..FindPeopleRequest::default() };
        self.people().find_people(request).await.expect("it is answered").into_inner().people
    }

    /// Replays the log, for a reason: without one, only the structure is told.
    pub async fn replays(&self, mut request: ReplayRequest) -> (Vec<ReplayedRecord>, ReplayEnd) {
        if request.reason.is_empty() {
            REASON.clone_into(&mut request.reason);
        }
        let mut stream = self.audit().replay(request).await.expect("the keeper may").into_inner();
        let mut records = Vec::new();
        while let Some(answer) = stream.message().await.expect("it goes on") {
            match answer.item.expect("an item") {
                Item::Start(_) => {}
                Item::Record(record) => records.push(*record),
                Item::End(end) => return (records, end),
            }
        }
        panic!("the replay ended without its end");
    }
}

/// A new request.
pub fn request(events: Vec<Event>) -> RecordRequest {
    RecordRequest { request_id: Uuid::new_v4().to_string(), events, ..RecordRequest::default() }
}

/// A message of RecordMany.
pub fn one_of_many(request: RecordRequest) -> RecordManyRequest {
    RecordManyRequest { request: Some(request) }
}

/// What a receipt says of each event.
pub fn written(receipt: &Receipt) -> Vec<Written> {
    let entries = receipt.entries.iter();
    entries.map(|entry| Written { position: entry.position, event: entry.event.clone(), person: entry.person.clone() }).collect()
}

/// The newest position of a receipt.
pub fn newest(receipt: &Receipt) -> u64 {
    receipt.entries.last().map_or(0, |entry| entry.position)
}
