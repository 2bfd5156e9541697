//! An open place: keys, log, view and door, with the view following the log.

use std::{path::Path, sync::Arc};

use anyhow::Context as _;
use throughline_access::{Access, Tokens};
use throughline_log::{FolderLock, Keys, Log, SqliteStore};
use throughline_views::{ViewError, Views};
use tokio::{sync::watch, task::JoinHandle};

use super::folder::{Folder, Place};

/// The log's file in a data folder.
pub const LOG_FILE: &str = "log.sqlite";

/// A place, opened in this process. Close it with [`Opened::close`]: that waits for what is under way.
pub struct Opened {
    /// The place.
    pub place: Place,
    /// The log.
    pub log: Log,
    /// The keys.
    pub keys: Arc<Keys>,
    /// The view.
    pub views: Arc<Views>,
    /// The door.
    pub access: Arc<Access>,
    /// The folder's lock; the address is written into it once there is one.
    pub lock: FolderLock,
    stop: watch::Sender<bool>,
    following: JoinHandle<Result<(), ViewError>>,
}

impl Opened {
    /// Opens a place; the folder is made if it is new.
    pub async fn open(folder: &Folder, wanted: &Place) -> anyhow::Result<Self> {
        let place = folder.claim(wanted)?;
        let lock = folder.lock()?;
        let (log, keys) = open_log(folder.path(), &place).await?;
        let views = Arc::new(Views::open(folder.path(), log.clone(), Arc::clone(&keys))?);
        let (stop, stopping) = watch::channel(false);
        let mut following = tokio::spawn(follow(Arc::clone(&views), stopping));
        // Nothing is answered before the view has come as far as the log is now.
        let head = *log.head().borrow();
        tokio::select! {
            ended = &mut following => ended.context("the view's follower ended early")??,
            reached = views.confirm(head) => reached?,
        }
        let tokens = Tokens::open(folder.path()).context("the tokens' file cannot be used")?;
        let members = Arc::clone(&views);
        let access = Arc::new(Access::new(tokens, move |agency, supporter| {
            members.directory().supporters.get(supporter).is_some_and(|known| known.agency == agency && !known.left)
        }));
        Ok(Self { place, log, keys, views, access, lock, stop, following })
    }

    /// Opens what is there, as it says of itself; for commands that must not make a place by a slip of the finger.
    pub async fn open_existing(folder: &Folder) -> anyhow::Result<Self> {
        let place = existing(folder)?;
        Self::open(folder, &place).await
    }

    /// Ends the following and closes the log, with a last checkpoint.
    pub async fn close(self) -> anyhow::Result<()> {
        self.stop.send_replace(true);
        self.following.await.context("the view's follower ended early")??;
        self.log.close().await;
        Ok(())
    }
}

/// Follows the log; a follower that cannot go on is loud, since everything that is read from now on grows old.
async fn follow(views: Arc<Views>, stopping: watch::Receiver<bool>) -> Result<(), ViewError> {
    let followed = views.follow(stopping).await;
    match &followed {
        // The process is ending, and with it the thread that was reading.
        Ok(()) | Err(ViewError::Interrupted) => {}
        Err(error) => tracing::error!(%error, "the view cannot follow the log any further"),
    }
    followed
}

/// The place that a folder holds.
pub fn existing(folder: &Folder) -> anyhow::Result<Place> {
    folder.place()?.ok_or_else(|| crate::exit::WrongUse::new(format!("{} is no data folder", folder.path().display())).into())
}

/// Opens the log of a folder that is locked.
pub async fn open_log(folder: &Path, place: &Place) -> anyhow::Result<(Log, Arc<Keys>)> {
    let keys = Keys::open(folder).context("the keys cannot be opened")?;
    let store = SqliteStore::open(&folder.join(LOG_FILE)).context("the log cannot be opened")?;
    let log = Log::open(store, Arc::clone(&keys), place.origin()).await.context("the log cannot be opened")?;
    Ok((log, keys))
}
