//! Where a place's log lies while it is measured: in its folder, or in a private Postgres. What is measured over it is said elsewhere.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context as _, anyhow};
use clap::ValueEnum;
use tempfile::TempDir;
use throughline::{
    cli::ServeArgs,
    config::{LOG_FILE, LogAddress, PLACE, Settings, Stores},
    node::{Folder, Place},
};
use throughline_log::{PostgresStore, SqliteStore, Store as LogStore};
use throughline_servers::{Nats, Postgres};

use crate::process::Environment;

/// The master key's file in a data folder.
const MASTER_KEY: &str = "master.key";

/// A store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Store {
    /// One SQLite file in the data folder.
    Sqlite,
    /// A private Postgres.
    Postgres,
}

impl Store {
    /// Those that are measured when none is named, in turn.
    pub const MEASURED: [Self; 2] = [Self::Sqlite, Self::Postgres];

    /// What figures call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// A new data folder and a new, empty log; both go with their value.
pub struct Home {
    folder: TempDir,
    addresses: Addresses,
    // After what runs in them, so that they are still there while that ends.
    _servers: Arc<Servers>,
}

/// What `serve` is told besides its folder; nothing where all of it lies in the folder.
#[derive(Clone, Default)]
struct Addresses {
    log: Option<String>,
    keys: Option<String>,
    master_key: Option<PathBuf>,
    nats: Option<String>,
}

#[derive(Default)]
struct Servers {
    _postgres: Option<Postgres>,
    _nats: Option<Nats>,
}

impl Home {
    /// One that nobody else uses.
    pub fn new(store: Store) -> anyhow::Result<Self> {
        let postgres = match store {
            Store::Sqlite => None,
            Store::Postgres => Some(Postgres::broken_in()),
        };
        let addresses = Addresses { log: postgres.as_ref().map(Postgres::database), ..Addresses::default() };
        Self::at(addresses, Arc::new(Servers { _postgres: postgres, _nats: None }))
    }

    /// Those of two nodes of one place, which share log and keys in Postgres, and tell each other news over NATS.
    pub fn of_two_nodes() -> anyhow::Result<[Self; 2]> {
        let (postgres, nats) = (Postgres::broken_in(), Nats::start());
        let addresses =
            Addresses { log: Some(postgres.database()), keys: Some(postgres.database()), nats: Some(nats.url()), ..Addresses::default() };
        let servers = Arc::new(Servers { _postgres: Some(postgres), _nats: Some(nats) });
        let first = Self::at(addresses.clone(), Arc::clone(&servers))?;
        let master_key = Some(first.folder().join(MASTER_KEY));
        Ok([first, Self::at(Addresses { master_key, ..addresses }, servers)?])
    }

    fn at(addresses: Addresses, servers: Arc<Servers>) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir().context("there is no room for a temporary folder")?;
        Ok(Self { folder, addresses, _servers: servers })
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// What a program is told of it besides the folder.
    pub fn environment(&self) -> Environment {
        let Addresses { log, keys, master_key, nats } = self.addresses.clone();
        let master_key = master_key.map(|path| path.display().to_string());
        let told = [
            ("THROUGHLINE_LOG", log),
            ("THROUGHLINE_KEYS", keys),
            ("THROUGHLINE_MASTER_KEY", master_key),
            ("THROUGHLINE_NATS", nats),
            // Nobody asks, and two nodes would be in each other's way.
            ("THROUGHLINE_METRICS", Some("off".to_owned())),
        ];
        told.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    /// How `serve` would serve it, on any free port.
    pub fn settings(&self) -> anyhow::Result<Settings> {
        Settings::load(&ServeArgs {
            data: Some(self.folder().to_owned()),
            log: self.addresses.log.clone(),
            listen: Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))),
            metrics: Some("off".to_owned()),
            ..ServeArgs::default()
        })
    }

    /// What the folder says that it is, or what a new one is.
    pub fn place(&self) -> anyhow::Result<Place> {
        Ok(Folder::new(self.folder()).place()?.unwrap_or(Place::new(PLACE, false)))
    }

    /// Has Postgres do now what it does by and by after much was written, so that a log that has just grown is as one that grew over years.
    pub fn have_caught_up(&self) -> anyhow::Result<()> {
        let Some(address) = &self.addresses.log else { return Ok(()) };
        for done in ["vacuum (analyze)", "checkpoint"] {
            Postgres::try_sql_at(address, done).map_err(|says| anyhow!("{done}: {says}"))?;
        }
        Ok(())
    }

    /// The log's file, if it is one.
    pub fn file(&self) -> Option<PathBuf> {
        self.addresses.log.is_none().then(|| self.folder().join(LOG_FILE))
    }

    /// The log's rows, as they lie.
    pub fn rows(&self) -> anyhow::Result<Arc<dyn LogStore>> {
        let told = "the log cannot be opened";
        Ok(match Stores::of(self.folder(), self.addresses.log.as_deref(), None, None)?.log {
            LogAddress::Sqlite(path) => Arc::new(SqliteStore::open(&path).context(told)?),
            LogAddress::Postgres(address) => Arc::new(PostgresStore::new(&address).context(told)?),
        })
    }
}
