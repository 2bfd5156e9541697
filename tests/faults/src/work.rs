//! What the load writes: single notes, whole requests of five, rows of requests through RecordMany, source keys that two requests share,
//! conditions of which only one can hold, offers that rest on the story, people who are heard of for the first time, and profiles that
//! turn out to be one person's. Every event bears a mark unlike any other.

use throughline_proto::v1::{
    AgencyJoined, Event, FirstHearOfRequest, HelpKind, JoinProfilesRequest, Receipt, RecordRequest, SupporterJoined, Words, event::Kind,
};
use throughline_tests::{
    Caller,
    events::{alongside, day, named, noted, of_nobody, offered, with_words, yes},
};
use tonic::Status;
use uuid::Uuid;

use crate::{chance::Chance, ledger::Intent};

/// About so many people several callers write at once, on conditions.
pub const CONTESTED: usize = 3;

/// A request, as it is sent and sent again.
pub enum Request {
    /// Events.
    Record(RecordRequest),
    /// Somebody is heard of for the first time: they get a key.
    FirstHearOf(Box<FirstHearOfRequest>),
    /// Two profiles are one person's.
    JoinProfiles(Box<JoinProfilesRequest>),
}

/// What a caller sends next.
pub enum Sending {
    /// Several requests at once, each by itself.
    AtOnce(Vec<Request>),
    /// Requests in a row, through RecordMany.
    InARow(Vec<RecordRequest>),
}

impl Request {
    /// Its id.
    pub fn id(&self) -> Uuid {
        let id = match self {
            Self::Record(request) => &request.request_id,
            Self::FirstHearOf(request) => &request.request_id,
            Self::JoinProfiles(request) => &request.request_id,
        };
        id.parse().unwrap_or_default()
    }

    /// What it means.
    pub fn intent(&self) -> Intent {
        match self {
            Self::Record(request) => intent_of(request),
            Self::FirstHearOf(request) => {
                self.about_nobody(request.details.as_ref().map(|details| details.known_as.clone()).unwrap_or_default())
            }
            Self::JoinProfiles(request) => self.about_nobody(mark_of_joined(&request.profiles)),
        }
    }

    fn about_nobody(&self, mark: String) -> Intent {
        Intent { request: self.id(), marks: vec![mark], person: None, nothing_new_since: 0, source_key: None }
    }

    /// Sends it once.
    pub async fn send(&self, door: &Caller) -> Result<Receipt, Status> {
        let receipt = match self {
            Self::Record(request) => door.records().record(request.clone()).await?.into_inner().receipt,
            Self::FirstHearOf(request) => {
                door.writes_people().first_hear_of(FirstHearOfRequest::clone(request)).await?.into_inner().receipt
            }
            Self::JoinProfiles(request) => {
                door.writes_people().join_profiles(JoinProfilesRequest::clone(request)).await?.into_inner().receipt
            }
        };
        receipt.ok_or_else(|| Status::data_loss("an answer without a receipt"))
    }
}

/// What a request of events means.
pub fn intent_of(request: &RecordRequest) -> Intent {
    Intent {
        request: request.request_id.parse().unwrap_or_default(),
        marks: request.events.iter().map(mark_of).collect(),
        person: request.events[0].people.first().map(|part| part.person.clone()),
        nothing_new_since: request.nothing_new_since,
        source_key: Some(request.events[0].source_key.clone()).filter(|key| !key.is_empty()),
    }
}

/// Agencies take part.
pub fn join(chance: &mut Chance, agencies: impl Iterator<Item = String>) -> Request {
    let joined = |agency: String| of_nobody(Kind::AgencyJoined(AgencyJoined { name: agency.clone(), agency }));
    record(chance.uuid(), agencies.map(joined).collect(), 0)
}

/// A supporter takes part.
pub fn supporter(chance: &mut Chance) -> Request {
    let id = chance.uuid();
    let words = Words { details: Some(named(&mark(id, 0))), ..Words::default() };
    let joined = SupporterJoined { what_they_do: "link worker".to_owned(), ..SupporterJoined::default() };
    let event = Event { words: vec![words], ..of_nobody(Kind::SupporterJoined(joined)) };
    record(id, vec![event], 0)
}

/// A supporter begins to walk alongside.
pub fn begin_alongside(chance: &mut Chance, person: &str, supporter: &str) -> Request {
    record(chance.uuid(), vec![alongside(person, supporter)], 0)
}

/// Two profiles are one person's, who says yes to a supporter.
pub fn join_with_a_yes(chance: &mut Chance, profiles: [&str; 2], heard_by: &str) -> Request {
    Request::JoinProfiles(Box::new(JoinProfilesRequest {
        request_id: chance.uuid().to_string(),
        happened: Some(day("2025-03-01")),
        profiles: profiles.map(str::to_owned).to_vec(),
        yes: Some(yes(profiles[0], heard_by)),
        ..JoinProfilesRequest::default()
    }))
}

/// Somebody is heard of for the first time.
pub fn first_heard_of(chance: &mut Chance) -> Request {
    let id = chance.uuid();
    Request::FirstHearOf(Box::new(FirstHearOfRequest {
        request_id: id.to_string(),
        happened: Some(day("2025-01-06")),
        details: Some(named(&mark(id, 0))),
        ..FirstHearOfRequest::default()
    }))
}

/// What a caller sends next. `pair` gives two people who have not been joined to anybody yet, if there are.
/// `hears` is the supporter to whom they say yes.
pub fn next(chance: &mut Chance, people: &[String], newest: u64, hears: &str, pair: impl FnOnce() -> Option<[String; 2]>) -> Sending {
    let person = chance.pick(people).clone();
    Sending::AtOnce(match chance.of(0..100) {
        0..30 => vec![notes(chance, &person, 1)],
        30..42 => vec![notes(chance, &person, 5)],
        42..52 => return Sending::InARow((0..chance.of(2..9)).map(|_| row_note(chance, people)).collect()),
        52..62 => {
            let key = chance.uuid().to_string();
            (0..2).map(|_| keyed(chance, &person, &key)).collect()
        }
        62..74 => {
            let person = chance.pick(&people[..CONTESTED]).clone();
            (0..2).map(|_| conditional(chance, &person, newest)).collect()
        }
        74..82 => vec![offer(chance, &person)],
        82..88 => match pair() {
            Some([one, other]) => vec![join_with_a_yes(chance, [&one, &other], hears)],
            None => vec![first_heard_of(chance)],
        },
        _ => vec![first_heard_of(chance)],
    })
}

fn row_note(chance: &mut Chance, people: &[String]) -> RecordRequest {
    let (id, person) = (chance.uuid(), chance.pick(people));
    RecordRequest { request_id: id.to_string(), events: vec![noted(person, &mark(id, 0))], ..RecordRequest::default() }
}

fn notes(chance: &mut Chance, person: &str, count: usize) -> Request {
    let id = chance.uuid();
    let note = |index| with_words(noted(person, &mark(id, index)), person, &"Words. ".repeat(20));
    record(id, (0..count).map(note).collect(), 0)
}

fn keyed(chance: &mut Chance, person: &str, key: &str) -> Request {
    let id = chance.uuid();
    // Both say the same, since only one of them is written.
    let event = Event { source_key: key.to_owned(), ..noted(person, key) };
    record(id, vec![event], 0)
}

fn conditional(chance: &mut Chance, person: &str, nothing_new_since: u64) -> Request {
    let id = chance.uuid();
    record(id, vec![noted(person, &mark(id, 0))], nothing_new_since)
}

fn offer(chance: &mut Chance, person: &str) -> Request {
    let id = chance.uuid();
    record(id, vec![offered(person, &mark(id, 0), HelpKind::GettingAbout)], 0)
}

fn record(id: Uuid, events: Vec<Event>, nothing_new_since: u64) -> Request {
    Request::Record(RecordRequest { request_id: id.to_string(), events, nothing_new_since, ..RecordRequest::default() })
}

fn mark(request: Uuid, index: usize) -> String {
    format!("{}.{index}", request.simple())
}

/// The mark that an event bears.
pub fn mark_of(event: &Event) -> String {
    match &event.kind {
        Some(Kind::Noted(noted)) => noted.what.clone(),
        Some(Kind::OfferedHelp(offered)) => offered.what.clone(),
        Some(Kind::AgencyJoined(joined)) => joined.agency.clone(),
        Some(Kind::AlongsideStarted(started)) => started.supporter.clone(),
        Some(Kind::ProfilesJoined(joined)) => mark_of_joined(&joined.profiles),
        _ => event.words.iter().filter_map(|words| words.details.as_ref()).map(|details| details.known_as.clone()).collect(),
    }
}

/// Two people are joined once.
fn mark_of_joined(profiles: &[String]) -> String {
    profiles.join("+")
}
