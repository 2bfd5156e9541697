//! Bringing the view's file to the disk, beside the follower, so that it waits for nothing and the log's commits wait for little. What is
//! durable is the log's business: this keeps the file from growing, and the disk from being asked for much at once.

use std::time::{Duration, Instant};

use throughline_log::with_causes;
use tokio::task::JoinHandle;

use crate::{ViewError, database::Database};

/// How often the view's file is settled while something comes. The disk is the log's too, whose commits wait meanwhile: the less often, the
/// fewer of them, and a page that changes again and again is written once.
const SETTLE_EVERY: Duration = Duration::from_secs(5);
/// After so many records the disk is asked to take what they wrote, about a megabyte: a commit to the log that comes behind it waits some
/// milliseconds, and behind everything that comes between two settlements it would wait for a quarter of a second.
const FLUSH_AFTER: usize = 64;

/// What keeps the view's file in order, beside the follower.
pub(crate) struct Settling {
    begun: Instant,
    settling: Option<JoinHandle<()>>,
    /// How many records were applied since the disk was last asked to take what they wrote.
    unflushed: usize,
    flushing: Option<JoinHandle<()>>,
}

impl Settling {
    pub(crate) fn new() -> Self {
        Self { begun: Instant::now(), settling: None, unflushed: 0, flushing: None }
    }

    /// So many records were applied.
    pub(crate) fn go_on(&mut self, database: &Database, applied: usize) {
        self.unflushed += applied;
        if self.unflushed >= FLUSH_AFTER && is_over(&self.flushing) {
            self.unflushed = 0;
            self.flushing = Some(beside(database, Database::flush));
        }
        if self.begun.elapsed() >= SETTLE_EVERY && is_over(&self.settling) {
            self.begun = Instant::now();
            self.settling = Some(beside(database, Database::settle));
        }
    }

    /// Waits until nobody writes to the file any more.
    pub(crate) async fn end(self) {
        for settling in [self.settling, self.flushing].into_iter().flatten() {
            _ = settling.await;
        }
    }
}

fn is_over(task: &Option<JoinHandle<()>>) -> bool {
    task.as_ref().is_none_or(JoinHandle::is_finished)
}

fn beside(database: &Database, job: fn(&Database) -> Result<(), ViewError>) -> JoinHandle<()> {
    let database = database.clone();
    tokio::task::spawn_blocking(move || {
        if let Err(error) = job(&database) {
            tracing::warn!(error = with_causes(&error), "the view's file could not be settled; the follower does it itself");
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_disk_is_asked_when_enough_was_written_and_never_twice_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let (database, _writer) = Database::open(&folder.path().join("views.sqlite")).unwrap();
        let mut settling = Settling::new();
        settling.go_on(&database, FLUSH_AFTER - 1);
        assert!(settling.flushing.is_none());
        settling.go_on(&database, 1);
        assert!(settling.flushing.is_some() && settling.unflushed == 0);
        settling.flushing = Some(tokio::spawn(std::future::pending()));
        settling.go_on(&database, FLUSH_AFTER);
        assert_eq!(settling.unflushed, FLUSH_AFTER, "it is asked once the one before is over");
        settling.flushing = None;
        settling.begun -= SETTLE_EVERY;
        settling.go_on(&database, 1);
        assert!(settling.flushing.is_some() && settling.settling.is_some());
        settling.end().await;
    }

    #[test]
    fn what_waits_in_the_write_ahead_log_can_be_brought_to_the_disk() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("views.sqlite");
        let (database, _writer) = Database::open(&path).unwrap();
        database.flush().unwrap();
        std::fs::remove_file(path.with_extension("sqlite-wal")).unwrap();
        assert!(matches!(database.flush(), Err(ViewError::Flush(_))));
    }
}
