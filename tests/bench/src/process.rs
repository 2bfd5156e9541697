//! The compiled `throughline` that lies beside this program, run as people run it. Nothing here measures.

use std::{
    env,
    ffi::OsStr,
    fs::{self, File},
    io::{BufRead as _, BufReader, Read as _, Seek as _},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail, ensure};
use rustix::process::{Pid, Signal, kill_process};

/// How long a server may take to end.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often a process is looked at, while somebody waits for its end.
const LOOK: Duration = Duration::from_millis(20);

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

/// On which cores a program may run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cores {
    /// Wherever the system puts it.
    Any,
    /// On the first alone.
    One,
    /// On the second alone.
    Second,
    /// On the first two.
    Two,
}

/// What a run to its end came to.
#[derive(Debug, Clone, Copy)]
pub struct Ran {
    /// How long it took, from before the program was started.
    pub seconds: f64,
    /// The most memory that it ever held, in MiB, files that it mapped included; nothing where the system does not tell.
    pub peak_mib: Option<f64>,
}

impl Server {
    /// Starts `serve` or `demo` on a folder, on any free port, and waits until it says where it listens.
    pub fn start(command: &str, folder: &Path, environment: Environment) -> anyhow::Result<Self> {
        let mut program = throughline(Cores::Any, &on_folder(command, folder), environment)?;
        let mut child = program.args(["--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).spawn()?;
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
        Ok(Memory { resident_mib: mib(&status, "VmRSS").context("no VmRSS")?, peak_mib: mib(&status, "VmHWM").context("no VmHWM")? })
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
            thread::sleep(LOOK);
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
    Ok(run_on(Cores::Any, &on_folder(command, folder), environment)?.seconds)
}

/// Runs the program with these arguments to its end, on these cores. What it tells is thrown away.
pub fn run_on(cores: Cores, arguments: &[&OsStr], environment: Environment) -> anyhow::Result<Ran> {
    let mut program = throughline(cores, arguments, environment)?;
    let started = Instant::now();
    let spawned = program.stdout(Stdio::null()).spawn();
    let mut child = spawned.with_context(|| format!("{} cannot be started", program.get_program().display()))?;
    // Held open: it goes on telling of this process alone, even when the system gives its number to another.
    let told = File::open(format!("/proc/{}/status", child.id())).ok();
    let (ended, is_ended) = mpsc::channel();
    let watch = thread::spawn(move || told.and_then(|told| peak_mib(told, &is_ended)));
    let status = child.wait()?;
    let seconds = started.elapsed().as_secs_f64();
    drop(ended);
    let command = arguments.first().map(|command| command.display());
    ensure!(status.success(), "`throughline {}` ended with {status}", command.context("there is no command")?);
    Ok(Ran { seconds, peak_mib: watch.join().ok().flatten() })
}

/// The same twice at once, in two programs, each on a core of its own, each with its own arguments: what two cores of this machine can do where
/// nothing is shared between them. Gives the seconds until both had ended.
pub fn run_both(arguments: [&[&OsStr]; 2], environment: &Environment) -> anyhow::Result<f64> {
    let run = |cores, arguments| run_on(cores, arguments, environment.clone());
    let [first, second] = thread::scope(|scope| {
        let second = scope.spawn(|| run(Cores::Second, arguments[1]));
        [run(Cores::One, arguments[0]), second.join().unwrap_or_else(|_| bail!("one of the two could not be waited for"))]
    });
    Ok(first?.seconds.max(second?.seconds))
}

/// The most that a process ever held, as it was told last before its end: of the last moments nothing is known, since a process that
/// has ended has no memory to tell of.
fn peak_mib(mut told: File, is_ended: &Receiver<()>) -> Option<f64> {
    let mut peak = None;
    loop {
        let mut status = String::new();
        // Once it has ended there is nothing to read, and what was read before counts.
        if told.rewind().and_then(|()| told.read_to_string(&mut status)).is_ok() {
            peak = mib(&status, "VmHWM").or(peak);
        }
        if is_ended.recv_timeout(LOOK) != Err(RecvTimeoutError::Timeout) {
            return peak;
        }
    }
}

/// A line of a process's status, in MiB.
fn mib(status: &str, name: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    Some(line.trim_start_matches(':').trim().trim_end_matches("kB").trim().parse::<f64>().ok()? / 1_024.0)
}

fn on_folder<'a>(command: &'a str, folder: &'a Path) -> [&'a OsStr; 3] {
    [command.as_ref(), "--data".as_ref(), folder.as_os_str()]
}

fn throughline(cores: Cores, arguments: &[&OsStr], environment: Environment) -> anyhow::Result<Command> {
    let path = beside_us()?;
    let mut program = match cores {
        Cores::Any => Command::new(path),
        Cores::One => kept_to("0", &path)?,
        Cores::Second => kept_to("1", &path)?,
        Cores::Two => kept_to("0,1", &path)?,
    };
    program.envs(environment).args(arguments).args(["--format", "json", "--quiet"]).stdin(Stdio::null());
    Ok(program)
}

/// A program that runs on some cores alone. `taskset` becomes the program, so that it is the same process.
fn kept_to(cores: &str, path: &Path) -> anyhow::Result<Command> {
    let asked = Command::new("taskset").arg("--version").stdout(Stdio::null()).status();
    ensure!(asked.is_ok_and(|status| status.success()), "there is no `taskset`, which keeps a program to one core; install util-linux");
    let mut program = Command::new("taskset");
    program.args(["-c", cores]).arg(path);
    Ok(program)
}

fn beside_us() -> anyhow::Result<PathBuf> {
    let path = env::current_exe()?.with_file_name("throughline");
    ensure!(path.is_file(), "there is no {}; build it first: cargo build --profile production -p throughline", path.display());
    Ok(path)
}
