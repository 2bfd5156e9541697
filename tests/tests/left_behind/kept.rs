//! The search itself, in a place of each kind, before an erasure and after it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use tempfile::TempDir;
use throughline_servers::{Nats, Port, Postgres};
use throughline_tests::{
    Caller, place,
    process::{add_agency, run},
};

pub use throughline_tests::process::text;

use crate::{
    canaries::{self, ERASED},
    collector::Collector,
    keys,
    node::{Node, data},
    search::{Found, Search, files},
    ways::{self, People},
};

/// The keys' server as deploy/postgres has it: what was destroyed is not kept in files that are used again, nor in its log.
const OF_KEYS: [&str; 4] = ["wal_recycle=off", "max_wal_size=32MB", "min_wal_size=32MB", "log_parameter_max_length=0"];
/// The log's server says more than anybody would have it say.
const OF_LOG: [&str; 3] = ["log_statement=all", "log_min_duration_statement=0", "log_min_messages=debug1"];

/// Where everything lies.
struct Kind {
    folder: TempDir,
    servers: Option<Servers>,
    /// The portal's.
    port: Port,
}

/// What a larger place stands on.
struct Servers {
    log: Postgres,
    keys: Postgres,
    nats: Nats,
    arguments: [String; 6],
    at_keys: String,
}

impl Servers {
    fn start() -> Self {
        let (log, keys, nats) = (Postgres::start_with(&OF_LOG), Postgres::start_with(&OF_KEYS), Nats::start());
        let (at_log, at_keys) = (log.database(), keys.database());
        let migrated = run(&["migrate", "--log", &at_log, "--keys", &at_keys]);
        assert!(migrated.status.success(), "{}", String::from_utf8_lossy(&migrated.stderr));
        let arguments = ["--log", &at_log, "--keys", &at_keys, "--nats", &nats.url()].map(str::to_owned);
        Self { log, keys, nats, arguments, at_keys }
    }

    fn folders(&self) -> Vec<PathBuf> {
        let above = |folder: &Path| folder.parent().expect("a folder").to_owned();
        vec![above(self.log.data()), above(self.keys.data()), above(&self.nats.store())]
    }

    /// Everything is written down, and what is no longer wanted of the keys' write-ahead log is gone.
    fn settle(&self) {
        self.log.sql("postgres", "checkpoint");
        for _ in 0..2 {
            self.keys.sql(self.keys_database(), "select pg_logical_emit_message(true, '', ''), pg_switch_wal()");
            self.keys.sql("postgres", "checkpoint");
        }
    }

    fn keys_database(&self) -> &str {
        self.at_keys.rsplit('/').next().expect("a name")
    }
}

impl Kind {
    fn new(servers: Option<Servers>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(data(folder.path())).expect("a folder");
        place::begin(&data(folder.path()));
        Self { folder, servers, port: Port::claim() }
    }

    fn arguments(&self) -> Vec<&str> {
        self.servers.iter().flat_map(|servers| &servers.arguments).map(String::as_str).collect()
    }

    fn start(&self, collector: &Collector) -> Node {
        let (otlp, portal) = (["--otlp", &collector.address], ["--portal", &self.portal()]);
        Node::start(self.folder.path(), &[&self.arguments(), otlp.as_slice(), portal.as_slice()].concat())
    }

    fn portal(&self) -> String {
        format!("127.0.0.1:{}", self.port.number())
    }

    /// Everything that the place leaves on disks.
    fn folders(&self) -> Vec<PathBuf> {
        let own = [self.folder.path().to_owned()];
        own.into_iter().chain(self.servers.iter().flat_map(Servers::folders)).collect()
    }

    fn finds(&self, search: &Search) -> Vec<Found> {
        self.servers.iter().for_each(Servers::settle);
        search.under(&self.folders().iter().map(PathBuf::as_path).collect::<Vec<_>>())
    }

    /// A command on the place, and what it wrote.
    fn says(&self, command: &[&str]) -> String {
        let data = data(self.folder.path());
        let output = run(&[command, &["--data", text(&data)]].concat());
        assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
    }
}

/// Somebody's life in every way, a crash in the middle, and what comes after; then the erasure.
async fn nothing_is_left(kind: &Kind) {
    let mut collector = Collector::new().await;
    let node = kind.start(&collector);
    let (agency, keeper) = (kind.agency(&node).await, node.keeper().await);
    let house = node.caller(&agency).await.with_a_reader().await;
    let people = ways::live(&house).await;
    ways::is_refused(&house, &people.rosa).await;
    ways::strange_headers(&house, &people.rosa).await;
    let secrets = ways::comes_to_the_portal(&house, &format!("http://{}", kind.portal()), &people).await;
    let agencys_own = tempfile::tempdir().expect("a folder");
    let imported = ways::imports(agencys_own.path(), &node.address, &agency);
    assert_eq!(imported.status.code(), Some(1), "bad rows are named: {}", String::from_utf8_lossy(&imported.stderr));
    let told = ways::reads(&house, &keeper, &people, 0).await;
    assert!(told.contains("Zyxquokka-known") && told.contains("Zyxquokka-record-words") && told.contains("Zyxquokka-many-ask"), "{told}");
    let _watching = ways::watches(&house, &people.rosa).await;
    node.keep_metrics();
    let spans = collector.spans(|spans| !spans.is_empty()).await;
    fs::write(kind.folder.path().join("spans"), format!("{spans:?}")).expect("written");
    node.crash();

    let mut patterns = canaries::in_clear();
    let keeper_token = throughline_access::Tokens::keeper_token(&data(kind.folder.path())).expect("a token");
    for token in secrets.iter().map(String::as_str).chain([agency.as_str(), ways::GUESSED]) {
        patterns.extend(canaries::of_text(token));
    }
    let wrapped = keys::wrapped(&data(kind.folder.path()), &people.rosa).expect("she has a key");
    let key = keys::unwrapped(&data(kind.folder.path()), &people.rosa, &wrapped);
    patterns.extend(canaries::of_key("her key, unwrapped", &key));
    let clear = Search::new(patterns);
    assert_eq!(kind.finds(&clear), [], "after a crash");
    // What is meant to lie in one file lies in that alone.
    let kept = [
        ("keeper.token", canaries::of_text(&keeper_token)),
        ("master.key", canaries::of_key("the master key", &keys::master(&data(kind.folder.path())))),
    ];
    for (file, patterns) in kept {
        let found = kind.finds(&Search::new(patterns));
        assert!(!found.is_empty() && found.iter().all(|found| found.file.ends_with(file)), "{file}: {found:?}");
    }

    let node = kind.start(&collector);
    let (house, keeper) = (house.at(place::connect(&node.address).await), node.keeper().await);
    let of_wrapped = Search::new(canaries::of_key("her key, wrapped", &wrapped));
    let lies = kind.finds(&of_wrapped);
    assert!(lies.iter().any(is_of_sqlite), "it is looked for where it lies: {lies:?}");
    if let Some(servers) = &kind.servers {
        assert!(lies.iter().any(|found| found.file.starts_with(servers.keys.data())), "in the keys' server, too: {lies:?}");
    }
    let position = keeper.erases(&people.rosa).await;
    assert_eq!(kind.finds(&of_wrapped), [], "while it is served");
    is_read_nowhere(kind, &house, &keeper, &people, position).await;
    node.keep_metrics();
    node.stop();
    assert_eq!(kind.finds(&of_wrapped), [], "and afterwards");
    assert_eq!(kind.finds(&clear), []);
}

/// Whatever is read or exported after the erasure.
async fn is_read_nowhere(kind: &Kind, house: &Caller, keeper: &Caller, people: &People, position: u64) {
    let mut told = ways::reads(house, keeper, people, position).await;
    told += &kind.says(&["export"]);
    told += &kind.says(&["replay", "--reason", "a test", "--format", "json"]);
    assert!(told.contains("Vexwombat-words"), "the others' stories are whole");
    let search = Search::new(canaries::of_text(ERASED));
    assert_eq!(search.within(Path::new("what was read"), told.as_bytes()), []);
}

fn is_of_sqlite(found: &Found) -> bool {
    found.file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("keys.sqlite"))
}

impl Kind {
    /// An agency takes part; its token.
    async fn agency(&self, _node: &Node) -> String {
        let data = data(self.folder.path());
        tokio::task::spawn_blocking(move || add_agency(&data, "Harmony House")).await.expect("a token")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_left_behind_by_a_place_on_postgres_and_nats() {
    nothing_is_left(&Kind::new(Some(Servers::start()))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_left_behind_by_a_place_in_a_folder() {
    nothing_is_left(&Kind::new(None)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_planted_is_found_in_every_way_of_writing_it() {
    let kind = Kind::new(Some(Servers::start()));
    let servers = kind.servers.as_ref().expect("servers");
    let search = Search::new(canaries::in_clear());
    assert_eq!(kind.finds(&search), []);
    servers.log.sql("postgres", "create table planted (text text); insert into planted values ('she is called zyxquokka')");
    let found = kind.finds(&search);
    for below in ["base", "pg_wal"] {
        assert!(found.iter().any(|found| found.file.starts_with(servers.log.data().join(below))), "{below}: {found:?}");
    }
    assert!(found.iter().any(|found| found.file.ends_with("postgres.log")), "the server's own log: {found:?}");
    for pattern in canaries::of_text(ERASED) {
        let file = kind.folder.path().join("planted");
        fs::write(&file, [b"\0before", pattern.bytes.as_slice(), b"after"].concat()).expect("written");
        let found = search.under(&[kind.folder.path()]);
        assert!(found.iter().any(|found| found.means == pattern.means), "{}", pattern.means);
    }
    assert!(!files(kind.folder.path()).is_empty());
}
