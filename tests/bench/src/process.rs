//! The compiled `throughline` that lies beside this program, run as people run it. Nothing here measures.

use std::{
    env, fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail, ensure};
use rustix::process::{Pid, Signal, kill_process};

/// How long a server may take to end.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a program is told by its environment, as whoever has a password in an address would tell it.
pub type Environment = Vec<(&'static str, String)>;

/// A server that runs in a process of its own; killed when dropped.
pub struct Server {
    child: Child,
    /// What it said when it was ready.
    pub told: serde_json::Value,
    // Kept open: a server that has nobody to write to would end.
    _standard_output: BufReader<ChildStdout>,
}

/// How much memory a process takes.
#[derive(Debug, Clone, Copy)]
pub struct Memory {
    /// What it holds now, in MiB.
    pub resident_mib: f64,
    /// The most that it ever held, in MiB.
    pub peak_mib: f64,
}

impl Server {
    /// Starts `serve` or `demo` on a folder, on any free port, and waits until it says where it listens.
    pub fn start(command: &str, folder: &Path, environment: Environment) -> anyhow::Result<Self> {
        let mut child = throughline(command, folder, environment)?.args(["--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).spawn()?;
        let mut standard_output = BufReader::new(child.stdout.take().context("the server has no standard output")?);
        let mut line = String::new();
        standard_output.read_line(&mut line)?;
        let told = serde_json::from_str(&line).with_context(|| format!("`throughline {command}` did not say where it listens"));
        let server = Self { child, told: told.unwrap_or_default(), _standard_output: standard_output };
        ensure!(server.told.is_object(), "`throughline {command}` did not start");
        Ok(server)
    }

    /// One of the things that it said.
    pub fn told(&self, what: &str) -> anyhow::Result<&str> {
        self.told.get(what).and_then(serde_json::Value::as_str).with_context(|| format!("the server did not say its {what}"))
    }

    /// How much memory it takes.
    pub fn memory(&self) -> anyhow::Result<Memory> {
        let status =
            fs::read_to_string(format!("/proc/{}/status", self.child.id())).context("this system does not tell a process's memory")?;
        let mib = |name: &str| -> Option<f64> {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            Some(line.trim_start_matches(':').trim().trim_end_matches("kB").trim().parse::<f64>().ok()? / 1_024.0)
        };
        Ok(Memory { resident_mib: mib("VmRSS").context("no VmRSS")?, peak_mib: mib("VmHWM").context("no VmHWM")? })
    }

    /// Asks it to end, and waits.
    pub fn stop(mut self) -> anyhow::Result<()> {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw).context("the server has no id")?;
        kill_process(pid, Signal::TERM)?;
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait()? {
                ensure!(status.success(), "the server ended with {status}");
                return Ok(());
            }
            thread::sleep(Duration::from_millis(20));
        }
        bail!("the server does not end")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that has ended already cannot be killed, and that is well.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// Runs a command on a folder to its end; gives the seconds that it took.
pub fn run(command: &str, folder: &Path, environment: Environment) -> anyhow::Result<f64> {
    let started = Instant::now();
    let status = throughline(command, folder, environment)?.stdout(Stdio::null()).status()?;
    ensure!(status.success(), "`throughline {command}` ended with {status}");
    Ok(started.elapsed().as_secs_f64())
}

fn throughline(command: &str, folder: &Path, environment: Environment) -> anyhow::Result<Command> {
    let mut program = Command::new(beside_us()?);
    program.envs(environment).arg(command).arg("--data").arg(folder).args(["--format", "json", "--quiet"]).stdin(Stdio::null());
    Ok(program)
}

fn beside_us() -> anyhow::Result<PathBuf> {
    let path = env::current_exe()?.with_file_name("throughline");
    ensure!(path.is_file(), "there is no {}; build it first: cargo build --profile production -p throughline", path.display());
    Ok(path)
}
