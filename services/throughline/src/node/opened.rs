//! An open place: keys, log, view and door, with the view following the log.

use std::{path::Path, sync::Arc, time::Duration};

use anyhow::{Context as _, bail};
use throughline_access::{Access, Tokens};
use throughline_log::{FolderLock, Keys, Log, SqliteStore};
use throughline_views::{ViewError, Views};
use tokio::{sync::watch, task::JoinHandle};

use super::folder::{Folder, Place};
use crate::config::{KeysAddress, LogAddress, Settings, Stores};

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
    follows: watch::Receiver<bool>,
    following: JoinHandle<Result<(), ViewError>>,
}

impl Opened {
    /// Opens a place whose log and keys lie in its folder, which is made if it is new, and waits until the view has caught up.
    pub async fn open(folder: &Folder, wanted: &Place) -> anyhow::Result<Self> {
        let mut opened = Self::begin(folder, wanted, &Stores::in_folder(folder.path()), None).await?;
        opened.caught_up().await?;
        Ok(opened)
    }

    /// Opens a place as a server's settings say, and does not wait for the view.
    pub async fn begin_with(folder: &Folder, wanted: &Place, settings: &Settings) -> anyhow::Result<Self> {
        Self::begin(folder, wanted, &settings.stores, Some(settings.unconfirmed)).await
    }

    async fn begin(folder: &Folder, wanted: &Place, stores: &Stores, unconfirmed: Option<Duration>) -> anyhow::Result<Self> {
        let place = folder.claim(wanted)?;
        let lock = folder.lock()?;
        let (log, keys) = open_log(folder.path(), &place, stores).await?;
        let mut views = Views::open(folder.path(), log.clone(), Arc::clone(&keys))?;
        if let Some(unconfirmed) = unconfirmed {
            views = views.unconfirmed_for_at_most(unconfirmed);
        }
        let views = Arc::new(views);
        let (stop, stopping) = watch::channel(false);
        let (ends, follows) = watch::channel(true);
        let following = tokio::spawn(follow(Arc::clone(&views), stopping, ends));
        let tokens = Tokens::open(folder.path()).context("the tokens' file cannot be used")?;
        let members = Arc::clone(&views);
        let access = Arc::new(Access::new(tokens, move |agency, supporter| {
            members.directory().supporters.get(supporter).is_some_and(|known| known.agency == agency && !known.left)
        }));
        Ok(Self { place, log, keys, views, access, lock, stop, follows, following })
    }

    /// Waits until the view has come as far as the log is now: nothing is answered before.
    pub async fn caught_up(&mut self) -> anyhow::Result<()> {
        let head = *self.log.head().borrow();
        tokio::select! {
            ended = &mut self.following => ended.context("the view's follower ended early")??,
            reached = self.views.confirm(head) => reached?,
        }
        Ok(())
    }

    /// Whether the view still follows the log.
    pub fn follows(&self) -> watch::Receiver<bool> {
        self.follows.clone()
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
async fn follow(views: Arc<Views>, stopping: watch::Receiver<bool>, ends: watch::Sender<bool>) -> Result<(), ViewError> {
    let followed = views.follow(stopping).await;
    ends.send_replace(false);
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

/// Opens the log and the keys of a folder that is locked.
pub async fn open_log(folder: &Path, place: &Place, stores: &Stores) -> anyhow::Result<(Log, Arc<Keys>)> {
    let LogAddress::Sqlite(path) = &stores.log else { bail!("a log in Postgres is not built into this version: {}", stores.log) };
    if stores.keys != KeysAddress::Folder || stores.master_key.is_some() {
        bail!("keys outside the data folder are not built into this version: {:?}", stores.keys);
    }
    let keys = Keys::open(folder).context("the keys cannot be opened")?;
    let store = SqliteStore::open(path).context("the log cannot be opened")?;
    let log = Log::open(store, Arc::clone(&keys), place.origin()).await.context("the log cannot be opened")?;
    Ok((log, keys))
}
