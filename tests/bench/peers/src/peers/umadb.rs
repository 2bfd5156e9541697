//! UmaDB, with the settings that its program has by itself: its gRPC server on a runtime of its own, its client over the loopback. It
//! knows tags and conditions, so it gets what Throughline gets.

use std::{path::Path, thread};

use anyhow::{Context as _, anyhow};
use tempfile::TempDir;
use throughline_servers::Port;
use tokio::{runtime, sync::oneshot};
use umadb_client::{AsyncUmaDbClient, UmaDbClient};
use umadb_dcb::{DcbAppendCondition, DcbEvent, DcbEventStoreAsync as _, DcbQuery, DcbQueryItem};
use umadb_server::{ServerOptions, StorageOptions, start_server_with_options};

use crate::{
    WORKERS,
    peer::{Event, Peer, Request, id_of},
};

/// As many as Throughline's callers have.
const CONNECTIONS: usize = 8;
const KIND: &str = "Met";

/// A running UmaDB.
pub struct UmaDb {
    clients: Vec<AsyncUmaDbClient>,
    // Dropping it ends the server.
    _stop: oneshot::Sender<()>,
    _port: Port,
    _folder: TempDir,
}

impl UmaDb {
    /// Starts a new one.
    pub async fn open() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let port = Port::claim();
        let address = format!("127.0.0.1:{port}");
        let stop = start(folder.path(), &address)?;
        let mut clients = Vec::new();
        for _ in 0..CONNECTIONS {
            clients.push(UmaDbClient::new(format!("http://{address}")).connect_async().await.context("UmaDB does not answer")?);
        }
        Ok(Self { clients, _stop: stop, _port: port, _folder: folder })
    }

    /// Who has one number always has the same connection.
    fn client(&self, number: u64) -> &AsyncUmaDbClient {
        &self.clients[usize::try_from(number).unwrap_or_default() % CONNECTIONS]
    }
}

impl Peer for UmaDb {
    const NAME: &'static str = "UmaDB 0.7.8";

    async fn append(&self, request: Request) -> anyhow::Result<u64> {
        let condition = request.nothing_new_since.map(|since| {
            let people = request.people().map(|person| DcbQueryItem::new().tags([tag(person)]));
            DcbAppendCondition::new(DcbQuery::with_items(people)).after(Some(since))
        });
        let client = self.client(request.people().next().unwrap_or_default());
        let events = request
            .events
            .into_iter()
            .map(|Event { people, payload }| DcbEvent::new().event_type(KIND).tags(people.into_iter().map(tag)).data(payload));
        Ok(client.append(events.collect(), condition, None).await?)
    }

    async fn read_story(&self, person: u64, limit: u32) -> anyhow::Result<u64> {
        let about = DcbQuery::new().item(DcbQueryItem::new().tags([tag(person)]));
        let (events, _) = self.client(person).read_with_head(Some(about), None, false, Some(limit)).await?;
        Ok(events.len() as u64)
    }

    async fn read_all(&self) -> anyhow::Result<u64> {
        let mut reading = self.client(0).read(None, None, false, None).await?;
        let mut read = 0;
        loop {
            let batch = reading.next_batch().await?;
            if batch.is_empty() {
                return Ok(read);
            }
            read += batch.len() as u64;
        }
    }
}

/// The server, in a thread with a runtime of its own, until the sender is dropped.
fn start(folder: &Path, address: &str) -> anyhow::Result<oneshot::Sender<()>> {
    let (stop, stopped) = oneshot::channel();
    let storage = StorageOptions::default().db_path(folder);
    let options = ServerOptions { listen_addr: address.to_owned(), tls: None, api_key: None, storage };
    let runtime = runtime::Builder::new_multi_thread().worker_threads(WORKERS).enable_all().build()?;
    thread::spawn(move || {
        let served = runtime.block_on(start_server_with_options(options, stopped));
        served.map_err(|error| anyhow!("UmaDB has ended: {error}"))
    });
    Ok(stop)
}

fn tag(person: u64) -> String {
    id_of(person).to_string()
}
