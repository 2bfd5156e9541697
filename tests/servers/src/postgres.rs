//! A private Postgres, from Debian's binaries: a cluster of its own on a free port, where everybody on this machine is trusted.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crate::{
    folder::Folder,
    port::Port,
    process::{PATIENCE, Process, is_root, run},
};

/// Whom root becomes: Postgres does not run as root.
const USER: Option<&str> = Some("postgres");
const BINARIES: &str = "/usr/lib/postgresql";

/// A Postgres of one's own. Dropping it ends it.
#[derive(Debug)]
pub struct Postgres {
    // Before the folder, so that it ends first.
    process: Option<Process>,
    port: Port,
    settings: Vec<String>,
    data: PathBuf,
    _folder: Option<Folder>,
}

impl Postgres {
    /// A new cluster with Postgres's own settings.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// A new cluster as it is once it has had much to write for a while: it has files of its write-ahead log to use again. A new one makes and
    /// zeroes each of them, and whoever commits waits for that.
    pub fn broken_in() -> Self {
        /// So many files of 16 MiB are used up.
        const FILES: u32 = 32;
        let server = Self::start();
        server.sql("postgres", &format!("select pg_logical_emit_message(false, '', ''), pg_switch_wal() from generate_series(1, {FILES})"));
        server.sql("postgres", "checkpoint");
        server
    }

    /// A new cluster with some settings (`name=value`) changed.
    pub fn start_with(settings: &[&str]) -> Self {
        let folder = Folder::new();
        let data = folder.path().join("postgres");
        let mut server = Self::in_folder(&data, settings);
        server._folder = Some(folder);
        server
    }

    /// A cluster in a folder of the caller's; made there, unless it is there already.
    pub fn in_folder(data: &Path, settings: &[&str]) -> Self {
        if !data.join("PG_VERSION").exists() {
            make_cluster(data);
        }
        let settings = settings.iter().map(|setting| (*setting).to_owned()).collect();
        let mut server = Self { process: None, port: Port::claim(), settings, data: data.to_owned(), _folder: None };
        server.begin();
        server
    }

    /// One cluster for all tests of this process, each of which takes a database of its own.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Postgres> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    /// Makes a database, and answers with its address for the cluster's superuser.
    pub fn database(&self) -> String {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("test_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        self.sql("postgres", &format!("create database {name}"));
        self.url("postgres", &name)
    }

    /// The address of a database for a user.
    pub fn url(&self, user: &str, database: &str) -> String {
        format!("postgres://{user}@127.0.0.1:{}/{database}", self.port)
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port.number()
    }

    /// Where its files lie.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Stops it where it is, if it runs.
    pub fn pause(&self) {
        self.process.iter().for_each(Process::pause);
    }

    /// Lets it go on, if it runs.
    pub fn resume(&self) {
        self.process.iter().for_each(Process::resume);
    }

    /// Its process.
    pub fn process(&self) -> &Process {
        self.process.as_ref().expect("it is running")
    }

    /// Runs SQL as the superuser; the rows, a line each, their columns parted by `|`.
    pub fn sql(&self, database: &str, sql: &str) -> String {
        self.try_sql(database, sql).unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    /// [`Postgres::sql`], with what Postgres says where it fails.
    pub fn try_sql(&self, database: &str, sql: &str) -> Result<String, String> {
        Self::try_sql_at(&self.url("postgres", database), sql)
    }

    /// The same at any database's address.
    pub fn try_sql_at(url: &str, sql: &str) -> Result<String, String> {
        let psql = program("psql");
        let output = std::process::Command::new(psql)
            .args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql, url])
            .output()
            .expect("psql starts");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end().to_owned();
        if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
    }

    /// Lets it go on if it was paused, and starts it again if it has ended, however that came about. What it says if it does not start.
    pub fn heal(&mut self) -> Result<(), String> {
        if let Some(process) = &mut self.process
            && process.ended().is_none()
        {
            process.resume();
            return Ok(());
        }
        self.process = None;
        self.try_begin()
    }

    /// Kills it as `kill -9` does, with every one of its processes.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill();
        }
    }

    /// Ends it in order.
    pub fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.interrupt();
        }
    }

    /// Starts it again, on the same port, after [`Postgres::kill`] or [`Postgres::stop`].
    pub fn begin(&mut self) {
        self.try_begin().unwrap_or_else(|says| panic!("{says}"));
    }

    fn try_begin(&mut self) -> Result<(), String> {
        let port = self.port.to_string();
        let postgres = program("postgres");
        let data = self.data.display().to_string();
        let mut command = vec![postgres.as_str(), "-D", &data, "-p", &port, "-c", "listen_addresses=127.0.0.1"];
        // No socket in a folder that others share.
        command.extend(["-c", "unix_socket_directories="]);
        for setting in &self.settings {
            command.extend(["-c", setting]);
        }
        let says = self.data.with_extension("log");
        let mut process = Process::start(&command, &says, USER);
        let until = Instant::now() + PATIENCE;
        while !is_ready(&self.data, process.id()) {
            let ended = process.ended();
            if ended.is_some() || Instant::now() > until {
                return Err(fs::read_to_string(&says).unwrap_or_default());
            }
            thread::sleep(Duration::from_millis(5));
        }
        self.process = Some(process);
        Ok(())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The path of one of Debian's Postgres programs: of the newest version that is installed.
pub(crate) fn program(name: &str) -> String {
    let versions = fs::read_dir(BINARIES).into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
        .filter(|version| Path::new(BINARIES).join(version.to_string()).join("bin/postgres").exists())
        .max()
        .expect("Postgres is installed; run: tests/run tools");
    format!("{BINARIES}/{newest}/bin/{name}")
}

impl Postgres {
    /// The path of another of Debian's Postgres programs, `pg_basebackup` for one.
    pub fn program(name: &str) -> String {
        program(name)
    }

    /// Whom root becomes to run one that wants the cluster's owner.
    pub fn owner() -> Option<&'static str> {
        USER
    }
}

fn make_cluster(data: &Path) {
    fs::create_dir_all(data).expect("a folder");
    if is_root() {
        run(&["chown", "postgres", &data.display().to_string()], None);
    }
    // A cluster that is made anew each time need not survive a power cut while it is made.
    let data = data.display().to_string();
    run(
        &[&program("initdb"), "-D", &data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"],
        USER,
    );
}

/// Postgres says in its own file that it is ready, and which process it is.
fn is_ready(data: &Path, id: u32) -> bool {
    let told = fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
    let mut lines = told.lines();
    lines.next() == Some(&id.to_string()) && lines.nth(6).is_some_and(|status| status.trim() == "ready")
}
