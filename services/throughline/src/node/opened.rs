//! An open place: keys, log, view and door, with the view following the log.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::Context as _;
use throughline_access::{Access, ActingFor, Caller, Register, RolesHeld, Tokens};
use throughline_log::{FolderLock, Keys, KeysAt, Log, LogError, PostgresStore, SqliteStore, Store, check_keys};
use throughline_looks::Looks;
use throughline_proto::v1::Profile;
use throughline_views::{SignsInAs, ViewError, Views};
use tokio::{sync::watch, task::JoinHandle, time::Instant};
use uuid::Uuid;

use super::{
    erasures,
    folder::{Folder, Place},
    trust::trust_now,
};
use crate::{
    config::{KeysAddress, LogAddress, Settings, Stores, without_password},
    exit::WrongUse,
};

/// How long a database that does not answer is waited for at the start.
const PATIENCE: Duration = Duration::from_secs(30);
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// How long the follower and the log may take to end, both at once: longer than a commit. Together with the drain (server.rs) and the news
/// (news.rs) that before them end in turn it is 26 seconds; whoever stops a node waits for 45 (deploy/).
const CLOSING: Duration = Duration::from_secs(10);

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
    /// Who looked.
    pub looks: Arc<Looks>,
    /// The folder's lock; the address is written into it once there is one.
    pub lock: FolderLock,
    stop: watch::Sender<bool>,
    follows: watch::Receiver<bool>,
    following: JoinHandle<Result<(), ViewError>>,
    erasing: JoinHandle<()>,
}

impl Opened {
    /// Opens a place, whose folder is made if it is new, and waits until the view has caught up.
    pub async fn open(folder: &Folder, wanted: &Place, stores: &Stores) -> anyhow::Result<Self> {
        let mut opened = Self::begin(folder, wanted, stores, None).await?;
        opened.caught_up().await?;
        Ok(opened)
    }

    /// Opens a place as a server's settings say, and does not wait for the view.
    pub async fn begin_with(folder: &Folder, wanted: &Place, settings: &Settings) -> anyhow::Result<Self> {
        Self::begin(folder, wanted, &settings.stores, Some(settings.unconfirmed)).await
    }

    async fn begin(folder: &Folder, wanted: &Place, stores: &Stores, unconfirmed: Option<Duration>) -> anyhow::Result<Self> {
        let (lock, place) = folder.hold(wanted)?;
        let (log, keys) = open_log(folder.path(), &place, stores).await?;
        let place = place.moved_to(stores, folder.path());
        folder.keep(&place)?;
        if !keys.erased_between(*log.head().borrow(), u64::MAX).is_empty() {
            // The log was restored to before somebody was erased, and perhaps the views with it: what they were made with is gone.
            tracing::warn!("people were erased whom the log does not know to be; the views are made again without them");
            Views::remove(folder.path()).context("the views cannot be removed")?;
        }
        let mut views = Views::open(folder.path(), log.clone(), Arc::clone(&keys))?;
        if let Some(unconfirmed) = unconfirmed {
            views = views.unconfirmed_for_at_most(unconfirmed);
        }
        let views = Arc::new(views);
        let erasing = erasures::begin(folder.path(), log.clone(), Arc::clone(&keys), &views)?;
        let (stop, stopping) = watch::channel(false);
        let (ends, follows) = watch::channel(true);
        let following = tokio::spawn(follow(Arc::clone(&views), stopping.clone(), ends));
        let looks = Arc::new(Looks::open(folder.path(), log.clone(), Arc::clone(&keys)).context("who looks cannot be written down")?);
        tokio::spawn(Arc::clone(&looks).bring_to_log(stopping));
        let tokens = Tokens::open(folder.path()).context("the tokens' file cannot be used")?;
        let access =
            Access::new(tokens, TakingPart(Arc::clone(&views))).context("the policies that come with the program cannot be used")?;
        let access = Arc::new(access.trusting(trust_now(Arc::clone(&views), &place.place)));
        Ok(Self { place, log, keys, views, access, looks, lock, stop, follows, following, erasing })
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
        Self::open(folder, &place, &Stores::in_folder(folder.path())).await
    }

    /// Ends the following and closes the log, with a last checkpoint.
    pub async fn close(self) -> anyhow::Result<()> {
        self.stop.send_replace(true);
        let mut following = self.following;
        // Whatever became of the follower, the log is closed: its last checkpoint is signed then. Until it has ended the follower may read.
        let (followed, closed) =
            tokio::join!(tokio::time::timeout(CLOSING, &mut following), tokio::time::timeout(CLOSING, self.log.close()));
        // What is not finished is found at the next start.
        self.erasing.abort();
        _ = self.erasing.await;
        if closed.is_err() {
            tracing::warn!("the log does not answer; what was not acknowledged can be sent again");
        }
        match followed {
            Ok(ended) => ended.context("the view's follower ended early")??,
            // A log that does not answer keeps nobody from ending. The view is as it was at its last commit.
            Err(_) => following.abort(),
        }
        Ok(())
    }
}

/// Who takes part, and under which policies, as the view of a node has it.
pub struct TakingPart(pub Arc<Views>);

impl Register for TakingPart {
    fn belongs(&self, agency: &str, supporter: &str) -> bool {
        self.0.directory().supporters.get(supporter).is_some_and(|known| known.agency == agency && !known.left)
    }

    fn profiles_of(&self, resident: &str) -> Vec<Profile> {
        let Ok(resident) = Uuid::parse_str(resident) else { return Vec::new() };
        // Who cannot be looked for just now is nobody's proxy.
        let read = self.0.read_here(|snapshot| Ok::<_, ViewError>(snapshot.story(resident)?.map(|read| read.story().profiles.clone())));
        read.ok().flatten().unwrap_or_default()
    }

    fn knows(&self, profile: &str) -> Option<String> {
        // Who cannot be looked up is not known; a view that may not answer says so when it is asked for more.
        self.0.who_knows(profile).ok().flatten()
    }

    fn lets_look(&self, auditor: &str) -> bool {
        self.0.directory().sign_ins.lets_look(auditor)
    }

    fn disconnected_at(&self, acting_for: &ActingFor) -> u64 {
        let whom = match acting_for {
            ActingFor::System => return 0,
            ActingFor::Supporter(supporter) => SignsInAs::Supporter(supporter.clone()),
            ActingFor::Resident(resident) => SignsInAs::Resident(resident.clone()),
            ActingFor::Auditor(auditor) => SignsInAs::Auditor(auditor.clone()),
        };
        self.0.directory().sign_ins.disconnected_at(&whom)
    }

    fn adopted(&self) -> Option<(u64, Arc<str>)> {
        self.0.directory().adopted.clone()
    }

    fn today(&self) -> String {
        throughline_views::today()
    }

    fn now_us(&self) -> i64 {
        throughline_views::now_us()
    }

    fn roles(&self, caller: &Caller, today: &str) -> RolesHeld {
        RolesHeld::of(caller, self.0.directory().roles_of(&caller.agency, today))
    }
}

/// Follows the log; a follower that cannot go on is loud, since everything that is read from now on grows old.
async fn follow(views: Arc<Views>, stopping: watch::Receiver<bool>, ends: watch::Sender<bool>) -> Result<(), ViewError> {
    let followed = Arc::clone(&views).follow(stopping.clone()).await;
    ends.send_replace(false);
    match &followed {
        // The process is ending, and with it the thread that was reading.
        Ok(()) | Err(ViewError::Interrupted) => {}
        Err(error) => {
            tracing::error!(%error, "the view cannot follow the log any further");
            tokio::spawn(views.tell_lag_until(stopping));
        }
    }
    followed
}

/// The place that a folder holds.
pub fn existing(folder: &Folder) -> anyhow::Result<Place> {
    folder
        .place()?
        .ok_or_else(|| WrongUse::new(format!("{} is no data folder; name the place's own with --data", folder.path().display())).into())
}

/// Where the keys of a folder lie.
pub fn keys_at(folder: &Path, stores: &Stores) -> KeysAt {
    let at = KeysAt::folder(folder);
    let at = match &stores.master_key {
        Some(file) => at.with_master_file(file),
        None => at,
    };
    match &stores.keys {
        KeysAddress::Folder => at,
        KeysAddress::Postgres(address) => at.with_common(address),
    }
}

/// Opens the log and the keys of a folder that is locked.
pub async fn open_log(folder: &Path, place: &Place, stores: &Stores) -> anyhow::Result<(Log, Arc<Keys>)> {
    place.lies_in(stores, folder)?;
    // Keys are made where there are none, and a file too: neither before everything else is well.
    match &stores.log {
        LogAddress::Sqlite(path) => {
            let store = || SqliteStore::open(path).with_context(|| format!("the log in {} cannot be opened", path.display()));
            open_with_keys(folder, place, stores, store).await
        }
        LogAddress::Postgres(address) => {
            let store = open_postgres(address).await?;
            open_with_keys(folder, place, stores, || Ok(store)).await
        }
    }
}

async fn open_with_keys<S: Store>(
    folder: &Path,
    place: &Place,
    stores: &Stores,
    store: impl FnOnce() -> anyhow::Result<S>,
) -> anyhow::Result<(Log, Arc<Keys>)> {
    let new_keys = NewKeys::before(folder, stores);
    let keys = open_keys(&keys_at(folder, stores)).await?;
    let log = Log::open(store()?, Arc::clone(&keys), place.origin()).await;
    if matches!(log, Err(LogError::OtherLog { .. } | LogError::OtherLogsKeys { .. } | LogError::OtherKeys { .. })) {
        new_keys.remove();
    }
    Ok((log.context("the log cannot be opened")?, keys))
}

/// The keys of a log that is not opened to be written, which is held against them where it is at hand. Those of another log are refused as there.
pub async fn keys_of_log(folder: &Path, place: &Place, stores: &Stores, store: Option<&dyn Store>) -> anyhow::Result<Arc<Keys>> {
    if let Some(store) = store {
        // Of a log that is away nobody can say whose keys are: then none are made.
        store.latest_checkpoint().await.context("the log cannot be read")?;
    }
    let new_keys = NewKeys::before(folder, stores);
    let keys = open_keys(&keys_at(folder, stores)).await?;
    match check_keys(store, &keys, &place.origin()).await {
        Ok(()) => Ok(keys),
        Err(error) => {
            drop(keys);
            if matches!(error, LogError::OtherLogsKeys { .. } | LogError::OtherKeys { .. }) {
                new_keys.remove();
            }
            Err(error).context("the keys cannot be used")
        }
    }
}

/// The files of keys that were not there before the keys were opened. Where the log turns out to be another's, what was made in them fits nothing,
/// and would be in the way of the right ones.
struct NewKeys(Vec<PathBuf>);

impl NewKeys {
    fn before(folder: &Path, stores: &Stores) -> Self {
        // Other nodes may have those in common by then.
        let own = (stores.keys == KeysAddress::Folder).then_some(["keys.sqlite", "keys.sqlite-wal", "keys.sqlite-shm", "erased.ledger"]);
        let master = own.map(|_| stores.master_key.clone().unwrap_or_else(|| folder.join("master.key")));
        let files = own.into_iter().flatten().map(|name| folder.join(name)).chain(master);
        Self(files.filter(|file| matches!(file.try_exists(), Ok(false))).collect())
    }

    fn remove(self) {
        for file in self.0 {
            match std::fs::remove_file(&file) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    tracing::warn!(%error, file = %file.display(), "new keys that fit nothing could not be removed");
                }
                _ => {}
            }
        }
    }
}

/// A store as it is, with nobody who writes to it; one in SQLite is made only where it need not be there.
pub async fn open_store(address: &LogAddress, must_be_there: bool) -> anyhow::Result<Arc<dyn Store>> {
    match address {
        LogAddress::Sqlite(path) if must_be_there && !path.exists() => {
            Err(WrongUse::new(format!("there is no log at {}", path.display())).into())
        }
        LogAddress::Sqlite(path) => Ok(Arc::new(SqliteStore::open(path).with_context(|| format!("{} cannot be opened", path.display()))?)),
        LogAddress::Postgres(address) => Ok(Arc::new(open_postgres(address).await?)),
    }
}

/// The log's database, once it answers: a server that is started together with it may be there first.
pub async fn open_postgres(address: &str) -> anyhow::Result<PostgresStore> {
    let shown = without_password(address);
    let told = || format!("the log in {shown} cannot be used");
    let store = PostgresStore::new(address).with_context(told)?;
    let until = Instant::now() + PATIENCE;
    loop {
        match store.prepare().await {
            Ok(()) => return Ok(store),
            Err(error) if error.may_pass() && Instant::now() < until => {
                tracing::warn!(%error, log = shown, "the log's database is waited for");
                tokio::time::sleep(LOOK_AGAIN).await;
            }
            Err(error) => return Err(error).with_context(told),
        }
    }
}

/// The keys, once their database answers.
async fn open_keys(at: &KeysAt) -> anyhow::Result<Arc<Keys>> {
    let until = Instant::now() + PATIENCE;
    loop {
        let at = at.clone();
        let opened = tokio::task::spawn_blocking(move || Keys::open_at(&at)).await.context("the keys cannot be opened")?;
        match opened {
            Err(error) if error.may_pass() && Instant::now() < until => {
                tracing::warn!(%error, "the keys' database is waited for");
                tokio::time::sleep(LOOK_AGAIN).await;
            }
            opened => return opened.context("the keys cannot be opened"),
        }
    }
}

#[cfg(test)]
mod tests {
    use throughline_log::{AppendError, Draft, Lane, Request, seal};
    use uuid::Uuid;

    use super::*;

    #[tokio::test]
    async fn the_log_is_closed_also_when_the_follower_ended_badly() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::new("barking-and-dagenham", false);
        let opened = Opened::open(&Folder::new(folder.path()), &place, &Stores::in_folder(folder.path())).await.unwrap();
        let (log, keys) = (opened.log.clone(), Arc::clone(&opened.keys));
        opened.following.abort();
        assert!(opened.close().await.is_err(), "and it is said");

        let draft = Draft { id: Uuid::now_v7(), lane: Lane::Public, people: vec![], facts: vec![1], words: vec![], source_key: None };
        let request = Request {
            agency: "harmony-house".to_owned(),
            request_id: Uuid::new_v4(),
            content: vec![1],
            recorded_at_us: 0,
            drafts: vec![draft],
            condition: None,
        };
        let late = log.append(seal(&keys, request).unwrap()).await;
        assert!(matches!(late, Err(AppendError::Stopping)), "{late:?}");
    }
}
