//! The peers, as programs: `throughline-peers` lies beside this program, in a folder of its own, and carries out tasks. What they are
//! asked to do is said by the measures.

use std::{
    env,
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use serde::de::DeserializeOwned;
use throughline_load::{Reached, Ready, Task};

/// Where `tests/bench/run` builds it, from the folder that this program's own folder lies in.
const PROGRAM: &str = "peers/production/throughline-peers";
/// How long a peer may take to end.
const PATIENCE: Duration = Duration::from_secs(10);

/// Who is measured beside us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Tags and conditions, over gRPC.
    UmaDb,
    /// No tags and no conditions.
    PostgresEs,
    /// The limit: tags, no conditions.
    Plain,
}

/// Everybody.
pub const ALL: [Which; 3] = [Which::UmaDb, Which::PostgresEs, Which::Plain];

/// The peers' program, if it has been built.
#[derive(Debug)]
pub struct Peers(Option<PathBuf>);

/// A running peer. It ends with its value.
pub struct Peer {
    /// What it is called, with its version.
    pub name: String,
    child: Child,
    tasks: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Peers {
    /// The program that was named, or the one that lies where it is built.
    pub fn find(named: Option<&Path>) -> anyhow::Result<Self> {
        if let Some(path) = named {
            ensure!(path.is_file(), "there is no {}; name the peers' program, or build it with tests/bench/run", path.display());
            return Ok(Self(Some(path.to_owned())));
        }
        let path = env::current_exe()?.parent().and_then(Path::parent).map(|target| target.join(PROGRAM));
        Ok(Self(path.filter(|path| path.is_file())))
    }

    /// Whether there is anybody.
    pub fn are_there(&self) -> bool {
        self.0.is_some()
    }

    /// Starts some, each empty; nobody, if the program has not been built.
    pub fn start(&self, which: &[Which]) -> anyhow::Result<Vec<Peer>> {
        let Some(program) = &self.0 else { return Ok(Vec::new()) };
        which.iter().map(|which| Peer::start(program, *which)).collect()
    }
}

impl Peer {
    fn start(program: &Path, which: Which) -> anyhow::Result<Self> {
        let argument = match which {
            Which::UmaDb => "umadb",
            Which::PostgresEs => "postgres_es",
            Which::Plain => "plain",
        };
        let mut child = Command::new(program).arg(argument).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let tasks = child.stdin.take();
        let answers = BufReader::new(child.stdout.take().context("the peer has no standard output")?);
        let mut peer = Self { name: argument.to_owned(), child, tasks, answers };
        let Ready { name } = peer.answer()?;
        peer.name = name;
        Ok(peer)
    }

    /// Has a task carried out, and waits for that.
    pub fn ask(&mut self, task: Task) -> anyhow::Result<Reached> {
        let tasks = self.tasks.as_mut().context("the peer takes no tasks any more")?;
        serde_json::to_writer(&mut *tasks, &task)?;
        tasks.write_all(b"\n")?;
        tasks.flush()?;
        tokio::task::block_in_place(|| self.answer())
    }

    /// The next object that it writes. UmaDB writes lines of its own besides, and none of them is one.
    fn answer<T: DeserializeOwned>(&mut self) -> anyhow::Result<T> {
        let mut line = String::new();
        while !line.starts_with('{') {
            line.clear();
            ensure!(self.answers.read_line(&mut line)? > 0, "{} has ended; it says why above", self.name);
        }
        serde_json::from_str(&line).with_context(|| format!("{} answered something else: {line}", self.name))
    }
}

impl Drop for Peer {
    /// One that may end by itself clears up after itself.
    fn drop(&mut self) {
        drop(self.tasks.take());
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline && matches!(self.child.try_wait(), Ok(None)) {
            thread::sleep(Duration::from_millis(10));
        }
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// Has each of them do the same; gives what each reached, by name.
pub fn ask_each(peers: &mut [Peer], task: Task) -> anyhow::Result<Vec<(String, Reached)>> {
    peers.iter_mut().map(|peer| Ok((peer.name.clone(), peer.ask(task)?))).collect()
}
