//! A real place, served in this process: a folder of its own, a free port of the loopback, the log, the views and all services.

use std::{
    env, fs,
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    sync::Arc,
    time::Duration,
};

use tempfile::TempDir;
use throughline::{
    config::{KeysAddress, LogAddress, Stores},
    node::{Folder, Opened, Running, Serving, TakingPart},
};
use throughline_access::{Access, Tokens};
use throughline_log::{Keys, Log};
use throughline_proto::v1::{AgencyJoined, event::Kind};
use throughline_servers::Postgres;
use throughline_views::{Difference, Views, compare};
use tokio::time::Instant;
use tonic::transport::{Channel, Endpoint};

use crate::{Caller, Clock, caller::READER, clock::ByClock, events};

/// Far longer than anything here takes, so that a test that hangs says so.
const PATIENCE: Duration = Duration::from_secs(60);
const PLACE: &str = "barking-and-dagenham";
/// In the data folder: where the log lies if that is elsewhere, and on a second line the keys.
const ADDRESSES: &str = "addresses.txt";
/// Set to "postgres", it lets every new place have its log there, in a database of its own.
const STORE: &str = "TEST_STORE";

/// A place that is served.
pub struct Place {
    /// Its data folder.
    pub folder: TempDir,
    /// Everything that is open.
    pub opened: Opened,
    /// Where it listens.
    pub address: SocketAddr,
    running: Running,
    channel: Channel,
}

/// Makes an empty folder a place's.
pub fn begin(folder: &Path) {
    fs::write(folder.join("place.toml"), format!("place = \"{PLACE}\"\n")).expect("it can be written");
}

/// Says that a place's log lies in a Postgres database.
pub fn move_log(folder: &Path, address: &str) {
    fs::write(folder.join(ADDRESSES), address).expect("it can be written");
}

/// Makes an empty folder one of several nodes', with the log in one database and the keys in another.
pub fn begin_beside(folder: &Path, log: &str, keys: &str) {
    begin(folder);
    fs::write(folder.join(ADDRESSES), format!("{log}\n{keys}")).expect("it can be written");
}

/// Where the log and the keys of a folder lie.
pub fn stores(folder: &Path) -> Stores {
    let in_folder = Stores::in_folder(folder);
    let Ok(addresses) = fs::read_to_string(folder.join(ADDRESSES)) else { return in_folder };
    let mut addresses = addresses.lines().map(str::to_owned);
    let log = addresses.next().map_or(in_folder.log, LogAddress::Postgres);
    let keys = addresses.next().map_or(in_folder.keys, KeysAddress::Postgres);
    Stores { log, keys, master_key: None }
}

impl Place {
    /// A new place.
    pub async fn new() -> Self {
        if env::var(STORE).is_ok_and(|store| store == "postgres") {
            return Self::new_with_log(&Postgres::shared().database()).await;
        }
        let folder = tempfile::tempdir().expect("a folder");
        begin(folder.path());
        Self::open(folder).await
    }

    /// A new place whose log lies in a Postgres database.
    pub async fn new_with_log(address: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        begin(folder.path());
        move_log(folder.path(), address);
        Self::open(folder).await
    }

    /// The place of a folder.
    pub async fn open(folder: TempDir) -> Self {
        Self::open_with(folder, SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await
    }

    /// The same, served so.
    pub async fn open_with(folder: TempDir, serving: impl Into<Serving>) -> Self {
        Self::serve(Self::opened(folder.path()).await, folder, serving).await
    }

    /// A new place whose door goes by a clock that the test sets.
    pub async fn by_a_clock() -> (Self, Clock) {
        Self::by_a_clock_with(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await
    }

    /// The same, served so.
    pub async fn by_a_clock_with(serving: impl Into<Serving>) -> (Self, Clock) {
        let (folder, clock) = (tempfile::tempdir().expect("a folder"), Clock::default());
        begin(folder.path());
        let mut opened = Self::opened(folder.path()).await;
        let tokens = Tokens::open(folder.path()).expect("tokens");
        let register = ByClock(TakingPart(Arc::clone(&opened.views)), clock.clone());
        opened.access = Arc::new(Access::new(tokens, register).expect("policies"));
        (Self::serve(opened, folder, serving).await, clock)
    }

    async fn opened(folder: &Path) -> Opened {
        let place = Folder::new(folder).place().expect("readable").expect("a data folder");
        Opened::open(&Folder::new(folder), &place, &stores(folder)).await.expect("the place opens")
    }

    async fn serve(mut opened: Opened, folder: TempDir, serving: impl Into<Serving>) -> Self {
        let running = Running::start(&mut opened, serving).await.expect("it is served");
        let address = running.address;
        let channel = connect(&format!("http://{}", running.loopback)).await;
        Self { folder, opened, address, running, channel }
    }

    /// Stops the place and closes it; the folder stays.
    pub async fn close(self) -> TempDir {
        drop(self.channel);
        self.running.stop().await.expect("it stops");
        self.opened.close().await.expect("it closes");
        self.folder
    }

    /// Closes the place and opens it again.
    pub async fn reopened(self) -> Self {
        Self::open(self.close().await).await
    }

    /// The place's keeper.
    pub fn keeper(&self) -> Caller {
        self.with_token(&Tokens::keeper_token(self.folder.path()).expect("the keeper has a token"))
    }

    /// A caller with this token, who reads for its agency's reader, if that has one.
    pub fn with_token(&self, token: &str) -> Caller {
        let caller = Caller::new(self.channel.clone(), token);
        let agency = Tokens::open(self.folder.path()).expect("tokens").who(token);
        let directory = self.opened.views.directory();
        let mut supporters = directory.supporters.iter();
        let reader = supporters.find(|(_, known)| Some(&known.agency) == agency.as_ref() && known.name.as_deref() == Some(READER));
        reader.map_or(caller.clone(), |(reader, _)| caller.with_reader(reader))
    }

    /// An agency takes part, and gets a token.
    pub async fn agency(&self, word: &str) -> Caller {
        let joined = AgencyJoined { agency: word.to_owned(), name: name_of(word) };
        self.keeper().write(events::of_nobody(Kind::AgencyJoined(joined))).await;
        self.with_token(&Tokens::open(self.folder.path()).expect("tokens").add(word, word).expect("a token")).with_a_reader().await
    }

    /// A connection of its own, for a caller who does not share one.
    pub async fn connection(&self) -> Channel {
        connect(&format!("http://{}", self.running.loopback)).await
    }

    /// Where tiles are served.
    pub fn tiles(&self) -> SocketAddr {
        self.running.tiles().expect("it serves tiles")
    }

    /// The newest position.
    pub fn head(&self) -> u64 {
        *self.opened.log.head().borrow()
    }

    /// The newest position, once the view has reached it.
    pub async fn seen(&self) -> u64 {
        self.opened.views.catch_up(Instant::now() + PATIENCE).await.expect("the view follows");
        self.head()
    }

    /// The log.
    pub fn log(&self) -> Log {
        self.opened.log.clone()
    }

    /// The keys.
    pub fn keys(&self) -> Arc<Keys> {
        Arc::clone(&self.opened.keys)
    }

    /// The door.
    pub fn access(&self) -> Arc<Access> {
        Arc::clone(&self.opened.access)
    }

    /// The views.
    pub fn views(&self) -> Arc<Views> {
        Arc::clone(&self.opened.views)
    }

    /// Where the views differ from a fresh replay of all that was written by now.
    pub async fn differences(&self) -> Vec<Difference> {
        self.seen().await;
        let scratch = tempfile::tempdir().expect("a folder");
        compare(self.folder.path(), scratch.path(), self.log(), self.keys(), |_| {}).await.expect("they can be compared")
    }
}

/// A connection to an address.
pub async fn connect(address: &str) -> Channel {
    let endpoint = Endpoint::from_shared(address.to_owned()).expect("an address").tcp_nodelay(true);
    endpoint.connect().await.expect("it answers")
}

fn name_of(word: &str) -> String {
    word.split('-').map(|part| part[..1].to_uppercase() + &part[1..]).collect::<Vec<_>>().join(" ")
}
