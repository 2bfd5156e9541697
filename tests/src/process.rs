//! The real program as a process of its own: started, spoken with, killed. It is the one that was built beside the tests.

use std::{
    env,
    io::{BufRead as _, BufReader, Read as _},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Output, Stdio},
};

use throughline_access::Tokens;
use tonic::transport::Channel;

use crate::{Caller, place};

/// A server as a process of its own. Dropping it kills it.
#[derive(Debug)]
pub struct Process {
    child: Child,
    /// Where it listens.
    pub address: String,
    /// Where its metrics are, if they are anywhere.
    pub metrics: Option<String>,
    folder: PathBuf,
}

/// The program. `cargo build --workspace` makes it; a test's own executable lies one folder deeper.
pub fn program() -> PathBuf {
    let own = env::current_exe().expect("a test has a path");
    let program = own.parent().and_then(Path::parent).expect("target/debug").join("throughline");
    assert!(program.exists(), "{} is not there; run: cargo build --workspace", program.display());
    program
}

/// What a command ends with, what it says on both outputs, and the JSON that it says, if it is one.
pub fn ends(arguments: &[&str]) -> (Option<i32>, String, serde_json::Value) {
    let output = run(arguments);
    let told = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.code(), told, serde_json::from_slice(&output.stdout).unwrap_or_default())
}

/// Runs a command of the program to its end.
pub fn run(arguments: &[&str]) -> Output {
    command().args(arguments).output().expect("the program starts")
}

/// A new agency takes part; its token.
pub fn add_agency(folder: &Path, name: &str) -> String {
    let output = run(&["agency", "add", name, "--data", text(folder), "--format", "json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    told["token"].as_str().expect("a token").to_owned()
}

/// A path as an argument.
pub fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

/// The arguments that serve a folder on any free port, and nothing beside it.
pub fn serve(folder: &Path) -> [&str; 9] {
    ["serve", "--data", text(folder), "--listen", "127.0.0.1:0", "--metrics", "off", "--format", "json"]
}

/// The program, with nothing of these surroundings that would change what it does.
pub fn command() -> Command {
    let mut command = Command::new(program());
    let ours = env::vars_os()
        .map(|(name, _)| name)
        .filter(|name| name.to_string_lossy().starts_with("THROUGHLINE_") || name.to_string_lossy().starts_with("OTEL_"));
    ours.for_each(|name| _ = command.env_remove(name));
    command
}

impl Process {
    /// Serves a folder.
    pub fn start(folder: &Path) -> Self {
        Self::spawn(command().args(serve(folder)), folder)
    }

    /// Serves a folder on any free port, with metrics on another, and with these arguments and this environment besides.
    pub fn start_with(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let usual = ["serve", "--data", text(folder), "--listen", "127.0.0.1:0", "--metrics", "127.0.0.1:0", "--format", "json"];
        Self::spawn(command().args(usual).args(arguments).envs(environment.iter().copied()), folder)
    }

    /// Serves a folder, and no file of it may grow beyond so many blocks of 512 bytes: what a full disk is like.
    pub fn start_with_little_room(folder: &Path, blocks: u32) -> Self {
        let mut shell = Command::new("sh");
        // The signal that comes with the limit would end the process; without it, writing fails as on a full disk.
        shell.arg("-c").arg("trap '' XFSZ; ulimit -f \"$0\"; exec \"$@\"").arg(blocks.to_string()).arg(program()).args(serve(folder));
        Self::spawn(&mut shell, folder)
    }

    fn spawn(command: &mut Command, folder: &Path) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().expect("its output")).read_line(&mut line).expect("it says where it listens");
        let Ok(told) = serde_json::from_str::<serde_json::Value>(&line) else {
            // It has closed its output without saying where it listens: it has ended, and says why.
            let mut why = String::new();
            child.stderr.take().expect("its errors").read_to_string(&mut why).expect("text");
            panic!("the server did not start: {line}{why}");
        };
        // Nobody reads what it logs; a pipe that is full would stop it.
        let mut errors = child.stderr.take().expect("its errors");
        std::thread::spawn(move || std::io::copy(&mut errors, &mut std::io::sink()));
        let address = told["address"].as_str().expect("an address").to_owned();
        let metrics = told["metrics"].as_str().map(|url| url.trim_start_matches("http://").trim_end_matches("/metrics").to_owned());
        Self { child, address, metrics, folder: folder.to_owned() }
    }

    /// A connection to it.
    pub async fn connect(&self) -> Channel {
        place::connect(&self.address).await
    }

    /// A caller with a token, on a connection of their own.
    pub async fn caller(&self, token: &str) -> Caller {
        Caller::new(self.connect().await, token)
    }

    /// The place's keeper.
    pub async fn keeper(&self) -> Caller {
        self.caller(&Tokens::keeper_token(&self.folder).expect("the keeper has a token")).await
    }

    /// Asks it to end, as whoever keeps processes does.
    pub fn ask_to_end(&self) {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().expect("kill is there");
        assert!(asked.success(), "it is there");
    }

    /// Waits until it has ended by itself.
    pub fn wait(mut self) -> ExitStatus {
        self.child.wait().expect("it ends")
    }

    /// Kills it as `kill -9` does, and waits until it is gone.
    pub fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        self.child.wait().expect("it is gone");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}
