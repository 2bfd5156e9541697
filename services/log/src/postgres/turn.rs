//! Turns at writing: a lease that one node has at a time, and gives up for whoever waits. For speed only: two nodes that write at once lose
//! against each other's head all the time, and nothing else happens.
//!
//! The lease ends by the server's clock, so that a node that was paused, cut off or has the wrong time keeps nobody waiting for long.

use std::time::{Duration, Instant};

use tokio::sync::Mutex;
use tokio_postgres::Error;
use uuid::Uuid;

use super::pool::{Pool, Session};
use crate::store::StoreError;

/// The lease's name.
const WRITER: &str = "writer";
/// Whoever is gone or has nothing more to write holds up the others for so long. One who writes on keeps it by asking a few times a second.
const TTL: Duration = Duration::from_millis(100);
/// After so long the lease is taken anew.
const RENEWAL: Duration = Duration::from_millis(50);
/// For so long a node may write before it gives way to one that waits.
const TURN: Duration = Duration::from_millis(50);
/// How often a node that waits looks.
const LOOK: Duration = Duration::from_millis(5);
/// Longer than any lease: whoever waited for so long writes all the same, and the head decides.
const PATIENCE: Duration = Duration::from_secs(3);

/// One node's turn.
pub(crate) struct Turn {
    holder: Uuid,
    since: Mutex<Option<Since>>,
}

#[derive(Clone, Copy)]
struct Since {
    taken: Instant,
    renewed: Instant,
}

impl Turn {
    pub fn new() -> Self {
        Self { holder: Uuid::now_v7(), since: Mutex::default() }
    }

    /// Who this node is to the others.
    pub fn holder(&self) -> Uuid {
        self.holder
    }

    /// Waits for this node's turn.
    pub async fn take(&self, pool: &Pool) -> Result<(), StoreError> {
        let mut since = self.since.lock().await;
        if since.is_some_and(|since| since.renewed.elapsed() < RENEWAL) {
            return Ok(());
        }
        let until = Instant::now() + PATIENCE;
        while !pool.with(async |session| take(session, WRITER, self.holder, TTL).await).await? {
            *since = None;
            if Instant::now() > until {
                tracing::warn!("another node has kept its turn at writing for too long; this one writes all the same");
                return Ok(());
            }
            tokio::time::sleep(LOOK).await;
        }
        let now = Instant::now();
        *since = Some(Since { taken: since.map_or(now, |since| since.taken), renewed: now });
        Ok(())
    }

    /// After a commit: gives way to whoever waits, once this node has had its time.
    pub async fn used(&self, pool: &Pool, is_wanted: bool) {
        let mut since = self.since.lock().await;
        if !is_wanted || since.is_some_and(|since| since.taken.elapsed() < TURN) {
            return;
        }
        *since = None;
        // If that fails, the lease ends by itself.
        if let Err(error) = pool.with(async |session| give_up(session, WRITER, self.holder).await).await {
            tracing::warn!(%error, "the turn at writing could not be given up; it ends by itself");
        }
    }

    /// Nothing is known any more: the connection is gone.
    pub async fn forget(&self) {
        *self.since.lock().await = None;
    }
}

/// Takes or keeps a lease that nobody waits for.
pub(crate) async fn hold(session: &Session, lease: &str, holder: Uuid, ttl: Duration) -> Result<bool, Error> {
    let statement = session
        .prepare_cached(
            "insert into throughline_log.lease (name, holder, expires_at, wanted_until)
             values ($1, $2, clock_timestamp() + make_interval(secs => $3), '-infinity')
             on conflict (name) do update set holder = excluded.holder, expires_at = excluded.expires_at
             where lease.holder = excluded.holder or lease.expires_at <= clock_timestamp()",
        )
        .await?;
    Ok(session.execute(&statement, &[&lease, &holder, &ttl.as_secs_f64()]).await? == 1)
}

/// Takes or keeps a lease, in turn with others that want it. If that cannot be now, says that this node waits. Whose turn it was need not
/// outlive a power cut, so that the disk is not waited for: these transactions alone are not durable, and none of them writes a record.
async fn take(session: &Session, lease: &str, holder: Uuid, ttl: Duration) -> Result<bool, Error> {
    let statement = session
        .prepare_cached(
            "with unhurried as materialized (select set_config('synchronous_commit', 'off', true))
             insert into throughline_log.lease (name, holder, expires_at, wanted_until)
             select $1, $2, clock_timestamp() + make_interval(secs => $3), '-infinity' from unhurried
             on conflict (name) do update set
                 holder = excluded.holder,
                 expires_at = excluded.expires_at,
                 wanted_by = nullif(lease.wanted_by, excluded.holder)
             where lease.holder = excluded.holder
                 or (lease.holder is null or lease.expires_at <= clock_timestamp())
                 and (lease.wanted_by is null or lease.wanted_by = excluded.holder or lease.wanted_until <= clock_timestamp())",
        )
        .await?;
    if session.execute(&statement, &[&lease, &holder, &ttl.as_secs_f64()]).await? == 1 {
        return Ok(true);
    }
    let want = session
        .prepare_cached(
            "with unhurried as materialized (select set_config('synchronous_commit', 'off', true))
             update throughline_log.lease set wanted_by = $2, wanted_until = clock_timestamp() + make_interval(secs => $3)
             from unhurried
             where name = $1 and (wanted_by is null or wanted_by = $2 or wanted_until <= clock_timestamp())",
        )
        .await?;
    session.execute(&want, &[&lease, &holder, &ttl.as_secs_f64()]).await?;
    Ok(false)
}

async fn give_up(session: &Session, lease: &str, holder: Uuid) -> Result<u64, Error> {
    let statement = session
        .prepare_cached(
            "with unhurried as materialized (select set_config('synchronous_commit', 'off', true))
             update throughline_log.lease set holder = null from unhurried where name = $1 and holder = $2",
        )
        .await?;
    session.execute(&statement, &[&lease, &holder]).await
}
