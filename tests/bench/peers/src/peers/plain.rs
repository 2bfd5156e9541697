//! The limit: rows and tags in a private Postgres and nothing else. One writer commits all that waits with one multi-row INSERT; no
//! gRPC, no conditions, no sealing, no tree and no rules.

use std::pin::pin;

use anyhow::Context as _;
use futures::{TryStreamExt as _, future};
use throughline_servers::Postgres;
use tokio::sync::{mpsc, oneshot};
use tokio_postgres::{Client, NoTls, Statement};
use uuid::Uuid;

use crate::peer::{Event, Peer, Request, id_of};

const TABLES: &str = "
    create table record (position bigint primary key, payload bytea not null);
    create table tag (person uuid not null, position bigint not null, primary key (person, position));
";
/// One statement is one transaction, and one round trip.
const INSERT: &str = "
    with written as (
        insert into record (position, payload) select * from unnest($1::bigint[], $2::bytea[])
    )
    insert into tag (person, position) select * from unnest($3::uuid[], $4::bigint[])";
const STORY: &str = "select payload from tag join record using (position) where person = $1 order by position limit $2";
const EVERYTHING: &str = "select position, payload from record order by position";
/// No transaction is larger than this, unless one request is.
const MOST_EVENTS: usize = 1_000;
/// How many requests may wait.
const MOST_WAITING: usize = 1_024;
/// As many as Throughline's readers have.
const READERS: usize = 4;

/// A writer, some readers, and their Postgres.
pub struct Plain {
    queue: mpsc::Sender<Waiting>,
    readers: Vec<(Client, Statement)>,
    _postgres: Postgres,
}

struct Waiting {
    events: Vec<Event>,
    answer: oneshot::Sender<Result<u64, String>>,
}

impl Plain {
    /// Starts a new one.
    pub async fn open() -> anyhow::Result<Self> {
        let postgres = Postgres::broken_in();
        let url = postgres.url("postgres", "postgres");
        postgres.sql("postgres", TABLES);
        let (queue, waiting) = mpsc::channel(MOST_WAITING);
        tokio::spawn(Writer::new(connect(&url).await?).await?.run(waiting));
        let mut readers = Vec::new();
        for _ in 0..READERS {
            let client = connect(&url).await?;
            let story = client.prepare(STORY).await?;
            readers.push((client, story));
        }
        Ok(Self { queue, readers, _postgres: postgres })
    }
}

impl Peer for Plain {
    const NAME: &'static str = "plain INSERTs";

    async fn append(&self, request: Request) -> anyhow::Result<u64> {
        let (answer, answered) = oneshot::channel();
        self.queue.send(Waiting { events: request.events, answer }).await.context("the writer has ended")?;
        answered.await.context("the writer has ended")?.map_err(anyhow::Error::msg)
    }

    async fn read_story(&self, person: u64, limit: u32) -> anyhow::Result<u64> {
        let (reader, story) = &self.readers[usize::try_from(person)? % READERS];
        Ok(reader.query(story, &[&id_of(person), &i64::from(limit)]).await?.len() as u64)
    }

    async fn read_all(&self) -> anyhow::Result<u64> {
        let none: [&str; 0] = [];
        let rows = self.readers[0].0.query_raw(EVERYTHING, none).await?;
        let mut rows = pin!(rows);
        let mut read = 0;
        while let Some(row) = rows.try_next().await? {
            let (_, _): (i64, &[u8]) = (row.get(0), row.get(1));
            read += 1;
        }
        Ok(read)
    }
}

/// Whoever commits.
struct Writer {
    client: Client,
    insert: Statement,
    newest: i64,
}

impl Writer {
    async fn new(client: Client) -> anyhow::Result<Self> {
        let insert = client.prepare(INSERT).await?;
        Ok(Self { client, insert, newest: 0 })
    }

    async fn run(mut self, mut waiting: mpsc::Receiver<Waiting>) {
        while let Some(first) = waiting.recv().await {
            let mut batch = vec![first];
            let mut events = batch[0].events.len();
            while events < MOST_EVENTS
                && let Ok(next) = waiting.try_recv()
            {
                events += next.events.len();
                batch.push(next);
            }
            let written = self.commit(&batch).await.map_err(|error| format!("{error:#}"));
            for waiting in batch {
                // Whoever does not wait any more needs no answer.
                _ = waiting.answer.send(written.clone());
            }
        }
    }

    async fn commit(&mut self, batch: &[Waiting]) -> anyhow::Result<u64> {
        let (mut positions, mut payloads) = (Vec::<i64>::new(), Vec::<&[u8]>::new());
        let (mut people, mut of) = (Vec::<Uuid>::new(), Vec::<i64>::new());
        for event in batch.iter().flat_map(|waiting| &waiting.events) {
            self.newest += 1;
            positions.push(self.newest);
            payloads.push(&event.payload);
            people.extend(event.people.iter().map(|person| id_of(*person)));
            of.extend(event.people.iter().map(|_| self.newest));
        }
        self.client.execute(&self.insert, &[&positions, &payloads, &people, &of]).await?;
        Ok(u64::try_from(self.newest)?)
    }
}

async fn connect(url: &str) -> anyhow::Result<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.context("Postgres does not answer")?;
    // It ends with the client.
    tokio::spawn(future::FutureExt::map(connection, drop));
    Ok(client)
}
