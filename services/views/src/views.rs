//! The handle on a view: opening it, and waiting for it to reach a position.

use std::{
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::{Duration, Instant as Clock, SystemTime},
};

use rusqlite::{Connection, OptionalExtension as _, params};
use throughline_log::{Keys, Log};
use tokio::{
    sync::{Notify, watch},
    time::Instant,
};

use crate::{
    Directory, ViewError, clock,
    database::{self, Database},
    erasing::Listeners,
    follow::Gathering,
    gauges::Gauges,
    latest::Latest,
    opened::Entries,
    past_directory::{PastDirectories, learn_listed},
    people::People,
    standings::Standings,
    stories::Stories,
    written::Written,
};

/// How long a view may go without hearing from the log before it refuses to answer, unless something else is said.
const UNCONFIRMED: Duration = Duration::from_secs(15 * 60);
/// A follower hears from the log every second. After so long without a word, the log is away, whether or not it said so.
const AWAY: Duration = Duration::from_secs(5);

/// How long a reader waits to hear how far the log has come.
const ASKING: Duration = Duration::from_secs(1);

/// The name of the views' file in a node's folder.
const FILE: &str = "views.sqlite";

/// A node's own picture of the log. Cheap to share.
#[derive(Debug)]
pub struct Views {
    pub(crate) log: Log,
    pub(crate) keys: Arc<Keys>,
    pub(crate) database: Database,
    pub(crate) writer: Mutex<Connection>,
    pub(crate) people: People,
    pub(crate) stories: Stories,
    pub(crate) latest: Latest,
    pub(crate) standings: Standings,
    pub(crate) written: Written,
    pub(crate) entries: Entries,
    pub(crate) directory: RwLock<Arc<Directory>>,
    pub(crate) past_directories: PastDirectories,
    pub(crate) position: watch::Sender<u64>,
    /// How long records that come close together are gathered.
    pub(crate) gathering: Gathering,
    /// Somebody waits for the follower.
    pub(crate) hurry: Notify,
    pub(crate) confirmed: RwLock<SystemTime>,
    pub(crate) heard: RwLock<Heard>,
    pub(crate) gauges: Gauges,
    pub(crate) listeners: Listeners,
    unconfirmed: Duration,
    path: PathBuf,
}

/// What came of the last time that the log was asked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Heard {
    /// When it last answered, by a clock that nobody sets.
    pub(crate) at: Clock,
    /// Whether it has failed to since.
    pub(crate) failed: bool,
}

impl Views {
    /// Opens the views in a folder, making them if they are not there or were made by another version. They follow the log once
    /// [`Views::follow`] runs.
    pub fn open(folder: &Path, log: Log, keys: Arc<Keys>) -> Result<Self, ViewError> {
        match Self::open_as_they_are(folder, log.clone(), Arc::clone(&keys)) {
            Err(ViewError::OtherVersion { found }) => {
                tracing::info!(found, "the views were made by another version; they are made again");
                Self::remove(folder).map_err(ViewError::Remove)?;
                Self::open_as_they_are(folder, log, keys)
            }
            opened => opened,
        }
    }

    /// The same, and an error where they were made by another version.
    pub(crate) fn open_as_they_are(folder: &Path, log: Log, keys: Arc<Keys>) -> Result<Self, ViewError> {
        let path = folder.join(FILE);
        let (database, writer) = Database::open(&path)?;
        let position = checkpoint(&writer, log.origin())?;
        let standings = Standings::read(&writer, position)?;
        let latest = Latest::default();
        latest.read(&writer, position)?;
        let written = Written::read(&writer)?;
        let views = Self {
            log,
            keys,
            database,
            writer: Mutex::new(writer),
            standings,
            written,
            people: People::default(),
            stories: Stories::default(),
            latest,
            entries: Entries::default(),
            directory: RwLock::default(),
            past_directories: PastDirectories::default(),
            position: watch::Sender::new(position),
            gathering: Gathering::USUAL,
            hurry: Notify::new(),
            confirmed: RwLock::new(SystemTime::UNIX_EPOCH),
            heard: RwLock::new(Heard { at: Clock::now(), failed: false }),
            gauges: Gauges::of("views"),
            listeners: Listeners::default(),
            unconfirmed: UNCONFIRMED,
            path,
        };
        let directory = views.read_directory()?;
        *views.directory.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(directory);
        Ok(views)
    }

    /// Removes the views in a folder: they are built again from the log.
    pub fn remove(folder: &Path) -> io::Result<()> {
        database::remove(&folder.join(FILE))
    }

    /// The same, refusing to answer after so long without a word from the log.
    #[must_use]
    pub fn unconfirmed_for_at_most(self, unconfirmed: Duration) -> Self {
        Self { unconfirmed, ..self }
    }

    /// Where the views' file lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Up to which position the view has come.
    pub fn position(&self) -> u64 {
        *self.position.borrow()
    }

    /// Tells of every new position.
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.position.subscribe()
    }

    /// When the view last heard from the log.
    pub fn confirmed_at(&self) -> SystemTime {
        *self.confirmed.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the log cannot be reached at the moment. The view goes on answering as of where it is.
    pub fn log_is_away(&self) -> bool {
        let heard = *self.heard.read().unwrap_or_else(PoisonError::into_inner);
        heard.failed || heard.at.elapsed() > AWAY
    }

    /// Whether the view has caught up with the log since it was opened.
    pub fn has_caught_up(&self) -> bool {
        self.confirmed_at() != SystemTime::UNIX_EPOCH
    }

    /// Whether the view may answer: it has caught up with the log, and has heard from it lately.
    pub fn may_answer(&self) -> bool {
        self.refuse_unconfirmed().is_ok()
    }

    /// Refuses to answer by permissions that may long have been taken away.
    pub(crate) fn refuse_unconfirmed(&self) -> Result<(), ViewError> {
        if !self.has_caught_up() {
            return Err(ViewError::Beginning { reached: self.position() });
        }
        // A clock that was set back says nothing of how long ago it was.
        let since = clock::now().duration_since(self.confirmed_at()).unwrap_or_default();
        if since > self.unconfirmed { Err(ViewError::Unconfirmed { seconds: since.as_secs() }) } else { Ok(()) }
    }

    /// Who and what takes part.
    pub fn directory(&self) -> Arc<Directory> {
        Arc::clone(&self.directory.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The keys with which this view opens what it tells.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Waits until the view has reached a position. One that the log does not have yet is waited for too, until the deadline.
    pub async fn reach(&self, wanted: u64, deadline: Instant) -> Result<(), ViewError> {
        if self.position() >= wanted {
            return Ok(());
        }
        let mut position = self.position.subscribe();
        self.hurry.notify_one();
        // Another node may have written it, and its news may be slow: asking the log wakes the follower.
        let asked_and_reached = async {
            if !self.log_is_away() && *self.log.head().borrow() < wanted {
                _ = self.log.look().await;
            }
            position.wait_for(|reached| *reached >= wanted).await.map(|_| ())
        };
        match tokio::time::timeout_at(deadline, asked_and_reached).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(ViewError::Stopped),
            Err(_) => Err(ViewError::Behind { wanted, reached: self.position() }),
        }
    }

    /// Waits, for as long as it takes, until the view has heard from the log and come as far as a position.
    pub async fn confirm(&self, wanted: u64) -> Result<(), ViewError> {
        let mut position = self.position.subscribe();
        position.wait_for(|reached| *reached >= wanted).await.map_err(|_| ViewError::Stopped)?;
        while !self.has_caught_up() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        Ok(())
    }

    /// Waits until the view has reached the log's head as it is now, whoever has written; as it was last known, while the log is away.
    pub async fn catch_up(&self, deadline: Instant) -> Result<(), ViewError> {
        let known = *self.log.head().borrow();
        let head = if self.log_is_away() {
            known
        } else {
            tokio::time::timeout_at(deadline, self.log.look()).await.map_or(known, |looked| looked.unwrap_or(known))
        };
        self.reach(head, deadline).await
    }

    /// Waits until the view holds whatever may have changed who may read what, up to the log's head as it is now: all that was written but looks.
    /// While the log is away, or does not answer in time, the view answers as of where it is.
    pub async fn be_current(&self, deadline: Instant) -> Result<(), ViewError> {
        if self.log_is_away() {
            return Ok(());
        }
        match tokio::time::timeout(ASKING, self.log.look_for_news()).await {
            Ok(Ok(wanted)) => self.reach(wanted, deadline).await,
            Ok(Err(_)) | Err(_) => Ok(()),
        }
    }

    /// The header of the newest record; none in a view that has none.
    pub(crate) fn newest_header(&self, position: u64) -> Result<Option<Vec<u8>>, ViewError> {
        let select = "select header from record where position = ?1";
        self.database.read(|snapshot| Ok(snapshot.query_row(select, [position.cast_signed()], |row| row.get(0)).optional()?))
    }

    fn read_directory(&self) -> Result<Directory, ViewError> {
        self.database.read(|snapshot| {
            let mut directory = Directory::default();
            learn_listed(snapshot, &self.keys, &mut directory, 0, u64::MAX)?;
            Ok(directory)
        })
    }
}

/// The view's position; a new view starts at 0, and one of another log is refused.
fn checkpoint(writer: &Connection, origin: &str) -> Result<u64, ViewError> {
    let row: Option<(String, i64)> =
        writer.query_row("select origin, position from checkpoint", [], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    match row {
        None => {
            let begin = "insert into checkpoint (one, origin, position, sorted_in, latest_us) values (1, ?1, 0, 0, ?2)";
            writer.execute(begin, params![origin, i64::MIN])?;
            Ok(0)
        }
        Some((found, _)) if found != origin => Err(ViewError::OtherLog { expected: origin.to_owned(), found }),
        Some((_, position)) => Ok(position.unsigned_abs()),
    }
}
