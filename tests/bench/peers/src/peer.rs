//! What a peer can do: append, read one story, read everything. How it does it is the peer's own.

use std::future::Future;

use throughline_load::work;
use uuid::Uuid;

/// A store that is measured beside ours.
pub trait Peer: Send + Sync + 'static {
    /// What it is called, with its version.
    const NAME: &'static str;

    /// Appends the events of a request, all or none; durable when it returns. Gives the newest position, if the peer has one.
    fn append(&self, request: Request) -> impl Future<Output = anyhow::Result<u64>> + Send;

    /// Reads the first so many events of one person; gives how many there were.
    fn read_story(&self, person: u64, limit: u32) -> impl Future<Output = anyhow::Result<u64>> + Send;

    /// Reads everything; gives how many events there were.
    fn read_all(&self) -> impl Future<Output = anyhow::Result<u64>> + Send;
}

/// Some events that go together.
#[derive(Debug)]
pub struct Request {
    /// The events.
    pub events: Vec<Event>,
    /// Nothing new may have been written about its people since this position; for peers that know such a thing.
    pub nothing_new_since: Option<u64>,
}

/// An event.
#[derive(Debug)]
pub struct Event {
    /// Who is in it, by their numbers; it is about the first.
    pub people: Vec<u64>,
    /// What it says.
    pub payload: Vec<u8>,
}

impl Event {
    /// An event of the size that all events have.
    pub fn new(number: u64, people: Vec<u64>) -> Self {
        Self { people, payload: work::payload(number) }
    }
}

impl Request {
    /// The people of all its events.
    pub fn people(&self) -> impl Iterator<Item = u64> + '_ {
        self.events.iter().flat_map(|event| event.people.iter().copied())
    }
}

/// A person's id, as random as ours.
pub fn id_of(person: u64) -> Uuid {
    Uuid::from_u64_pair(work::scattered(person) as u64, person)
}
