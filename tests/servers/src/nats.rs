//! A private NATS server with JetStream, on a free port. It comes from Python's package index, since Debian's is too old.

use std::{
    env, fs,
    io::Read as _,
    net::{Ipv4Addr, TcpStream},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use crate::{
    folder::Folder,
    port::Port,
    process::{PATIENCE, Process},
};

/// A NATS server of one's own. Dropping it ends it.
#[derive(Debug)]
pub struct Nats {
    // Before the folder, so that it ends first.
    process: Option<Process>,
    port: Port,
    configuration: PathBuf,
    folder: Folder,
}

impl Nats {
    /// A server with JetStream where everybody may do everything.
    pub fn start() -> Self {
        Self::start_with("jetstream { store_dir: \"$STORE\" }")
    }

    /// A server with a configuration of one's own; `$STORE` in it stands for a folder for JetStream.
    pub fn start_with(configuration: &str) -> Self {
        let folder = Folder::new();
        let path = folder.path().join("nats.conf");
        let configuration = configuration.replace("$STORE", &folder.path().join("jetstream").display().to_string());
        fs::write(&path, configuration).expect("written");
        let mut server = Self { process: None, port: Port::claim(), configuration: path, folder };
        server.begin();
        server
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port.number()
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

    /// Lets it go on if it was paused, and starts it again if it has ended, however that came about.
    pub fn heal(&mut self) {
        if let Some(process) = &mut self.process
            && process.ended().is_none()
        {
            return process.resume();
        }
        self.process = None;
        self.begin();
    }

    /// Where JetStream keeps its files.
    pub fn store(&self) -> PathBuf {
        self.folder.path().join("jetstream")
    }

    /// Kills it as `kill -9` does.
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

    /// Removes everything that JetStream has kept. It must not be running.
    pub fn wipe(&self) {
        assert!(self.process.is_none(), "a running server keeps its files open");
        _ = fs::remove_dir_all(self.store());
    }

    /// Starts it again, on the same port.
    pub fn begin(&mut self) {
        let port = self.port.to_string();
        let (program, configuration) = (program(), self.configuration.display().to_string());
        let says = self.folder.path().join("nats.log");
        let command = [program.as_str(), "-c", &configuration, "-a", "127.0.0.1", "-p", &port];
        let mut process = Process::start(&command, &says, None);
        let until = Instant::now() + PATIENCE;
        while !greets(self.port()) {
            let ended = process.ended();
            assert!(ended.is_none() && Instant::now() < until, "{}", fs::read_to_string(&says).unwrap_or_default());
            thread::sleep(Duration::from_millis(5));
        }
        self.process = Some(process);
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Where `tests/run tools` puts it: beside the other programs from Python's package index, under the target folder.
fn program() -> String {
    if let Ok(program) = env::var("NATS_SERVER") {
        return program;
    }
    let own = env::current_exe().expect("a program has a path");
    let mut above = own.ancestors().map(|folder| folder.join("python/bin/nats-server"));
    let found = above.find(|path: &PathBuf| Path::exists(path)).expect("nats-server is installed; run: tests/run tools");
    found.display().to_string()
}

/// A server that is ready greets whoever connects.
fn greets(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)) else { return false };
    let mut greeting = [0; 4];
    stream.set_read_timeout(Some(Duration::from_secs(1))).is_ok() && stream.read_exact(&mut greeting).is_ok() && &greeting == b"INFO"
}
