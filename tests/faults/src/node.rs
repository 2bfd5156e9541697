//! One node of ours as a process of its own: begun, paused, killed and begun again, always on the same folder.

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use anyhow::bail;
use throughline_servers::Process;

use crate::program::Program;

/// The place that all nodes serve.
pub const PLACE: &str = "barking-and-dagenham";
/// Far longer than a start takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// A node, whether it runs or not.
#[derive(Debug)]
pub struct Node {
    program: Program,
    folder: PathBuf,
    arguments: Vec<String>,
    says: PathBuf,
    process: Option<Process>,
}

impl Node {
    /// A node on a folder; it is not begun yet. `arguments` come after those that every node has.
    pub fn new(program: Program, folder: &Path, says: &Path, arguments: Vec<String>) -> Self {
        Self { program, folder: folder.to_owned(), arguments, says: says.to_owned(), process: None }
    }

    /// The program that it runs.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// What is left out of `serve`'s own defaults: a folder, any port, and an answer that a program reads.
    pub fn serve_arguments(&self) -> Vec<String> {
        let mut arguments: Vec<String> =
            ["serve", "--place", PLACE, "--listen", "127.0.0.1:0", "--format", "json", "--data"].map(str::to_owned).to_vec();
        arguments.push(self.folder.display().to_string());
        arguments.extend(self.arguments.iter().cloned());
        arguments
    }

    /// Begins it, and answers with the address that it listens on; a node that runs already is left alone. Says what the node says if
    /// it does not begin.
    pub fn begin(&mut self) -> anyhow::Result<Option<String>> {
        if self.process.as_mut().is_some_and(|process| process.ended().is_none()) {
            return Ok(None);
        }
        self.process = None;
        let said_before = self.said().len();
        let path = self.program.path().display().to_string();
        let arguments = self.serve_arguments();
        let command: Vec<&str> = [path.as_str()].into_iter().chain(arguments.iter().map(String::as_str)).collect();
        let mut process = Process::start_in(&command, &self.program.environment, &self.says, None);
        let until = Instant::now() + PATIENCE;
        loop {
            let said = self.said();
            let said = said.get(said_before..).unwrap_or_default();
            if let Some(address) = said.lines().find_map(address_in) {
                self.process = Some(process);
                return Ok(Some(address));
            }
            if process.ended().is_some() {
                bail!("the node ended: {}", said.trim());
            }
            if Instant::now() > until {
                bail!("the node does not say where it listens: {}", said.trim());
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Whether it has been begun and has not been ended since.
    pub fn runs(&self) -> bool {
        self.process.is_some()
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill();
        }
    }

    /// Asks it to end, and waits for that.
    pub fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.interrupt();
        }
    }

    /// SIGSTOP.
    pub fn pause(&self) {
        self.process.iter().for_each(Process::pause);
    }

    /// SIGCONT.
    pub fn resume(&self) {
        self.process.iter().for_each(Process::resume);
    }

    /// The end of what it said, for whoever looks into a finding.
    pub fn last_words(&self) -> String {
        let said = self.said();
        let lines: Vec<&str> = said.lines().collect();
        lines[lines.len().saturating_sub(8)..].join("\n")
    }

    fn said(&self) -> String {
        fs::read(&self.says).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    }
}

fn address_in(line: &str) -> Option<String> {
    let told: serde_json::Value = serde_json::from_str(line).ok()?;
    Some(told.get("address")?.as_str()?.trim_start_matches("http://").to_owned())
}
