//! A server as a process: started so that it cannot outlive us, paused, continued and killed with all its children.

use std::{
    env, fs,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Resource, Rlimit, Signal, getrlimit, kill_process, setrlimit};

/// Far longer than anything here takes, so that a server that hangs says so.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A running process. Dropping it kills it and its children.
#[derive(Debug)]
pub struct Process {
    child: Child,
    /// The kernel ends the child when the thread that started it ends, so that thread waits for as long as this lives.
    _starter: mpsc::Sender<()>,
}

impl Process {
    /// Starts a command, with what it says in a file. `user` is whom root becomes for it.
    pub fn start(command: &[&str], says: &Path, user: Option<&str>) -> Self {
        Self::start_in(command, &[], says, user)
    }

    /// The same with these in its environment, and nothing of ours that would change what `throughline` does.
    pub fn start_in(command: &[&str], environment: &[(String, String)], says: &Path, user: Option<&str>) -> Self {
        let mut wrapped = wrapper(user);
        wrapped.args(command).stdin(Stdio::null());
        let ours = env::vars_os().map(|(name, _)| name).filter(|name| name.to_string_lossy().starts_with("THROUGHLINE_"));
        ours.for_each(|name| _ = wrapped.env_remove(name));
        wrapped.envs(environment.iter().cloned());
        let output = fs::OpenOptions::new().create(true).append(true).open(says).expect("a file for what it says");
        wrapped.stdout(output.try_clone().expect("a second handle")).stderr(output);
        let (starter, wait) = mpsc::channel();
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || {
            let _ = sender.send(wrapped.spawn());
            let _ = wait.recv();
        });
        let child = receiver.recv().expect("the starter answers").expect("the program starts");
        Self { child, _starter: starter }
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// How it ended, if it has.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().expect("it can be asked")
    }

    /// Stops it where it is, with its children.
    pub fn pause(&self) {
        self.everyone().into_iter().for_each(|id| send(id, Signal::STOP));
    }

    /// Lets it go on.
    pub fn resume(&self) {
        self.everyone().into_iter().for_each(|id| send(id, Signal::CONT));
    }

    /// Kills it as `kill -9` does, with its children, and waits until it is gone.
    pub fn kill(&mut self) {
        self.everyone().into_iter().for_each(|id| send(id, Signal::KILL));
        self.child.wait().expect("it is gone");
    }

    /// Asks it to end, and waits for that.
    pub fn interrupt(&mut self) -> ExitStatus {
        send(self.child.id(), Signal::INT);
        // One that is paused hears it only when it goes on.
        self.resume();
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            if let Some(status) = self.ended() {
                return status;
            }
            thread::sleep(Duration::from_millis(5));
        }
        panic!("process {} does not end when asked to", self.child.id());
    }

    fn everyone(&self) -> Vec<u32> {
        let mut everyone = vec![self.child.id()];
        let mut next = 0;
        while let Some(&id) = everyone.get(next) {
            everyone.extend(children(id));
            next += 1;
        }
        everyone
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if self.child.try_wait().is_ok_and(|ended| ended.is_none()) {
            self.kill();
        }
    }
}

/// Runs a command to its end, as another user if root is to become one. Answers with what it wrote; panics if it fails.
pub fn run(command: &[&str], user: Option<&str>) -> String {
    let output = wrapper(user).args(command).stdin(Stdio::null()).output().expect("the program starts");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {error}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Lets this process, and whatever it starts, open as many files as the system allows at all.
pub fn allow_many_files() {
    let limit = getrlimit(Resource::Nofile);
    // Where that is not allowed, it stays as it is.
    _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit });
}

/// Whether we are root, who must become somebody else for a server that does not run as root.
pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

fn wrapper(user: Option<&str>) -> Command {
    let mut command = Command::new("setpriv");
    if let Some(user) = user.filter(|_| is_root()) {
        command.args(["--reuid", user, "--regid", user, "--clear-groups"]);
    }
    command.args(["--pdeathsig", "INT"]);
    command
}

fn children(id: u32) -> Vec<u32> {
    let threads = fs::read_dir(format!("/proc/{id}/task")).into_iter().flatten().flatten();
    let of_thread = |thread: fs::DirEntry| fs::read_to_string(thread.path().join("children")).unwrap_or_default();
    threads.map(of_thread).flat_map(|ids| ids.split_whitespace().filter_map(|id| id.parse().ok()).collect::<Vec<_>>()).collect()
}

fn send(id: u32, signal: Signal) {
    let id = i32::try_from(id).ok().and_then(Pid::from_raw);
    // Whoever has ended in the meantime has no use for it.
    let _ = id.map(|id| kill_process(id, signal));
}
