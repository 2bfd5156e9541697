//! cqrs-es with postgres-es, persisting only: its event repository on a private Postgres, with its own tables and its own pool. It knows
//! no tags and no conditions about others: an event belongs to the first of its people, whose next number it must have.

use std::{
    convert::Infallible,
    sync::atomic::{AtomicUsize, Ordering},
};

use cqrs_es::{
    Aggregate, DomainEvent,
    event_sink::EventSink,
    persist::{PersistedEventRepository as _, SerializedEvent},
};
use postgres_es::{PostgresEventRepository, default_postgress_pool};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use throughline_servers::Postgres;

use crate::peer::{Peer, Request, id_of};

/// As its own `db/init.sql` makes it.
const TABLE: &str = "create table events (
    aggregate_type text                         not null,
    aggregate_id   text                         not null,
    sequence       bigint check (sequence >= 0) not null,
    event_type     text                         not null,
    event_version  text                         not null,
    payload        json                         not null,
    metadata       json                         not null,
    primary key (aggregate_type, aggregate_id, sequence)
)";
/// More people than any task speaks of.
const PEOPLE: usize = 100_000;

/// A repository, and its Postgres.
pub struct PostgresEs {
    repository: PostgresEventRepository,
    /// How many events each person has.
    sequences: Vec<AtomicUsize>,
    _postgres: Postgres,
}

impl PostgresEs {
    /// Starts a new one.
    pub async fn open() -> anyhow::Result<Self> {
        let postgres = Postgres::broken_in();
        let url = postgres.url("postgres", "postgres");
        postgres.sql("postgres", TABLE);
        let repository = PostgresEventRepository::new(default_postgress_pool(&url).await);
        Ok(Self { repository, sequences: (0..PEOPLE).map(|_| AtomicUsize::new(0)).collect(), _postgres: postgres })
    }

    fn serialized(&self, person: u64, payload: Vec<u8>) -> anyhow::Result<SerializedEvent> {
        let sequence = self.sequences[usize::try_from(person)?].fetch_add(1, Ordering::Relaxed) + 1;
        let met = serde_json::to_value(Met { words: String::from_utf8(payload)? })?;
        let (aggregate, kind, version) = (Person::TYPE.to_owned(), KIND.to_owned(), VERSION.to_owned());
        Ok(SerializedEvent::new(id_of(person).to_string(), sequence, aggregate, kind, version, met, Value::Object(serde_json::Map::new())))
    }
}

impl Peer for PostgresEs {
    const NAME: &'static str = "postgres-es 0.5.0";

    async fn append(&self, request: Request) -> anyhow::Result<u64> {
        let firsts = request.events.into_iter().filter_map(|event| Some((*event.people.first()?, event.payload)));
        let events: Vec<_> = firsts.map(|(person, payload)| self.serialized(person, payload)).collect::<anyhow::Result<_>>()?;
        self.repository.persist::<Person>(&events, None).await?;
        Ok(0)
    }

    async fn read_story(&self, person: u64, _: u32) -> anyhow::Result<u64> {
        Ok(self.repository.get_events::<Person>(&id_of(person).to_string()).await?.len() as u64)
    }

    async fn read_all(&self) -> anyhow::Result<u64> {
        let mut reading = self.repository.stream_all_events::<Person>().await?;
        let mut read = 0;
        while let Some(event) = reading.next::<Person>(&[]).await {
            event?;
            read += 1;
        }
        Ok(read)
    }
}

const KIND: &str = "Met";
const VERSION: &str = "1.0";

/// Whose events are one aggregate's. Nothing is decided: only the repository is measured.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Person;

/// Two people met.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Met {
    words: String,
}

impl DomainEvent for Met {
    fn event_type(&self) -> String {
        KIND.to_owned()
    }

    fn event_version(&self) -> String {
        VERSION.to_owned()
    }
}

impl Aggregate for Person {
    const TYPE: &'static str = "person";
    type Command = Met;
    type Event = Met;
    type Error = Infallible;
    type Services = ();

    async fn handle(&mut self, met: Met, (): &(), sink: &EventSink<Self>) -> Result<(), Infallible> {
        sink.write(met, self).await;
        Ok(())
    }

    fn apply(&mut self, _: Met) {}
}
