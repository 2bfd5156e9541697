//! Where a place's log lies while it is measured: in its folder, or in a private Postgres. What is measured over it is said elsewhere.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use clap::ValueEnum;
use tempfile::TempDir;
use throughline::{
    cli::ServeArgs,
    config::{LOG_FILE, LogAddress, PLACE, Settings},
    node::{Folder, Place},
};
use throughline_log::{PostgresStore, SqliteStore, Store as LogStore};
use throughline_servers::Postgres;

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
    /// As `--log` takes it; none where the log lies in the folder.
    log: Option<String>,
    _postgres: Option<Postgres>,
}

impl Home {
    /// One that nobody else uses.
    pub fn new(store: Store) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir().context("there is no room for a temporary folder")?;
        let postgres = match store {
            Store::Sqlite => None,
            Store::Postgres => Some(Postgres::start()),
        };
        let log = postgres.as_ref().map(Postgres::database);
        Ok(Self { folder, log, _postgres: postgres })
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Where the log lies, as `--log` takes it, if not in the data folder.
    pub fn log(&self) -> Option<&str> {
        self.log.as_deref()
    }

    /// How `serve` would serve it, on any free port.
    pub fn settings(&self) -> anyhow::Result<Settings> {
        Settings::load(&ServeArgs {
            data: Some(self.folder().to_owned()),
            log: self.log.clone(),
            listen: Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))),
            metrics: Some("off".to_owned()),
            ..ServeArgs::default()
        })
    }

    /// What the folder says that it is, or what a new one is.
    pub fn place(&self) -> anyhow::Result<Place> {
        Ok(Folder::new(self.folder()).place()?.unwrap_or(Place { place: PLACE.to_owned(), demo: false }))
    }

    /// The log's file, if it is one.
    pub fn file(&self) -> Option<PathBuf> {
        self.log.is_none().then(|| self.folder().join(LOG_FILE))
    }

    /// The log's rows, as they lie.
    pub fn rows(&self) -> anyhow::Result<Box<dyn LogStore>> {
        let told = "the log cannot be opened";
        let address = self.log().map_or_else(|| Ok(LogAddress::Sqlite(self.folder().join(LOG_FILE))), LogAddress::parse)?;
        Ok(match address {
            LogAddress::Sqlite(path) => Box::new(SqliteStore::open(&path).context(told)?),
            LogAddress::Postgres(address) => Box::new(PostgresStore::new(&address).context(told)?),
        })
    }
}
