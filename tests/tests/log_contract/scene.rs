//! A log in its place, and requests to append to it.

use std::sync::Arc;

use prost::Message as _;
use throughline_log::{AppendError, Appended, Condition, Draft, Keys, Lane, Log, Record, Request, Sealed, Store, seal};
use throughline_proto::v1::{Erased, Event, Met, Words, event::Kind};
use uuid::Uuid;

use super::place::Place;

pub const ORIGIN: &str = "throughline/a-place";
pub const AGENCY: &str = "care-city";

/// A log in its place.
pub struct Scene<P: Place> {
    pub place: P,
    pub keys: Arc<Keys>,
    pub log: Log,
}

/// A person by number.
pub fn person(number: u128) -> Uuid {
    Uuid::from_u128(1_000 + number)
}

impl<P: Place> Scene<P> {
    pub async fn new() -> Self {
        let place = P::new();
        let store = place.store();
        Self::with_store(place, store).await
    }

    pub async fn with_store(place: P, store: impl Store) -> Self {
        let keys = Keys::open(place.keys()).expect("keys");
        keys.ensure(&(0..100).map(person).collect::<Vec<_>>()).expect("keys for everybody");
        let log = Log::open(store, Arc::clone(&keys), ORIGIN.to_owned()).await.expect("the log opens");
        Self { place, keys, log }
    }

    /// Closes the log, and answers with its place once nobody has it open.
    pub async fn close(self) -> P {
        self.log.close().await;
        self.place
    }

    pub async fn reopen(self) -> Self {
        let place = self.close().await;
        let store = place.store();
        Self::with_store(place, store).await
    }

    pub fn seal(&self, request: Request) -> Sealed {
        seal(&self.keys, request).expect("sealed")
    }

    pub async fn append(&self, request: Request) -> Result<Appended, AppendError> {
        self.log.append(self.seal(request)).await
    }

    /// Appends a meeting with somebody.
    pub async fn meet(&self, who: Uuid) -> Appended {
        self.append(request([met(who)])).await.expect("appended")
    }

    /// Appends so many meetings, a few people in turn.
    pub async fn fill_with_meetings(&self, count: u128) {
        for number in 0..count {
            self.meet(person(number % 7)).await;
        }
    }

    pub async fn everything(&self) -> Vec<Record> {
        self.log.read(0, usize::MAX >> 1).await.expect("read")
    }

    pub fn head(&self) -> u64 {
        *self.log.head().borrow()
    }
}

/// A meeting with somebody, with words for them.
pub fn met(who: Uuid) -> Draft {
    met_together(&[who])
}

/// A meeting with several people, with words for each.
pub fn met_together(people: &[Uuid]) -> Draft {
    let id = Uuid::now_v7();
    let words = |person: &Uuid| Words { person: person.to_string(), text: format!("told by {person}"), ..Words::default() }.encode_to_vec();
    Draft {
        id,
        lane: Lane::Story,
        people: people.to_vec(),
        facts: Event { id: id.to_string(), kind: Some(Kind::Met(Met::default())), ..Event::default() }.encode_to_vec(),
        words: (0..).zip(people.iter().map(words)).collect(),
        source_key: None,
    }
}

pub fn with_source_key(draft: Draft, key: &str) -> Draft {
    Draft { source_key: Some(key.to_owned()), ..draft }
}

/// Somebody looked.
pub fn looked_at(who: Uuid) -> Draft {
    Draft { lane: Lane::Look, words: Vec::new(), ..met(who) }
}

/// Somebody was erased, as the log says it.
pub fn erased(who: Uuid) -> Draft {
    let kind = Kind::Erased(Erased { profiles: vec![who.to_string()], basis: "UK GDPR article 17(1)(b)".to_owned() });
    let facts = Event { id: Uuid::now_v7().to_string(), kind: Some(kind), ..Event::default() }.encode_to_vec();
    Draft { lane: Lane::Control, people: vec![who], facts, words: Vec::new(), ..met(who) }
}

/// A new request.
pub fn request(drafts: impl IntoIterator<Item = Draft>) -> Request {
    let drafts: Vec<Draft> = drafts.into_iter().collect();
    let content = drafts.iter().flat_map(|draft| draft.facts.clone()).collect();
    Request {
        agency: AGENCY.to_owned(),
        request_id: Uuid::now_v7(),
        content,
        recorded_at_us: 1_700_000_000_000_000,
        drafts,
        condition: None,
    }
}

/// A request that is to be written only if nothing new was written about somebody.
pub fn unless_news(since: u64, about: Uuid, request: Request) -> Request {
    Request { condition: Some(Condition { since, people: vec![about], known_as_of: since }), ..request }
}

pub fn positions(appended: &Appended) -> Vec<u64> {
    appended.records.iter().map(|record| record.position).collect()
}
