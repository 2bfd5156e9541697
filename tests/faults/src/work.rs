//! What the load writes: single notes, whole requests of five, source keys that two requests share, conditions of which only one can hold,
//! offers that rest on the story, and people who are heard of for the first time. Every event bears a mark unlike any other.

use anyhow::Context as _;
use throughline_proto::v1::{AgencyJoined, Event, FirstHearOfRequest, HelpKind, Receipt, RecordRequest, event::Kind};
use throughline_tests::{
    Caller,
    events::{day, named, noted, of_nobody, offered, with_words},
};
use tonic::Status;
use uuid::Uuid;

use crate::{
    chance::Chance,
    driver::AGENCY,
    ledger::{Intent, Ledger, Line},
};

/// About so many people several callers write at once, on conditions.
pub const CONTESTED: usize = 3;

/// A request, as it is sent and sent again.
pub enum Request {
    /// Events.
    Record(RecordRequest),
    /// Somebody is heard of for the first time: they get a key.
    FirstHearOf(Box<FirstHearOfRequest>),
}

impl Request {
    /// Its id.
    pub fn id(&self) -> Uuid {
        let id = match self {
            Self::Record(request) => &request.request_id,
            Self::FirstHearOf(request) => &request.request_id,
        };
        id.parse().unwrap_or_default()
    }

    /// What it means.
    pub fn intent(&self) -> Intent {
        match self {
            Self::Record(request) => Intent {
                request: self.id(),
                marks: request.events.iter().map(mark_of).collect(),
                person: request.events[0].people.first().map(|part| part.person.clone()),
                nothing_new_since: request.nothing_new_since,
                source_key: Some(request.events[0].source_key.clone()).filter(|key| !key.is_empty()),
            },
            Self::FirstHearOf(request) => Intent {
                request: self.id(),
                marks: vec![request.details.as_ref().map(|details| details.known_as.clone()).unwrap_or_default()],
                person: None,
                nothing_new_since: 0,
                source_key: None,
            },
        }
    }

    /// Sends it once. Answers with the receipt, and with whom it is about if that is new.
    pub async fn send(&self, door: &Caller) -> Result<(Receipt, Option<String>), Status> {
        let no_receipt = || Status::data_loss("an answer without a receipt");
        match self {
            Self::Record(request) => {
                let answer = door.records().record(request.clone()).await?.into_inner();
                Ok((answer.receipt.ok_or_else(no_receipt)?, None))
            }
            Self::FirstHearOf(request) => {
                let answer = door.people().first_hear_of(FirstHearOfRequest::clone(request)).await?.into_inner();
                Ok((answer.receipt.ok_or_else(no_receipt)?, Some(answer.person)))
            }
        }
    }
}

/// The agency takes part.
pub async fn join(keeper: &Caller, ledger: &Ledger, request: Uuid) -> anyhow::Result<()> {
    let joined = AgencyJoined { agency: AGENCY.to_owned(), name: AGENCY.to_owned() };
    let event = of_nobody(Kind::AgencyJoined(joined));
    let request = Request::Record(RecordRequest { request_id: request.to_string(), events: vec![event], ..RecordRequest::default() });
    ledger.write(&Line::Intent(request.intent())).await?;
    request.send(keeper).await.context("the agency cannot take part")?;
    Ok(())
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

/// What a caller sends next; several requests are sent at once.
pub fn next(chance: &mut Chance, people: &[String], newest: u64) -> Vec<Request> {
    let person = chance.pick(people).clone();
    match chance.of(0..100) {
        0..35 => vec![notes(chance, &person, 1)],
        35..50 => vec![notes(chance, &person, 5)],
        50..62 => {
            let key = chance.uuid().to_string();
            (0..2).map(|_| keyed(chance, &person, &key)).collect()
        }
        62..76 => {
            let person = chance.pick(&people[..CONTESTED]).clone();
            (0..2).map(|_| conditional(chance, &person, newest)).collect()
        }
        76..86 => vec![offer(chance, &person)],
        _ => vec![first_heard_of(chance)],
    }
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
        _ => event.words.iter().filter_map(|words| words.details.as_ref()).map(|details| details.known_as.clone()).collect(),
    }
}
