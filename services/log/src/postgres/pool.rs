//! Connections, a few at a time. One that fails or hangs is given up, and the next caller begins with a new one.

use std::time::Duration;

use deadpool_postgres::{Hook, HookError, Manager, ManagerConfig, Object, RecyclingMethod, Runtime};
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};
use std::sync::Arc;
use tokio_postgres::{Client, Config, NoTls, config::SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{
    error::PostgresError,
    schema::Schema,
    session::{begin, check, configure},
};
use crate::{
    gauges::{self, PoolGauges},
    store::StoreError,
};

/// How long one may wait for a connection that others use, and for a new one.
const WAIT: Duration = Duration::from_secs(10);

/// A connection with its statements.
pub(crate) type Session = deadpool_postgres::ClientWrapper;

/// Connections to one database.
#[derive(Clone)]
pub(crate) struct Pool {
    pool: deadpool_postgres::Pool,
    config: Config,
    gauges: PoolGauges,
    /// A connection that is silent for so long is half open, or its server hangs.
    patience: Duration,
}

impl Pool {
    pub fn new(address: &str, schema: &'static Schema, size: usize, patience: Duration) -> Result<Self, PostgresError> {
        let config = configure(address)?;
        let manager_config = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = if config.get_ssl_mode() == SslMode::Disable {
            Manager::from_config(config.clone(), NoTls, manager_config)
        } else {
            Manager::from_config(config.clone(), tls()?, manager_config)
        };
        let pool = deadpool_postgres::Pool::builder(manager)
            .max_size(size)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(WAIT))
            .create_timeout(Some(WAIT))
            .post_create(Hook::async_fn(move |client, _| {
                Box::pin(async move { begin(client, schema).await.map_err(|error| HookError::message(error.to_string())) })
            }))
            .build()
            .map_err(|error| PostgresError::Other(error.to_string()))?;
        Ok(Self { pool, config, gauges: PoolGauges::new(schema.name), patience })
    }

    /// The same connections, for what takes longer.
    pub fn with_patience(&self, patience: Duration) -> Self {
        Self { patience, ..self.clone() }
    }

    /// Does something with a connection. If that fails for any reason but the data's own, the connection is not used again.
    pub async fn with<T>(&self, job: impl AsyncFnOnce(&Session) -> Result<T, tokio_postgres::Error>) -> Result<T, StoreError> {
        let found = self.pool.get().await;
        let pool = self.pool.status();
        let used = pool.size.saturating_sub(pool.available);
        self.gauges.stands(gauges::Pool { idle: pool.available, used, waiting: pool.waiting });
        let session = found.inspect_err(|_| self.gauges.gave_up()).map_err(PostgresError::from)?;
        match tokio::time::timeout(self.patience, job(&session)).await {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(error)) => {
                self.gauges.gave_up();
                drop(Object::take(session));
                Err(error.into())
            }
            Err(_) => {
                self.gauges.gave_up();
                drop(Object::take(session));
                Err(PostgresError::Unreachable { why: "no answer in time".to_owned() }.into())
            }
        }
    }

    /// A connection of its own, as whoever signed in: for what the service may not do. Or the reason why there is none.
    pub async fn connect(&self) -> Result<Client, PostgresError> {
        let connected = tokio::time::timeout(WAIT, self.connect_and_check()).await;
        connected.unwrap_or_else(|_| Err(PostgresError::Unreachable { why: "no answer in time".to_owned() }))
    }

    async fn connect_and_check(&self) -> Result<Client, PostgresError> {
        let client = if self.config.get_ssl_mode() == SslMode::Disable {
            let (client, connection) = self.config.connect(NoTls).await?;
            tokio::spawn(connection);
            client
        } else {
            let (client, connection) = self.config.connect(tls()?).await?;
            tokio::spawn(connection);
            client
        };
        check(&client).await?;
        Ok(client)
    }
}

/// TLS with the certificates that this machine trusts. Whether it is asked for, the address says (`sslmode`).
fn tls() -> Result<MakeRustlsConnect, PostgresError> {
    let mut roots = RootCertStore::empty();
    for certificate in rustls_native_certs::load_native_certs().certs {
        // One that cannot be read is one that nobody is trusted by.
        let _ = roots.add(certificate);
    }
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| PostgresError::Other(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}
