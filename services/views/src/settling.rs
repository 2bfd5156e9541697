//! Bringing the view's file to the disk, beside the follower, so that it waits for nothing and the log's commits wait for little. What is
//! durable is the log's business: this keeps the file from growing, and the disk from being asked for much at once.

use std::time::{Duration, Instant};

use throughline_log::with_causes;
use tokio::task::JoinHandle;

use crate::{ViewError, database::Database};

/// How often the view's file is settled while something comes, at the least. The disk is the log's too, whose commits wait meanwhile: the
/// less often, the fewer of them, and a page that changes again and again is written once.
const SETTLE_EVERY: Duration = Duration::from_secs(5);
/// And after so many records, which leave some 35 MiB in the write-ahead log: long before it is full, since the follower settles then itself.
const SETTLE_AFTER: usize = 16_384;
/// With the first batch after so many records the disk is asked to take what they wrote, some hundred kilobytes: a commit to the log that comes
/// behind it waits hardly at all, and behind everything that comes between two settlements it would wait for long. Not
/// after fewer, so that whoever writes alone meets it less than once in a hundred times.
const FLUSH_AFTER: usize = 128;

/// What keeps the view's file in order, beside the follower.
pub(crate) struct Settling {
    settled: Counted,
    flushed: Counted,
}

/// Something that is done beside the follower, once at a time.
struct Counted {
    /// When it was begun last.
    begun: Instant,
    /// How many records were applied since.
    records: usize,
    under_way: Option<JoinHandle<()>>,
}

impl Settling {
    pub(crate) fn new() -> Self {
        Self { settled: Counted::new(), flushed: Counted::new() }
    }

    /// So many records were applied.
    pub(crate) fn go_on(&mut self, database: &Database, applied: usize) {
        self.settled.records += applied;
        self.flushed.records += applied;
        if self.flushed.records >= FLUSH_AFTER {
            self.flushed.begin(database, Database::flush);
        }
        if self.settled.records >= SETTLE_AFTER || self.settled.begun.elapsed() >= SETTLE_EVERY {
            self.settled.begin(database, Database::settle);
        }
    }

    /// Waits until nobody writes to the file any more.
    pub(crate) async fn end(self) {
        for under_way in [self.settled.under_way, self.flushed.under_way].into_iter().flatten() {
            _ = under_way.await;
        }
    }
}

impl Counted {
    fn new() -> Self {
        Self { begun: Instant::now(), records: 0, under_way: None }
    }

    /// Does it, unless it is still being done.
    fn begin(&mut self, database: &Database, job: fn(&Database) -> Result<(), ViewError>) {
        if self.under_way.as_ref().is_some_and(|under_way| !under_way.is_finished()) {
            return;
        }
        let database = database.clone();
        let under_way = tokio::task::spawn_blocking(move || {
            if let Err(error) = job(&database) {
                tracing::warn!(error = with_causes(&error), "the view's file waits for the disk; the follower brings it there itself");
            }
        });
        *self = Self { under_way: Some(under_way), ..Self::new() };
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    fn database() -> (TempDir, Database) {
        let folder = tempfile::tempdir().unwrap();
        let (database, _) = Database::open(&folder.path().join("views.sqlite")).unwrap();
        (folder, database)
    }

    fn counts(settling: &Settling) -> [usize; 2] {
        [settling.flushed.records, settling.settled.records]
    }

    #[tokio::test]
    async fn the_disk_is_asked_when_enough_was_written() {
        let (_folder, database) = database();
        let mut settling = Settling::new();
        settling.go_on(&database, FLUSH_AFTER - 1);
        assert_eq!(counts(&settling), [FLUSH_AFTER - 1; 2]);
        settling.go_on(&database, 1);
        assert_eq!(counts(&settling), [0, FLUSH_AFTER]);
        settling.go_on(&database, SETTLE_AFTER);
        assert_eq!(settling.settled.records, 0);
        settling.end().await;
    }

    #[tokio::test]
    async fn the_file_is_settled_when_it_is_time() {
        let (_folder, database) = database();
        let mut settling = Settling::new();
        settling.go_on(&database, 1);
        settling.settled.begun -= SETTLE_EVERY;
        settling.go_on(&database, 1);
        assert_eq!(counts(&settling), [2, 0]);
        settling.end().await;
    }

    #[tokio::test]
    async fn nothing_is_begun_twice_at_once() {
        let (_folder, database) = database();
        let mut settling = Settling::new();
        settling.flushed.under_way = Some(tokio::spawn(std::future::pending()));
        settling.go_on(&database, FLUSH_AFTER);
        assert_eq!(settling.flushed.records, FLUSH_AFTER, "it is asked once the one before is over");
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
